// SPDX-License-Identifier: Apache-2.0
// Event counters of the paging system since boot: /proc/vmstat shows each under its name. Our own begin with vmx_. And
// gauges: what there is now.
#ifndef VM_STATS_H
#define VM_STATS_H

#include <stdint.h>

// field, name in /proc/vmstat, what one count is
#define VM_STATS(X) \
    X(pgpgin, "pgpgin", "KiB read from block devices") \
    X(pgpgout, "pgpgout", "KiB written to block devices") \
    X(pswpin, "pswpin", "pages read from swap") \
    X(pswpout, "pswpout", "pages written to swap") \
    X(pgfault, "pgfault", "faults resolved, major ones included") \
    X(pgmajfault, "pgmajfault", "faults that waited for a device") \
    X(pgfree, "pgfree", "frames freed") \
    X(pgscan_kswapd, "pgscan_kswapd", "frames looked at by the reclaim daemon") \
    X(pgscan_direct, "pgscan_direct", "frames looked at by tasks that needed one") \
    X(pgsteal_kswapd, "pgsteal_kswapd", "frames freed by the reclaim daemon") \
    X(pgsteal_direct, "pgsteal_direct", "frames freed by tasks that needed one") \
    X(pageoutrun, "pageoutrun", "times the reclaim daemon was woken") \
    X(kswapd_low_quickly, "kswapd_low_wmark_hit_quickly", "of them within 100 ms after it went to sleep") \
    X(pglazyfree, "pglazyfree", "pages that may be lost from now on (MADV_FREE)") \
    X(pglazyfreed, "pglazyfreed", "such pages lost to reclaim") \
    X(pgreuse, "pgreuse", "copy-on-write pages kept by their last owner") \
    X(allocstall, "allocstall", "allocations that had to reclaim") \
    X(oom_kill, "oom_kill", "faults refused for want of memory") \
    X(demand_zero, "vmx_demand_zero", "zeroed frames given on first write") \
    X(zero_page, "vmx_zero_page", "first reads answered by the zero frame") \
    X(file_minor, "vmx_file_minor", "file pages mapped from memory") \
    X(file_major, "vmx_file_major", "file pages read by a fault") \
    X(file_around, "vmx_file_around", "file pages mapped along with a neighbour that faulted") \
    X(file_copy, "vmx_file_copy", "private file pages copied on first write") \
    X(cow_copy, "vmx_cow_copy", "anonymous pages copied because another owner was left") \
    X(cow_reuse, "vmx_cow_reuse", "anonymous pages made writable for their last owner") \
    X(swap_in, "vmx_swap_in", "faults that read a page from swap") \
    X(swap_cached, "vmx_swap_cached", "swapped pages found in the swap cache") \
    X(swap_read_error, "vmx_swap_read_error", "reads from swap that failed") \
    X(swap_write_error, "vmx_swap_write_error", "writes to swap that failed") \
    X(swap_ahead, "swap_ra", "pages read ahead from swap") \
    X(swap_ahead_hit, "swap_ra_hit", "of them asked for later") \
    X(swap_ahead_useless, "vmx_swap_ra_useless", "of them gone without having been asked for") \
    X(swap_clean, "vmx_swap_clean", "evictions whose slot was still good: nothing written") \
    X(ad_update, "vmx_ad_update", "A or D bits set by software") \
    X(spurious, "vmx_spurious", "faults with nothing to do") \
    X(bad_address, "vmx_bad_address", "accesses without a region") \
    X(bad_access, "vmx_bad_access", "accesses against a region's rights") \
    X(fault_failed, "vmx_fault_failed", \
      "faults that found no page: beyond an object's end, no memory, a device's error") \
    X(fault_again, "vmx_fault_again", "times a fault looked at region and entry anew, after what it slept for") \
    X(stack_grow, "vmx_stack_grow", "growths of a stack region") \
    X(evict_file, "vmx_evict_file", "file pages evicted") \
    X(fork_copy, "vmx_fork_copy", "pages copied by fork itself (vm.eager_fork)") \
    X(fork_share, "vmx_fork_share", "PTEs shared by fork") \
    X(thp_fault_alloc, "thp_fault_alloc", "faults answered by a huge page") \
    X(thp_fault_fallback, "thp_fault_fallback", "faults that wanted a huge page, which memory did not have") \
    X(thp_split_pmd, "thp_split_pmd", "huge pages that came to be mapped page by page") \
    X(sfence, "vmx_sfence", "sfence.vma executed") \
    X(asid_rollover, "vmx_asid_rollover", "times the ASIDs ran out")

#define VM_STATS_FIELD(field, name, what) uint64_t field;
struct vm_stats {
    VM_STATS(VM_STATS_FIELD)
};
extern struct vm_stats vm_stats;

// Look-ups of a region by faults so far: one each, however it ended, and one each time it looked anew.
static inline uint64_t vm_region_lookups(void)
{
    const struct vm_stats *s = &vm_stats;
    return s->pgfault + s->ad_update + s->spurious + s->bad_address + s->bad_access + s->fault_failed + s->fault_again;
}

// How many frames are so at this moment, kept by whoever changes it; vm_check counts them anew.
struct vm_gauges {
    uint64_t anon_mapped;  // ANON with a PTE
    uint64_t file_mapped;  // CACHED with a PTE, shared memory included
    uint64_t shmem;        // CACHED pages of shared memory
    uint64_t writeback;    // being written to a device
    uint64_t anon_huge;    // huge pages, each of 512 frames mapped by one leaf
    uint64_t active_anon;  // ANON and shared memory, active for the policy of their pool (policy.h)
    uint64_t active_file;  // of files, the same
};
extern struct vm_gauges vm_gauges;

#endif
