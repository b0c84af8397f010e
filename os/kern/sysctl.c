// SPDX-License-Identifier: Apache-2.0
// The table of settings, and how a value is read from text and written as text.
#include "os/kern/sysctl.h"

#include "os/arch/machine.h"
#include "os/fs/vfs.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/printf.h"
#include "os/lib/string.h"
#include "os/vm/frame.h"
#include "os/vm/commit.h"
#include "os/vm/huge.h"
#include "os/vm/reclaim.h"
#include "os/vm/region.h"
#include "os/vm/swap_ahead.h"
#include "os/vm/trace.h"
#include "os/vm/watermark.h"

static const char *ostype(void) { return "Linux"; }
static const char *osrelease(void) { return "6.1.0-pagewalk"; }
static const char *hostname(void) { return "pagewalk"; }

static int64_t fault_around(void) { return vm_fault_around; }

// Blocks of pages are aligned: their size is a power of two.
static int set_fault_around(int64_t pages)
{
    if ((pages & (pages - 1)) != 0)
        return -EINVAL;
    vm_fault_around = pages;
    return 0;
}

const struct sysctl sysctls[] = {
    {.path = "kernel/ostype", .show = ostype},
    {.path = "kernel/osrelease", .show = osrelease},
    {.path = "kernel/hostname", .show = hostname},
    {.path = "kernel/pid_max", .number = &pid_max, .least = 301, .most = 32767},
    {.path = "vm/fail_alloc", .boot = "fail_alloc", .most = 1000000, .number = &fail_alloc},
    {.path = "vm/dirty_ratio", .boot = "dirty_ratio", .number = &dirty_ratio, .least = 0, .most = 100},
    {.path = "vm/dirty_background_ratio",
     .boot = "dirty_background_ratio",
     .number = &dirty_background_ratio,
     .least = 0,
     .most = 100},
    {.path = "vm/dirty_expire_centisecs",
     .boot = "dirty_expire_centisecs",
     .number = &dirty_expire,
     .least = 0,
     .most = INT32_MAX},
    {.path = "vm/dirty_writeback_centisecs",
     .boot = "dirty_writeback_centisecs",
     .least = 0,
     .most = INT32_MAX,
     .get = dirty_writeback,
     .set = set_dirty_writeback},
    {.path = "vm/drop_caches", .least = 1, .most = 3, .get = vfs_dropped, .set = vfs_drop_caches},
    {.path = "vm/min_free_kbytes",
     .boot = "min_free_kbytes",
     .least = 0,
     .most = INT32_MAX,
     .get = watermark_min_kbytes,
     .set = watermark_set_min_kbytes},
    {.path = "vm/watermark_scale_factor", .least = 1, .most = 3000, .get = watermark_scale, .set = watermark_set_scale},
    {.path = "vm/page-cluster", .boot = "page_cluster", .most = SWAP_CLUSTER_LOG2, .number = &swap_page_cluster},
    {.path = "vm/kswapd", .boot = "kswapd", .most = 1, .get = watermark_daemon, .set = watermark_set_daemon},
    {.path = "vm/policies", .show = pool_policies},
    {.path = "vm/zero_page", .boot = "zero_page", .number = &vm_zero_page, .least = 0, .most = 1},
    {.path = "vm/eager_fork", .boot = "eager_fork", .number = &vm_eager_fork, .least = 0, .most = 1},
    {.path = "vm/fault_around",
     .boot = "fault_around",
     .least = 1,
     .most = FAULT_AROUND_MOST,
     .get = fault_around,
     .set = set_fault_around},
    {.path = "vm/thp", .boot = "thp", .show = huge_mode_name, .choose = huge_set_mode},
    {.path = "vm/max_map_count", .number = &region_limit, .least = 0, .most = INT32_MAX},
    {.path = "vm/overcommit_memory", .boot = "overcommit", .number = &commit_mode, .least = 0, .most = 2},
    {.path = "vm/overcommit_ratio", .number = &commit_ratio, .least = 0, .most = INT32_MAX},
    {.path = "vm/trace", .boot = "vmtrace", .most = 1, .get = trace_switched, .set = trace_switch},
    {.path = "vm/policy", .boot = "policy", .show = reclaim_policy, .choose = reclaim_set_policy},
};

const size_t sysctl_count = COUNT(sysctls);

bool sysctl_writable(const struct sysctl *entry) { return entry->choose || entry->set || entry->number; }

size_t sysctl_show(const struct sysctl *entry, char *text)
{
    if (entry->show)
        return (size_t)scnprintf(text, SYSCTL_TEXT, "%s\n", entry->show());
    return (size_t)scnprintf(text, SYSCTL_TEXT, "%ld\n", entry->number ? *entry->number : entry->get());
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n'; }

// The one word of `text`, in `word` of SYSCTL_TEXT bytes; false when there is none, more than one, or too long a one.
static bool one_word(const char *text, char *word)
{
    size_t n = 0;
    while (is_space(*text))
        text++;
    while (*text && !is_space(*text) && n < SYSCTL_TEXT - 1)
        word[n++] = *text++;
    word[n] = 0;
    while (is_space(*text))
        text++;
    return n > 0 && *text == 0;
}

// A whole number, decimal or 0x..., in the range of the entry.
static bool read_number(const struct sysctl *entry, const char *word, int64_t *value)
{
    char *end;
    bool negative = *word == '-';
    const char *digits = word + negative;
    if (*digits < '0' || *digits > '9' || strlen(digits) > 18)  // what fits 64 bits for sure
        return false;
    int64_t magnitude = (int64_t)strtoul(digits, &end, 0);
    *value = negative ? -magnitude : magnitude;
    return *end == 0 && *value >= entry->least && *value <= entry->most;
}

int sysctl_set(const struct sysctl *entry, const char *text)
{
    char word[SYSCTL_TEXT];
    int64_t value;
    if (!sysctl_writable(entry))
        return -EACCES;
    if (!one_word(text, word))
        return -EINVAL;
    if (entry->choose)
        return entry->choose(word);
    if (!read_number(entry, word, &value))
        return -EINVAL;
    if (entry->set)
        return entry->set(value);
    *entry->number = value;
    return 0;
}

void sysctl_boot_arguments(void)
{
    char text[SYSCTL_TEXT];
    for (const struct sysctl *entry = sysctls; entry < sysctls + sysctl_count; entry++)
        if (entry->boot && bootarg(entry->boot, text, sizeof text) && sysctl_set(entry, text) != 0)
            panic("%s=%s: not a value that it can have", entry->boot, text);
}
