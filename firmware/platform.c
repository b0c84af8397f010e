// SPDX-License-Identifier: Apache-2.0
// Reading the device tree in place with libfdt: one walk over the tree, each node is asked whether it is one of the few
// that the firmware needs (Devicetree Specification 0.4; the devices of QEMU's virt board).

#include "firmware/platform.h"

#include <libfdt.h>

#include "firmware/hart.h"

struct platform platform;

enum { MaxCells = 2 };

// A device that the firmware looks for: any node that is compatible with `name`; the first one counts.
struct device {
    const char *name;
    uint64_t *address;
};

static const struct device devices[] = {
    {"ns16550a", &platform.uart},         {"sifive,clint0", &platform.clint},   {"riscv,clint0", &platform.clint},
    {"sifive,test0", &platform.finisher}, {"sifive,test1", &platform.finisher},
};

static uint64_t read_cells(const fdt32_t *cell, int cells)
{
    uint64_t value = 0;
    for (int i = 0; i < cells; i++)
        value = value << 32 | fdt32_to_cpu(cell[i]);
    return value;
}

// The first range of the node's property reg, whose format its parent says.
static bool read_reg(const void *tree, int node, int parent, uint64_t *address, uint64_t *bytes)
{
    int length;
    int address_cells = fdt_address_cells(tree, parent);
    int size_cells = fdt_size_cells(tree, parent);
    const fdt32_t *reg = fdt_getprop(tree, node, "reg", &length);
    if (!reg || address_cells < 1 || address_cells > MaxCells || size_cells < 0 || size_cells > MaxCells)
        return false;
    if (length < (address_cells + size_cells) * (int)sizeof *reg)
        return false;
    *address = read_cells(reg, address_cells);
    *bytes = read_cells(reg + address_cells, size_cells);
    return true;
}

static void look_at_memory(const void *tree, int node, int parent)
{
    uint64_t address, bytes;
    int length;
    const char *type = fdt_getprop(tree, node, "device_type", &length);
    if (!type || !fdt_stringlist_contains(type, length, "memory") || !read_reg(tree, node, parent, &address, &bytes))
        return;
    uint64_t firmware = (uint64_t)firmware_start;
    if (address <= firmware && firmware - address < bytes) {
        platform.ram = address;
        platform.ram_end = address + bytes;
    }
}

static void look_at_cpu(const void *tree, int node, int parent)
{
    uint64_t id, none;
    int length;
    const char *type = fdt_getprop(tree, node, "device_type", &length);
    if (!type || !fdt_stringlist_contains(type, length, "cpu") || !read_reg(tree, node, parent, &id, &none))
        return;
    const char *status = fdt_getprop(tree, node, "status", &length);
    bool usable = !status || fdt_stringlist_contains(status, length, "okay");
    if (usable && id < HARTS_MAX)
        platform.harts |= 1UL << id;
}

static void look_at_device(const void *tree, int node, int parent)
{
    uint64_t address, bytes;
    int length;
    const char *compatible = fdt_getprop(tree, node, "compatible", &length);
    if (!compatible)
        return;
    for (unsigned i = 0; i < sizeof devices / sizeof *devices; i++)
        if (*devices[i].address == 0 && fdt_stringlist_contains(compatible, length, devices[i].name) &&
            read_reg(tree, node, parent, &address, &bytes))
            *devices[i].address = address;
}

static bool has_word(const char *line, int length, const char *word)
{
    int word_length = (int)strlen(word);
    for (int i = 0; i + word_length <= length; i++) {
        bool begins = i == 0 || line[i - 1] == ' ';
        bool ends = i + word_length == length || line[i + word_length] == ' ' || line[i + word_length] == '\0';
        if (begins && ends && memcmp(line + i, word, (size_t)word_length) == 0)
            return true;
    }
    return false;
}

static void look_at_command_line(const void *tree)
{
    int length;
    int chosen = fdt_path_offset(tree, "/chosen");
    const char *line = chosen < 0 ? NULL : fdt_getprop(tree, chosen, "bootargs", &length);
    platform.wants_adue = line && has_word(line, length, "adue=1");
}

// Devices lie at the root or on one of its buses.
static void look_below(const void *tree, int parent, int depth)
{
    int node;
    fdt_for_each_subnode(node, tree, parent)
    {
        look_at_memory(tree, node, parent);
        look_at_cpu(tree, node, parent);
        look_at_device(tree, node, parent);
        if (depth > 1)
            look_below(tree, node, depth - 1);
    }
}

bool platform_read(uint64_t hart, const void *device_tree)
{
    if (!device_tree || fdt_check_header(device_tree) != 0)
        return false;
    look_below(device_tree, 0, 2);
    if (!platform.clint)
        platform.harts = 0;  // none could wake another
    platform.harts |= 1UL << hart;
    look_at_command_line(device_tree);
    return true;
}

bool platform_is_supervisor_ram(uint64_t address, uint64_t bytes)
{
    if (address < platform.ram || address >= platform.ram_end || bytes > platform.ram_end - address)
        return false;
    return address >= (uint64_t)firmware_end || address + bytes <= (uint64_t)firmware_start;
}
