// SPDX-License-Identifier: Apache-2.0
// What /proc/PID/fd leads to is the open file itself: an end of a pipe can be had once more, a file whose name is gone
// opened anew. A FIFO is a pipe with a name: its ends wait for each other, or say that nobody is there.
#include <poll.h>
#include <sys/stat.h>
#include <sys/time.h>

#include "test.h"

enum { Eventfd2 = SYS_eventfd2 };

static char path[64];

static const char *link_of(int fd)
{
    static char target[128];
    char name[32];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(name, target, sizeof target - 1);
    EXPECT(length > 0);
    target[length] = '\0';
    return target;
}

static int again(int fd, int flags)
{
    char name[32];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    return open(name, flags);
}

static void expect_text(int fd, const char *text)
{
    char seen[32] = "";
    EXPECT_EQ(read(fd, seen, sizeof seen - 1), strlen(text));
    if (strcmp(seen, text) != 0)
        fail("it says %s, not %s", seen, text);
}

static int events(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN | POLLOUT};
    EXPECT(poll(&p, 1, 0) >= 0);
    return p.revents;
}

static void pipes(void)
{
    int ends[2];
    char name[128], byte;
    EXPECT(pipe(ends) == 0);
    int reader = again(ends[0], O_RDONLY), writer = again(ends[0], O_WRONLY);
    EXPECT(reader >= 0 && writer >= 0);
    snprintf(name, sizeof name, "%s", link_of(ends[1]));
    EXPECT(strncmp(name, "pipe:[", 6) == 0 && strcmp(link_of(reader), name) == 0);
    EXPECT(strcmp(link_of(writer), name) == 0);
    EXPECT_EQ(write(ends[1], "one", 3), 3);
    expect_text(reader, "one");
    EXPECT_EQ(write(writer, "two", 3), 3);
    expect_text(ends[0], "two");
    EXPECT_ERRNO(write(reader, "x", 1), EBADF);
    EXPECT(close(ends[1]) == 0 && fcntl(reader, F_SETFL, O_NONBLOCK) == 0);
    EXPECT_ERRNO(read(reader, &byte, 1), EAGAIN);  // a writer is left
    EXPECT_EQ(events(reader), 0);
    EXPECT(close(writer) == 0);
    EXPECT_EQ(read(reader, &byte, 1), 0);
    EXPECT_EQ(events(reader), POLLHUP);
    int both = again(reader, O_RDWR);
    EXPECT(both >= 0);
    EXPECT_EQ(write(both, "three", 5), 5);
    expect_text(ends[0], "three");
    struct stat a, b;
    EXPECT(fstat(ends[0], &a) == 0 && fstat(both, &b) == 0 && S_ISFIFO(b.st_mode) && a.st_ino == b.st_ino);
    EXPECT(close(both) == 0 && close(reader) == 0 && close(ends[0]) == 0);
    int counter = (int)syscall(Eventfd2, 0, 0);
    EXPECT(counter >= 0);
    EXPECT_ERRNO(again(counter, O_RDWR), ENXIO);
    EXPECT_ERRNO(again(counter + 1, O_RDWR), ENOENT);
    EXPECT(close(counter) == 0);
}

static void files(void)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
    EXPECT(fd >= 0);
    EXPECT_EQ(write(fd, "kept", 4), 4);
    EXPECT(strcmp(link_of(fd), path) == 0);
    EXPECT(unlink(path) == 0);
    EXPECT(strstr(link_of(fd), " (deleted)"));
    int other = again(fd, O_RDONLY);
    EXPECT(other >= 0);
    expect_text(other, "kept");
    EXPECT_ERRNO(write(other, "x", 1), EBADF);
    EXPECT(close(other) == 0);
    other = again(fd, O_RDWR | O_TRUNC);
    EXPECT_EQ(lseek(fd, 0, SEEK_END), 0);
    EXPECT(close(other) == 0 && close(fd) == 0);
    fd = (int)syscall(SYS_memfd_create, "named", 0);
    EXPECT(fd >= 0 && strcmp(link_of(fd), "/memfd:named (deleted)") == 0);
    other = again(fd, O_RDWR);
    EXPECT(other >= 0);
    EXPECT_EQ(write(other, "memory", 6), 6);
    expect_text(fd, "memory");
    EXPECT(close(other) == 0 && close(fd) == 0);
    struct stat here, there;
    EXPECT(chdir("/") == 0 && stat("/proc/self/cwd/proc", &here) == 0 && stat("/proc", &there) == 0);
    EXPECT_EQ(here.st_ino, there.st_ino);
}

static void nobody_there(void)
{
    char byte;
    EXPECT_ERRNO(open(path, O_WRONLY | O_NONBLOCK), ENXIO);
    int reader = open(path, O_RDONLY | O_NONBLOCK);
    EXPECT(reader >= 0);
    EXPECT_EQ(events(reader), 0);  // nobody has come yet
    EXPECT_EQ(read(reader, &byte, 1), 0);
    int writer = open(path, O_WRONLY | O_NONBLOCK), second = open(path, O_WRONLY);
    EXPECT(writer >= 0 && second >= 0);
    EXPECT_ERRNO(read(reader, &byte, 1), EAGAIN);
    EXPECT_EQ(write(writer, "ab", 2), 2);
    EXPECT_EQ(write(second, "cd", 2), 2);
    EXPECT_EQ(events(reader), POLLIN);
    expect_text(reader, "abcd");
    EXPECT(close(writer) == 0);
    EXPECT_EQ(events(reader), 0);
    EXPECT(close(second) == 0);
    EXPECT_EQ(events(reader), POLLHUP);
    EXPECT(strcmp(link_of(reader), path) == 0);
    EXPECT(close(reader) == 0);
    int both = open(path, O_RDWR);
    EXPECT(both >= 0);
    EXPECT_EQ(write(both, "lost", 4), 4);
    EXPECT(close(both) == 0);  // and its bytes with it
    reader = open(path, O_RDONLY | O_NONBLOCK);
    EXPECT_EQ(read(reader, &byte, 1), 0);
    EXPECT(close(reader) == 0);
}

static void on_alarm(int signal) { (void)signal; }

static void wait_for_each_other(void)
{
    for (int first_reads = 0; first_reads < 2; first_reads++) {
        pid_t pid = fork_child();
        if (pid == 0) {
            int fd = open(path, first_reads ? O_RDONLY : O_WRONLY);
            EXPECT(fd >= 0);
            if (first_reads)
                expect_text(fd, "met");
            else
                EXPECT_EQ(write(fd, "met", 3), 3);
            _exit(EXIT_SUCCESS);
        }
        usleep(20000);
        int fd = open(path, first_reads ? O_WRONLY : O_RDONLY);
        EXPECT(fd >= 0);
        if (first_reads)
            EXPECT_EQ(write(fd, "met", 3), 3);
        else
            expect_text(fd, "met");
        wait_for_success(pid);
        EXPECT(close(fd) == 0);
    }

    step("a signal ends the wait");
    struct sigaction action = {.sa_handler = on_alarm};
    EXPECT(sigaction(SIGALRM, &action, NULL) == 0);
    struct itimerval soon = {.it_value = {0, 30000}};
    EXPECT(setitimer(ITIMER_REAL, &soon, NULL) == 0);
    EXPECT_ERRNO(open(path, O_RDONLY), EINTR);
    EXPECT_ERRNO(open(path, O_WRONLY | O_NONBLOCK), ENXIO);  // it has left no reader
}

int main(void)
{
    const char *folders[] = {access("/data", W_OK) == 0 ? "/data" : "/var/tmp", "/dev/shm"};
    step("pipes");
    pipes();
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/pipes_by_name.%d", folders[i], getpid());
        step("files");
        files();
        step("a FIFO");
        EXPECT(mkfifo(path, 0600) == 0);
        nobody_there();
        step("ends that wait");
        wait_for_each_other();
        EXPECT(unlink(path) == 0);
    }
    return passed();
}
