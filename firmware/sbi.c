// SPDX-License-Identifier: Apache-2.0
// SBI calls: extension in a7, function in a6, arguments from a0; the answer is an error in a0 and a value in a1, all
// other registers stay (SBI 2.0, chapter 3). A table of extensions, a function each; unknown ones are "not supported".

#include "firmware/sbi.h"

#include <stddef.h>

#include "firmware/answer.h"
#include "firmware/console.h"
#include "firmware/csr.h"
#include "firmware/fence.h"
#include "firmware/hart.h"
#include "firmware/platform.h"
#include "firmware/pmu.h"
#include "firmware/power.h"
#include "firmware/supervisor.h"
#include "firmware/timer.h"

enum { SpecVersion2_0 = 2 << 24, ImplementationId = 0x70616765, ImplementationVersion = 1 };

struct extension {
    uint64_t id;
    struct answer (*call)(uint64_t function, const uint64_t *arg);
    bool (*exists)(void);  // NULL: always
};

static const struct extension *find_extension(uint64_t id);

// A hart mask names harts base + i for each bit i; a base of all ones names all. False: one of them is not there.
static bool named_harts(uint64_t mask, uint64_t base, uint64_t *harts)
{
    *harts = base == UINT64_MAX ? platform.harts : base < 64 ? mask << base : 0;
    bool lost = base != UINT64_MAX && mask != 0 && (base >= 64 || *harts >> base != mask);
    return !lost && (*harts & ~platform.harts) == 0;
}

static uint64_t count(uint64_t harts)
{
    uint64_t number = 0;
    for (; harts; harts &= harts - 1)
        number++;
    return number;
}

static bool exists(uint64_t hart) { return hart < HARTS_MAX && platform.harts >> hart & 1; }

// Chapter 4.
static struct answer base_call(uint64_t function, const uint64_t *arg)
{
    switch (function) {
    case 0: return ok(SpecVersion2_0);
    case 1: return ok(ImplementationId);
    case 2: return ok(ImplementationVersion);
    case 3: return ok(find_extension(arg[0]) != NULL);
    case 4: return ok(csr_read(mvendorid));
    case 5: return ok(csr_read(marchid));
    case 6: return ok(csr_read(mimpid));
    default: return error(NotSupported);
    }
}

// Chapter 6.
static struct answer time_call(uint64_t function, const uint64_t *arg)
{
    if (function != 0)
        return error(NotSupported);
    timer_set(arg[0]);
    pmu_count(EventSetTimer, 1);
    return ok(0);
}

static void interrupt(uint64_t hart)
{
    if (hart == hart_id())
        csr_set(mip, IRQ_SSOFT);
    else
        hart_ask(hart, RequestSoftInterrupt);
}

// Chapter 7.
static struct answer ipi_call(uint64_t function, const uint64_t *arg)
{
    uint64_t harts;
    if (function != 0)
        return error(NotSupported);
    if (!named_harts(arg[0], arg[1], &harts))
        return error(InvalidParam);
    for (uint64_t hart = 0; hart < HARTS_MAX; hart++)
        if (harts >> hart & 1)
            interrupt(hart);
    pmu_count(EventIpiSent, count(harts));
    return ok(0);
}

// Chapter 8; there is no hypervisor whose translations could be fenced.
static struct answer rfence_call(uint64_t function, const uint64_t *arg)
{
    static const enum firmware_event events[] = {EventFenceISent, EventFenceSent, EventFenceOfAsidSent};
    uint64_t harts;
    if (function > FenceTranslationsOfAsid)
        return error(NotSupported);
    if (!named_harts(arg[0], arg[1], &harts))
        return error(InvalidParam);
    fence_harts(harts, &(struct fence){.kind = function, .start = arg[2], .bytes = arg[3], .asid = arg[4]});
    pmu_count(events[function], count(harts & ~(1UL << hart_id())));
    return ok(0);
}

// Suspend until an interrupt that the supervisor has enabled is pending.
static struct answer suspend(uint64_t type, uint64_t resume, uint64_t opaque)
{
    enum { Retentive = 0, NonRetentive = 0x80000000, PlatformBits = 0x70000000 };
    type &= 0xffffffff;
    if (type != Retentive && type != NonRetentive)
        return error(type & PlatformBits ? NotSupported : InvalidParam);
    if (type == NonRetentive && !platform_is_supervisor_ram(resume, 4))
        return error(InvalidAddress);
    hart_suspend();
    if (type == NonRetentive)
        supervisor_enter(resume, hart_id(), opaque);
    return ok(0);
}

static struct answer start(uint64_t hart, uint64_t address, uint64_t opaque)
{
    if (!exists(hart))
        return error(InvalidParam);
    if (!platform_is_supervisor_ram(address, 4))
        return error(InvalidAddress);
    return hart_start(hart, address, opaque) ? ok(0) : error(AlreadyAvailable);
}

// Chapter 9.
static struct answer hsm_call(uint64_t function, const uint64_t *arg)
{
    enum { Start = 0, Stop = 1, GetStatus = 2, Suspend = 3 };
    switch (function) {
    case Start: return start(arg[0], arg[1], arg[2]);
    case Stop: hart_stop(); return error(Failed);
    case GetStatus: return exists(arg[0]) ? ok(hart_state(arg[0])) : error(InvalidParam);
    case Suspend: return suspend(arg[0], arg[1], arg[2]);
    default: return error(NotSupported);
    }
}

// Chapter 10.
static struct answer reset_call(uint64_t function, const uint64_t *arg)
{
    enum { Shutdown = 0, WarmReboot = 2, ReasonNone = 0, ReasonFailure = 1, ReasonFirstOwn = 0xe0000000 };
    uint64_t type = arg[0] & 0xffffffff, reason = arg[1] & 0xffffffff;
    if (function != 0)
        return error(NotSupported);
    if (type > WarmReboot)
        return error(type >= 0xf0000000 ? NotSupported : InvalidParam);
    if (reason > ReasonFailure)
        return error(reason >= ReasonFirstOwn ? NotSupported : InvalidParam);
    if (type == Shutdown)
        power_off(reason != ReasonNone);
    power_reset();
}

static struct answer console_write(uint64_t bytes, uint64_t address)
{
    for (uint64_t i = 0; i < bytes; i++)
        console_put(((const char *)address)[i]);
    return ok(bytes);
}

static struct answer console_read(uint64_t bytes, uint64_t address)
{
    uint64_t got = 0;
    int c;
    while (got < bytes && (c = console_get()) >= 0)
        ((volatile char *)address)[got++] = (char)c;
    return ok(got);
}

// Chapter 12. Addresses are physical, in two halves; the higher half of a 64-bit machine's is 0.
static struct answer console_call(uint64_t function, const uint64_t *arg)
{
    enum { Write = 0, Read = 1, WriteByte = 2 };
    if (function == WriteByte) {
        console_put((char)arg[0]);
        return ok(0);
    }
    if (function != Write && function != Read)
        return error(NotSupported);
    if (arg[0] != 0 && (arg[2] != 0 || !platform_is_supervisor_ram(arg[1], arg[0])))
        return error(InvalidParam);
    return function == Write ? console_write(arg[0], arg[1]) : console_read(arg[0], arg[1]);
}

// Chapter 5: a legacy call has no function number, and its answer is in a0 alone.
static struct answer legacy_putchar(uint64_t function, const uint64_t *arg)
{
    (void)function;
    console_put((char)arg[0]);
    return (struct answer){0, arg[1]};
}

static struct answer legacy_getchar(uint64_t function, const uint64_t *arg)
{
    (void)function;
    return (struct answer){console_get(), arg[1]};
}

static const struct extension extensions[] = {
    {0x4442434e, console_call, console_exists},  // "DBCN"
    {0x54494d45, time_call, timer_exists},       // "TIME"
    {0x00735049, ipi_call, NULL},                // "sPI"
    {0x52464e43, rfence_call, NULL},             // "RFNC"
    {0x0048534d, hsm_call, NULL},                // "HSM"
    {0x53525354, reset_call, power_exists},      // "SRST"
    {0x504d55, pmu_call, NULL},                  // "PMU"
    {0x10, base_call, NULL},
    {0x01, legacy_putchar, console_exists},
    {0x02, legacy_getchar, console_exists},
};

static const struct extension *find_extension(uint64_t id)
{
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
        if (extensions[i].id == id && (!extensions[i].exists || extensions[i].exists()))
            return &extensions[i];
    return NULL;
}

void sbi_call(struct frame *frame)
{
    const struct extension *extension = find_extension(frame->reg[RegA7]);
    struct answer answer = error(NotSupported);
    if (extension)
        answer = extension->call(frame->reg[RegA6], &frame->reg[RegA0]);
    frame->reg[RegA0] = (uint64_t)answer.error;
    frame->reg[RegA1] = answer.value;
}
