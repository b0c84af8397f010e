// SPDX-License-Identifier: Apache-2.0
// Whom the lack of memory kills is told by oom_score: the heaviest, moved by oom_score_adj thousandths of all memory.
// A light process that offers itself dies before a heavy one; one at -1000 never does, however heavy; children inherit
// what their parent wished.
// Boot: frames=400
// Machine: --ram 16M
#include <sys/swap.h>

#include "procfile.h"

enum { Heavy = 100, Light = 8 };

static struct turn ready;

static void wish(pid_t pid, const char *adjust) { write_proc(proc_path(pid, "oom_score_adj"), adjust); }

static long score(pid_t pid) { return atol(read_proc(proc_path(pid, "oom_score"))); }

// A process that has so many pages, and waits; it inherits `adjust`.
static pid_t start(int pages, const char *adjust)
{
    wish(getpid(), adjust);
    pid_t pid = fork_child();
    if (pid == 0) {
        unsigned char *p = map_pages((size_t)pages, PROT_READ | PROT_WRITE);
        memset(p, 1, (size_t)pages * PageSize);
        give(&ready);
        for (;;)
            pause();
    }
    wish(getpid(), "0");
    await(&ready);
    return pid;
}

static bool lives(pid_t pid)
{
    int status;
    pid_t got = waitpid(pid, &status, WNOHANG);
    if (got == pid)
        EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return got == 0;
}

static void end(pid_t pid)
{
    EXPECT(kill(pid, SIGKILL) == 0);
    wait_for(pid);
}

// Somebody whom nobody may kill wants so many pages, and has them afterwards.
static void want(int pages)
{
    wish(getpid(), "-1000");
    unsigned char *p = mmap(NULL, (size_t)pages * PageSize, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    EXPECT(p != MAP_FAILED);
    for (int page = 0; page < pages; page++)
        p[page * PageSize] = (unsigned char)page;
    for (int page = 0; page < pages; page++)
        EXPECT_EQ(p[page * PageSize], (unsigned char)page);
    EXPECT(munmap(p, (size_t)pages * PageSize) == 0);
    wish(getpid(), "0");
}

// So many that some that are there must go.
static int too_many(int short_by) { return (int)(meminfo_kb("MemAvailable") / 4) + short_by; }

static void scores(void)
{
    pid_t heavy = start(Heavy, "0"), light = start(Light, "0");
    EXPECT(score(heavy) > score(light) || !on_pagewalk());  // elsewhere it is a small part of all memory
    wish(light, "900");
    EXPECT(score(light) > score(heavy));
    if (on_pagewalk()) {  // elsewhere it takes a right to ask for less
        wish(heavy, "-1000");
        EXPECT_EQ(score(heavy), 0);
        EXPECT_EQ(score(1), 0);  // init
    }
    end(heavy);
    end(light);
}

static void choices(void)
{
    long kills = vmstat("oom_kill");
    pid_t heavy = start(Heavy, "0"), offered = start(Light, "900");
    want(too_many(Light / 2));
    EXPECT(!lives(offered) && lives(heavy));
    EXPECT_EQ(vmstat("oom_kill"), kills + 1);

    step("the heaviest, but for those that must not");
    pid_t heavier = start(Heavy + 40, "-1000");
    want(too_many(Heavy / 2));
    EXPECT(!lives(heavy) && lives(heavier));
    EXPECT_EQ(vmstat("oom_kill"), kills + 2);
    end(heavier);

    step("inherited");
    wish(getpid(), "800");
    pid_t parent = start(Light, "800");
    EXPECT_EQ(atol(read_proc(proc_path(parent, "oom_score_adj"))), 800);
    end(parent);
}

int main(void)
{
    ready = make_turn();
    step("scores");
    scores();
    if (!on_pagewalk())
        return passed();  // its memory is not ours to use up
    EXPECT(swapoff("/dev/vdb") == 0);
    step("one that offers itself");
    choices();
    EXPECT(swapon("/dev/vdb", 0) == 0);
    return passed();
}
