// SPDX-License-Identifier: Apache-2.0
// The counters (SBI 2.0, chapter 11). Where the machine has the events of rtl/pkg/events, they are tried too; whether
// they count is printed, since a machine may hold what was written and count nothing.

#include "payload.h"

#include "build/events/events.h"

enum { NumCounters, GetInfo, ConfigMatching, Start, Stop, FwRead, FwReadHigh, SetShmem };
enum { Skip = 1, Clear = 2, AutoStart = 4, NotInSupervisor = 1 << 6, NotInMachine = 1 << 7 };
enum { SetValue = 1, TakeSnapshot = 2, ResetEvent = 1 };
enum { Cycle = 0, Instret = 2, FirstEvent = 3, LastEvent = 10, FirstFirmware = 11, Counters = 15, Width = 63 << 12 };
enum { Cycles = 1, Instructions = 2, NoSuchEvent = 9, DtlbReadMiss = 0x10019, Raw = 0x20000, SetTimer = 0xf0005 };
#define FIRMWARE_COUNTERS (0xfUL << FirstFirmware)
#define EVENT_COUNTERS 0x7f8UL

static struct answer pmu(uint64_t function, uint64_t x0, uint64_t x1, uint64_t x2, uint64_t x3, uint64_t x4)
{
    return call(Pmu, function, x0, x1, x2, x3, x4);
}

static struct answer config(uint64_t mask, uint64_t flags, uint64_t event, uint64_t data)
{
    return pmu(ConfigMatching, 0, mask, flags, event, data);
}

static void check_info(void)
{
    EXPECT(gives(pmu(NumCounters, 0, 0, 0, 0, 0), Counters));
    EXPECT(gives(pmu(GetInfo, Cycle, 0, 0, 0, 0), Width | 0xc00));
    EXPECT(gives(pmu(GetInfo, Instret, 0, 0, 0, 0), Width | 0xc02));
    EXPECT(gives(pmu(GetInfo, FirstFirmware, 0, 0, 0, 0), 1UL << 63));
    EXPECT(fails(pmu(GetInfo, 1, 0, 0, 0, 0), InvalidParam));
    EXPECT(fails(pmu(GetInfo, Counters, 0, 0, 0, 0), InvalidParam));
    EXPECT(fails(pmu(GetInfo, -1UL, 0, 0, 0, 0), InvalidParam));
}

static void check_refusals(void)
{
    EXPECT(fails(config(1 << Cycle | 1 << 1, 0, Cycles, 0), InvalidParam));
    EXPECT(fails(pmu(ConfigMatching, -1UL, 2, 0, Cycles, 0), InvalidParam));
    EXPECT(fails(pmu(ConfigMatching, Counters - 1, 3, 0, Cycles, 0), InvalidParam));
    EXPECT(fails(config(0, 0, Cycles, 0), NotSupported));
    EXPECT(fails(config(1 << Cycle, 0, Instructions, 0), NotSupported));
    EXPECT(fails(config(1 << Cycle | 1 << Instret | FIRMWARE_COUNTERS, 0, NoSuchEvent, 0), NotSupported));
    EXPECT(fails(config(1 << Cycle, Skip, Cycles, 0), InvalidParam));
    EXPECT(fails(pmu(Start, FirstFirmware, 1, 0, 0, 0), InvalidParam));  // holds no event
    EXPECT(fails(pmu(Start, Cycle, 1, TakeSnapshot, 0, 0), NoSharedMemory));
    EXPECT(fails(pmu(Stop, Cycle, 1, TakeSnapshot, 0, 0), NoSharedMemory));
    EXPECT(fails(pmu(FwRead, Cycle, 0, 0, 0, 0), InvalidParam));
    EXPECT(fails(pmu(FwRead, Counters, 0, 0, 0, 0), InvalidParam));
    EXPECT(fails(pmu(SetShmem, 0, 0, 0, 0, 0), NotSupported));
    EXPECT(fails(pmu(SetShmem + 1, 0, 0, 0, 0, 0), NotSupported));
}

static void check_firmware_counter(void)
{
    const uint64_t at = FirstFirmware;
    EXPECT(gives(config(1 << Cycle | FIRMWARE_COUNTERS, Clear, SetTimer, 0), at));
    EXPECT(gives(config(FIRMWARE_COUNTERS, 0, SetTimer, 0), at + 1));  // the first is taken
    EXPECT(pmu(Stop, at + 1, 1, ResetEvent, 0, 0).error == AlreadyStopped);
    call(Time, 0, -1UL, 0, 0, 0, 0);
    EXPECT(gives(pmu(FwRead, at, 0, 0, 0, 0), 0));
    EXPECT(pmu(Start, at, 1, SetValue, 100, 0).error == 0);
    EXPECT(fails(pmu(Start, at, 1, SetValue, 5, 0), AlreadyStarted));
    call(Time, 0, -1UL, 0, 0, 0, 0);
    call(Time, 0, -1UL, 0, 0, 0, 0);
    EXPECT(gives(pmu(FwRead, at, 0, 0, 0, 0), 102) && gives(pmu(FwReadHigh, at, 0, 0, 0, 0), 0));
    EXPECT(pmu(Stop, at, 1, 0, 0, 0).error == 0);
    EXPECT(fails(pmu(Stop, at, 1, 0, 0, 0), AlreadyStopped));
    call(Time, 0, -1UL, 0, 0, 0, 0);
    EXPECT(gives(pmu(FwRead, at, 0, 0, 0, 0), 102));
    EXPECT(gives(config(1UL << at, Skip | Clear | AutoStart, 0, 0), at) && gives(pmu(FwRead, at, 0, 0, 0, 0), 0));
    EXPECT(pmu(Stop, at, 1, ResetEvent, 0, 0).error == 0);
    EXPECT(fails(pmu(Start, at, 1, 0, 0, 0), InvalidParam));
}

// The fixed ones count for everybody, whether the supervisor has asked for them or not.
static void check_cycles(void)
{
    uint64_t before, after;
    EXPECT(gives(config(1 << Cycle | 1 << Instret, Clear | AutoStart, Cycles, 0), Cycle));
    EXPECT(gives(config(1 << Cycle | 1 << Instret, AutoStart, Instructions, 0), Instret));
    EXPECT(pmu(Stop, 0, 1 << Cycle | 1 << Instret, ResetEvent, 0, 0).error == 0);
    __asm__ volatile("rdcycle %0; nop; rdcycle %1" : "=r"(before), "=r"(after));
    EXPECT(after > before);
}

static uint64_t read_first(void)
{
    uint64_t value;
    __asm__ volatile("csrr %0, hpmcounter3" : "=r"(value) : : "memory");
    return value;
}

static uint64_t overflows(void)
{
    uint64_t value;
    __asm__ volatile("csrr %0, 0xda0" : "=r"(value) : : "memory");
    return value;
}

static uint64_t pending(void)
{
    uint64_t value;
    __asm__ volatile("csrr %0, sip" : "=r"(value) : : "memory");
    return value & 1 << 13;
}

// Where events are counted there is Sscofpmf too.
static void check_filters(void)
{
    static volatile uint64_t word;
    uint64_t before;
    EXPECT(gives(config(1 << FirstEvent, Clear | AutoStart | NotInSupervisor, Raw, EVENT_L1D_ACCESS), FirstEvent));
    before = read_first();
    EXPECT(before > 0 && read_first() == before);  // the firmware's alone
    pmu(Stop, FirstEvent, 1, ResetEvent, 0, 0);
    EXPECT(gives(config(1 << FirstEvent, Clear | AutoStart | NotInMachine, Raw, EVENT_L1D_ACCESS), FirstEvent));
    before = read_first();
    call(Time, 0, -1UL, 0, 0, 0, 0);  // of which nothing is counted
    (void)word;
    EXPECT(read_first() > before && read_first() < before + 20);
    pmu(Stop, FirstEvent, 1, ResetEvent, 0, 0);
}

static void check_overflow(void)
{
    const uint64_t bit = 1 << FirstEvent;
    EXPECT(gives(config(bit, NotInMachine, Raw, EVENT_L1D_ACCESS), FirstEvent));
    EXPECT(pmu(Start, FirstEvent, 1, SetValue, -1000UL, 0).error == 0);
    EXPECT(overflows() == 0 && pending() == 0);
    for (volatile unsigned i = 0; i < 10000 && !pending(); i++)
        ;
    EXPECT(overflows() == bit && pending());
    EXPECT(pmu(Stop, FirstEvent, 1, 0, 0, 0).error == 0);
    EXPECT(overflows() == bit);  // stays until it is started again
    __asm__ volatile("csrc sip, %0" : : "r"(1 << 13));
    EXPECT(pending() == 0);
    EXPECT(pmu(Start, FirstEvent, 1, SetValue, 0, 0).error == 0);
    EXPECT(overflows() == 0);
    pmu(Stop, FirstEvent, 1, ResetEvent, 0, 0);
}

static void check_event_counters(void)
{
    bool counted;
    for (uint64_t at = FirstEvent; at <= LastEvent; at++)
        EXPECT(gives(pmu(GetInfo, at, 0, 0, 0, 0), Width | (0xc00 + at)));
    EXPECT(fails(config(EVENT_COUNTERS, 0, Raw, 0xff), NotSupported));
    EXPECT(fails(config(EVENT_COUNTERS, 0, Raw, 0x100 | EVENT_L1D_ACCESS), NotSupported));
    EXPECT(gives(config(EVENT_COUNTERS, Clear, Raw, EVENT_L1D_ACCESS), FirstEvent));
    EXPECT(read_first() == 0);
    EXPECT(pmu(Start, FirstEvent, 1, SetValue, 1000, 0).error == 0);
    counted = read_first() > 1000;
    put(counted ? "events are counted\n" : "events are not counted\n");
    EXPECT(pmu(Stop, FirstEvent, 1, 0, 0, 0).error == 0);
    EXPECT(read_first() == read_first());
    for (uint64_t at = FirstEvent + 1; at <= LastEvent; at++)
        EXPECT(gives(config(EVENT_COUNTERS, 0, DtlbReadMiss, 0), at));
    EXPECT(fails(config(EVENT_COUNTERS, 0, DtlbReadMiss, 0), NotSupported));  // all are taken
    pmu(Stop, 0, EVENT_COUNTERS, ResetEvent, 0, 0);
    EXPECT(gives(config(EVENT_COUNTERS, 0, DtlbReadMiss, 0), FirstEvent));
    pmu(Stop, 0, EVENT_COUNTERS, ResetEvent, 0, 0);
    if (counted) {
        check_filters();
        check_overflow();
    }
}

void check_counters(void)
{
    check_info();
    check_refusals();
    check_firmware_counter();
    check_cycles();
    if (pmu(GetInfo, FirstEvent, 0, 0, 0, 0).error == 0)
        check_event_counters();
    else
        EXPECT(fails(config(EVENT_COUNTERS, 0, DtlbReadMiss, 0), InvalidParam));
}
