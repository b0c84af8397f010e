// SPDX-License-Identifier: Apache-2.0
// replay POLICY FRAMES ID[,ID...]: how many faults the reference string costs. POLICY is one of the kernel's, or opt.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "replay.h"

enum { LengthMost = 1 << 20 };

static unsigned ids[LengthMost];

static size_t parse(char *string)
{
    size_t length = 0;
    char *rest = NULL;
    for (char *word = strtok_r(string, ", ", &rest); word && length < LengthMost; word = strtok_r(NULL, ", ", &rest))
        ids[length++] = (unsigned)strtoul(word, NULL, 10) % PagesMost;
    return length;
}

int main(int argc, char *argv[])
{
    if (argc != 4) {
        fprintf(stderr, "usage: replay POLICY FRAMES ID[,ID...]\n");
        return EXIT_FAILURE;
    }
    unsigned frames = (unsigned)strtoul(argv[2], NULL, 10);
    size_t length = parse(argv[3]);
    uint64_t faults =
        strcmp(argv[1], "opt") == 0 ? replay_optimal(frames, ids, length) : replay(argv[1], frames, ids, length);
    printf("%lu\n", (unsigned long)faults);
    return EXIT_SUCCESS;
}
