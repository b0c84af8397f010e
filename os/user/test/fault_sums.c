// SPDX-License-Identifier: Apache-2.0
// The system's page faults are those of its processes: what /proc/PID/stat says of all that live, and of the children
// that they have waited for, adds up to pgfault and pgmajfault of /proc/vmstat, exactly; and a process's own figures
// there are what getrusage says and what it did. Claims: F92.
//
// Boot: policy=clock

#include <dirent.h>

#include "procfile.h"

enum { Pages = 20, Major = 5 };

struct faults {
    long minor, children_minor, major, children_major;
};

// Fields 10 to 13.
static struct faults faults_of(const char *path)
{
    struct faults f;
    const char *behind = strrchr(read_proc(path), ')');
    EXPECT(behind && sscanf(behind + 1, " %*c %*d %*d %*d %*d %*d %*u %ld %ld %ld %ld", &f.minor, &f.children_minor,
                            &f.major, &f.children_major) == 4);
    return f;
}

static struct faults sum_of_all(void)
{
    struct faults sum = {0};
    static DIR *proc;
    if (!proc)
        EXPECT(proc = opendir("/proc"));
    rewinddir(proc);
    for (const struct dirent *entry; (entry = readdir(proc));) {
        if (atoi(entry->d_name) <= 0)
            continue;
        struct faults f = faults_of(proc_path(atoi(entry->d_name), "stat"));
        sum.minor += f.minor + f.children_minor;
        sum.major += f.major + f.children_major;
    }
    return sum;
}

static void expect_sums(void)
{
    sum_of_all();
    vmstat("pgfault");
    struct faults sum = sum_of_all();
    EXPECT_EQ(vmstat("pgfault"), sum.minor + sum.major);
    EXPECT_EQ(vmstat("pgmajfault"), sum.major);
}

static void fault_some(void)
{
    volatile unsigned char *pages = map_pages(Pages, PROT_READ | PROT_WRITE);
    faults_of("/proc/self/stat");
    major_faults();
    struct faults before = faults_of("/proc/self/stat");
    EXPECT_EQ(before.minor, minor_faults());
    EXPECT_EQ(before.major, major_faults());
    for (int i = 0; i < Pages; i++)
        pages[i * PageSize] = 1;
    page_out(pages, Major);
    for (int i = 0; i < Major; i++)
        (void)pages[i * PageSize];
    struct faults after = faults_of("/proc/self/stat");
    if (on_pagewalk())
        EXPECT_EQ(after.major - before.major, Major);
    EXPECT_EQ(after.minor - before.minor, Pages);
    EXPECT_EQ(after.minor, minor_faults());
    EXPECT_EQ(after.major, major_faults());
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("other processes do not stand still");
    step("at first");
    expect_sums();
    step("of this process");
    fault_some();
    expect_sums();
    step("of a child");
    struct turn stay = make_turn(), ready = make_turn();
    pid_t pid = fork_child();
    if (pid == 0) {
        fault_some();
        give(&ready);
        await(&stay);
        _exit(EXIT_SUCCESS);
    }
    await(&ready);
    expect_sums();
    step("of one that was waited for");
    give(&stay);
    wait_for_success(pid);
    expect_sums();
    return passed();
}
