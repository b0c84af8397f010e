// SPDX-License-Identifier: Apache-2.0
#include "marks.h"

#include <cstring>

namespace
{

// What a window of work does is named by its beginning.
const struct {
    unsigned code;
    const char *name;
} marks[] = {
#define NAME(code, name) {code, name},
    FAULT_KINDS(NAME)
#undef NAME
        {MARK_PHASE_LOOKUP, "phase_lookup"},
    {MARK_PHASE_ALLOCATION, "phase_allocation"},
    {MARK_PHASE_FILL, "phase_fill"},
    {MARK_PHASE_TABLE, "phase_table"},
    {MARK_PHASE_FENCE, "phase_fence"},
    {MARK_PHASE_RETURN, "phase_return"},
    {MARK_SWAP_OUT_BEGIN, "swap_out"},
    {MARK_SWAP_OUT_END, "swap_out_end"},
    {MARK_DEVICE_WAIT_BEGIN, "device_wait_begin"},
    {MARK_DEVICE_WAIT_END, "device_wait_end"},
    {MARK_FORK_BEGIN, "fork"},
    {MARK_FORK_END, "fork_end"},
    {MARK_EXEC_BEGIN, "exec"},
    {MARK_EXEC_END, "exec_end"},
    {MARK_SWITCH, "switch"},
    {MARK_IDLE, "idle"},
    {MARK_INIT, "init"},
    {MARK_PAGE_DROP, "page_drop"},
};

}  // namespace

const char *mark_name(unsigned code)
{
    for (const auto &mark : marks)
        if (mark.code == code)
            return mark.name;
    return nullptr;
}

unsigned mark_named(const char *name)
{
    for (const auto &mark : marks)
        if (!strcmp(mark.name, name))
            return mark.code;
    return kNoMark;
}
