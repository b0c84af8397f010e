// SPDX-License-Identifier: Apache-2.0
// /proc/vmfaults and /proc/vmcycles: the records of trace.h as text, a line a fault or a kind of fault. The first line
// names the columns; cycles of the phases follow the rest.
#include "os/fs/proc.h"
#include "os/vm/trace.h"

static void phase_names(struct text *t) { text_printf(t, " entry lookup allocation device fill table fence return\n"); }

void show_vmfaults(struct text *t, struct task *task)
{
    static const char *const accesses[] = {"read", "write", "exec"};
    (void)task;
    text_printf(t, "begin total tid kind access by pc address");
    phase_names(t);
    const struct fault_record *at;
    for (uint64_t n = 0; (at = trace_record(n)) && !text_full(t); n++) {
        struct fault_record r = *at;  // writing the text may make more faults
        text_printf(t, "%lu %lu %u %s %s %s %lx %lx", r.begin, r.end - r.begin, r.tid, fault_kind_name(r.kind),
                    accesses[r.access], r.by_user ? "user" : "kernel", r.pc, r.va);
        for (unsigned phase = 0; phase < FAULT_PHASES; phase++)
            text_printf(t, " %u", r.cycles[phase]);
        text_printf(t, "\n");
    }
}

static void sum_line(struct text *t, unsigned kind, bool by_user)
{
    const struct fault_sum *sum = trace_sum(kind, by_user);
    if (!sum)
        return;
    text_printf(t, "%s %s %lu %lu %lu %lu", fault_kind_name(kind), by_user ? "user" : "kernel", sum->count, sum->least,
                trace_median(sum), sum->most);
    for (unsigned phase = 0; phase < FAULT_PHASES; phase++)
        text_printf(t, " %lu", sum->cycles[phase]);
    text_printf(t, "\n");
}

void show_vmcycles(struct text *t, struct task *task)
{
    (void)task;
    text_printf(t, "kind by count least median most");
    phase_names(t);
    for (unsigned kind = 0; kind <= MARK_FAULT_LAST; kind++) {
        sum_line(t, kind, true);
        sum_line(t, kind, false);
    }
}
