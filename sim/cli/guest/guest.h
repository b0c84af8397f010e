// SPDX-License-Identifier: Apache-2.0
// What the bare-metal test programs share: registers, CSRs, a console on the UART, and leaving by
// the test finisher. M mode, one hart, physical addresses of the `virt` board.
#ifndef GUEST_H
#define GUEST_H

#include <stdint.h>

#define REG8(pa) (*(volatile uint8_t *)(uintptr_t)(pa))
#define REG32(pa) (*(volatile uint32_t *)(uintptr_t)(pa))
#define REG64(pa) (*(volatile uint64_t *)(uintptr_t)(pa))

#define csr_write(name, value) asm volatile("csrw " #name ", %0" ::"r"((uint64_t)(value)) : "memory")
#define csr_set(name, bits) asm volatile("csrs " #name ", %0" ::"r"((uint64_t)(bits)) : "memory")
#define csr_clear(name, bits) asm volatile("csrc " #name ", %0" ::"r"((uint64_t)(bits)) : "memory")

#define FINISHER 0x100000
#define CLINT 0x2000000
#define PLIC 0xc000000
#define UART 0x10000000
#define VIRTIO 0x10001000

static inline void put(char c)
{
    while (!(REG8(UART + 5) & 0x20))
        ;
    REG8(UART) = (uint8_t)c;
}

static inline void puts_(const char *text)
{
    while (*text)
        put(*text++);
}

static inline void put_hex(uint64_t value)
{
    for (int shift = 60; shift >= 0; shift -= 4)
        if (value >> shift || shift == 0)
            put("0123456789abcdef"[value >> shift & 15]);
}

// "name value" in hexadecimal.
static inline void tell(const char *name, uint64_t value)
{
    puts_(name);
    put(' ');
    put_hex(value);
    put('\n');
}

// The program: what it returns is the exit code, 0 passes.
uint64_t main(uint64_t hart, uint64_t devtree);

// Called at a trap; goes on at the pc that it answers. guest.c has one for programs that expect
// none.
uint64_t trap(uint64_t cause, uint64_t pc);

// Ends the run, by the test finisher unless the program has a way of its own.
void leave(uint64_t code);

#endif
