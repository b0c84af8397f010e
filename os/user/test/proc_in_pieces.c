// SPDX-License-Identifier: Apache-2.0
// Every file of /proc, read a byte at a time, from any offset, by two readers at once and while the process that it is
// about ends: a text is the same however it is read, as long as what it tells does not change; binary files want whole
// words; and a process that is gone is an error or an end, never something else.
//
// Engine: model
#include <dirent.h>
#include <sched.h>

#include "procfile.h"
#include "sleeper.h"

enum { Most = 96 * 1024, Rounds = 12 };

static const char *const of_process[] = {"maps", "smaps",   "smaps_rollup", "statm", "stat",   "status",
                                         "comm", "cmdline", "pagemap",      "auxv",  "limits", "oom_score"};
// Of the system, those whose text does not change by being read are compared; the others only read.
static const char *const of_system[] = {"cpuinfo", "filesystems", "cmdline", "swaps", "version"};
static const char *const changing[] = {"meminfo", "vmstat", "stat", "uptime", "loadavg", "buddyinfo"};
static const char *const words[] = {"kpagecount", "kpageflags"};
static const char *const settings[] = {
    "overcommit_memory",      "overcommit_ratio",         "max_map_count", "dirty_ratio", "dirty_background_ratio",
    "dirty_expire_centisecs", "dirty_writeback_centisecs"};
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static char whole[Most], pieces[Most];
static bool ours;  // this kernel: nothing else runs, and nobody is interrupted in the kernel

static void let_others_run(void)
{
    if (ours)
        sched_yield();
}

static ssize_t read_in(const char *path, char *to, size_t piece, size_t most)
{
    size_t length = 0;
    ssize_t got;
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        fail("%s: %s", path, strerror(errno));
    while (length < most && (got = read(fd, to + length, piece < most - length ? piece : most - length)) > 0)
        length += (size_t)got;
    close(fd);
    return (ssize_t)length;
}

static bool is_same(const char *path, size_t length, size_t piece)
{
    size_t got = (size_t)read_in(path, pieces, piece, Most);
    return got == length && memcmp(whole, pieces, length) == 0;
}

// From odd offsets, and across the end.
static bool is_same_by_offsets(const char *path, size_t length)
{
    bool same = true;
    int fd = open(path, O_RDONLY);
    EXPECT(fd >= 0);
    for (size_t at = 1; at < length; at += length / 7 + 1) {
        ssize_t got = pread(fd, pieces, 33, (off_t)at);
        size_t rest = length - at < 33 ? length - at : 33;
        same = same && got == (ssize_t)rest && memcmp(pieces, whole + at, rest) == 0;
    }
    same = same && pread(fd, pieces, 16, (off_t)length) == 0 && pread(fd, pieces, 16, (off_t)length + 12345) == 0;
    close(fd);
    return same;
}

// On a machine where others run, too, they have a part in some texts (pages of libraries that they share): what is not
// the same there may be so another time.
static void same_however_read(const char *path)
{
    read_in(path, whole, Most, Most);  // what the kernel fetches to show it is there afterwards
    const char *how = "";
    for (int tries = ours ? 1 : 50; tries > 0; tries--) {
        size_t length = (size_t)read_in(path, whole, Most, Most);
        if (length == 0)
            fail("%s is empty", path);
        how = !is_same(path, length, 1)           ? "byte by byte"
              : !is_same(path, length, 7)         ? "in pieces of 7"
              : !is_same(path, length, 4096)      ? "by pages"
              : !is_same_by_offsets(path, length) ? "from odd offsets"
                                                  : NULL;
        if (!how)
            return;
    }
    fail("%s is another text %s", path, how);
}

static void only_words(const char *path)
{
    uint64_t word[4];
    int fd = open(path, O_RDONLY);
    EXPECT(fd >= 0);
    EXPECT_ERRNO(read(fd, word, 1), EINVAL);
    EXPECT_ERRNO(pread(fd, word, 8, 3), EINVAL);
    EXPECT_EQ(pread(fd, word, 32, 8 * 0x80000), 32);
    uint64_t one;
    for (int i = 0; i < 4; i++)
        EXPECT(pread(fd, &one, 8, 8 * (0x80000 + i)) == 8 && (one == word[i] || !on_pagewalk()));
    close(fd);
}

static bool is_word_file(const char *name) { return strcmp(name, "pagemap") == 0; }

// A process that only waits: nothing of it changes. It does not outlive this one.
struct waiting {
    pid_t pid;
    struct turn stay;
};

static struct waiting start_waiting(void)
{
    struct waiting w = {.stay = make_turn()};
    w.pid = fork_child();
    if (w.pid == 0) {
        char byte;
        close(w.stay.fd[1]);
        _exit(read(w.stay.fd[0], &byte, 1) == 1 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    until_asleep(w.pid);
    return w;
}

static void end_waiting(struct waiting *w)
{
    give(&w->stay);
    wait_for_success(w->pid);
    close(w->stay.fd[0]);
    close(w->stay.fd[1]);
}

static void files_of(pid_t pid)
{
    for (size_t i = 0; i < COUNT(of_process); i++)
        if (is_word_file(of_process[i]))
            only_words(proc_path(pid, of_process[i]));
        else
            same_however_read(proc_path(pid, of_process[i]));
}

static void files_of_system(void)
{
    char path[80];
    for (size_t i = 0; i < COUNT(of_system); i++) {
        snprintf(path, sizeof path, "/proc/%s", of_system[i]);
        if (strcmp(of_system[i], "cpuinfo") != 0 || on_pagewalk())  // whose clocks change, elsewhere
            same_however_read(path);
    }
    for (size_t i = 0; i < COUNT(changing); i++) {
        snprintf(path, sizeof path, "/proc/%s", changing[i]);
        EXPECT(read_in(path, pieces, 1, Most) > 8 && read_in(path, whole, Most, Most) > 8);
    }
    for (size_t i = 0; i < COUNT(settings) && on_pagewalk(); i++) {  // Linux gives these at once or not at all
        snprintf(path, sizeof path, "/proc/sys/vm/%s", settings[i]);
        same_however_read(path);
    }
    for (size_t i = 0; i < COUNT(words) && sees_frames(); i++) {
        snprintf(path, sizeof path, "/proc/%s", words[i]);
        only_words(path);
    }
}

// Two processes read the same, a few bytes each in turn; one that fails is missed by the other.
static void two_readers(pid_t pid)
{
    struct turn here = make_turn(), there = make_turn();
    const char *path = proc_path(pid, "maps");
    size_t length = (size_t)read_in(path, whole, Most, Most);
    pid_t other = fork_child();
    close(here.fd[other != 0]);
    close(there.fd[other == 0]);
    int fd = open(path, O_RDONLY);
    EXPECT(fd >= 0);
    size_t done = 0;
    for (ssize_t got = 1; got > 0; done += (size_t)got) {
        if (other == 0)
            await(&there);
        got = read(fd, pieces + done, 97);
        EXPECT(got >= 0 && done + (size_t)got <= length);
        if (other == 0) {
            give(&here);
        } else if (got > 0) {
            give(&there);
            await(&here);
        }
    }
    close(fd);
    bool same = done == length && memcmp(pieces, whole, length) == 0;
    if (other == 0)
        _exit(same ? EXIT_SUCCESS : EXIT_FAILURE);
    give(&there);
    EXPECT(same);
    wait_for_success(other);
    close(here.fd[0]);
    close(there.fd[1]);
}

// The reader has the file open, and a piece of it, when the process ends.
static void read_after_end(const char *name)
{
    struct waiting w = start_waiting();
    int fd = open(proc_path(w.pid, name), O_RDONLY);
    EXPECT(fd >= 0);
    size_t piece = is_word_file(name) ? 8 : 3;
    ssize_t got = read(fd, pieces, piece);
    EXPECT_EQ(got, piece);
    end_waiting(&w);
    got = read(fd, pieces, piece);
    if (got < 0)
        EXPECT_EQ(errno, ESRCH);
    close(fd);
    EXPECT_ERRNO(open(proc_path(w.pid, name), O_RDONLY), ENOENT);
}

// Readers go through all of a process's files while processes come and go.
static void against_ends(void)
{
    for (int round = 0; round < Rounds; round++) {
        pid_t pid = fork_child();
        if (pid == 0) {
            volatile unsigned char *p = map_pages(4, PROT_READ | PROT_WRITE);
            for (int i = 0; i < round * 4; i++) {
                p[i % 4 * PageSize] = 1;
                let_others_run();
            }
            _exit(EXIT_SUCCESS);
        }
        for (size_t i = 0; i < COUNT(of_process) * 3; i++) {
            const char *name = of_process[i % COUNT(of_process)];
            int fd = open(proc_path(pid, name), O_RDONLY);
            while (fd >= 0 && read(fd, pieces, is_word_file(name) ? 4096 : 100) > 0 && !is_word_file(name))
                let_others_run();
            close(fd);
        }
        wait_for_success(pid);
    }
}

static void directories(pid_t pid)
{
    static const char *const names[] = {"fd", "task"};
    for (size_t i = 0; i < COUNT(names); i++) {
        int entries = 0;
        DIR *dir = opendir(proc_path(pid, names[i]));
        EXPECT(dir);
        while (readdir(dir))
            entries++;
        closedir(dir);
        EXPECT(entries >= 1);
    }
}

int main(void)
{
    ours = on_pagewalk();
    struct waiting w = start_waiting();
    step("a process's files");
    files_of(w.pid);
    step("its directories");
    directories(w.pid);
    step("the system's files");
    files_of_system();
    step("two readers");
    two_readers(w.pid);
    end_waiting(&w);
    step("read after the end");
    for (size_t i = 0; i < COUNT(of_process); i++)
        read_after_end(of_process[i]);
    step("against ends");
    against_ends();
    return passed();
}
