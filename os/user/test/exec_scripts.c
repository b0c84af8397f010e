// SPDX-License-Identifier: Apache-2.0
// A file that begins with #! runs the program it names: which gets the rest of the line as one argument, the file's own
// path and then the caller's arguments but the first. Scripts may run scripts, though not for ever; a line without a
// path, or with only the beginning of one, is none. A program run without arguments has an empty first one.
// Claims: F60, F133.

#include <sys/stat.h>

#include "test.h"

static char script[64] = "/data/crafted", self[256];

static void write_script(const char *line)
{
    char block[512] = {0};
    int fd = open(script, O_WRONLY | O_CLOEXEC);
    EXPECT(fd >= 0);
    memcpy(block, line, strlen(line));
    EXPECT_EQ(pwrite(fd, block, sizeof block, 0), (ssize_t)sizeof block);
    close(fd);
}

static int run(char *const arguments[])
{
    char *environment[] = {NULL};
    pid_t pid = fork_child();
    if (pid == 0) {
        execve(script, arguments, environment);
        _exit(errno);
    }
    int status = wait_for(pid);
    EXPECT(WIFEXITED(status));
    return WEXITSTATUS(status);
}

// What the interpreter was given: "expect N", the script and N more arguments "x".
static int as_interpreter(int count, char *arguments[])
{
    int more = atoi(arguments[1] + strlen("expect "));
    if (count != 3 + more)
        return 1;
    if (strcmp(arguments[2], access("/data/crafted", F_OK) == 0 ? "/data/crafted" : arguments[2]) != 0)
        return 2;
    for (int i = 0; i < more; i++)
        if (strcmp(arguments[3 + i], "x") != 0)
            return 3;
    return 42;
}

int main(int count, char *arguments[])
{
    char line[512], *none[] = {NULL}, *some[] = {"first", "x", "x", NULL};
    if (count == 1 && arguments[0][0] == 0)
        return 43;
    if (count > 1 && strncmp(arguments[1], "expect ", 7) == 0)
        return as_interpreter(count, arguments);
    EXPECT(readlink("/proc/self/exe", self, sizeof self - 1) > 0);
    if (access(script, W_OK) != 0) {
        strcpy(script, "/tmp/scriptXXXXXX");
        int fd = mkstemp(script);
        EXPECT(fd >= 0 && fchmod(fd, 0755) == 0);
        close(fd);
    }

    step("a script");
    snprintf(line, sizeof line, "#! %s  expect 2 \t\nand the rest", self);
    write_script(line);
    EXPECT_EQ(run(some), 42);
    snprintf(line, sizeof line, "#!%s expect 0\n", self);
    write_script(line);
    EXPECT_EQ(run(none), 42);

    step("a script that runs itself");
    snprintf(line, sizeof line, "#!%s\n", script);
    write_script(line);
    EXPECT_EQ(run(some), ELOOP);

    step("lines without a path");
    write_script("#!\n");
    EXPECT_EQ(run(some), ENOEXEC);
    write_script("#!  \t \n");
    EXPECT_EQ(run(some), ENOEXEC);
    memset(line, 'a', sizeof line);
    memcpy(line, "#!/", 3);
    line[300] = '\0';
    write_script(line);
    EXPECT_EQ(run(some), ENOEXEC);
    write_script("#!/no/such/program\n");
    EXPECT_EQ(run(some), ENOENT);

    step("no arguments at all");
    pid_t pid = fork_child();
    if (pid == 0) {
        syscall(SYS_execve, self, NULL, NULL);
        _exit(errno);
    }
    int status = wait_for(pid);
    EXPECT(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 43);
    if (strncmp(script, "/tmp", 4) == 0)
        unlink(script);
    return passed();
}
