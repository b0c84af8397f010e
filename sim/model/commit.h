// SPDX-License-Identifier: Apache-2.0
//
// What one step of the hart did: the record that the model produces, that a harness fills from the
// RTL's retire port, and that the lockstep judge compares. Also the CSRs that are compared as a set.
//
// A record stands for one retired instruction, or for one trap (then the instruction of that
// address did not retire), or for one interrupt (a trap with bit 63 of the cause set).

#ifndef PAGEWALK_COMMIT_H
#define PAGEWALK_COMMIT_H

#include <stdbool.h>
#include <stdint.h>

#define COMMIT_INTERRUPT (UINT64_C(1) << 63)  // in cause: the trap is an interrupt

enum privilege { PRIV_U = 0, PRIV_S = 1, PRIV_M = 3 };

struct commit {
    uint64_t pc;         // of the instruction; of a trap, the value that goes to xepc
    uint32_t insn;       // as it stands in memory: a compressed one in the low half, the upper half 0.
                         // Not meaningful with an interrupt, a fault of the fetch (causes 0, 1, 12), or a
                         // trigger at its address (cause 3, the address in tval)
    uint8_t priv;        // enum privilege, before the instruction or trap
    bool trap;           // a trap was taken: only pc, insn, priv, cause and tval are meaningful
    uint64_t cause;      // as written to xcause
    uint64_t tval;       // as written to xtval
    bool rd_valid;       // an integer register other than x0 was written
    uint8_t rd;          // which, 1 to 31
    uint64_t rd_value;   // its new value
    bool mem_valid;      // memory was accessed; false for a failing SC
    bool mem_write;      // by a store, an SC that succeeded, an AMO, or CBO.ZERO; the other CBO access no memory
    uint8_t mem_bytes;   // 1, 2, 4, 8: of the whole access, even where it was cut in two; 64 of CBO.ZERO,
                         // whose addresses are those of the block's first byte, and whose value is 0
    uint64_t mem_va;     // virtual address of the first byte (effective address where untranslated)
    uint64_t mem_pa;     // physical address of the first byte
    uint64_t mem_wdata;  // store, SC, AMO: the value of rs2, truncated to mem_bytes, zero-extended
    bool csr_write;      // the instruction may have changed a CSR (CSR instruction, xRET)
};

// The architectural read values compared after csr_write and after every trap.
struct csr_state {
    uint64_t mstatus, mie, mip, mideleg, medeleg;
    uint64_t mtvec, mepc, mcause, mtval, mscratch;
    uint64_t stvec, sepc, scause, stval, sscratch;
    uint64_t satp;
};

#endif
