// SPDX-License-Identifier: Apache-2.0
// The device tree, read in one pass from its first tag to its last: the properties of a node are collected as they
// come, and when they end, the node is recognised by them and adds what it knows to `machine`. What the kernel does not
// know is passed over.

#include "os/dev/dt.h"

#include <libfdt.h>

#include "os/arch/machine.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"

struct machine machine;
uint64_t boot_hart;

#define IRQ_SUPERVISOR_EXTERNAL 9

struct property {
    const void *data;  // NULL: the node has none
    int length;        // bytes
};

#define CACHE_WORDS 3

// The node whose properties are being read.
struct node {
    const char *name;
    struct property compatible, device_type, reg, interrupts, interrupts_extended, phandle, isa, timebase, bootargs,
        zero_block;
    struct property i_cache[CACHE_WORDS], d_cache[CACHE_WORDS], cache[CACHE_WORDS];  // size, sets, bytes of a line
};

static const struct {
    const char *name;
    size_t offset;
} known_properties[] = {
    {"compatible", offsetof(struct node, compatible)},
    {"device_type", offsetof(struct node, device_type)},
    {"reg", offsetof(struct node, reg)},
    {"interrupts", offsetof(struct node, interrupts)},
    {"interrupts-extended", offsetof(struct node, interrupts_extended)},
    {"phandle", offsetof(struct node, phandle)},
    {"riscv,isa", offsetof(struct node, isa)},
    {"riscv,cboz-block-size", offsetof(struct node, zero_block)},
    {"timebase-frequency", offsetof(struct node, timebase)},
    {"bootargs", offsetof(struct node, bootargs)},
    {"i-cache-size", offsetof(struct node, i_cache[0])},
    {"i-cache-sets", offsetof(struct node, i_cache[1])},
    {"i-cache-block-size", offsetof(struct node, i_cache[2])},
    {"d-cache-size", offsetof(struct node, d_cache[0])},
    {"d-cache-sets", offsetof(struct node, d_cache[1])},
    {"d-cache-block-size", offsetof(struct node, d_cache[2])},
    {"cache-size", offsetof(struct node, cache[0])},
    {"cache-sets", offsetof(struct node, cache[1])},
    {"cache-block-size", offsetof(struct node, cache[2])},
};

// What must be remembered to place the PLIC's context afterwards.
static struct {
    struct property wires;  // the PLIC's interrupts-extended
    uint32_t hart_intc;     // phandle of this hart's interrupt controller
    bool in_hart;           // the last cpu node seen was this hart's
} seen;

// ---- values ----------------------------------------------------------------------------------------------------

static uint64_t cell(const struct property *p, int i) { return fdt32_to_cpu(((const fdt32_t *)p->data)[i]); }
static uint64_t two_cells(const struct property *p, int i) { return cell(p, i) << 32 | cell(p, i + 1); }
static uint32_t first_cell(const struct property *p) { return p->data && p->length >= 4 ? cell(p, 0) : 0; }

// The root's cells: two for addresses and two for sizes on every 64-bit machine that the kernel knows.
static bool read_reg(const struct node *n, uint64_t *base, uint64_t *size)
{
    if (!n->reg.data || n->reg.length < 16)
        return false;
    *base = two_cells(&n->reg, 0);
    *size = two_cells(&n->reg, 2);
    return true;
}

static void copy_text(const struct property *p, char *to, size_t size)
{
    if (p->data && p->length > 0)
        strlcpy(to, p->data, size);
}

static bool is_compatible(const struct node *n, const char *name)
{
    return n->compatible.data && fdt_stringlist_contains(n->compatible.data, n->compatible.length, name);
}

// ---- nodes -----------------------------------------------------------------------------------------------------

static void see_memory(const struct node *n)
{
    uint64_t base, size, image = pa_of(kernel_start);
    if (read_reg(n, &base, &size) && image >= base && image < base + size) {
        machine.ram_start = base;
        machine.ram_end = base + size;
    }
}

static struct cache read_cache(const struct property words[CACHE_WORDS])
{
    return (struct cache){first_cell(&words[0]), first_cell(&words[1]), first_cell(&words[2])};
}

static void see_cpu(const struct node *n)
{
    seen.in_hart = first_cell(&n->reg) == boot_hart;
    if (!seen.in_hart)
        return;
    copy_text(&n->isa, machine.isa, sizeof machine.isa);
    uint32_t block = first_cell(&n->zero_block);
    machine.zero_block = block <= ZERO_BLOCK_MOST && (block & (block - 1)) == 0 ? block : 0;
    machine.l1i = read_cache(n->i_cache);
    machine.l1d = read_cache(n->d_cache);
}

static void see_device(const struct node *n, struct mmio_device *d)
{
    uint64_t size;
    if (read_reg(n, &d->base, &size))
        d->irq = first_cell(&n->interrupts);
}

// Slots are kept in the order of their addresses, whatever the order of the tree.
static void see_virtio(const struct node *n)
{
    struct mmio_device d = {0};
    see_device(n, &d);
    if (d.base == 0 || machine.virtio_count == MACHINE_VIRTIO_MAX)
        return;
    unsigned i = machine.virtio_count++;
    for (; i > 0 && machine.virtio[i - 1].base > d.base; i--)
        machine.virtio[i] = machine.virtio[i - 1];
    machine.virtio[i] = d;
}

static void see_plic(const struct node *n)
{
    uint64_t size;
    if (read_reg(n, &machine.plic_base, &size))
        seen.wires = n->interrupts_extended;
}

static void see_node_without_driver(const struct node *n)
{
    if (n->device_type.data && strcmp(n->device_type.data, "memory") == 0)
        see_memory(n);
    else if (strcmp(n->name, "cpus") == 0)
        machine.timebase = first_cell(&n->timebase);
    else if (strcmp(n->name, "chosen") == 0)
        copy_text(&n->bootargs, machine.bootargs, sizeof machine.bootargs);
}

static void see_node(const struct node *n)
{
    if (!n->compatible.data)
        see_node_without_driver(n);
    else if (is_compatible(n, "virtio,mmio"))
        see_virtio(n);
    else if (is_compatible(n, "ns16550a") && machine.uart.base == 0)
        see_device(n, &machine.uart);
    else if (is_compatible(n, "riscv,reri-1.0") && machine.error_bank.base == 0)
        see_device(n, &machine.error_bank);
    else if (is_compatible(n, "riscv,cpu-intc") && seen.in_hart)
        seen.hart_intc = first_cell(&n->phandle);
    else if (is_compatible(n, "riscv,plic0") || is_compatible(n, "sifive,plic-1.0.0"))
        see_plic(n);
    else if (is_compatible(n, "cache"))
        machine.l2 = read_cache(n->cache);
    else if (is_compatible(n, "riscv"))
        see_cpu(n);
}

// ---- the pass --------------------------------------------------------------------------------------------------

static void see_property(struct node *n, const void *fdt, int offset)
{
    const char *name;
    struct property p;
    p.data = fdt_getprop_by_offset(fdt, offset, &name, &p.length);
    for (unsigned i = 0; p.data && i < COUNT(known_properties); i++)
        if (strcmp(name, known_properties[i].name) == 0)
            memcpy((char *)n + known_properties[i].offset, &p, sizeof p);
}

// A node's properties come before its children, so it is complete where the next node begins or it ends itself.
static void read_tags(const void *fdt)
{
    struct node n = {.name = ""};
    int next = 0;
    uint32_t tag;
    do {
        int offset = next;
        tag = fdt_next_tag(fdt, offset, &next);
        if (tag == FDT_PROP) {
            see_property(&n, fdt, offset);
        } else if (tag == FDT_BEGIN_NODE || tag == FDT_END_NODE) {
            see_node(&n);
            n = (struct node){.name = tag == FDT_BEGIN_NODE ? fdt_get_name(fdt, offset, NULL) : ""};
        }
    } while (tag != FDT_END && next >= 0);
}

// The PLIC's contexts are its interrupts-extended pairs, in order: ours goes to this hart's supervisor input.
static void place_plic(void)
{
    for (int i = 0; seen.wires.data && i < seen.wires.length / 8; i++)
        if (cell(&seen.wires, 2 * i) == seen.hart_intc && cell(&seen.wires, 2 * i + 1) == IRQ_SUPERVISOR_EXTERNAL)
            machine.plic_context = (unsigned)i;
}

// Is `name` one of the multi-letter extensions, which follow the first underscore?
static bool isa_has(const char *name)
{
    size_t n = strlen(name);
    const char *at = machine.isa;
    while ((at = strchr(at, '_'))) {
        at++;
        if (strncmp(at, name, n) == 0 && (at[n] == 0 || at[n] == '_'))
            return true;
    }
    return false;
}

void dt_read(uint64_t pa)
{
    const void *fdt = kva(pa);
    if (fdt_check_header(fdt) != 0)
        panic("no device tree at 0x%lx", pa);
    read_tags(fdt);
    place_plic();
    machine.has_sstc = isa_has("sstc");
    machine.has_svadu = isa_has("svadu");
    if (machine.ram_end == 0 || machine.timebase == 0)
        panic("the device tree names no %s", machine.ram_end == 0 ? "memory" : "timebase");
}

bool bootarg(const char *name, char *buf, size_t size)
{
    size_t n = strlen(name);
    for (const char *word = machine.bootargs; *word != 0;) {
        while (*word == ' ')
            word++;
        size_t length = 0;
        while (word[length] != 0 && word[length] != ' ')
            length++;
        if (length > n && strncmp(word, name, n) == 0 && word[n] == '=') {
            strlcpy(buf, word + n + 1, MIN(size, length - n));
            return true;
        }
        word += length;
    }
    return false;
}

uint64_t bootarg_number(const char *name, uint64_t otherwise)
{
    char text[24], *end;
    if (!bootarg(name, text, sizeof text))
        return otherwise;
    uint64_t v = strtoul(text, &end, 0);
    switch (*end) {
    case 'G': v <<= 10;  // fall through
    case 'M': v <<= 10;  // fall through
    case 'K': v <<= 10; end++;
    }
    if (*text < '0' || *text > '9' || *end)
        panic("%s=%s: not a number; write it like 250 or 64K", name, text);
    return v;
}
