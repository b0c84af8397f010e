// SPDX-License-Identifier: Apache-2.0
// The host's side of the machine: RAM, boot ROM, and every device that is not in rtl/ (UART,
// virtio-mmio slots, test finisher, HTIF). Shared by all engines; docs/architecture.md has the map.
//
// How an engine uses it. It is single-threaded: nothing here runs by itself.
//   machine_tick(m, cycle)        before anything else in a cycle in which it calls the machine,
//   and in
//                                 any case once cycle >= machine_next_event(m)
//   machine_mmio_read / write     for each access to the device ranges that reaches the host
//   machine_irq_lines(m)          after each of these calls: the wires to the PLIC
//   machine_service(m, dma)       when machine_wants_service(m): device work that touches memory.
//   Called
//                                 from a context that may yield inside dma; one call at a time.
//                                 While it is suspended the engine goes on calling tick, mmio and
//                                 irq_lines.
//   machine_htif_store            for each store into the doubleword at machine_tohost(m)
//   machine_stopped(m)            after each of these calls: the guest has ended the run
// All of it is deterministic in (calls, cycle numbers); only interactive input is not.
#ifndef PAGEWALK_MACHINE_H
#define PAGEWALK_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "complaint.h"
#include "disk_fault.h"
#include "dma.h"
#include "irq.h"
#include "memmap.h"
#include "memory_fault.h"
#include "preset.h"
#include "stats.h"

#ifdef __cplusplus
extern "C" {
#endif

struct isa;
struct uart;
struct virtio_blk;
struct htif;
struct console;
struct extent;
struct signature;

// What the user can say about the machine. Paths may be NULL: absent.
struct machine_config {
    uint64_t ram_bytes;                         // a multiple of 4096, at least MACHINE_MIN_RAM
    const char *disk_path[VIRTIO_SLOTS];        // a raw image in that virtio slot; slot 1 is the swap
    uint64_t disk_latency;                      // cycles from a notify to the start of the transfer
    struct disk_fault faults[DISK_FAULTS_MAX];  // requests that fail
    unsigned fault_count;
    struct memory_fault memory_faults[MEMORY_FAULTS_MAX];  // lines that memory does not take
    unsigned memory_fault_count;
    bool snapshot;                 // disk writes are kept in memory and forgotten at the end
    const struct preset *preset;   // what the device tree says of TLBs and caches; NULL is the default
    const struct isa *isa;         // what it says of the ISA; NULL is what the hardware has (isa.h)
    uint64_t mgeometry, mreplace;  // what the boot ROM writes into these registers
    const char *bootargs;          // /chosen/bootargs; NULL is empty
    bool terminal;                 // input is a terminal, with CTRL-A x to leave
    const char *input_path;        // console input: a file, "-" for stdin, or none
    bool signature;                // the program's signature is kept when it has ended (signature.h)
};

#define MACHINE_MIN_RAM UINT64_C(0x100000)
#define MACHINE_MAX_RAM UINT64_C(0x1000000000)

// How the guest ended the run: by the test finisher or by HTIF.
enum machine_end {
    MACHINE_RUNS,
    MACHINE_PASSED,  // finisher 0x5555, HTIF 1
    MACHINE_FAILED,  // finisher 0x3333 | code << 16, HTIF code << 1 | 1: `exit_code` has the code
    MACHINE_RESET,   // finisher 0x7777: the guest asked for a reboot
};

struct machine {
    // What the inline functions below show; written by the machine only.
    uint64_t now;         // cycle of the last tick
    uint64_t next_event;  // a device wants a tick in this cycle; UINT64_MAX: none
    uint32_t irq_lines;
    bool wants_service;
    enum machine_end end;
    bool is_collecting;  // the guest has ended, its signature is not read yet
    uint32_t exit_code;

    // Memory, for the engine to read and write at any time: [RAM_BASE, RAM_BASE + ram_bytes) and
    // [ROM_BASE, ROM_END). Host byte order is the guest's: little-endian.
    uint8_t *ram;
    uint64_t ram_bytes;
    uint8_t *rom;

    struct memory_fault memory_faults[MEMORY_FAULTS_MAX];
    unsigned memory_fault_count;

    uint64_t devtree_pa;           // where the boot ROM points a1
    uint64_t kernel_pa;            // entry of the image that the firmware is to start (fw_dynamic's next_addr)
    uint64_t mgeometry, mreplace;  // what the boot ROM writes there

    // The machine's own.
    struct console *console;
    struct uart *uart;
    struct virtio_blk *slot[VIRTIO_SLOTS];  // NULL: an empty slot
    struct htif *htif;                      // NULL: the program has no tohost
    struct extent *images;                  // what has been loaded, newest first
    struct signature *signature;            // NULL: not asked for
};

// NULL where the configuration is no good. RAM reads as zero.
struct machine *machine_create(const struct machine_config *config, struct complaint *complaint);
void machine_destroy(struct machine *machine);

// Loads the segments of a 64-bit little-endian RISC-V executable at their physical addresses, all
// of which must lie in RAM below the device tree and apart from images loaded before, and takes
// tohost and fromhost from its symbols if both are there. `entry` (may be NULL) receives e_entry.
// May be called for several images (firmware, kernel).
bool machine_load(struct machine *machine, const char *path, uint64_t *entry, struct complaint *complaint);

// Whether an image has put something at `pa`.
bool machine_loaded_at(const struct machine *machine, uint64_t pa);

// Device registers. `pa` is aligned to `bytes` (1, 2, 4 or 8). False: nobody there, or the device
// refuses this size: an access fault.
bool machine_mmio_read(struct machine *machine, uint64_t pa, unsigned bytes, uint64_t *value);
bool machine_mmio_write(struct machine *machine, uint64_t pa, unsigned bytes, uint64_t value);

// Advances the devices' clock to `cycle` (never backwards).
void machine_tick_slow(struct machine *machine, uint64_t cycle);
static inline void machine_tick(struct machine *machine, uint64_t cycle)
{
    machine->now = cycle;
    if (cycle >= machine->next_event)
        machine_tick_slow(machine, cycle);
}
static inline uint64_t machine_next_event(const struct machine *machine) { return machine->next_event; }

// Bit i: PLIC source i (irq.h).
static inline uint32_t machine_irq_lines(const struct machine *machine) { return machine->irq_lines; }

// Device work that reads or writes guest memory. Returns when there is none left for now.
static inline bool machine_wants_service(const struct machine *machine) { return machine->wants_service; }
void machine_service(struct machine *machine, const struct dma *dma);

static inline bool machine_stopped(const struct machine *machine)
{
    return machine->end != MACHINE_RUNS && !machine->is_collecting;
}

// Whoever sits at the terminal has asked to leave.
bool machine_left(const struct machine *machine);

// HTIF: the addresses of tohost and fromhost (0: the program has none), and the hook for stores of
// `bytes` bytes at `pa` within the aligned doubleword that holds tohost. `value` is the stored
// value in its low bits. Commands are answered by machine_service() over dma.
uint64_t machine_tohost(const struct machine *machine);
uint64_t machine_fromhost(const struct machine *machine);
void machine_htif_store(struct machine *machine, uint64_t pa, unsigned bytes, uint64_t value);

// Memory as a device sees it without an RTL in between: RAM is read and written, the ROM read;
// false for the rest. `machine_dma` is that as a struct dma, for engines without caches and for
// tests.
bool machine_memory_read(const struct machine *machine, uint64_t pa, void *buf, size_t len);
bool machine_memory_write(struct machine *machine, uint64_t pa, const void *buf, size_t len);
struct dma machine_dma(struct machine *machine);

// The guest waits for an interrupt and `cycles` are skipped: where the console is a terminal, the
// host waits as long, unless a key is pressed.
void machine_idle(struct machine *machine, uint64_t cycles);

// Pushes out what the guest has written so far, complete line or not.
void machine_flush(struct machine *machine);

// Writes what was asked for by config.signature: signature.h says how. True and nothing where it was not.
bool machine_write_signature(const struct machine *machine, const char *path, unsigned granularity,
                             struct complaint *complaint);

// Adds the devices' figures (disk requests and bytes, console bytes).
void machine_stats(const struct machine *machine, struct stats *stats);

#ifdef __cplusplus
}
#endif
#endif
