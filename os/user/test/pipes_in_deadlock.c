// SPDX-License-Identifier: Apache-2.0
// Two processes that sleep for ever, each in a write to a full pipe that the other would have to read, while they hold
// most of memory, and a third needs what they have: the heavier one is killed in its sleep, the other wakes with EPIPE
// and its pages as they were, and the third gets what it asked for. Then one whose memory is what waits in its pipes,
// with few pages of its own: it is the one that goes, since the kernel's pages count, and not who has more pages.

#include <sys/swap.h>

#include "procfile.h"

enum { Byte = 0x5a, Hog = 1 << 13, Pipes = 3, PipePages = 16 };

static unsigned char *take(long pages)
{
    unsigned char *p = mmap(NULL, (size_t)pages * PageSize, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    EXPECT(p != MAP_FAILED);
    for (long i = 0; i < pages; i++)
        p[i * PageSize] = (unsigned char)(Byte + i);
    return p;
}

// Takes pages, some at a time, until somebody has been killed for them, and looks whether they are as they should be.
// Their number.
static long take_until_a_kill(void)
{
    enum { AtOnce = 4 };
    long kills = vmstat("oom_kill"), pages = 0;
    unsigned char *p =
        mmap(NULL, Hog * PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    EXPECT(p != MAP_FAILED);
    for (; vmstat("oom_kill") == kills && pages < Hog; pages += AtOnce)
        for (long i = pages; i < pages + AtOnce; i++)
            p[i * PageSize] = (unsigned char)(Byte + i);
    for (long i = 0; i < pages; i++)
        EXPECT_EQ(p[i * PageSize], (unsigned char)(Byte + i));
    EXPECT(munmap(p, Hog * PageSize) == 0);
    EXPECT_EQ(vmstat("oom_kill"), kills + 1);
    return pages;
}

static void expect(const unsigned char *p, long pages)
{
    for (long i = 0; i < pages; i++)
        EXPECT_EQ(p[i * PageSize], (unsigned char)(Byte + i));
}

static ssize_t write_until_it_ends(int fd)
{
    static char block[PageSize];
    ssize_t done;
    while ((done = write(fd, block, sizeof block)) > 0)
        ;
    return done;
}

// Holds so many pages and writes into one pipe, having the reading end of the other.
static void block(long pages, struct turn *out, struct turn *in, struct turn *ready)
{
    close(out->fd[0]);
    close(in->fd[1]);
    signal(SIGPIPE, SIG_IGN);
    unsigned char *own = take(pages);
    give(ready);
    EXPECT_EQ(write_until_it_ends(out->fd[1]), -1);
    EXPECT_EQ(errno, EPIPE);
    expect(own, pages);
    _exit(EXIT_SUCCESS);
}

static bool sleeps(pid_t pid)
{
    const char *behind = strrchr(read_proc(proc_path(pid, "stat")), ')');
    return behind && behind[2] == 'S';
}

static void in_deadlock(long room)
{
    step("two in deadlock");
    struct turn a = make_turn(), b = make_turn(), ready = make_turn();
    long heavy_pages = room * 7 / 10, light_pages = room / 8;
    pid_t heavy = fork_child();
    if (heavy == 0)
        block(heavy_pages, &a, &b, &ready);
    pid_t light = fork_child();
    if (light == 0)
        block(light_pages, &b, &a, &ready);
    await(&ready);
    await(&ready);
    for (int i = 0; i < 2; i++)
        close(a.fd[i]), close(b.fd[i]);
    while (!sleeps(heavy) || !sleeps(light))
        usleep(1000);
    long taken = take_until_a_kill();
    EXPECT(taken < heavy_pages);
    int status = wait_for(heavy);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    wait_for_success(light);
    for (int i = 0; i < 2; i++)
        close(ready.fd[i]);
}

static bool fill_a_pipe(void)
{
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    return write_until_it_ends(ends[1]) < 0 && errno == EAGAIN;
}

// A few pipes when it is told to; then all that there is room for, and a little more.
static void fill_pipes(struct turn *ready, struct turn *go)
{
    give(ready);
    await(go);
    for (int i = 0; i < Pipes; i++)
        EXPECT(fill_a_pipe());
    give(ready);
    await(go);
    while (fill_a_pipe())
        ;
    take(Hog);
    _exit(EXIT_SUCCESS);
}

static long score_of(pid_t pid) { return figure_in(read_proc(proc_path(pid, "oom_score")), ""); }

static void by_pipes(long room)
{
    step("memory that waits in pipes");
    struct turn ready = make_turn(), go = make_turn();
    long own_pages = room / 3, kills = vmstat("oom_kill"), total = meminfo_kb("MemTotal") / 4;
    unsigned char *own = take(own_pages);
    pid_t pid = fork_child();
    if (pid == 0) {
        munmap(own, (size_t)own_pages * PageSize);
        fill_pipes(&ready, &go);
    }
    await(&ready);
    long before = score_of(pid);
    give(&go);
    await(&ready);
    EXPECT(score_of(pid) - before >= Pipes * PipePages * 1000 / total * 2 / 3 - 2);
    give(&go);
    int status = wait_for(pid);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    EXPECT_EQ(vmstat("oom_kill"), kills + 1);
    expect(own, own_pages);
    munmap(own, (size_t)own_pages * PageSize);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("it needs a machine of its own");
    read_proc("/proc/self/stat");
    long room = meminfo_kb("MemAvailable") / 4 - 36;  // what two full pipes hold, and more
    if (room < 120)
        return skipped("memory is too short for three processes");
    EXPECT(swapoff("/dev/vdb") == 0);
    in_deadlock(room);
    long free = meminfo_kb("MemAvailable");
    by_pipes(room);
    step("what they owned is free");
    EXPECT(free - meminfo_kb("MemAvailable") <= 64);
    EXPECT(swapon("/dev/vdb", 0) == 0);
    return passed();
}
