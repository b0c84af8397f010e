// SPDX-License-Identifier: Apache-2.0
// The kernel's radix tree on the host, against an array: random entries, tags and removals over indices near and far;
// the tree's own audit after each; and no node is left at the end.
#include "os/vm/radix.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "os/lib/panic.h"
#include "os/vm/kalloc.h"

enum { Entries = 96, Steps = 200000 };

static long blocks;

void *kmalloc_class(size_t class)
{
    blocks++;
    return malloc((size_t)1 << (KALLOC_SMALLEST_SHIFT + class));
}

void kfree(void *block)
{
    blocks--;
    free(block);
}

void panic(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\nnot ok radix\n");
    exit(1);
}

static struct {
    uint64_t index, word;
    bool tag[RADIX_TAGS];
} model[Entries];

static uint64_t random_state = 1;

static uint64_t random_number(uint64_t below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state % below;
}

// Few indices, so that they are met again, in clusters at every height.
static void choose_indices(void)
{
    for (int i = 0; i < Entries; i++) {
        uint64_t base = i % 4 == 0 ? 0 : random_number(UINT64_MAX) >> random_number(64);
        model[i].index = i % 2 ? model[i - 1].index ^ (1 + random_number(40)) : base;
        for (int j = 0; j < i; j++)
            if (model[j].index == model[i].index)
                model[i].index += 1000 + (uint64_t)i, j = -1;
    }
}

static int model_next(uint64_t from, int tag)
{
    int best = -1;
    for (int i = 0; i < Entries; i++)
        if (model[i].word && model[i].index >= from && (tag < 0 || model[i].tag[tag]) &&
            (best < 0 || model[i].index < model[best].index))
            best = i;
    return best;
}

static void expect_next(struct radix *tree, uint64_t from)
{
    for (int tag = -1; tag < RADIX_TAGS; tag++) {
        uint64_t index = from, word = 0;
        bool found = tag < 0 ? radix_next(tree, &index, &word) : radix_next_tagged(tree, &index, &word, (unsigned)tag);
        int want = model_next(from, tag);
        KASSERT(found == (want >= 0));
        KASSERT(!found || (index == model[want].index && word == model[want].word));
    }
}

static void change(struct radix *tree, int i)
{
    unsigned tag = (unsigned)random_number(RADIX_TAGS);
    uint64_t word = 4 * (1 + random_number(1000));
    switch (random_number(4)) {
    case 0:
    case 1:
        while (radix_prepare(tree, model[i].index) > 0) {
        }
        radix_set(tree, model[i].index, word);
        model[i].word = word;
        model[i].tag[0] = model[i].tag[1] = false;
        break;
    case 2:
        if (!model[i].word)
            break;
        radix_remove(tree, model[i].index);
        model[i].word = 0;
        break;
    default:
        if (!model[i].word)
            break;
        model[i].tag[tag] = random_number(2);
        radix_tag(tree, model[i].index, tag, model[i].tag[tag]);
    }
    KASSERT(radix_get(tree, model[i].index) == model[i].word);
    KASSERT(radix_tagged(tree, model[i].index, tag) == (model[i].word && model[i].tag[tag]));
}

int main(void)
{
    struct radix tree = {0};
    choose_indices();
    for (int n = 0; n < Steps; n++) {
        int i = (int)random_number(Entries);
        change(&tree, i);
        if (n % 16 == 0)
            expect_next(&tree, model[random_number(Entries)].index);
        if (n % 256 == 0)
            KASSERT(radix_audit(&tree) == 0);
        if (n % 5000 == 0) {
            radix_clear(&tree);
            KASSERT(blocks == 0);
            for (int j = 0; j < Entries; j++)
                model[j].word = 0;
        }
    }
    for (int i = 0; i < Entries; i++)
        if (model[i].word)
            radix_remove(&tree, model[i].index);
    KASSERT(blocks == 0 && !tree.root);
    printf("ok radix: %d steps\n", Steps);
    return 0;
}
