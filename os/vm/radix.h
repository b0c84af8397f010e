// SPDX-License-Identifier: Apache-2.0
// A radix tree: 64-bit indices -> words other than 0, sparse, with two tags an entry. A node has 32 slots; a tree that
// only holds index 0 has none. What a word means is the owner's affair. Lock: vm.h; nothing here sleeps but
// radix_prepare.
#ifndef VM_RADIX_H
#define VM_RADIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RADIX_TAGS 2
#define RADIX_BITS 5u
#define RADIX_SLOTS (1u << RADIX_BITS)

struct radix_node {
    uint64_t slot[RADIX_SLOTS];   // a word at the bottom, otherwise a node; 0: none
    uint32_t tagged[RADIX_TAGS];  // a bit a slot
    uint32_t count;
};

struct radix {
    uint64_t root;    // height 0: the word of index 0; otherwise the topmost node
    uint8_t height;   // levels of nodes
    uint8_t tags;     // height 0: those of index 0, a bit each
    uint32_t spares;  // nodes ready for an entry that is about to be set
    struct radix_node *spare;
};

// Zero bytes are an empty tree.

// Make sure that radix_set of a new word at `index` finds its nodes. 0: they were there; 1: some had to be allocated,
// so that this may have slept; -ENOMEM. Holds until the caller sleeps.
int radix_prepare(struct radix *tree, uint64_t index);
void radix_set(struct radix *tree, uint64_t index, uint64_t word);           // new (prepared) or replaced; without tags
void radix_remove(struct radix *tree, uint64_t index);                       // and the nodes that are empty then
void radix_clear(struct radix *tree);                                        // every entry and node
bool radix_next(const struct radix *tree, uint64_t *index, uint64_t *word);  // first entry from *index on

void radix_tag(struct radix *tree, uint64_t index, unsigned tag, bool set);  // of an entry that is there
bool radix_tagged(const struct radix *tree, uint64_t index, unsigned tag);
bool radix_next_tagged(const struct radix *tree, uint64_t *index, uint64_t *word, unsigned tag);

// 0: no entry.
static inline uint64_t radix_get(const struct radix *tree, uint64_t index)
{
    unsigned shift = tree->height * RADIX_BITS;
    uint64_t word = tree->root;
    if (shift < 64 && index >> shift)
        return 0;
    while (shift > 0 && word) {
        shift -= RADIX_BITS;
        word = ((const struct radix_node *)word)->slot[index >> shift & (RADIX_SLOTS - 1)];
    }
    return word;
}

// The words of `index` and of the *count - 1 indices behind it that share its node; NULL: none of them has an entry.
static inline const uint64_t *radix_run(const struct radix *tree, uint64_t index, unsigned *count)
{
    unsigned shift = tree->height * RADIX_BITS;
    uint64_t word = tree->root;
    *count = RADIX_SLOTS - (unsigned)(index & (RADIX_SLOTS - 1));
    if (tree->height == 0) {
        *count = 1;
        return index == 0 && word ? &tree->root : NULL;
    }
    if (shift < 64 && index >> shift)
        return NULL;
    while (shift > RADIX_BITS && word) {
        shift -= RADIX_BITS;
        word = ((const struct radix_node *)word)->slot[index >> shift & (RADIX_SLOTS - 1)];
    }
    return word ? &((const struct radix_node *)word)->slot[index & (RADIX_SLOTS - 1)] : NULL;
}

// Counts what is wrong with the tree: empty nodes, counts, tags that do not say what is below.
unsigned radix_audit(const struct radix *tree);

#endif
