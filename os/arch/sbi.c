// SPDX-License-Identifier: Apache-2.0
// The SBI calling convention: extension in a7, function in a6, error in a0, value in a1 (SBI 2.0, chapter 3).

#include "os/arch/sbi.h"

#include "os/arch/csr.h"

enum {
    EXT_LEGACY_PUTCHAR = 1,
    EXT_BASE = 0x10,
    EXT_TIME = 0x54494d45,
    EXT_RESET = 0x53525354,
    EXT_CONSOLE = 0x4442434e,
};

enum { BASE_PROBE = 3, CONSOLE_WRITE_BYTE = 2 };
enum { RESET_SHUTDOWN = 0, RESET_COLD_REBOOT = 1 };
enum { REASON_NONE = 0, REASON_FAILURE = 1 };

struct sbi_result {
    int64_t error;
    uint64_t value;
};

static struct sbi_result sbi_call(uint64_t ext, uint64_t fn, uint64_t arg0, uint64_t arg1)
{
    register uint64_t a0 __asm__("a0") = arg0;
    register uint64_t a1 __asm__("a1") = arg1;
    register uint64_t a2 __asm__("a2") = 0;
    register uint64_t a6 __asm__("a6") = fn;
    register uint64_t a7 __asm__("a7") = ext;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a6), "+r"(a7) : : "memory");
    return (struct sbi_result){(int64_t)a0, a1};
}

void sbi_putchar(char c)
{
    static int has_dbcn = -1;
    if (has_dbcn < 0)
        has_dbcn = sbi_call(EXT_BASE, BASE_PROBE, EXT_CONSOLE, 0).value != 0;
    if (has_dbcn)
        sbi_call(EXT_CONSOLE, CONSOLE_WRITE_BYTE, (unsigned char)c, 0);
    else
        sbi_call(EXT_LEGACY_PUTCHAR, 0, (unsigned char)c, 0);
}

void sbi_set_timer(uint64_t ticks) { sbi_call(EXT_TIME, 0, ticks, 0); }

static _Noreturn void reset(uint64_t type, uint64_t reason)
{
    sbi_call(EXT_RESET, 0, type, reason);
    for (;;)
        wait_for_interrupt();
}

void sbi_shutdown(bool well) { reset(RESET_SHUTDOWN, well ? REASON_NONE : REASON_FAILURE); }
void sbi_reboot(void) { reset(RESET_COLD_REBOOT, REASON_NONE); }
