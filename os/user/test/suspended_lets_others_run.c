// SPDX-License-Identifier: Apache-2.0
// While a process waits for its page, in state D, another runs: it counts on,
// and sees the waiting one so. With nobody else to run the machine idles
// meanwhile. Claims: F3.
#include "procfile.h"
#include "sleeper.h"

enum { Rounds = 6 };

struct common {
    volatile long count;
    volatile bool end;
    volatile long asleep;  // how often the other was seen waiting for a device
};

static void count_on(struct common *common, pid_t other)
{
    int stat = open_stat(other);
    while (!common->end) {
        common->count++;
        if (common->count % 4 == 0)
            common->asleep += state_in(stat) == 'D';
    }
    _exit(EXIT_SUCCESS);
}

static long idle_ticks(void)
{
    long user, nice, kernel, idle;
    EXPECT(sscanf(read_proc("/proc/stat"), "cpu %ld %ld %ld %ld", &user, &nice, &kernel, &idle) == 4);
    return idle;
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("Linux may keep what it was advised to page out");
    volatile unsigned char *page = map_pages(1, PROT_READ | PROT_WRITE);
    struct common *common = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(common != MAP_FAILED);

    step("another counts");
    pid_t self = getpid(), child = fork_child();
    if (child == 0)
        count_on(common, self);
    while (!common->count)
        sched_yield();
    page[0] = 1;
    long moved = 0;
    for (int i = 0; i < Rounds; i++) {
        page_out(page, 1);
        long before = common->count, major = major_faults();
        unsigned char byte = page[0];
        long after = common->count;
        EXPECT_EQ(byte, 1);
        EXPECT_EQ(major_faults(), major + 1);
        moved += after > before;
    }
    EXPECT(moved >= Rounds - 1);
    EXPECT(common->asleep > 0);
    common->end = true;
    wait_for_success(child);

    step("nobody else");
    long idle = idle_ticks();
    int rounds = 0;
    while (idle_ticks() == idle && rounds++ < 2000) {
        page_out(page, 1);
        EXPECT_EQ(page[0], 1);
    }
    EXPECT(idle_ticks() > idle);
    return passed();
}
