// SPDX-License-Identifier: Apache-2.0
// A reference string on the real machine: a region of which the kernel keeps no more than so many pages in memory,
// under a replacement policy of its own; one page an id, one load a reference, a sample of the A bits after each.

#ifndef REFSTRING_H
#define REFSTRING_H

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    RefPageSize = 4096,
    RefPages = 64,  // different ids at most; ids are [0, RefPages)
    // Advice of the kernel's own to madvise (os/vm/pool.h)
    RefLimit = 0x40 << 24,
    RefTick = 0x41 << 24,
    RefEnd = 0x42 << 24,
    RefPageout = 21,  // MADV_PAGEOUT
};

// The names of the kernel's policies with blanks between; false: the kernel has none to choose from.
static inline bool ref_policies(char *names, size_t size)
{
    int fd = open("/proc/sys/vm/policies", O_RDONLY);
    ssize_t length = fd < 0 ? -1 : read(fd, names, size - 1);
    if (fd >= 0)
        close(fd);
    names[length > 0 ? length : 0] = '\0';
    names[strcspn(names, "\n")] = '\0';
    return length > 0;
}

// Its number, or -1.
static inline int ref_policy(const char *name)
{
    char names[256], *rest = NULL;
    int number = 0;
    ref_policies(names, sizeof names);
    for (char *word = strtok_r(names, " ", &rest); word; word = strtok_r(NULL, " ", &rest), number++)
        if (strcmp(word, name) == 0)
            return number;
    return -1;
}

static inline long ref_own_faults(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt + usage.ru_majflt;
}

static inline bool ref_all_out(unsigned char *pages)
{
    static unsigned char there[RefPages];
    if (mincore(pages, RefPages * RefPageSize, there) != 0)
        return false;
    for (int page = 0; page < RefPages; page++)
        if (there[page] & 1)
            return false;
    return true;
}

// Pages with contents, all of them in swap; NULL when they will not go there.
static inline unsigned char *ref_region(void)
{
    unsigned char *pages =
        mmap(NULL, RefPages * RefPageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
        return NULL;
    for (int page = 0; page < RefPages; page++)
        pages[page * RefPageSize] = (unsigned char)(page + 1);
    if (madvise(pages, RefPages * RefPageSize, RefPageout) == 0 && ref_all_out(pages))
        return pages;
    munmap(pages, RefPages * RefPageSize);
    return NULL;
}

// The number of faults of the string under the policy with so many frames, or -1. Each reference that faults is marked
// in `faulted`, if that is not NULL. Afterwards all pages are in swap again.
static inline long ref_run(unsigned char *pages, int policy, unsigned frames, const unsigned char *ids, size_t length,
                           bool *faulted)
{
    long faults = 0;
    if (policy < 0 || madvise(pages, RefPages * RefPageSize, (int)(RefLimit | policy << 16 | (int)frames)) != 0)
        return -1;
    for (size_t i = 0; i < length; i++) {
        long before = ref_own_faults();
        bool right = *(volatile unsigned char *)&pages[ids[i] * RefPageSize] == (unsigned char)(ids[i] + 1);
        bool fault = ref_own_faults() != before;
        faults += fault;
        if (faulted)
            faulted[i] = fault;
        if (!right || madvise(pages, RefPages * RefPageSize, RefTick) != 0)
            return -1;
    }
    if (madvise(pages, RefPages * RefPageSize, RefEnd) != 0)
        return -1;
    madvise(pages, RefPages * RefPageSize, RefPageout);
    return ref_all_out(pages) ? faults : -1;
}

#endif
