// SPDX-License-Identifier: Apache-2.0
// A node below /reserved-memory (Devicetree Specification 0.4, section 3.5): no-map, since even a speculative access
// through a mapping is refused by PMP. Its name is the one that kernels know from other firmware.

#include "firmware/reserve.h"

#include <libfdt.h>

#include "firmware/platform.h"

enum { RoomForNodes = 512, MaxCells = 2 };

static bool has_room(uint64_t tree, uint64_t bytes)
{
    return tree >= platform.ram && tree < platform.ram_end && bytes <= platform.ram_end - tree;
}

static int find_or_add(void *tree, int parent, const char *name)
{
    int node = fdt_subnode_offset(tree, parent, name);
    return node == -FDT_ERR_NOTFOUND ? fdt_add_subnode(tree, parent, name) : node;
}

// The node whose children are ranges of memory; its own children are written as the root's.
static int reserved_memory(void *tree)
{
    int node = find_or_add(tree, 0, "reserved-memory");
    if (node < 0 || fdt_getprop(tree, node, "ranges", NULL))
        return node;
    bool written = fdt_setprop_u32(tree, node, "#address-cells", MaxCells) == 0 &&
                   fdt_setprop_u32(tree, node, "#size-cells", MaxCells) == 0 &&
                   fdt_setprop_empty(tree, node, "ranges") == 0;
    return written ? node : -FDT_ERR_NOSPACE;
}

// NAME@ADDRESS, as nodes are named.
static void node_name(char *name, uint64_t address)
{
    static const char stem[] = "mmode_resv0@";
    int digits = 1;
    memcpy(name, stem, sizeof stem - 1);
    name += sizeof stem - 1;
    while (digits < 16 && address >> 4 * digits)
        digits++;
    for (int i = digits; i-- > 0;)
        *name++ = "0123456789abcdef"[address >> 4 * i & 15];
    *name = '\0';
}

static int append(void *tree, int node, uint64_t value, int cells)
{
    return cells == 1 ? fdt_appendprop_u32(tree, node, "reg", (uint32_t)value)
                      : fdt_appendprop_u64(tree, node, "reg", value);
}

static bool write_range(void *tree, int parent, uint64_t start, uint64_t bytes)
{
    char name[32];
    int address_cells = fdt_address_cells(tree, parent), size_cells = fdt_size_cells(tree, parent);
    if (address_cells < 1 || address_cells > MaxCells || size_cells < 1 || size_cells > MaxCells)
        return false;
    node_name(name, start);
    int node = find_or_add(tree, parent, name);
    return node >= 0 && fdt_setprop(tree, node, "reg", NULL, 0) == 0 && append(tree, node, start, address_cells) == 0 &&
           append(tree, node, bytes, size_cells) == 0 && fdt_setprop_empty(tree, node, "no-map") == 0;
}

bool reserve_firmware(void *device_tree)
{
    uint64_t start = (uint64_t)firmware_start, bytes = (uint64_t)firmware_end - start;
    uint64_t size = fdt_totalsize(device_tree) + RoomForNodes;
    if (!has_room((uint64_t)device_tree, size) || fdt_open_into(device_tree, device_tree, (int)size) != 0)
        return false;
    int parent = reserved_memory(device_tree);
    bool written = parent >= 0 && write_range(device_tree, parent, start, bytes);
    return fdt_pack(device_tree) == 0 && written;
}
