// SPDX-License-Identifier: Apache-2.0
#include "devtree.h"

#include <libfdt.h>
#include <stdio.h>
#include <string.h>

#include "events.h"
#include "irq.h"
#include "memmap.h"

enum { PHANDLE_CPU = 1, PHANDLE_INTC, PHANDLE_PLIC, PHANDLE_TEST, PHANDLE_L2 };

// Interrupts of the hart's own controller, by their cause numbers.
enum { M_SOFTWARE = 3, M_TIMER = 7, S_EXTERNAL = 9, M_EXTERNAL = 11 };

// libfdt's sequential writer; the first error sticks, and the calls after it do nothing.
struct writer {
    void *fdt;
    int error;
};

static void keep(struct writer *w, int error)
{
    if (!w->error)
        w->error = error;
}

static void begin(struct writer *w, const char *name) { keep(w, fdt_begin_node(w->fdt, name)); }

static void begin_at(struct writer *w, const char *name, uint64_t address)
{
    char full[64];
    snprintf(full, sizeof full, "%s@%llx", name, (unsigned long long)address);
    begin(w, full);
}

static void end(struct writer *w) { keep(w, fdt_end_node(w->fdt)); }

static void flag(struct writer *w, const char *name) { keep(w, fdt_property(w->fdt, name, NULL, 0)); }

static void text(struct writer *w, const char *name, const char *value)
{
    keep(w, fdt_property_string(w->fdt, name, value));
}

// Strings one after another, each with its 0; `bytes` is sizeof the literal.
static void texts(struct writer *w, const char *name, const char *value, size_t bytes)
{
    keep(w, fdt_property(w->fdt, name, value, (int)bytes));
}

enum { CELLS_MAX = 48 };

static void cells(struct writer *w, const char *name, const uint32_t *values, unsigned count)
{
    fdt32_t big_endian[CELLS_MAX];
    for (unsigned i = 0; i < count; i++)
        big_endian[i] = cpu_to_fdt32(values[i]);
    keep(w, fdt_property(w->fdt, name, big_endian, (int)(count * sizeof *big_endian)));
}

static void cell(struct writer *w, const char *name, uint32_t value) { cells(w, name, &value, 1); }

// Two address cells, two size cells.
static void reg(struct writer *w, uint64_t base, uint64_t bytes)
{
    uint32_t values[] = {(uint32_t)(base >> 32), (uint32_t)base, (uint32_t)(bytes >> 32), (uint32_t)bytes};
    cells(w, "reg", values, 4);
}

static void interrupt(struct writer *w, uint32_t source)
{
    cell(w, "interrupt-parent", PHANDLE_PLIC);
    cell(w, "interrupts", source);
}

static void write_chosen(struct writer *w, const char *bootargs)
{
    begin(w, "chosen");
    text(w, "bootargs", bootargs ? bootargs : "");
    text(w, "stdout-path", "/soc/serial@10000000");
    end(w);
}

static void write_memory(struct writer *w, uint64_t bytes)
{
    begin_at(w, "memory", RAM_BASE);
    text(w, "device_type", "memory");
    reg(w, RAM_BASE, bytes);
    end(w);
}

static uint32_t sets(const struct cache_size *cache) { return cache->bytes / cache->ways / CACHE_LINE_BYTES; }

// The L1 caches and TLBs stand in the hart's node.
static void write_l1(struct writer *w, const struct preset *preset)
{
    cell(w, "i-cache-size", preset->l1i.bytes);
    cell(w, "i-cache-sets", sets(&preset->l1i));
    cell(w, "i-cache-block-size", CACHE_LINE_BYTES);
    cell(w, "d-cache-size", preset->l1d.bytes);
    cell(w, "d-cache-sets", sets(&preset->l1d));
    cell(w, "d-cache-block-size", CACHE_LINE_BYTES);
    flag(w, "tlb-split");
    cell(w, "i-tlb-size", preset->itlb_entries);
    cell(w, "i-tlb-sets", 1);
    cell(w, "d-tlb-size", preset->dtlb_entries);
    cell(w, "d-tlb-sets", 1);
    cell(w, "next-level-cache", PHANDLE_L2);
}

static void write_l2(struct writer *w, const struct cache_size *l2)
{
    begin(w, "l2-cache");
    cell(w, "phandle", PHANDLE_L2);
    text(w, "compatible", "cache");
    cell(w, "cache-level", 2);
    flag(w, "cache-unified");
    cell(w, "cache-size", l2->bytes);
    cell(w, "cache-sets", sets(l2));
    cell(w, "cache-block-size", CACHE_LINE_BYTES);
    end(w);
}

// For firmware that does not know the events of docs/events.md by itself (binding riscv,pmu): SBI's events, each with
// the selector, and the counters that take any of them; raw events are the codes.
static void write_pmu(struct writer *w)
{
    enum { COUNTERS = 0x7f8, FIRST_HARDWARE = 3, LAST_HARDWARE = 6, FIRST_CACHE = 0x10000, LAST_CACHE = 0x10021 };
    static const uint32_t selectors[] = {
#define EVENT_AND_SELECTOR(event, code) event, 0, code,
        EVENT_SBI_MAP(EVENT_AND_SELECTOR)};
    static const uint32_t counters[] = {FIRST_HARDWARE, LAST_HARDWARE, COUNTERS, FIRST_CACHE, LAST_CACHE, COUNTERS};
    static const uint32_t raw[] = {0, 0, 0xffffffff, 0xffffff00, COUNTERS};
    begin(w, "pmu");
    text(w, "compatible", "riscv,pmu");
    cells(w, "riscv,event-to-mhpmevent", selectors, sizeof selectors / sizeof *selectors);
    cells(w, "riscv,event-to-mhpmcounters", counters, 6);
    cells(w, "riscv,raw-event-to-mhpmcounters", raw, 5);
    end(w);
}

static void write_cpus(struct writer *w, const struct preset *preset, const struct isa *isa)
{
    char isa_text[ISA_TEXT_ROOM];
    begin(w, "cpus");
    cell(w, "#address-cells", 1);
    cell(w, "#size-cells", 0);
    cell(w, "timebase-frequency", TIMEBASE_HZ);
    begin(w, "cpu@0");
    cell(w, "phandle", PHANDLE_CPU);
    text(w, "device_type", "cpu");
    cell(w, "reg", 0);
    text(w, "status", "okay");
    text(w, "compatible", "riscv");
    isa_string(isa, isa_text);
    text(w, "riscv,isa", isa_text);
    text(w, "riscv,isa-base", "rv64i");
    texts(w, "riscv,isa-extensions", isa_text, isa_extensions(isa, isa_text));
    text(w, "mmu-type", isa_mmu_type(isa));
    if (isa->zicbom)
        cell(w, "riscv,cbom-block-size", CACHE_LINE_BYTES);
    if (isa->zicboz)
        cell(w, "riscv,cboz-block-size", CACHE_LINE_BYTES);
    write_l1(w, preset);
    begin(w, "interrupt-controller");
    cell(w, "#interrupt-cells", 1);
    flag(w, "interrupt-controller");
    text(w, "compatible", "riscv,cpu-intc");
    cell(w, "phandle", PHANDLE_INTC);
    end(w);
    end(w);
    end(w);
}

static void write_clint(struct writer *w)
{
    static const char compatible[] = "sifive,clint0\0riscv,clint0";
    static const uint32_t lines[] = {PHANDLE_INTC, M_SOFTWARE, PHANDLE_INTC, M_TIMER};
    begin_at(w, "clint", CLINT_BASE);
    texts(w, "compatible", compatible, sizeof compatible);
    reg(w, CLINT_BASE, CLINT_END - CLINT_BASE);
    cells(w, "interrupts-extended", lines, 4);
    end(w);
}

static void write_plic(struct writer *w)
{
    static const char compatible[] = "sifive,plic-1.0.0\0riscv,plic0";
    static const uint32_t lines[] = {PHANDLE_INTC, M_EXTERNAL, PHANDLE_INTC, S_EXTERNAL};
    begin_at(w, "plic", PLIC_BASE);
    cell(w, "phandle", PHANDLE_PLIC);
    texts(w, "compatible", compatible, sizeof compatible);
    cell(w, "#address-cells", 0);
    cell(w, "#interrupt-cells", 1);
    flag(w, "interrupt-controller");
    reg(w, PLIC_BASE, PLIC_END - PLIC_BASE);
    cells(w, "interrupts-extended", lines, 4);
    cell(w, "riscv,ndev", IRQ_SOURCES);
    end(w);
}

static void write_error_bank(struct writer *w)
{
    begin_at(w, "error-bank", ERROR_BANK_BASE);
    text(w, "compatible", "riscv,reri-1.0");
    reg(w, ERROR_BANK_BASE, ERROR_BANK_END - ERROR_BANK_BASE);
    interrupt(w, IRQ_ERROR_BANK);
    end(w);
}

static void write_uart(struct writer *w)
{
    begin_at(w, "serial", UART_BASE);
    text(w, "compatible", "ns16550a");
    reg(w, UART_BASE, UART_END - UART_BASE);
    cell(w, "clock-frequency", 3686400);
    interrupt(w, IRQ_UART);
    end(w);
}

static void write_virtio(struct writer *w, uint32_t slot)
{
    uint64_t base = VIRTIO_BASE + slot * VIRTIO_STRIDE;
    begin_at(w, "virtio_mmio", base);
    text(w, "compatible", "virtio,mmio");
    reg(w, base, VIRTIO_STRIDE);
    interrupt(w, IRQ_VIRTIO(slot));
    end(w);
}

static void write_test(struct writer *w)
{
    static const char compatible[] = "sifive,test1\0sifive,test0\0syscon";
    begin_at(w, "test", FINISHER_BASE);
    cell(w, "phandle", PHANDLE_TEST);
    texts(w, "compatible", compatible, sizeof compatible);
    reg(w, FINISHER_BASE, FINISHER_END - FINISHER_BASE);
    end(w);
}

// Both ways of leaving are a write of `value` to the test finisher.
static void write_leave(struct writer *w, const char *name, const char *compatible, uint32_t value)
{
    begin(w, name);
    text(w, "compatible", compatible);
    cell(w, "regmap", PHANDLE_TEST);
    cell(w, "offset", 0);
    cell(w, "value", value);
    end(w);
}

static void write_soc(struct writer *w)
{
    begin(w, "soc");
    cell(w, "#address-cells", 2);
    cell(w, "#size-cells", 2);
    text(w, "compatible", "simple-bus");
    flag(w, "ranges");
    write_test(w);
    write_clint(w);
    write_plic(w);
    write_error_bank(w);
    write_uart(w);
    for (uint32_t slot = 0; slot < VIRTIO_SLOTS; slot++)
        write_virtio(w, slot);
    end(w);
}

static void write_root(struct writer *w, const struct devtree *tree)
{
    begin(w, "");
    cell(w, "#address-cells", 2);
    cell(w, "#size-cells", 2);
    text(w, "compatible", "riscv-virtio");
    text(w, "model", "pagewalk");
    write_chosen(w, tree->bootargs);
    write_memory(w, tree->ram_bytes);
    write_cpus(w, tree->preset, tree->isa);
    write_l2(w, &tree->preset->l2);
    write_pmu(w);
    write_soc(w);
    write_leave(w, "poweroff", "syscon-poweroff", 0x5555);
    write_leave(w, "reboot", "syscon-reboot", 0x7777);
    end(w);
}

size_t devtree_build(void *buf, size_t room, const struct devtree *tree)
{
    struct writer w = {.fdt = buf};
    keep(&w, fdt_create(buf, (int)room));
    keep(&w, fdt_finish_reservemap(buf));
    if (!w.error)
        write_root(&w, tree);
    if (!w.error)
        keep(&w, fdt_finish(buf));
    return w.error ? 0 : fdt_totalsize(buf);
}
