// SPDX-License-Identifier: Apache-2.0
// Between object.c and writeback.c: the words and tags of an object's index.
#ifndef VM_OBJECT_INDEX_H
#define VM_OBJECT_INDEX_H

#include "os/vm/object.h"

#define TAG_DIRTY 0      // FRAME_DIRTY, of FILE objects
#define TAG_WRITEBACK 1  // FRAME_WRITEBACK

static inline enum entry_kind entry_kind(uint64_t word) { return word ? (enum entry_kind)(word & 3) : ENTRY_NONE; }
static inline struct frame *entry_frame(uint64_t word) { return (struct frame *)word; }
static inline uint32_t entry_slot(uint64_t word) { return (uint32_t)(word >> 2); }
static inline uint32_t entry_shadow(uint64_t word) { return (uint32_t)(word >> 2); }
static inline uint64_t entry_of_frame(const struct frame *frame) { return (uint64_t)frame; }
static inline uint64_t entry_of_slot(uint32_t slot) { return (uint64_t)slot << 2 | ENTRY_SLOT; }
static inline uint64_t entry_of_shadow(uint32_t shadow) { return (uint64_t)shadow << 2 | ENTRY_SHADOW; }

// Removal: the page is not dirty any more, and not for having been written.
void object_forget_dirty(struct frame *frame);

#endif
