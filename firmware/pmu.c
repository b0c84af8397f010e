// SPDX-License-Identifier: Apache-2.0
// A counter is free, or holds an event; then it counts or stands. One that has overflowed (Sscofpmf) is silent until it
// is started again. What the supervisor asks for by SBI's names of events is translated to the machine's codes by a
// table.

#include "firmware/pmu.h"

#include <stdbool.h>
#include <stddef.h>

#include "build/events/events.h"
#include "firmware/csr.h"
#include "firmware/hart.h"

enum { Cycle = 0, Instret = 2, FirstEvent = 3, EndEvent = 11, FirstFirmware = 11, Counters = 15 };

// Section 11.2: the type of an event, and its code.
enum { TypeHardware = 0, TypeRaw = 2, TypeFirmware = 15, TypeShift = 16, CodeMask = 0xffff };
#define EVENT(type, code) ((type) << TypeShift | (code))

// What Sscofpmf adds to mhpmevent; where it is not, these bits stay 0.
enum { EventCode = UINT8_MAX };
#define EVENT_OF (1UL << 63)
#define EVENT_MINH (1UL << 62)
#define EVENT_SINH (1UL << 61)
#define EVENT_UINH (1UL << 60)

enum { HardwareCycles = EVENT(TypeHardware, 1), HardwareInstructions = EVENT(TypeHardware, 2) };

// The data cache does not tell loads from stores: what SBI calls reads are both.
static const struct {
    uint32_t event;
    uint8_t code;
} codes[] = {
#define EVENT_AND_CODE(event, code) {event, code},
    EVENT_SBI_MAP(EVENT_AND_CODE)};

static struct counter {
    bool used, started;
    enum firmware_event event;  // of a firmware counter, and its value
    uint64_t value;
} counters[HARTS_MAX][Counters];

static bool has_events;  // the harts are all alike

static struct counter *own(uint64_t index) { return &counters[hart_id()][index]; }
static bool is_event_counter(uint64_t index) { return index >= FirstEvent && index < EndEvent; }
static bool is_firmware_counter(uint64_t index) { return index >= FirstFirmware && index < Counters; }

static bool exists(uint64_t index)
{
    return index == Cycle || index == Instret || (is_event_counter(index) && has_events) || is_firmware_counter(index);
}

// ---- the registers ----

#define EACH_EVENT_COUNTER(DO) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10)

static void write_value(uint64_t index, uint64_t value)
{
    switch (index) {
    case Cycle: csr_write(mcycle, value); break;
    case Instret: csr_write(minstret, value); break;
#define WRITE_VALUE(n) \
    case n: csr_write(mhpmcounter##n, value); break;
        EACH_EVENT_COUNTER(WRITE_VALUE)
    default: own(index)->value = value;
    }
}

// The code that it holds then
static uint64_t write_event(uint64_t index, uint64_t event)
{
    switch (index) {
#define WRITE_EVENT(n) \
    case n: csr_write(mhpmevent##n, event); return csr_read(mhpmevent##n) & EventCode;
        EACH_EVENT_COUNTER(WRITE_EVENT)
    default: return 0;
    }
}

// The counter may ask for an interrupt when it wraps next.
static void allow_overflow(uint64_t index)
{
    switch (index) {
#define ALLOW(n) \
    case n: csr_clear(mhpmevent##n, EVENT_OF); break;
        EACH_EVENT_COUNTER(ALLOW)
    }
}

static void let_count(uint64_t index, bool started)
{
    own(index)->started = started;
    if (is_event_counter(index) && started) {
        allow_overflow(index);
        csr_clear(CSR_MCOUNTINHIBIT, 1UL << index);
    } else if (is_event_counter(index)) {
        csr_set(CSR_MCOUNTINHIBIT, 1UL << index);
    }
}

// A machine that has other events, or none, holds every code, or no code.
static bool holds_our_codes(void)
{
    bool ours =
        write_event(FirstEvent, EVENT_L1D_ACCESS) == EVENT_L1D_ACCESS && write_event(FirstEvent, UINT8_MAX) == 0;
    write_event(FirstEvent, 0);
    return ours;
}

void pmu_init(void)
{
    for (uint64_t index = 0; index < Counters; index++)
        *own(index) = (struct counter){0};
    has_events = holds_our_codes();
}

void pmu_count(enum firmware_event event, uint64_t times)
{
    for (uint64_t index = FirstFirmware; index < Counters; index++)
        if (own(index)->started && own(index)->event == event)
            own(index)->value += times;
}

// ---- sets of counters ----

// A set is base + i for each bit i of the mask. `at` and those behind it: the first that is in the set, or 64.
static uint64_t next_bit(uint64_t mask, uint64_t at)
{
    while (at < 64 && !(mask >> at & 1))
        at++;
    return at;
}

#define FOR_EACH_COUNTER(index, base, mask) \
    for (uint64_t i_ = next_bit(mask, 0), index = (base) + i_; i_ < 64; \
         i_ = next_bit(mask, i_ + 1), index = (base) + i_)

static bool all_exist(uint64_t base, uint64_t mask)
{
    FOR_EACH_COUNTER(index, base, mask)
    if (base >= Counters || !exists(index))
        return false;
    return true;
}

// ---- events ----

static bool is_counted_by_firmware(uint64_t code)
{
    return code == EventSetTimer || code == EventIpiSent || code == EventFenceISent || code == EventFenceSent ||
           code == EventFenceOfAsidSent;
}

// The machine's code of an event, 0 if it has none.
static uint64_t code_of(uint64_t event, uint64_t data)
{
    if (event == EVENT(TypeRaw, 0))
        return data <= UINT8_MAX ? data : 0;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i].event == event)
            return codes[i].code;
    return 0;
}

// The modes that the caller does not want to be counted (the flags of section 11.5).
static uint64_t filter_of(uint64_t flags)
{
    enum { SetUinh = 1 << 5, SetSinh = 1 << 6, SetMinh = 1 << 7 };
    return (flags & SetUinh ? EVENT_UINH : 0) | (flags & SetSinh ? EVENT_SINH : 0) | (flags & SetMinh ? EVENT_MINH : 0);
}

// Take the counter for the event, if it can count it. An event counter wraps in silence until it is started.
static bool configure(uint64_t index, uint64_t flags, uint64_t event, uint64_t data)
{
    struct counter *counter = own(index);
    if (index == Cycle)
        return event == HardwareCycles;
    if (index == Instret)
        return event == HardwareInstructions;
    if (is_event_counter(index)) {
        uint64_t code = code_of(event, data);
        return code != 0 && write_event(index, EVENT_OF | filter_of(flags) | code) == code;
    }
    counter->event = (enum firmware_event)(event & CodeMask);
    return event >> TypeShift == TypeFirmware && is_counted_by_firmware(event & CodeMask);
}

static bool find(uint64_t base, uint64_t mask, uint64_t flags, uint64_t event, uint64_t data, uint64_t *found)
{
    FOR_EACH_COUNTER(index, base, mask)
    if (!own(index)->used && configure(index, flags, event, data)) {
        *found = index;
        return true;
    }
    return false;
}

// ---- the calls ----

static struct answer get_info(uint64_t index)
{
    enum { CsrCycle = 0xc00, WidthShift = 12, Width = 63 };
    if (!exists(index))
        return error(InvalidParam);
    return ok(is_firmware_counter(index) ? 1UL << 63 : (uint64_t)Width << WidthShift | (CsrCycle + index));
}

static struct answer config_matching(uint64_t base, uint64_t mask, uint64_t flags, uint64_t event, uint64_t data)
{
    enum { SkipMatch = 1, ClearValue = 2, AutoStart = 4 };
    uint64_t index = base + next_bit(mask, 0);
    if (!all_exist(base, mask))
        return error(InvalidParam);
    if ((flags & SkipMatch) && (mask == 0 || !own(index)->used))
        return error(InvalidParam);
    if (!(flags & SkipMatch) && !find(base, mask, flags, event, data, &index))
        return error(NotSupported);
    own(index)->used = true;
    if (flags & ClearValue)
        write_value(index, 0);
    if (flags & AutoStart)
        let_count(index, true);
    return ok(index);
}

static struct answer start(uint64_t base, uint64_t mask, uint64_t flags, uint64_t value)
{
    enum { SetValue = 1, Snapshot = 2 };
    enum error result = Success;
    if (flags & Snapshot)
        return error(NoSharedMemory);
    if (!all_exist(base, mask))
        return error(InvalidParam);
    FOR_EACH_COUNTER(index, base, mask)
    if (!own(index)->used)
        return error(InvalidParam);
    FOR_EACH_COUNTER(index, base, mask)
    if (own(index)->started) {
        result = AlreadyStarted;
    } else {
        if (flags & SetValue)
            write_value(index, value);
        let_count(index, true);
    }
    return error(result);
}

static struct answer stop(uint64_t base, uint64_t mask, uint64_t flags)
{
    enum { Reset = 1, Snapshot = 2 };
    enum error result = Success;
    if (flags & Snapshot)
        return error(NoSharedMemory);
    if (!all_exist(base, mask))
        return error(InvalidParam);
    FOR_EACH_COUNTER(index, base, mask)
    {
        if (!own(index)->started)
            result = AlreadyStopped;
        let_count(index, false);
        if (flags & Reset) {
            own(index)->used = false;
            write_event(index, 0);
        }
    }
    return error(result);
}

static struct answer fw_read(uint64_t index, bool high_half)
{
    if (!is_firmware_counter(index))
        return error(InvalidParam);
    return ok(high_half ? 0 : own(index)->value);
}

struct answer pmu_call(uint64_t function, const uint64_t *arg)
{
    enum { NumCounters = 0, GetInfo = 1, ConfigMatching = 2, Start = 3, Stop = 4, FwRead = 5, FwReadHigh = 6 };
    switch (function) {
    case NumCounters: return ok(Counters);
    case GetInfo: return get_info(arg[0]);
    case ConfigMatching: return config_matching(arg[0], arg[1], arg[2], arg[3], arg[4]);
    case Start: return start(arg[0], arg[1], arg[2], arg[3]);
    case Stop: return stop(arg[0], arg[1], arg[2]);
    case FwRead:
    case FwReadHigh: return fw_read(arg[0], function == FwReadHigh);
    default: return error(NotSupported);
    }
}
