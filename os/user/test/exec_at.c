// SPDX-License-Identifier: Apache-2.0
// execveat: a program by the descriptor of its file, which need not have a name any more, by a path from the descriptor
// of a directory, from the working directory, or from the root. It is told a name by which it could open its file; so
// is the interpreter of a script, but not if the descriptor is closed on the way. Symbolic links are followed, or not.

#include <limits.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "test.h"

enum { FromHere = AT_FDCWD, Empty = AT_EMPTY_PATH, NoFollow = AT_SYMLINK_NOFOLLOW, Good = 42 };

static char self[256], folder[] = "/tmp/exec_at.XXXXXX";

static int execute(int fd, const char *path, char *const arguments[], int flags)
{
    char *environment[] = {NULL};
    return (int)syscall(SYS_execveat, fd, path, arguments, environment, flags);
}

// The exit status of a child that becomes that, or the error number.
static int run(int fd, const char *path, const char *name, const char *command, int flags)
{
    char *arguments[] = {"as", (char *)name, (char *)command, NULL};
    pid_t pid = fork_child();
    if (pid == 0) {
        execute(fd, path, arguments, flags);
        _exit(errno);
    }
    int status = wait_for(pid);
    EXPECT(WIFEXITED(status));
    return WEXITSTATUS(status);
}

// The name that descriptor `fd` gives: and what lies below it.
static const char *by_descriptor(int fd, const char *path)
{
    static char name[64];
    snprintf(name, sizeof name, "/dev/fd/%d%s%s", fd, path ? "/" : "", path ? path : "");
    return name;
}

// The other life: is it called as it is said?
static int is_called(const char *name, const char *command)
{
    char comm[16];
    EXPECT(prctl(PR_GET_NAME, comm) == 0);
    if (strcmp((const char *)getauxval(31 /* AT_EXECFN */), name) != 0)
        return 1;
    return strncmp(comm, command, 15) == 0 ? Good : 2;
}

// The other life as an interpreter: "script" and a name by which the script can be opened, and its own argument.
static int interprets(char *const arguments[])
{
    char first[2];
    int fd = open(arguments[2], O_RDONLY);
    EXPECT(fd >= 0 && read(fd, first, 2) == 2 && memcmp(first, "#!", 2) == 0);
    return strncmp(arguments[2], "/dev/fd/", 8) == 0 && strcmp(arguments[3], "name") == 0 && !arguments[4] ? Good : 3;
}

static void copy_self(const char *to)
{
    static char block[65536];
    ssize_t got;
    int from = open(self, O_RDONLY), fd = open(to, O_WRONLY | O_CREAT, 0755);
    EXPECT(from >= 0 && fd >= 0);
    while ((got = read(from, block, sizeof block)) > 0)
        EXPECT_EQ(write(fd, block, (size_t)got), got);
    EXPECT(close(fd) == 0 && close(from) == 0);
}

static void found(const char *folder_of_self, const char *last)
{
    int file = open(self, O_RDONLY), directory = open(folder_of_self, O_RDONLY | O_DIRECTORY);
    EXPECT(file >= 0 && directory >= 0);
    if (on_pagewalk())  // other kernels may take the descriptor's number for the command
        EXPECT_EQ(run(file, "", by_descriptor(file, NULL), last, Empty), Good);
    EXPECT_EQ(run(directory, last, by_descriptor(directory, last), last, 0), Good);
    EXPECT_EQ(run(directory, last, by_descriptor(directory, last), last, Empty | NoFollow), Good);
    EXPECT_EQ(run(-1, self, self, last, 0), Good);
    EXPECT(chdir(folder_of_self) == 0);
    EXPECT_EQ(run(FromHere, last, last, last, 0), Good);
    EXPECT(fcntl(file, F_SETFD, FD_CLOEXEC) == 0 && fcntl(directory, F_SETFD, FD_CLOEXEC) == 0);
    EXPECT_EQ(run(directory, last, by_descriptor(directory, last), last, 0), Good);  // it is not opened by that name

    step("errors");
    int ends[2];
    EXPECT(pipe(ends) == 0);
    EXPECT_EQ(run(file, "", "", "", 0), ENOENT);
    EXPECT_EQ(run(ends[0], "", "", "", Empty), EACCES);
    EXPECT_EQ(run(directory, "", "", "", Empty), EACCES);
    EXPECT_EQ(run(FromHere, "", "", "", Empty), EACCES);
    EXPECT_EQ(run(file, "x", "", "", 0), ENOTDIR);
    EXPECT_EQ(run(ends[0], "x", "", "", 0), ENOTDIR);
    EXPECT_EQ(run(directory, "x", "", "", 0), ENOENT);
    EXPECT_EQ(run(99, "x", "", "", 0), EBADF);
    EXPECT_EQ(run(99, "", "", "", Empty), EBADF);
    EXPECT_EQ(run(directory, last, "", "", 0x400), EINVAL);
    EXPECT_EQ(run(directory, last, "", "", 1 << 20), EINVAL);
    EXPECT(close(file) == 0 && close(directory) == 0 && close(ends[0]) == 0 && close(ends[1]) == 0);
}

static void links(void)
{
    EXPECT(symlink(self, "link") == 0 && symlink("link", "second") == 0);
    EXPECT_EQ(run(FromHere, "link", "link", "link", 0), Good);
    EXPECT_EQ(run(FromHere, "second", "second", "second", 0), Good);
    EXPECT_EQ(run(FromHere, "link", "", "", NoFollow), ELOOP);
    EXPECT_EQ(run(FromHere, "second", "", "", NoFollow), ELOOP);
    EXPECT(unlink("link") == 0 && unlink("second") == 0);
}

static void nameless(void)
{
    copy_self("copy");
    int writer = open("copy", O_RDWR), fd = open("copy", O_RDONLY);
    EXPECT(writer >= 0 && fd >= 0);
    EXPECT_EQ(run(fd, "", "", "", Empty), ETXTBSY);
    EXPECT_EQ(run(writer, "", "", "", Empty), ETXTBSY);
    EXPECT(close(writer) == 0 && unlink("copy") == 0);
    EXPECT_EQ(run(FromHere, "copy", "", "", 0), ENOENT);
    if (on_pagewalk())
        EXPECT_EQ(run(fd, "", by_descriptor(fd, NULL), "copy", Empty), Good);
    close(fd);
}

static void scripts(void)
{
    char line[300];
    snprintf(line, sizeof line, "#!%s script\n", self);
    int fd = open("text", O_RDWR | O_CREAT, 0755), directory = open(".", O_RDONLY | O_DIRECTORY);
    EXPECT(fd >= 0 && directory >= 0);
    EXPECT_EQ(write(fd, line, strlen(line)), (ssize_t)strlen(line));
    close(fd);
    fd = open("text", O_RDONLY);
    EXPECT_EQ(run(fd, "", "name", NULL, Empty), Good);
    EXPECT_EQ(run(directory, "text", "name", NULL, 0), Good);
    EXPECT(fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(directory, F_SETFD, FD_CLOEXEC) == 0);
    EXPECT_EQ(run(fd, "", "name", NULL, Empty), ENOENT);
    EXPECT_EQ(run(directory, "text", "name", NULL, 0), ENOENT);
    EXPECT(close(fd) == 0 && close(directory) == 0 && unlink("text") == 0);
}

int main(int count, char *arguments[])
{
    if (count == 3 && strcmp(arguments[0], "as") == 0)
        return is_called(arguments[1], arguments[2]);
    if (count == 4 && strcmp(arguments[1], "script") == 0)
        return interprets(arguments);
    EXPECT(readlink("/proc/self/exe", self, sizeof self - 1) > 0);
    char folder_of_self[256], *last = strrchr(self, '/') + 1;
    snprintf(folder_of_self, sizeof folder_of_self, "%.*s", (int)(last - self), self);

    step("found");
    found(folder_of_self, last);
    EXPECT(mkdtemp(folder) && chdir(folder) == 0);
    step("links");
    links();
    step("without a name");
    nameless();
    step("scripts");
    scripts();
    EXPECT(chdir("/") == 0 && rmdir(folder) == 0);
    return passed();
}
