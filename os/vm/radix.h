// SPDX-License-Identifier: Apache-2.0
// A radix tree: 64-bit indices -> words other than 0, sparse, with two tags an entry. A node has 32 slots; a tree that
// only holds index 0 has none. What a word means is the owner's affair. Lock: vm.h; nothing here sleeps but
// radix_prepare.
#ifndef VM_RADIX_H
#define VM_RADIX_H

#include <stdbool.h>
#include <stdint.h>

#define RADIX_TAGS 2

struct radix_node;

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
uint64_t radix_get(const struct radix *tree, uint64_t index);                // 0: no entry
void radix_set(struct radix *tree, uint64_t index, uint64_t word);           // new (prepared) or replaced; without tags
void radix_remove(struct radix *tree, uint64_t index);                       // and the nodes that are empty then
void radix_clear(struct radix *tree);                                        // every entry and node
bool radix_next(const struct radix *tree, uint64_t *index, uint64_t *word);  // first entry from *index on

void radix_tag(struct radix *tree, uint64_t index, unsigned tag, bool set);  // of an entry that is there
bool radix_tagged(const struct radix *tree, uint64_t index, unsigned tag);
bool radix_next_tagged(const struct radix *tree, uint64_t *index, uint64_t *word, unsigned tag);

// Counts what is wrong with the tree: empty nodes, counts, tags that do not say what is below.
unsigned radix_audit(const struct radix *tree);

#endif
