// SPDX-License-Identifier: Apache-2.0
// The memory system (MMU, L1 caches, L2; rtl/memsys.sv) as a C library: a program takes the core's
// place and drives the core-side port, one access at a time. The model is the RTL, so every call
// takes simulated cycles and says how many.
//
// Cycles are counted from the one in which the request is first presented to the one in which its
// answer is there: 1 is an L1 hit with a TLB hit (or without translation).
#ifndef PAGEWALK_BUS_H
#define PAGEWALK_BUS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BUS_RAM_BASE UINT64_C(0x80000000)

struct bus_config {
    uint64_t ram_bytes;        // a multiple of 4096; 0: 16 MiB
    uint64_t mem_latency;      // cycles from a request at the AXI edge to its first beat; 0: 40
    unsigned no_l2_prefetch;   // 1: the L2 fetches nothing ahead of a stream
    unsigned no_l1i_prefetch;  // 1: nor does the instruction cache
    uint64_t seed;             // of the registers' values before reset (0: all zero) and of the stalls
    unsigned stall_percent;    // 0 to 99: how often memory holds back each AXI channel for a cycle, at random
};

enum bus_privilege { BUS_U = 0, BUS_S = 1, BUS_M = 3 };

// What an access met. Page and access fault are what the core would raise (privileged manual 3.1.15).
enum bus_fault { BUS_OK = 0, BUS_PAGE_FAULT = 1, BUS_ACCESS_FAULT = 2 };

// AMOs as in the unprivileged manual, chapter 8.
enum bus_atomic {
    BUS_LR = 2,
    BUS_SC = 3,
    BUS_SWAP,
    BUS_ADD,
    BUS_XOR,
    BUS_AND,
    BUS_OR,
    BUS_MIN,
    BUS_MAX,
    BUS_MINU,
    BUS_MAXU
};

struct bus_result {
    enum bus_fault fault;
    uint64_t data;  // loaded bytes, zero-extended; an atomic's old value; for SC 0: stored, 1: not
    uint64_t pa;    // physical address, if there was no fault
    uint64_t cycles;
};

struct bus;

// After reset: M mode, no translation, no PMP entry, caches empty, memory zero. NULL: out of memory,
// ram_bytes is no multiple of 4096, or stall_percent is over 99.
struct bus *bus_create(const struct bus_config *config);
void bus_destroy(struct bus *bus);

// `bytes` is 1, 2, 4 or 8 and [va, va + bytes) lies within one aligned doubleword, or the program ends
// with a message: the core splits what does not. Atomics are aligned and of 4 or 8 bytes.
struct bus_result bus_load(struct bus *bus, uint64_t va, unsigned bytes);
struct bus_result bus_store(struct bus *bus, uint64_t va, unsigned bytes, uint64_t value);
struct bus_result bus_atomic(struct bus *bus, enum bus_atomic op, uint64_t va, unsigned bytes, uint64_t value);
struct bus_result bus_fetch(struct bus *bus, uint64_t va);  // the aligned doubleword around va

// Lets `cycles` pass without a request; what the caches have under way goes on.
void bus_idle(struct bus *bus, uint64_t cycles);

// sfence.vma: va NULL is rs1 = x0, asid NULL is rs2 = x0. Both fences return their cycles.
uint64_t bus_sfence(struct bus *bus, const uint64_t *va, const uint16_t *asid);
uint64_t bus_fence_i(struct bus *bus);

// Writes of mgeometry and mreplace (docs/geometry.md), and what they hold: how much of each TLB and cache is in use,
// and what a new entry replaces there. A write takes cycles, and leaves all of them empty.
uint64_t bus_set_geometry(struct bus *bus, uint64_t value);
uint64_t bus_set_replace(struct bus *bus, uint64_t value);
uint64_t bus_geometry(const struct bus *bus);
uint64_t bus_replace(const struct bus *bus);

// The context, from the next access on (satp as the CSR: mode, ASID, PPN).
void bus_set_satp(struct bus *bus, uint64_t satp);
void bus_set_privilege(struct bus *bus, enum bus_privilege privilege);
void bus_set_sum(struct bus *bus, bool on);
void bus_set_mxr(struct bus *bus, bool on);
void bus_set_adue(struct bus *bus, bool on);   // menvcfg.ADUE: hardware sets A and D (Svadu)
void bus_set_pbmte(struct bus *bus, bool on);  // menvcfg.PBMTE: bits 62:61 of a leaf have a meaning (Svpbmt)
// pmpcfg byte and pmpaddr of entry 0 to 15. Takes a cycle and empties the TLBs.
void bus_set_pmp(struct bus *bus, unsigned entry, uint8_t cfg, uint64_t addr);

// The memory behind the AXI port: ram_bytes bytes, the first at BUS_RAM_BASE. What the caches hold is
// newer where a line is dirty, and they do not see what is written here: fill it before the first access,
// and look at it after bus_set_geometry, which leaves nothing in them.
uint8_t *bus_memory(struct bus *bus);

// Cycles since reset, and how often an event of rtl/pkg/events has happened in them ("dtlb_load_miss",
// "pte_read_level0"; the names of stats.json), or a line has been asked of memory or given to it at the AXI port
// ("axi_line_reads", "axi_line_writes"). An unknown name ends the program with a message.
uint64_t bus_cycles(const struct bus *bus);
uint64_t bus_counter(const struct bus *bus, const char *event);

#ifdef __cplusplus
}
#endif
#endif
