// SPDX-License-Identifier: Apache-2.0
// What the kernel is told of the machine, and what its programs may read of it.

#include <libfdt.h>

#include "payload.h"

enum { FirmwareStart = 0x80000000, FirmwareBytes = 0x10000 };

uint64_t in_user_mode(void (*code)(void));  // start.S; its ecall or fault ends it; returns the cause
void read_counters(void);

static uint64_t two_cells(const fdt32_t *cell) { return (uint64_t)fdt32_to_cpu(cell[0]) << 32 | fdt32_to_cpu(cell[1]); }

void check_reservation(const void *tree)
{
    int length, all = fdt_path_offset(tree, "/reserved-memory");
    EXPECT(fdt_check_header(tree) == 0);
    EXPECT(all >= 0 && fdt_address_cells(tree, all) == 2 && fdt_size_cells(tree, all) == 2);
    EXPECT(fdt_getprop(tree, all, "ranges", &length) && length == 0);
    int node = fdt_subnode_offset(tree, all, "mmode_resv0@80000000");
    EXPECT(node >= 0 && fdt_getprop(tree, node, "no-map", &length) && length == 0);
    const fdt32_t *reg = fdt_getprop(tree, node, "reg", &length);
    EXPECT(reg && length == 16 && two_cells(reg) == FirmwareStart && two_cells(reg + 2) == FirmwareBytes);
}

void check_user_counters(void)
{
    enum { CallOfUser = 8, Illegal = 2, Counters = 7 };
    uint64_t open;
    __asm__ volatile("csrr %0, scounteren" : "=r"(open));
    EXPECT((open & Counters) == Counters);
    EXPECT(in_user_mode(read_counters) == CallOfUser);
    __asm__ volatile("csrw scounteren, zero");
    EXPECT(in_user_mode(read_counters) == Illegal);
    __asm__ volatile("csrw scounteren, %0" : : "r"(open));
}
