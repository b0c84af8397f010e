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
    EXT_PMU = 0x504d55,
};

enum { BASE_PROBE = 3, BASE_MVENDORID = 4, CONSOLE_WRITE_BYTE = 2 };
enum { RESET_SHUTDOWN = 0, RESET_COLD_REBOOT = 1 };
enum { PMU_GET_INFO = 1, PMU_CONFIG = 2, PMU_STOP = 4 };
enum { PMU_CLEAR_AND_START = 2 | 4, PMU_STOP_RESET = 1, PMU_RAW_EVENT = 0x20000, CSR_CYCLE = 0xc00 };
enum { REASON_NONE = 0, REASON_FAILURE = 1 };

struct sbi_result {
    int64_t error;
    uint64_t value;
};

static struct sbi_result sbi_call5(uint64_t ext, uint64_t fn, uint64_t arg0, uint64_t arg1, uint64_t arg2,
                                   uint64_t arg3, uint64_t arg4)
{
    register uint64_t a0 __asm__("a0") = arg0;
    register uint64_t a1 __asm__("a1") = arg1;
    register uint64_t a2 __asm__("a2") = arg2;
    register uint64_t a3 __asm__("a3") = arg3;
    register uint64_t a4 __asm__("a4") = arg4;
    register uint64_t a6 __asm__("a6") = fn;
    register uint64_t a7 __asm__("a7") = ext;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a6), "+r"(a7) : : "memory");
    return (struct sbi_result){(int64_t)a0, a1};
}

static struct sbi_result sbi_call(uint64_t ext, uint64_t fn, uint64_t arg0, uint64_t arg1)
{
    return sbi_call5(ext, fn, arg0, arg1, 0, 0, 0);
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

uint64_t sbi_machine_id(unsigned which) { return sbi_call(EXT_BASE, BASE_MVENDORID + which, 0, 0).value; }

bool sbi_pmu_exists(void) { return sbi_call(EXT_BASE, BASE_PROBE, EXT_PMU, 0).value != 0; }

// The type is bit 63, set for what the firmware counts itself; the register's number is below.
bool sbi_pmu_has_counter(unsigned counter)
{
    struct sbi_result info = sbi_call(EXT_PMU, PMU_GET_INFO, counter, 0);
    return info.error == 0 && info.value >> 63 == 0 && (info.value & 0xfff) == CSR_CYCLE + counter;
}

void sbi_pmu_free(unsigned counter) { sbi_call5(EXT_PMU, PMU_STOP, counter, 1, PMU_STOP_RESET, 0, 0); }

bool sbi_pmu_count(unsigned counter, uint64_t code)
{
    return sbi_call5(EXT_PMU, PMU_CONFIG, counter, 1, PMU_CLEAR_AND_START, PMU_RAW_EVENT, code).error == 0;
}

static _Noreturn void reset(uint64_t type, uint64_t reason)
{
    sbi_call(EXT_RESET, 0, type, reason);
    for (;;)
        wait_for_interrupt();
}

void sbi_shutdown(bool well) { reset(RESET_SHUTDOWN, well ? REASON_NONE : REASON_FAILURE); }
void sbi_reboot(void) { reset(RESET_COLD_REBOOT, REASON_NONE); }
