// SPDX-License-Identifier: Apache-2.0
// Steady work without an end, for measuring the simulator: a shell sort of fresh pseudo-random words, then
// a string search, over and over. The run is cut by --max-cycles.
#include <stdint.h>

enum { COUNT = 2048 };
static uint64_t words[COUNT];

static void fill(uint64_t *seed)
{
    for (unsigned i = 0; i < COUNT; i++) {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        words[i] = *seed;
    }
}

static void sort(void)
{
    for (unsigned gap = COUNT / 2; gap; gap /= 2)
        for (unsigned i = gap; i < COUNT; i++) {
            uint64_t word = words[i];
            unsigned j = i;
            for (; j >= gap && words[j - gap] > word; j -= gap)
                words[j] = words[j - gap];
            words[j] = word;
        }
}

static unsigned count_bytes(uint8_t wanted)
{
    const uint8_t *bytes = (const uint8_t *)words;
    unsigned found = 0;
    for (unsigned i = 0; i < sizeof words; i++)
        found += bytes[i] == wanted;
    return found;
}

volatile unsigned result;

int main(void)
{
    uint64_t seed = 88172645463325252ull;
    for (;;) {
        fill(&seed);
        sort();
        result = count_bytes((uint8_t)seed);
    }
}
