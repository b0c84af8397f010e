// SPDX-License-Identifier: Apache-2.0
// Which answers of the MMU are legal. The walk and the PMP are the golden model's (sim/model), written from the manual
// alone; here is what may be remembered.
//
// A request that the TLB cannot answer is walked for, and then the answer is that of memory as it is, A and D set
// included. A request that is not walked for is answered by what is remembered: by a walk that chooses, for every
// entry, the present value or an older one that no fence has covered since, and that faults nowhere and needs neither
// A nor D set. So a page fault is always that of memory as it is.
#ifndef TB_MEMSYS_VERDICT_H
#define TB_MEMSYS_VERDICT_H

#include "memory.h"
#include "model/pmp.h"
#include "past.h"

// Physical addresses that the benches use besides RAM: the boot ROM's first page, and I/O space where nobody answers.
#define ROM_PAGE UINT64_C(0x1000)
#define NO_DEVICE UINT64_C(0x20000000)

struct context {
    enum bus_privilege privilege;
    bool sum, mxr, adue, pbmte;
    uint64_t satp;
    struct pmp pmp;
};

struct world {
    struct memory memory;
    struct past past;
    struct context context;
};

struct answer {
    enum bus_fault fault;
    uint64_t pa;  // where there is no fault
    bool sets;    // A or D is set in the entry at `pte_pa`, which becomes `pte`
    uint64_t pte_pa, pte;
    bool looked_up;  // translation is on, and the address canonical
    bool cached;     // a cache is asked
};

// What memory as it is gives: without translation, or by a walk.
struct answer verdict_now(const struct world *w, const struct request *a);
// Is `met` what a walk may give that reads its last entry now, and pointers above it, or the root, from what the hart
// may remember of them? Then `*found` is that in full.
bool verdict_walked(const struct world *w, const struct request *a, const struct answer *met, struct answer *found);
// Is `met`, of a look-up that no walk followed, what the hart may remember?
bool verdict_remembered(const struct world *w, const struct request *a, const struct answer *met);

#endif
