// SPDX-License-Identifier: Apache-2.0
// A program that runs is not written to, and a file that may be written to is not run: whoever comes second is told
// ETXTBSY. What counts are open files and the mappings that keep them open, of all processes, and whoever runs it,
// after fork too. Removing it, linking it or putting another file in its place is allowed.
//
// Engine: model
#include <sys/stat.h>

#include "test.h"

static char program[64], other[64], first[4096];

static void copy_program(const char *to)
{
    ssize_t got;
    int in = open("/proc/self/exe", O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0755);
    EXPECT(in >= 0 && out >= 0);
    while ((got = read(in, first, sizeof first)) > 0)
        EXPECT_EQ(write(out, first, (size_t)got), got);
    EXPECT(close(in) == 0 && close(out) == 0);
}

struct running {
    pid_t pid;
    int stay;  // closed: it ends
};

// The copy runs, until it is to end; `children`: and then a child of it goes on alone.
static struct running start(const char *how)
{
    char byte;
    struct turn ready, stay;
    EXPECT(pipe2(ready.fd, O_CLOEXEC) == 0 && pipe2(stay.fd, O_CLOEXEC) == 0);
    pid_t pid = fork_child();
    if (pid == 0) {
        EXPECT(dup2(stay.fd[0], 0) == 0 && dup2(ready.fd[1], 1) == 1);
        execl(program, program, how, NULL);
        _exit(EXIT_FAILURE);
    }
    close(stay.fd[0]);
    close(ready.fd[1]);
    EXPECT_EQ(read(ready.fd[0], &byte, 1), 1);
    close(ready.fd[0]);
    return (struct running){pid, stay.fd[1]};
}

static void end(struct running *running)
{
    close(running->stay);
    wait_for_success(running->pid);
}

// The copy's own life.
static int run(const char *how)
{
    char byte;
    if (strcmp(how, "fork") == 0 && fork() != 0) {
        wait(NULL);
        return EXIT_SUCCESS;
    }
    return write(1, "", 1) == 1 && read(0, &byte, 1) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int run_status(const char *how)
{
    pid_t pid = fork_child();
    if (pid == 0) {
        execl(program, program, how, NULL);
        _exit(errno);
    }
    int status = wait_for(pid);
    EXPECT(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void expect_busy(bool busy)
{
    int expected = busy ? ETXTBSY : 0;
    const int modes[] = {O_WRONLY, O_RDWR, O_WRONLY | O_APPEND};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        int fd = open(program, modes[i]);
        EXPECT_EQ(fd < 0 ? errno : 0, expected);
        close(fd);
    }
    struct stat before, after;
    EXPECT(stat(program, &before) == 0);
    EXPECT_EQ(truncate(program, before.st_size) < 0 ? errno : 0, expected);
    if (busy) {
        EXPECT_ERRNO(truncate(program, 0), ETXTBSY);
        EXPECT_ERRNO(open(program, O_WRONLY | O_TRUNC), ETXTBSY);
        EXPECT(stat(program, &after) == 0 && after.st_size == before.st_size);
    }
    int fd = open(program, O_RDONLY);
    EXPECT(fd >= 0 && close(fd) == 0);
}

static void while_it_runs(void)
{
    expect_busy(false);
    struct running one = start("stay"), two = start("stay");
    expect_busy(true);
    end(&one);
    expect_busy(true);
    end(&two);
    expect_busy(false);

    step("a child goes on");
    one = start("fork");
    expect_busy(true);
    end(&one);
    expect_busy(false);
}

static void while_it_is_written(void)
{
    EXPECT_EQ(run_status("quick"), 0);
    int fd = open(program, O_RDWR), again = dup(fd);
    EXPECT(fd >= 0 && again >= 0);
    EXPECT_EQ(run_status("quick"), ETXTBSY);
    EXPECT(close(fd) == 0);
    EXPECT_EQ(run_status("quick"), ETXTBSY);

    step("a mapping keeps it open");
    void *map = mmap(NULL, 2 * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, again, 0);
    EXPECT(map != MAP_FAILED && close(again) == 0);
    EXPECT_EQ(run_status("quick"), ETXTBSY);
    EXPECT(munmap(map, PageSize) == 0);
    EXPECT_EQ(run_status("quick"), ETXTBSY);
    pid_t pid = fork_child();
    if (pid == 0) {
        EXPECT(munmap((char *)map + PageSize, PageSize) == 0);
        EXPECT_EQ(run_status("quick"), ETXTBSY);
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(pid);
    EXPECT(munmap((char *)map + PageSize, PageSize) == 0);
    EXPECT_EQ(run_status("quick"), 0);

    step("a script");
    int script = open(other, O_WRONLY | O_CREAT, 0755);
    char line[80];
    snprintf(line, sizeof line, "#!%s\n", program);
    EXPECT_EQ(write(script, line, strlen(line)), strlen(line));
    EXPECT_ERRNO(execl(other, other, NULL), ETXTBSY);
    EXPECT(close(script) == 0);
    fd = open(program, O_WRONLY);
    EXPECT(fd >= 0);
    EXPECT_ERRNO(execl(other, other, NULL), ETXTBSY);
    EXPECT(close(fd) == 0 && unlink(other) == 0);
}

static void names_may_change(void)
{
    struct stat st;
    struct running one = start("stay");
    EXPECT(link(program, other) == 0);
    EXPECT_ERRNO(open(other, O_WRONLY), ETXTBSY);
    EXPECT(unlink(program) == 0);
    EXPECT_ERRNO(open(other, O_WRONLY), ETXTBSY);
    copy_program(program);  // another file
    expect_busy(false);
    EXPECT(rename(program, other) == 0);
    EXPECT(stat(other, &st) == 0 && st.st_nlink == 1);
    end(&one);
    EXPECT(unlink(other) == 0);
}

int main(int argc, char *argv[])
{
    if (argc > 1 && strcmp(argv[1], "quick") == 0)
        return EXIT_SUCCESS;
    if (argc > 1)
        return run(argv[1]);
    const char *folders[] = {access("/data", W_OK) == 0 ? "/data" : "/var/tmp", "/dev/shm"};
    for (int i = 0; i < 2; i++) {
        snprintf(program, sizeof program, "%s/text_busy.%d", folders[i], getpid());
        snprintf(other, sizeof other, "%s/text_busy_other.%d", folders[i], getpid());
        copy_program(program);
        step("while it runs");
        while_it_runs();
        step("while it may be written");
        while_it_is_written();
        step("names");
        names_may_change();
    }
    return passed();
}
