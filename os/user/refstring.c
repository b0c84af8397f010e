// SPDX-License-Identifier: Apache-2.0
// refstring [POLICY] STRING FRAMES: what a reference string costs under a replacement policy (all of them when none is
// named) with so many frames, counted on the machine itself. STRING is numbers below 64 with anything else between:
// 1,2,3 or 1.2.3. The same files of the kernel give the same count on the host: build/policy/replay.

#include <stdint.h>
#include <stdio.h>

#include "refstring.h"

enum { LengthMost = 4096 };

static unsigned char ids[LengthMost];
static bool faulted[LengthMost];

static size_t parse(const char *text)
{
    size_t length = 0;
    while (*text && length < LengthMost) {
        char *end;
        unsigned long id = strtoul(text, &end, 10);
        if (end == text) {
            text++;
            continue;
        }
        if (id >= RefPages)
            return 0;
        ids[length++] = (unsigned char)id;
        text = end;
    }
    return length;
}

static int run(unsigned char *pages, const char *policy, unsigned frames, size_t length)
{
    long faults = ref_run(pages, ref_policy(policy), frames, ids, length, faulted);
    if (faults < 0) {
        fprintf(stderr, "refstring: %s with %u frames cannot be had\n", policy, frames);
        return EXIT_FAILURE;
    }
    printf("refstring: %s, %u frames: %ld faults, %ld hits: ", policy, frames, faults, (long)length - faults);
    for (size_t i = 0; i < length; i++)
        putchar(faulted[i] ? 'F' : '.');
    putchar('\n');
    return EXIT_SUCCESS;
}

static int run_all(unsigned char *pages, unsigned frames, size_t length)
{
    char names[256], *rest = NULL;
    int status = EXIT_SUCCESS;
    ref_policies(names, sizeof names);
    for (char *name = strtok_r(names, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
        if (run(pages, name, frames, length) != EXIT_SUCCESS)
            status = EXIT_FAILURE;
    return status;
}

int main(int argc, char *argv[])
{
    char names[256];
    if (argc != 3 && argc != 4) {
        fprintf(stderr, "usage: refstring [POLICY] STRING FRAMES\n");
        return EXIT_FAILURE;
    }
    size_t length = parse(argv[argc - 2]);
    unsigned frames = (unsigned)strtoul(argv[argc - 1], NULL, 10);
    unsigned char *pages = ref_policies(names, sizeof names) ? ref_region() : NULL;
    if (length == 0 || frames == 0 || frames > UINT16_MAX || !pages) {
        fprintf(stderr, "refstring: %s\n", pages ? "numbers below 64, and frames" : "this kernel has no such policies");
        return EXIT_FAILURE;
    }
    return argc == 4 ? run(pages, argv[1], frames, length) : run_all(pages, frames, length);
}
