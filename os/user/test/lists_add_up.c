// SPDX-License-Identifier: Apache-2.0
// Active, Inactive and Unevictable of /proc/meminfo, by memory and by files, are what /proc/kpageflags says of each
// frame, and /proc/vmstat agrees. A page that two processes have locked is one unevictable page, until the last lock
// goes; a locked address without a page is none. Under the policy with two lists a page is active when it has been
// used once more, and so under the clock when its hand has passed and found it used. Claims: F142.
//
// Engine: model
// Boot: policy=lru2 frames=260
// Boot: policy=clock frames=260
// Boot: policy=mglru frames=260
// Boot: policy=arc frames=260
#include "procfile.h"
#include "setting.h"

enum { Locked = 6, Hot = 8 };
enum { Lru = 5, Active = 6, Anon = 12, SwapBacked = 14, Unevictable = 18, Mlocked = 33 };

struct lists {
    long active_anon, inactive_anon, active_file, inactive_file, unevictable;
};

static bool has(uint64_t word, unsigned bit) { return word >> bit & 1; }

// By frames. Reading sleeps nowhere and takes no memory, but the tables it fills must be there.
static struct lists by_frames(void)
{
    static uint64_t words[512];
    struct lists lists = {0};
    int fd = open("/proc/kpageflags", O_RDONLY);
    EXPECT(fd >= 0);
    EXPECT(lseek(fd, 0x80000000 / PageSize * 8, SEEK_SET) > 0);
    ssize_t bytes;
    while ((bytes = read(fd, words, sizeof words)) > 0)
        for (size_t i = 0; i < (size_t)bytes / sizeof *words; i++) {
            if (!has(words[i], Lru))
                continue;
            EXPECT_EQ(has(words[i], Unevictable), has(words[i], Mlocked));
            EXPECT(!has(words[i], Unevictable) || !has(words[i], Active));
            if (has(words[i], Unevictable))
                lists.unevictable++;
            else if (has(words[i], SwapBacked))
                has(words[i], Active) ? lists.active_anon++ : lists.inactive_anon++;
            else
                has(words[i], Active) ? lists.active_file++ : lists.inactive_file++;
        }
    close(fd);
    return lists;
}

// A page of code may come in while this looks: then it looks again.
static void check_lists(void)
{
    static char meminfo[4096], vmstats[4096];
    struct lists l = by_frames(), after;
    int tries = 0;
    do {
        l = by_frames();
        memcpy(meminfo, read_proc("/proc/meminfo"), sizeof meminfo);
        memcpy(vmstats, read_proc("/proc/vmstat"), sizeof vmstats);
        after = by_frames();
    } while (memcmp(&l, &after, sizeof l) != 0 && ++tries < 8);
    EXPECT_EQ(figure_in(meminfo, "Active(anon):"), l.active_anon * 4);
    EXPECT_EQ(figure_in(meminfo, "Inactive(anon):"), l.inactive_anon * 4);
    EXPECT_EQ(figure_in(meminfo, "Active(file):"), l.active_file * 4);
    EXPECT_EQ(figure_in(meminfo, "Inactive(file):"), l.inactive_file * 4);
    EXPECT_EQ(figure_in(meminfo, "Active:"), (l.active_anon + l.active_file) * 4);
    EXPECT_EQ(figure_in(meminfo, "Inactive:"), (l.inactive_anon + l.inactive_file) * 4);
    EXPECT_EQ(figure_in(meminfo, "Unevictable:"), l.unevictable * 4);
    EXPECT_EQ(figure_in(meminfo, "Mlocked:"), l.unevictable * 4);
    EXPECT_EQ(figure_in(vmstats, "nr_active_anon"), l.active_anon);
    EXPECT_EQ(figure_in(vmstats, "nr_inactive_anon"), l.inactive_anon);
    EXPECT_EQ(figure_in(vmstats, "nr_active_file"), l.active_file);
    EXPECT_EQ(figure_in(vmstats, "nr_inactive_file"), l.inactive_file);
    EXPECT_EQ(figure_in(vmstats, "nr_unevictable"), l.unevictable);
    EXPECT_EQ(figure_in(vmstats, "nr_mlock"), l.unevictable);
}

static long locked_now(void) { return vmstat("nr_mlock"); }

static void locks(void)
{
    step("locked by two");
    struct turn to_child = make_turn(), to_parent = make_turn();
    unsigned char *shared = mmap(NULL, Locked * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    unsigned char *private = map_pages(Locked, PROT_READ | PROT_WRITE);
    EXPECT(shared != MAP_FAILED);
    memset(private, 1, Locked * PageSize);
    long before = locked_now();
    EXPECT(mlock(shared, Locked * PageSize) == 0 && mlock(private, Locked * PageSize) == 0);
    EXPECT_EQ(locked_now() - before, 2 * Locked);
    check_lists();
    pid_t pid = fork_child();
    if (pid == 0) {  // has the pages, but no lock of its own yet
        EXPECT(mlock(shared, Locked * PageSize) == 0 && mlock(private, 2 * PageSize) == 0);
        give(&to_parent);
        await(&to_child);
        EXPECT(munlockall() == 0);
        give(&to_parent);
        await(&to_child);
        _exit(EXIT_SUCCESS);
    }
    await(&to_parent);
    EXPECT_EQ(locked_now() - before, 2 * Locked + 2);  // the child's lock gave it copies of two
    check_lists();
    EXPECT(munlock(shared, Locked * PageSize) == 0);
    EXPECT_EQ(locked_now() - before, 2 * Locked + 2);
    give(&to_child);
    await(&to_parent);
    EXPECT_EQ(locked_now() - before, Locked);
    check_lists();
    give(&to_child);
    wait_for_success(pid);
    EXPECT(munlock(private, Locked * PageSize) == 0);
    EXPECT_EQ(locked_now(), before);

    step("locked without a page");
    unsigned char *later = map_pages(Locked, PROT_READ | PROT_WRITE);
    EXPECT_EQ(syscall(SYS_mlock2, later, Locked * PageSize, 1 /* MLOCK_ONFAULT */), 0);
    EXPECT_EQ(locked_now(), before);
    later[0] = 1;
    (void)((volatile unsigned char *)later)[PageSize];  // the page of zeroes cannot leave anyway
    EXPECT_EQ(locked_now(), before + 1);
    check_lists();
    EXPECT(munmap(later, Locked * PageSize) == 0);
    EXPECT_EQ(locked_now(), before);
    munmap(shared, Locked * PageSize);
    munmap(private, Locked * PageSize);
}

static int active_of(const unsigned char *pages, int count)
{
    int active = 0;
    for (int i = 0; i < count; i++) {
        uint64_t word = page_word(pages + i * PageSize);
        active += (word & PM_PRESENT) && has(word_at("/proc/kpageflags", word & PM_FRAME), Active);
    }
    return active;
}

// Some pages used all the time beside more than memory of pages used once.
static void grow_active(void)
{
    step("used again and again");
    long cold_pages = meminfo_kb("MemAvailable") / 4 + 40;
    unsigned char *hot = map_pages(Hot, PROT_READ | PROT_WRITE);
    unsigned char *cold = map_pages((size_t)cold_pages, PROT_READ | PROT_WRITE);
    for (long i = 0; i < 2 * cold_pages; i++) {
        cold[i % cold_pages * PageSize]++;
        for (int j = 0; j < Hot; j++)
            hot[j * PageSize]++;
    }
    bool generations = strcmp(read_proc("/proc/sys/vm/policy"), "mglru\n") == 0;  // the youngest may have just begun
    EXPECT(generations || active_of(hot, Hot) >= Hot / 2);
    EXPECT(active_of(cold, (int)cold_pages) < cold_pages / 2);
    EXPECT(munmap(cold, (size_t)cold_pages * PageSize) == 0);  // so that nothing moves while this counts
    check_lists();
    EXPECT(generations || vmstat("nr_active_anon") >= Hot / 2);
    EXPECT(munmap(hot, Hot * PageSize) == 0);
    check_lists();
}

int main(void)
{
    if (!on_pagewalk() || !sees_frames())
        return skipped("other processes change the figures meanwhile");
    set("vm/kswapd", 0);  // nobody moves pages while they are counted
    read_proc("/proc/vmstat");
    step("as it is");
    check_lists();
    locks();
    grow_active();
    set("vm/kswapd", 1);
    return passed();
}
