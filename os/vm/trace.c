// SPDX-License-Identifier: Apache-2.0
// Records of faults: those under way, a ring of those that ended, and sums by kind.
#include "os/vm/trace.h"

#include "os/arch/csr.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"

#define RING_PAGES 5
#define RECORDS_A_PAGE (PAGE_SIZE / sizeof(struct fault_record))
#define RING_RECORDS (RING_PAGES * RECORDS_A_PAGE)
#define FLIGHTS 16  // faults under way at a time that are recorded

// A fault under way, or ended and not yet back in user mode.
struct flight {
    const struct task *task;  // NULL: free
    bool ended;
    enum fault_phase phase, interrupted;  // the phase, and which one a wait stands in
    uint64_t since;                       // cycle in which the phase began
    struct fault_record record;
};

bool vm_trace;
static struct fault_record *ring[RING_PAGES];
static uint64_t ring_end;                               // records ever written
static struct fault_sum *sums[2][MARK_FAULT_LAST + 1];  // of the kernel, of programs
static struct flight *flights;
static uint64_t trap_cycle;  // of the trap that is being handled; 0: the fault is the kernel's own

static uint64_t now(void) { return CSR_READ(cycle); }

// ---- the switch ----

static bool have_memory(void)
{
    for (unsigned i = 0; i < RING_PAGES; i++)
        if (!ring[i] && !(ring[i] = kpage_alloc()))
            return false;
    if (!flights)
        flights = kpage_alloc_zeroed();
    return flights;
}

_Static_assert(FLIGHTS * sizeof(struct flight) <= PAGE_SIZE, "the faults under way take a page");

static void clear_sums(void)
{
    for (unsigned by_user = 0; by_user < 2; by_user++)
        for (unsigned kind = 0; kind <= MARK_FAULT_LAST; kind++)
            if (sums[by_user][kind])
                memset(sums[by_user][kind], 0, sizeof *sums[by_user][kind]);
}

int trace_switch(int64_t on)
{
    if (on && !have_memory())
        return -ENOMEM;
    if (on && !vm_trace) {
        for (unsigned i = 0; i < FLIGHTS; i++)
            flights[i].task = NULL;
        clear_sums();
        ring_end = trap_cycle = 0;
    }
    vm_trace = on;
    return 0;
}

int64_t trace_switched(void) { return vm_trace; }

// ---- faults that ended ----

static unsigned bucket_of(uint64_t cycles)
{
    unsigned power = 63 - (unsigned)__builtin_clzll(cycles | 4);
    unsigned bucket = power * 4 + (cycles >> (power - 2) & 3);
    return MIN(bucket, TRACE_BUCKETS - 1u);
}

// The sums of a kind are made when it is first seen; where there is no memory, it is not summed.
static void add_to_sum(const struct fault_record *r)
{
    struct fault_sum **place = &sums[r->by_user][r->kind], *sum = *place;
    uint64_t total = 0;
    if (!sum && !(sum = *place = kzalloc(sizeof *sum)))
        return;
    for (unsigned phase = 0; phase < FAULT_PHASES; phase++) {
        sum->cycles[phase] += r->cycles[phase];
        total += r->cycles[phase];
    }
    sum->least = sum->count ? MIN(sum->least, total) : total;
    sum->most = MAX(sum->most, total);
    sum->count++;
    sum->bucket[bucket_of(total)]++;
}

static struct fault_record *ring_at(uint64_t number)
{
    number %= RING_RECORDS;
    return &ring[number / RECORDS_A_PAGE][number % RECORDS_A_PAGE];
}

static void land(struct flight *f)
{
    f->task = NULL;
    f->record.end = f->since;
    *ring_at(ring_end++) = f->record;
    add_to_sum(&f->record);
}

const struct fault_record *trace_record(uint64_t n)
{
    uint64_t first = ring_end > RING_RECORDS ? ring_end - RING_RECORDS : 0;
    return first + n < ring_end ? ring_at(first + n) : NULL;
}

const struct fault_sum *trace_sum(unsigned kind, bool by_user)
{
    const struct fault_sum *sum = kind <= MARK_FAULT_LAST ? sums[by_user][kind] : NULL;
    return sum && sum->count ? sum : NULL;
}

uint64_t trace_median(const struct fault_sum *sum)
{
    uint64_t below = 0;
    unsigned bucket = 0;
    while ((below += sum->bucket[bucket]) * 2 < sum->count)
        bucket++;
    uint64_t median = (4ul + bucket % 4) << (bucket / 4) >> 2;  // where the bucket begins, which all may lie above
    return MIN(MAX(median, sum->least), sum->most);
}

const char *fault_kind_name(unsigned kind)
{
#define NAME(code, name) [code] = name,
    static const char *const names[] = {FAULT_KINDS(NAME)};
#undef NAME
    return kind < COUNT(names) && names[kind] ? names[kind] : "none";
}

// ---- faults under way ----

static struct flight *flight_of(const struct task *task)
{
    for (struct flight *f = flights; f < flights + FLIGHTS; f++)
        if (f->task == task)
            return f;
    return NULL;
}

// One whose task never came back to user mode gives its place.
static struct flight *free_flight(void)
{
    struct flight *f = flight_of(NULL);
    for (struct flight *other = flights; !f && other < flights + FLIGHTS; other++)
        if (other->ended)
            f = other;
    if (f && f->task)
        land(f);
    return f;
}

static void enter(struct flight *f, enum fault_phase phase)
{
    uint64_t cycle = now();
    f->record.cycles[f->phase] += (uint32_t)(cycle - f->since);
    f->phase = phase;
    f->since = cycle;
}

void trace_trap(void) { trap_cycle = now(); }

void trace_begin(uint64_t va, enum vm_access access)
{
    struct flight *f = flight_of(current);
    if (f)
        land(f);
    if (!f && !(f = free_flight()))
        return;
    uint64_t cycle = trap_cycle ? trap_cycle : now();
    *f = (struct flight){.task = current, .phase = trap_cycle ? PHASE_ENTRY : PHASE_LOOKUP, .since = cycle};
    f->record = (struct fault_record){.begin = cycle, .va = va, .tid = (uint32_t)current->tid};
    f->record.pc = task_frame(current)->sepc;
    f->record.access = (uint8_t)access;
    f->record.by_user = trap_cycle != 0;
    trap_cycle = 0;
}

void trace_phase(enum fault_phase phase)
{
    struct flight *f = flight_of(current);
    if (f && !f->ended)
        enter(f, phase);
}

void trace_wait(bool begins)
{
    struct flight *f = flight_of(current);
    if (!f || f->ended)
        return;
    if (begins)
        f->interrupted = f->phase;
    enter(f, begins ? PHASE_DEVICE : f->interrupted);
}

void trace_end(unsigned kind)
{
    struct flight *f = flight_of(current);
    if (!f || f->ended)
        return;
    enter(f, PHASE_RETURN);
    f->record.kind = (uint8_t)kind;
    f->ended = true;
    if (!f->record.by_user)
        land(f);
}

void trace_return(void)
{
    trap_cycle = 0;
    struct flight *f = flight_of(current);
    if (!f || !f->ended)
        return;
    enter(f, PHASE_RETURN);
    land(f);
}

void trace_exit(void)
{
    struct flight *f = flight_of(current);
    if (f && f->ended)
        land(f);
    else if (f)
        f->task = NULL;
}
