// SPDX-License-Identifier: Apache-2.0
// The radix tree of objects. Promises of a node: `count` is the number of its slots in use and above 0; a tag's bit of
// a slot in an upper node is set exactly when it is set for some slot of the node below.
#include "os/vm/radix.h"

#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/vm/kalloc.h"

#define BITS RADIX_BITS
#define SLOTS RADIX_SLOTS
#define HEIGHT_MAX ((64 + BITS - 1) / BITS)

// The nodes from the root to the bottom, and which slot of each leads to the index.
struct path {
    struct radix_node *node[HEIGHT_MAX];
    uint8_t at[HEIGHT_MAX];
};

static struct radix_node *node_of(uint64_t word) { return (struct radix_node *)word; }

static unsigned slot_at(uint64_t index, unsigned level) { return (unsigned)(index >> BITS * level) & (SLOTS - 1); }

// Does a tree of that height have a place for the index?
static bool reaches(unsigned height, uint64_t index) { return BITS * height >= 64 || index >> BITS * height == 0; }

static unsigned height_for(uint64_t index)
{
    unsigned height = 0;
    while (!reaches(height, index))
        height++;
    return height;
}

// ---- nodes made ready ----

static unsigned nodes_missing(const struct radix *tree, uint64_t index)
{
    unsigned want = height_for(index);
    if (!tree->root)
        return want;
    if (want > tree->height)
        return (want - tree->height) + (want - 1);  // on top of what there is, and down again
    uint64_t word = tree->root;
    unsigned level = tree->height;
    while (level > 0 && word)
        word = node_of(word)->slot[slot_at(index, --level)];
    return word ? 0 : level;
}

static void spare_push(struct radix *tree, struct radix_node *node)
{
    node->slot[0] = (uint64_t)tree->spare;
    tree->spare = node;
    tree->spares++;
}

static struct radix_node *spare_pop(struct radix *tree)
{
    struct radix_node *node = tree->spare;
    KASSERT(node);
    tree->spare = node_of(node->slot[0]);
    tree->spares--;
    node->slot[0] = 0;
    return node;
}

int radix_prepare(struct radix *tree, uint64_t index)
{
    int slept = 0;
    while (tree->spares < nodes_missing(tree, index)) {
        struct radix_node *node = kzalloc(sizeof *node);
        if (!node)
            return -ENOMEM;
        spare_push(tree, node);
        slept = 1;
    }
    return slept;
}

static void drop_spares(struct radix *tree)
{
    while (tree->spare)
        kfree(spare_pop(tree));
}

// ---- one entry ----

// The way to an entry that is there.
static void find_path(const struct radix *tree, uint64_t index, struct path *path)
{
    uint64_t word = tree->root;
    KASSERT(reaches(tree->height, index));
    for (unsigned level = tree->height; level > 0;) {
        level--;
        KASSERT(word);
        path->node[level] = node_of(word);
        path->at[level] = (uint8_t)slot_at(index, level);
        word = path->node[level]->slot[path->at[level]];
    }
    KASSERT(word);
}

static void grow(struct radix *tree, unsigned height)
{
    while (tree->height < height) {
        if (tree->root) {
            struct radix_node *node = spare_pop(tree);
            for (unsigned tag = 0; tag < RADIX_TAGS; tag++)
                if (tree->height > 0 ? node_of(tree->root)->tagged[tag] != 0 : tree->tags >> tag & 1)
                    node->tagged[tag] = 1;
            node->slot[0] = tree->root;
            node->count = 1;
            tree->root = (uint64_t)node;
            tree->tags = 0;
        }
        tree->height++;
    }
}

void radix_set(struct radix *tree, uint64_t index, uint64_t word)
{
    KASSERT(word);
    if (radix_get(tree, index))
        for (unsigned tag = 0; tag < RADIX_TAGS; tag++)
            radix_tag(tree, index, tag, false);
    else
        grow(tree, height_for(index));
    uint64_t *at = &tree->root;
    for (unsigned level = tree->height; level > 0;) {
        if (!*at)
            *at = (uint64_t)spare_pop(tree);
        struct radix_node *node = node_of(*at);
        at = &node->slot[slot_at(index, --level)];
        node->count += *at == 0;
    }
    *at = word;
}

// One slot too many levels deep: the root gives way to its only child when that is at index 0.
static void shrink(struct radix *tree)
{
    while (tree->height > 0 && tree->root) {
        struct radix_node *root = node_of(tree->root);
        if (root->count > 1 || !root->slot[0])
            return;
        tree->root = root->slot[0];
        if (--tree->height == 0)
            tree->tags = (uint8_t)((root->tagged[0] & 1) | (root->tagged[1] & 1) << 1);
        kfree(root);
    }
    if (!tree->root)
        tree->height = tree->tags = 0;
}

static void tag_along(struct radix *tree, const struct path *path, unsigned tag, bool set)
{
    if (tree->height == 0)
        tree->tags = (uint8_t)((tree->tags & ~(1u << tag)) | (unsigned)set << tag);
    for (unsigned level = 0; level < tree->height; level++) {
        uint32_t *tagged = &path->node[level]->tagged[tag], was = *tagged, bit = UINT32_C(1) << path->at[level];
        *tagged = set ? was | bit : was & ~bit;
        if (set ? was != 0 : *tagged != 0)
            return;
    }
}

void radix_remove(struct radix *tree, uint64_t index)
{
    struct path path;
    find_path(tree, index, &path);
    for (unsigned tag = 0; tag < RADIX_TAGS; tag++)
        tag_along(tree, &path, tag, false);
    unsigned level = 0;
    for (; level < tree->height; level++) {
        path.node[level]->slot[path.at[level]] = 0;
        if (--path.node[level]->count > 0)
            break;
        kfree(path.node[level]);
    }
    if (level == tree->height)
        tree->root = 0;
    shrink(tree);
    if (!tree->root)
        drop_spares(tree);
}

// The first node that has no node below it goes.
static void drop_node(struct radix *tree)
{
    uint64_t *at = &tree->root;
    struct radix_node *node = node_of(*at);
    for (unsigned level = tree->height, i = 0; level > 1;) {
        while (i < SLOTS && !node->slot[i])
            i++;
        if (i == SLOTS)
            break;
        at = &node->slot[i];
        node = node_of(*at);
        level--, i = 0;
    }
    *at = 0;
    kfree(node);
}

void radix_clear(struct radix *tree)
{
    while (tree->root && tree->height > 0)
        drop_node(tree);
    drop_spares(tree);
    *tree = (struct radix){0};
}

// ---- tags ----

void radix_tag(struct radix *tree, uint64_t index, unsigned tag, bool set)
{
    struct path path;
    find_path(tree, index, &path);
    tag_along(tree, &path, tag, set);
}

bool radix_tagged(const struct radix *tree, uint64_t index, unsigned tag)
{
    if (!reaches(tree->height, index) || !tree->root)
        return false;
    if (tree->height == 0)
        return tree->tags >> tag & 1;
    const struct radix_node *node = node_of(tree->root);
    for (unsigned level = tree->height - 1; node && level > 0; level--)
        node = node_of(node->slot[slot_at(index, level)]);
    return node && node->tagged[tag] >> slot_at(index, 0) & 1;
}

// ---- going on ----

#define ANY RADIX_TAGS  // beside the tags: every entry

static bool slot_counts(const struct radix_node *node, unsigned i, unsigned tag)
{
    return tag == ANY ? node->slot[i] != 0 : node->tagged[tag] >> i & 1;
}

// The first slot of a node from i on that counts, or SLOTS.
static unsigned slot_from(const struct radix_node *node, unsigned i, unsigned tag)
{
    while (i < SLOTS && !slot_counts(node, i, tag))
        i++;
    return i;
}

// Down from the root to the first entry at or after `at`; from a node that has none, down again to what is behind it.
static bool next(const struct radix *tree, uint64_t *index, uint64_t *word, unsigned tag)
{
    uint64_t at = *index, below = tree->root;
    unsigned level = tree->height;
    if (!below || !reaches(level, at) || (level == 0 && tag != ANY && !(tree->tags >> tag & 1)))
        return false;
    while (level > 0) {
        unsigned want = slot_at(at, level - 1), got = slot_from(node_of(below), want, tag);
        if (got < SLOTS) {
            level--;
            if (got > want)
                at = ((at >> BITS * level) + (got - want)) << BITS * level;
            below = node_of(below)->slot[got];
            continue;
        }
        if (level == tree->height)
            return false;
        at = ((at >> BITS * level) + 1) << BITS * level;
        if (!at || !reaches(tree->height, at))
            return false;
        below = tree->root;
        level = tree->height;
    }
    *index = at;
    *word = below;
    return true;
}

bool radix_next(const struct radix *tree, uint64_t *index, uint64_t *word) { return next(tree, index, word, ANY); }

bool radix_next_tagged(const struct radix *tree, uint64_t *index, uint64_t *word, unsigned tag)
{
    return next(tree, index, word, tag);
}

// ---- audit ----

static unsigned audit_node(const struct radix_node *node, unsigned height)
{
    unsigned wrong = 0, count = 0;
    for (unsigned i = 0; i < SLOTS; i++) {
        const struct radix_node *below = height > 1 ? node_of(node->slot[i]) : NULL;
        count += node->slot[i] != 0;
        for (unsigned tag = 0; tag < RADIX_TAGS; tag++) {
            bool tagged = node->tagged[tag] >> i & 1;
            wrong += tagged && !node->slot[i];
            wrong += below && tagged != (below->tagged[tag] != 0);
        }
        if (below)
            wrong += audit_node(below, height - 1);
    }
    return wrong + (count == 0) + (count != node->count);
}

unsigned radix_audit(const struct radix *tree)
{
    if (!tree->root)
        return tree->height != 0 || tree->tags != 0;
    return tree->height > 0 ? audit_node(node_of(tree->root), tree->height) : 0;
}
