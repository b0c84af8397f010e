// SPDX-License-Identifier: Apache-2.0
//
// One walk over all nodes of the device tree. Each node is recognised by its `compatible` or `device_type` and adds what
// it knows to `machine`; what the kernel does not know is passed over.

#include "os/dev/dt.h"

#include <libfdt.h>

#include "os/arch/machine.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"

struct machine machine;
uint64_t boot_hart;

#define IRQ_SUPERVISOR_EXTERNAL 9

// What the walk must remember to place the PLIC's context afterwards.
struct walk {
    const void *fdt;
    int plic_node;
    uint32_t hart_intc;  // phandle of this hart's interrupt controller
    bool in_hart;        // the last cpu node seen was this hart's
};

static uint64_t cells(const fdt32_t *p, int count)
{
    uint64_t v = 0;
    for (int i = 0; i < count; i++)
        v = v << 32 | fdt32_to_cpu(p[i]);
    return v;
}

// The root's cells: two for addresses and two for sizes on every 64-bit machine that the kernel knows.
static bool read_reg(const struct walk *w, int node, uint64_t *base, uint64_t *size)
{
    int length;
    const fdt32_t *reg = fdt_getprop(w->fdt, node, "reg", &length);
    if (reg == NULL || length < 16)
        return false;
    *base = cells(reg, 2);
    *size = cells(reg + 2, 2);
    return true;
}

static uint32_t read_u32(const struct walk *w, int node, const char *name, uint32_t otherwise)
{
    int length;
    const fdt32_t *p = fdt_getprop(w->fdt, node, name, &length);
    return p != NULL && length >= 4 ? fdt32_to_cpu(*p) : otherwise;
}

static void read_string(const struct walk *w, int node, const char *name, char *to, size_t size)
{
    int length;
    const char *text = fdt_getprop(w->fdt, node, name, &length);
    if (text != NULL)
        strlcpy(to, text, size);
}

static void see_memory(struct walk *w, int node)
{
    uint64_t base, size, image = pa_of(kernel_start);
    if (read_reg(w, node, &base, &size) && image >= base && image < base + size) {
        machine.ram_start = base;
        machine.ram_end = base + size;
    }
}

static void see_cpu(struct walk *w, int node)
{
    w->in_hart = read_u32(w, node, "reg", UINT32_MAX) == boot_hart;
    if (w->in_hart)
        read_string(w, node, "riscv,isa", machine.isa, sizeof(machine.isa));
}

static void see_device(const struct walk *w, int node, struct mmio_device *d)
{
    uint64_t size;
    if (read_reg(w, node, &d->base, &size))
        d->irq = read_u32(w, node, "interrupts", 0);
}

static void see_virtio(const struct walk *w, int node)
{
    struct mmio_device d = {0};
    see_device(w, node, &d);
    if (d.base == 0 || machine.virtio_count == MACHINE_VIRTIO_MAX)
        return;
    unsigned i = machine.virtio_count++;
    for (; i > 0 && machine.virtio[i - 1].base > d.base; i--)
        machine.virtio[i] = machine.virtio[i - 1];
    machine.virtio[i] = d;
}

static bool compatible_is(const char *list, int length, const char *name)
{
    return list != NULL && fdt_stringlist_contains(list, length, name);
}

static void see_node(struct walk *w, int node)
{
    int length;
    const char *compatible = fdt_getprop(w->fdt, node, "compatible", &length);
    if (compatible_is(compatible, length, "virtio,mmio"))
        see_virtio(w, node);
    else if (compatible_is(compatible, length, "ns16550a") && machine.uart.base == 0)
        see_device(w, node, &machine.uart);
    else if (compatible_is(compatible, length, "riscv,cpu-intc") && w->in_hart)
        w->hart_intc = fdt_get_phandle(w->fdt, node);
    else if (compatible_is(compatible, length, "riscv,plic0") || compatible_is(compatible, length, "sifive,plic-1.0.0"))
        w->plic_node = node;
    else if (compatible_is(compatible, length, "riscv"))
        see_cpu(w, node);
    else if (compatible == NULL) {
        const char *type = fdt_getprop(w->fdt, node, "device_type", NULL);
        const char *name = fdt_get_name(w->fdt, node, NULL);
        if (type != NULL && strcmp(type, "memory") == 0)
            see_memory(w, node);
        else if (strcmp(name, "cpus") == 0)
            machine.timebase = read_u32(w, node, "timebase-frequency", 0);
        else if (strcmp(name, "chosen") == 0)
            read_string(w, node, "bootargs", machine.bootargs, sizeof(machine.bootargs));
    }
}

// The PLIC's contexts are its interrupts-extended pairs, in order: ours goes to this hart's supervisor input.
static void place_plic(const struct walk *w)
{
    int length;
    uint64_t size;
    if (w->plic_node < 0 || !read_reg(w, w->plic_node, &machine.plic_base, &size))
        return;
    const fdt32_t *pair = fdt_getprop(w->fdt, w->plic_node, "interrupts-extended", &length);
    for (unsigned i = 0; pair != NULL && i < (unsigned)length / 8; i++)
        if (fdt32_to_cpu(pair[2 * i]) == w->hart_intc && fdt32_to_cpu(pair[2 * i + 1]) == IRQ_SUPERVISOR_EXTERNAL)
            machine.plic_context = i;
}

// Is `name` one of the multi-letter extensions, which follow the first underscore?
static bool isa_has(const char *name)
{
    size_t n = strlen(name);
    const char *at = machine.isa;
    while ((at = strchr(at, '_')) != NULL) {
        at++;
        if (strncmp(at, name, n) == 0 && (at[n] == 0 || at[n] == '_'))
            return true;
    }
    return false;
}

void dt_read(uint64_t pa)
{
    struct walk w = {.fdt = kva(pa), .plic_node = -1};
    if (fdt_check_header(w.fdt) != 0)
        panic("no device tree at 0x%lx", pa);
    for (int node = fdt_next_node(w.fdt, -1, NULL); node >= 0; node = fdt_next_node(w.fdt, node, NULL))
        see_node(&w, node);
    place_plic(&w);
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
    if (!bootarg(name, text, sizeof(text)))
        return otherwise;
    uint64_t v = strtoul(text, &end, 0);
    switch (*end) {
    case 'G': v <<= 10;  // fall through
    case 'M': v <<= 10;  // fall through
    case 'K': v <<= 10;
    }
    return v;
}
