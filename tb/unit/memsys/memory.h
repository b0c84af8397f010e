// SPDX-License-Identifier: Apache-2.0
// A byte-exact scoreboard of RAM: what every load, atomic and fetch must give, and what stores leave behind
// (Unprivileged ISA, chapters 5 and 8, Zifencei; docs/isa.md "Memory").
//
// A fetch may give what its doubleword held at any time since the last fence.i. An SC succeeds only on the line that
// the last LR reserved, if no SC came between; it may fail at any time (the line may have left the cache), but not as
// the very next access after the LR, unless `sc_may_fail`.
#ifndef TB_MEMSYS_MEMORY_H
#define TB_MEMSYS_MEMORY_H

#include "bench.h"
#include "bus/bus.h"

enum request_kind { A_FETCH, A_LOAD, A_STORE, A_ATOMIC };

// One access at the port, a call of bus.h.
struct request {
    enum request_kind kind;
    enum bus_atomic op;  // of an atomic
    uint64_t va;
    unsigned bytes;
    uint64_t value;
};

struct bus_result request_make(struct bus *bus, const struct request *a);
const char *request_name(const struct request *a);

// What a doubleword of RAM held before.
struct old_word {
    uint64_t pa, value;
};

struct memory {
    uint8_t *ram;
    uint64_t bytes;
    bool sc_may_fail;
    bool reserved, just_reserved;
    uint64_t reserved_line;
    struct old_word *old;  // since the last fence.i
    unsigned old_count, old_room;
    void (*written)(void *who, uint64_t pa, uint64_t old);  // told of each doubleword before it changes
    void *who;
};

// Fills the machine's RAM, which nobody has touched, and the scoreboard with the same random bytes.
void memory_create(struct memory *m, struct bus *bus, uint64_t bytes, struct random *random);
void memory_destroy(struct memory *m);

// Is [pa, pa + bytes) in RAM?
bool memory_holds(const struct memory *m, uint64_t pa, unsigned bytes);
uint64_t memory_read(const struct memory *m, uint64_t pa, unsigned bytes);
void memory_write(struct memory *m, uint64_t pa, unsigned bytes, uint64_t value);
void memory_fence_i(struct memory *m);

// The access reached `pa`, in RAM, and was answered with `data`: complains if that is wrong, and does to the
// scoreboard what the access does to memory.
void memory_judge(struct memory *m, struct run *run, const struct request *a, uint64_t pa, uint64_t data);

#endif
