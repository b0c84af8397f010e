// SPDX-License-Identifier: Apache-2.0
// replay POLICY FRAMES STRING: how many faults the reference string costs. POLICY is one of the kernel's, or opt;
// STRING is numbers with anything else between. replay names: the kernel's policies, a line each.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "os/vm/policy/policy.h"
#include "replay.h"

enum { LengthMost = 1 << 20 };

static unsigned ids[LengthMost];

static size_t parse(const char *text)
{
    size_t length = 0;
    while (*text && length < LengthMost) {
        char *end;
        unsigned long id = strtoul(text, &end, 10);
        if (end != text)
            ids[length++] = (unsigned)(id % PagesMost);
        text = end != text ? end : text + 1;
    }
    return length;
}

static void print_names(void)
{
    const struct policy_kind *kind;
    for (unsigned i = 0; (kind = policy_by_index(i)); i++)
        puts(kind->name);
}

int main(int argc, char *argv[])
{
    if (argc == 2 && strcmp(argv[1], "names") == 0) {
        print_names();
        return EXIT_SUCCESS;
    }
    if (argc != 4) {
        fprintf(stderr, "usage: replay POLICY FRAMES STRING, or replay names; POLICY is one of these, or opt\n");
        return EXIT_FAILURE;
    }
    unsigned frames = (unsigned)strtoul(argv[2], NULL, 10);
    size_t length = parse(argv[3]);
    uint64_t faults =
        strcmp(argv[1], "opt") == 0 ? replay_optimal(frames, ids, length) : replay(argv[1], frames, ids, length);
    printf("%lu\n", (unsigned long)faults);
    return EXIT_SUCCESS;
}
