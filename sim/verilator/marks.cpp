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
    {MARK_DEMAND_ZERO, "demand_zero"},
    {MARK_ZERO_PAGE, "zero_page"},
    {MARK_FILE_MINOR, "file_minor"},
    {MARK_FILE_MAJOR, "file_major"},
    {MARK_FILE_COPY, "file_copy"},
    {MARK_COW_COPY, "cow_copy"},
    {MARK_COW_REUSE, "cow_reuse"},
    {MARK_SWAP_IN, "swap_in"},
    {MARK_SWAP_CACHED, "swap_cached"},
    {MARK_AD_UPDATE, "ad_update"},
    {MARK_SPURIOUS, "spurious"},
    {MARK_BAD_ADDRESS, "bad_address"},
    {MARK_BAD_ACCESS, "bad_access"},
    {MARK_BEYOND_END, "beyond_end"},
    {MARK_FAULT_FAILED, "fault_failed"},
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
