// SPDX-License-Identifier: Apache-2.0
// refstring [POLICY] STRING FRAMES: what a reference string costs under a replacement policy (all of them when none is
// named) with so many frames, counted on the machine itself. STRING is numbers below 64 with anything else between:
// 1,2,3 or 1.2.3. The same files of the kernel give the same count on the host: build/policy/replay.

#include <errno.h>
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

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "refstring: %s: %s\n", what, why);
    return EXIT_FAILURE;
}

static int run(unsigned char *pages, const char *policy, unsigned frames, size_t length)
{
    int number = ref_policy(policy);
    long faults = number < 0 ? -1 : ref_run(pages, number, frames, ids, length, faulted);
    if (number < 0)
        return fail(policy, "no such policy; /proc/sys/vm/policies has the names");
    if (faults < 0)
        return fail(policy, "memory has not so many frames to spare, or swap no room");
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
    if (length == 0)
        return fail(argv[argc - 2], "a reference string is numbers below 64, as 1.2.3");
    if (frames == 0 || frames > UINT16_MAX)
        return fail(argv[argc - 1], "not a number of frames");
    if (!ref_policies(names, sizeof names))
        return fail("/proc/sys/vm/policies", strerror(errno));
    unsigned char *pages = ref_region();
    if (!pages)
        return fail("swap", "the pages begin there, and it is off or full: swapon /dev/vdb, or swap=/dev/vdb at boot");
    return argc == 4 ? run(pages, argv[1], frames, length) : run_all(pages, frames, length);
}
