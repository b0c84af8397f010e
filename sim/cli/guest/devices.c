// SPDX-License-Identifier: Apache-2.0
// Uses every device of the board and prints what it finds: the output must be the same on every
// engine and on QEMU. The disk in slot 0 holds in each byte of a sector the sector's number.
#include "guest.h"

static volatile uint64_t last_cause;
static volatile uint64_t last_claim;

#define INTERRUPT (UINT64_C(1) << 63)

// A fault skips its instruction (all that fault here have 4 bytes: .option norvc); an interrupt is
// silenced at its source.
uint64_t trap(uint64_t cause, uint64_t pc)
{
    last_cause = cause;
    if (cause == (INTERRUPT | 3))
        REG32(CLINT) = 0;
    else if (cause == (INTERRUPT | 7))
        REG64(CLINT + 0x4000) = UINT64_MAX;
    else if (cause == (INTERRUPT | 11))
        csr_clear(mie, 1 << 11);
    return cause & INTERRUPT ? pc : pc + 4;
}

static uint64_t faulting_load(uint64_t pa)
{
    uint64_t value;
    last_cause = 0;
    asm volatile(".option push\n.option norvc\nlw %0, 0(%1)\n.option pop" : "=r"(value) : "r"(pa) : "memory");
    return last_cause;
}

static uint64_t faulting_store(uint64_t pa)
{
    last_cause = 0;
    asm volatile(".option push\n.option norvc\nsw x0, 0(%0)\n.option pop" ::"r"(pa) : "memory");
    return last_cause;
}

static void try_boot(uint64_t hart, uint64_t devtree)
{
    const uint8_t *magic = (const uint8_t *)devtree;
    tell("hart", hart);
    tell("devtree", (uint64_t)magic[0] << 24 | magic[1] << 16 | magic[2] << 8 | magic[3]);
}

static void try_faults(void)
{
    tell("load from nobody", faulting_load(0x40));
    tell("store to nobody", faulting_store(0x40));
    tell("load beyond ram", faulting_load(0xf0000000));
}

static void try_uart(void)
{
    REG8(UART + 7) = 0xa5;
    tell("uart scratch", REG8(UART + 7));
    REG8(UART + 1) = 0;
    tell("uart lsr", REG8(UART + 5));
    tell("uart iir", REG8(UART + 2));
    REG8(UART + 2) = 1;
    tell("uart iir with fifo", REG8(UART + 2));
    tell("uart msr", REG8(UART + 6));
}

// WFI goes on when an interrupt is pending, enabled or not; it is taken when MIE is set.
static void wait_for_interrupt(uint64_t enable)
{
    last_cause = 0;
    csr_set(mie, enable);
    while (last_cause == 0)
        asm volatile("wfi\ncsrsi mstatus, 8\ncsrci mstatus, 8" ::: "memory");
    csr_clear(mie, enable);
}

static void try_clint(void)
{
    uint64_t start = REG64(CLINT + 0xbff8);
    REG64(CLINT + 0x4000) = start + 500;
    wait_for_interrupt(1 << 7);
    tell("timer cause", last_cause);
    tell("timer in time", REG64(CLINT + 0xbff8) - start >= 500);
    REG32(CLINT) = 1;
    wait_for_interrupt(1 << 3);
    tell("software cause", last_cause);
}

static void plic_enable(uint32_t source)
{
    REG32(PLIC + 4 * source) = 1;
    REG32(PLIC + 0x2000) |= 1u << source;
}

static void wait_for_device(void)
{
    wait_for_interrupt(1 << 11);
    last_claim = REG32(PLIC + 0x200004);
}

static void try_uart_interrupt(void)
{
    plic_enable(10);
    REG32(PLIC + 0x200000) = 0;
    REG8(UART + 1) = 2;
    wait_for_device();
    uint8_t iir = REG8(UART + 2);
    REG8(UART + 1) = 0;
    REG32(PLIC + 0x200004) = (uint32_t)last_claim;
    tell("uart cause", last_cause);
    tell("uart source", last_claim);
    tell("uart iir when empty", iir);
    tell("nothing more to claim", REG32(PLIC + 0x200004));
}

// -----------------------------------------------------------------------------------------------
// The disk

#define QUEUE 8

struct descriptor {
    uint64_t pa;
    uint32_t len;
    uint16_t flags, next;
};

static struct descriptor table[QUEUE] __attribute__((aligned(16)));
static volatile struct {
    uint16_t flags, index, ring[QUEUE];
} avail __attribute__((aligned(16)));
static volatile struct {
    uint16_t flags, index;
    struct {
        uint32_t id, len;
    } ring[QUEUE];
} used __attribute__((aligned(16)));
static struct {
    uint32_t type, reserved;
    uint64_t sector;
} header;
static uint8_t data[512];
static volatile uint8_t status;

static void set_address(uint32_t reg, const volatile void *address)
{
    REG32(VIRTIO + reg) = (uint32_t)(uintptr_t)address;
    REG32(VIRTIO + reg + 4) = (uint32_t)((uintptr_t)address >> 32);
}

static void start_disk(void)
{
    REG32(VIRTIO + 0x70) = 0;
    REG32(VIRTIO + 0x70) = 3;
    REG32(VIRTIO + 0x24) = 1;
    REG32(VIRTIO + 0x20) = 1;
    REG32(VIRTIO + 0x24) = 0;
    REG32(VIRTIO + 0x20) = 1 << 9;
    REG32(VIRTIO + 0x70) = 11;
    tell("features ok", REG32(VIRTIO + 0x70));
    REG32(VIRTIO + 0x30) = 0;
    tell("queue has room", REG32(VIRTIO + 0x34) >= QUEUE);
    REG32(VIRTIO + 0x38) = QUEUE;
    set_address(0x80, table);
    set_address(0x90, &avail);
    set_address(0xa0, &used);
    REG32(VIRTIO + 0x44) = 1;
    REG32(VIRTIO + 0x70) = 15;
}

// One request, waited for by its interrupt.
static void request(uint32_t type, uint64_t sector, uint32_t bytes)
{
    header.type = type;
    header.sector = sector;
    status = 0xff;
    table[0] = (struct descriptor){(uintptr_t)&header, 16, 1, bytes ? 1 : 2};
    table[1] = (struct descriptor){(uintptr_t)data, bytes, type == 1 ? 1 : 3, 2};
    table[2] = (struct descriptor){(uintptr_t)&status, 1, 2, 0};
    avail.ring[avail.index % QUEUE] = 0;
    asm volatile("fence" ::: "memory");
    avail.index++;
    asm volatile("fence" ::: "memory");
    REG32(VIRTIO + 0x50) = 0;
    wait_for_device();
    REG32(VIRTIO + 0x64) = REG32(VIRTIO + 0x60);
    REG32(PLIC + 0x200004) = (uint32_t)last_claim;
    asm volatile("fence" ::: "memory");
}

static uint64_t sum(void)
{
    uint64_t total = 0;
    for (unsigned i = 0; i < sizeof data; i++)
        total = total * 31 + data[i];
    return total;
}

static void try_disk(void)
{
    tell("magic", REG32(VIRTIO));
    tell("version", REG32(VIRTIO + 4));
    tell("device", REG32(VIRTIO + 8));
    tell("empty slot", REG32(VIRTIO + 0x7000 + 8));
    tell("sectors", REG64(VIRTIO + 0x100));
    plic_enable(1);
    start_disk();
    request(0, 3, 512);
    tell("disk cause", last_cause);
    tell("disk source", last_claim);
    tell("read status", status);
    tell("used index", used.index);
    tell("used length", used.ring[0].len);
    tell("sector 3", sum());
    for (unsigned i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(3 * i);
    request(1, 5, 512);
    tell("write status", status);
    tell("write length", used.ring[1].len);
    request(4, 0, 0);
    tell("flush status", status);
    request(0, 5, 512);
    tell("sector 5", sum());
    request(0, 1 << 20, 512);
    tell("beyond the end", status);
    request(77, 0, 512);
    tell("unknown request", status);
}

uint64_t main(uint64_t hart, uint64_t devtree)
{
    try_boot(hart, devtree);
    try_faults();
    try_uart();
    try_clint();
    try_uart_interrupt();
    try_disk();
    puts_("done\n");
    return 0;
}
