// SPDX-License-Identifier: Apache-2.0
// Twenty thousand regions are made, faulted on, found room beside, copied by fork and removed without a search through
// them all; their number has a limit, beyond which nothing is split, and what is refused changes nothing.
// Boot: frames=3000
// Machine: --ram 16M
// Engine: model

#include <time.h>

#include "test.h"

enum { Regions = 20000, Few = 200, ReadWrite = PROT_READ | PROT_WRITE };

static double seconds(void)
{
    struct timespec now;
    EXPECT(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

// Every second page of a range may be written: as many regions as pages.
static double stripe(unsigned char *p, int count)
{
    double start = seconds();
    for (int i = 0; i < count; i += 2)
        EXPECT(mprotect(p + (size_t)i * PageSize, PageSize, ReadWrite) == 0);
    return seconds() - start;
}

static double touch(unsigned char *p, int count)
{
    double start = seconds();
    for (int i = 0; i < 64; i++)
        p[(size_t)(i * (count / 64) & ~1) * PageSize] = 1;
    return seconds() - start;
}

int main(void)
{
    step("few");
    unsigned char *few = map_pages(Few, PROT_NONE), *whole = map_pages(3, ReadWrite);
    double few_made = stripe(few, Few) / Few, few_touched = touch(few, Few);

    step("many");
    unsigned char *many = map_pages(Regions, PROT_NONE);
    double made = stripe(many, Regions) / Regions, touched = touch(many, Regions);
    printf("a region: %.1f us among few, %.1f us among many; 64 faults: %.0f us, %.0f us\n", few_made * 1e6, made * 1e6,
           few_touched * 1e6, touched * 1e6);
    if (on_pagewalk()) {
        EXPECT(made < 4 * few_made);
        EXPECT(touched < 4 * few_touched);
    }

    step("room is found");
    double start = seconds();
    for (int i = 0; i < 64; i++) {
        unsigned char *p = map_pages(3, PROT_READ);
        EXPECT(munmap(p + PageSize, PageSize) == 0);
    }
    EXPECT(!on_pagewalk() || seconds() - start < 0.1);

    step("a copy");
    pid_t pid = fork_child();
    if (pid == 0)
        _exit(many[0] == 1 && fault_of_load(many + PageSize).signal == SIGSEGV ? EXIT_SUCCESS : 1);
    wait_for_success(pid);

    step("the limit");
    FILE *setting = on_pagewalk() ? fopen("/proc/sys/vm/max_map_count", "w") : NULL;
    if (setting) {
        fprintf(setting, "%d\n", Regions);
        fclose(setting);
        EXPECT_ERRNO(mprotect(whole + PageSize, PageSize, PROT_READ), ENOMEM);
        EXPECT_ERRNO(munmap(whole + PageSize, PageSize), ENOMEM);
        EXPECT_EQ(whole[PageSize], 0);
        EXPECT_ERRNO((intptr_t)mmap(NULL, PageSize, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0), ENOMEM);
    }
    EXPECT(munmap(many, (size_t)Regions * PageSize) == 0);
    EXPECT(few[0] == 1);
    return passed();
}
