// SPDX-License-Identifier: Apache-2.0
// Below the low watermark the reclaim daemon wakes and frees pages up to the high one while those who took them sleep,
// so that they need not reclaim themselves; switched off, it leaves memory at the lowest one, below which each who
// wants a page evicts one first. Where no page can leave it does not look on and on, and goes on once there is a place
// to go again. Watermarks are those of /proc/zoneinfo and follow vm.min_free_kbytes, which refuses what cannot be.
//
// Engine: model
#include <sys/swap.h>
#include <time.h>

#include "procfile.h"
#include "setting.h"

enum {
    Most = 4096,
    Beyond = 40,
    AWrite = 8,
    ALook = 32 /* pages that leave together: written, or clean among those looked at beside */
};
enum { Asking = 3 };  // pages that the answer of /proc itself takes

struct marks {
    long free, min, low, high;
};

static struct marks marks(void)
{
    const char *text = read_proc("/proc/zoneinfo");
    return (struct marks){figure_in(text, "  pages free"), figure_in(text, "        min"),
                          figure_in(text, "        low"), figure_in(text, "        high")};
}

static void rest(long milliseconds)
{
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    EXPECT(nanosleep(&time, NULL) == 0);
}

// The daemon's number, by its name; 0: there is none.
static pid_t daemon_pid(void)
{
    for (pid_t pid = 1; pid < 20; pid++) {
        if (access(proc_path(pid, "comm"), R_OK) == 0 && strcmp(read_proc(proc_path(pid, "comm")), "kswapd0\n") == 0)
            return pid;
    }
    return 0;
}

static unsigned char *pages;

static void map_all(void)
{
    pages = mmap(NULL, Most * PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    EXPECT(pages != MAP_FAILED);
}

static void touch(long from, long end, unsigned char value)
{
    for (long page = from; page < end; page++)
        pages[page * PageSize] = (unsigned char)(value + page);
}

static void expect(long from, long end, unsigned char value)
{
    for (long page = from; page < end; page++)
        EXPECT_EQ(pages[page * PageSize], (unsigned char)(value + page));
}

// Takes pages until only so many are free, one at a time, with sleeps between if asked; the number of pages.
static long take_until(long from, long free, bool resting)
{
    long page = from;
    while (page < Most && vmstat("nr_free_pages") > free) {
        touch(page, page + 1, 1);
        page++;
        if (resting)
            rest(1);
    }
    return page;
}

static void keeps_free(void)
{
    step("below the low watermark");
    struct marks m = marks();
    EXPECT(0 < m.min && m.min < m.low && m.low < m.high);
    EXPECT_EQ(m.min * 4, get("vm/min_free_kbytes"));
    long stolen = vmstat("pgsteal_kswapd"), runs = vmstat("pageoutrun");
    long taken = take_until(0, m.low, false);
    touch(taken, taken + 2, 1);
    rest(200);  // its writes
    EXPECT(vmstat("pageoutrun") > runs);
    EXPECT(vmstat("pgsteal_kswapd") > stolen && vmstat("pgscan_kswapd") >= vmstat("pgsteal_kswapd"));
    EXPECT(marks().free + Asking >= m.high);

    step("two take pages, and sleep between");
    long stalls = vmstat("allocstall"), swapped = vmstat("pgsteal_kswapd");
    pid_t pid = fork_child();
    for (int i = 0; i < Beyond; i++) {
        long page = taken + 2 + i + (pid == 0 ? Beyond : 0);
        touch(page, page + 1, 1);
        rest(40);
    }
    if (pid == 0)
        _exit(EXIT_SUCCESS);
    wait_for_success(pid);
    EXPECT(vmstat("pgsteal_kswapd") - swapped >= Beyond);
    EXPECT(vmstat("allocstall") - stalls <= Beyond / 10);  // fork takes several at once
    expect(0, taken + 2 + Beyond, 1);
}

static void higher_marks(void)
{
    step("other watermarks");
    long min = get("vm/min_free_kbytes");
    char text[24];
    snprintf(text, sizeof text, "%ld", meminfo_kb("MemTotal"));
    EXPECT_ERRNO(try_setting("vm/min_free_kbytes", text), EINVAL);
    EXPECT_ERRNO(try_setting("vm/min_free_kbytes", "4"), EINVAL);
    EXPECT_ERRNO(try_setting("vm/min_free_kbytes", "-1"), EINVAL);
    EXPECT_EQ(get("vm/min_free_kbytes"), min);
    set("vm/min_free_kbytes", 2 * min);
    struct marks m = marks();
    EXPECT_EQ(m.min * 4, 2 * min);
    touch(0, 1, 1);
    touch(Most - 1, Most, 1);  // a new page: it wakes the daemon
    rest(400);
    EXPECT(marks().free + Asking >= m.high);
    set("vm/min_free_kbytes", min);
}

static void switched_off(void)
{
    step("switched off");
    set("vm/kswapd", 0);
    long stolen = vmstat("pgsteal_kswapd"), runs = vmstat("pageoutrun"), direct = vmstat("pgsteal_direct");
    long stalls = vmstat("allocstall");
    long end = take_until(1000, marks().min, true);
    touch(end, end + Beyond, 1);
    EXPECT_EQ(vmstat("pgsteal_kswapd"), stolen);
    EXPECT_EQ(vmstat("pageoutrun"), runs);
    EXPECT(vmstat("pgsteal_direct") - direct >= Beyond / 2 && vmstat("allocstall") > stalls);
    EXPECT(marks().free <= marks().min + AWrite + ALook);
    set("vm/kswapd", 1);
    expect(1000, end + Beyond, 1);
}

// Nothing can leave: the daemon gives up until something could.
static void without_hope(void)
{
    step("without swap");
    EXPECT(munmap(pages, Most * PageSize) == 0);
    EXPECT(swapoff("/dev/vdb") == 0);
    if (mlockall(MCL_CURRENT) != 0) {  // the pages of this program's file, for one, if memory has room for all of it
        EXPECT(munlockall() == 0 && swapon("/dev/vdb", 0) == 0);
        return;
    }
    long min = get("vm/min_free_kbytes");
    set("vm/min_free_kbytes", 2 * min);
    struct marks m = marks();
    map_all();
    long taken = 0, tries = 0;
    do {  // until what others have of files has gone
        taken = take_until(taken, m.low - Asking - 1, false);
        rest(50);
    } while (marks().free >= m.low && ++tries < 50);
    EXPECT(marks().free < m.low);
    long scanned = vmstat("pgscan_kswapd"), runs = vmstat("pageoutrun");
    rest(200);  // with nothing that it could do, it does nothing
    EXPECT(vmstat("pageoutrun") - runs <= 2);
    EXPECT(vmstat("pgscan_kswapd") - scanned <= 8 * (taken + m.high));

    step("a place to go");
    EXPECT(swapon("/dev/vdb", 0) == 0);
    rest(400);
    EXPECT(marks().free + Asking >= m.high);
    expect(0, taken, 1);
    set("vm/min_free_kbytes", min);
    EXPECT(munlockall() == 0);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("it wants the machine's memory for itself");
    map_all();
    pid_t daemon = daemon_pid();
    EXPECT(daemon > 0 && daemon != getpid());
    EXPECT(strstr(read_proc(proc_path(daemon, "status")), "State:\tI (idle)"));
    keeps_free();
    higher_marks();
    switched_off();
    without_hope();
    return passed();
}
