// SPDX-License-Identifier: Apache-2.0
// What /proc says of a process besides its memory: the open descriptors, its environment and auxiliary vector as it got
// them, its limits, its name and how willingly it is killed, which it may change, and its threads. Claims: F11, F31.
#include "test.h"

#include <dirent.h>
#include <sys/auxv.h>
#include <sys/stat.h>

static char text[16384];

static size_t read_file(const char *path)
{
    size_t length = 0;
    ssize_t got;
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        fail("%s: %s", path, strerror(errno));
    while (length < sizeof text - 1 && (got = read(fd, text + length, sizeof text - 1 - length)) > 0)
        length += (size_t)got;
    close(fd);
    text[length] = '\0';
    return length;
}

static void expect_link(const char *path, const char *start)
{
    char target[256];
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length < 0)
        fail("%s: %s", path, strerror(errno));
    target[length] = '\0';
    if (strncmp(target, start, strlen(start)) != 0)
        fail("%s leads to %s, not %s", path, target, start);
}

static bool listed(const char *directory, const char *name)
{
    bool found = false;
    DIR *dir = opendir(directory);
    EXPECT(dir);
    for (const struct dirent *entry; (entry = readdir(dir));)
        found = found || strcmp(entry->d_name, name) == 0;
    closedir(dir);
    return found;
}

static int write_file(const char *path, const char *what)
{
    int fd = open(path, O_WRONLY);
    EXPECT(fd >= 0);
    int error = write(fd, what, strlen(what)) == (ssize_t)strlen(what) ? 0 : errno;
    close(fd);
    return error;
}

static void expect_descriptors(void)
{
    char name[64];
    int ends[2], fd = open("/dev/null", O_RDWR);
    EXPECT(fd > 2 && pipe(ends) == 0);
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    expect_link(name, "/dev/null");
    EXPECT(listed("/proc/self/fd", name + strlen("/proc/self/fd/")));
    snprintf(name, sizeof name, "/proc/self/fd/%d", ends[0]);
    expect_link(name, "pipe:[");
    EXPECT(close(ends[0]) == 0 && close(ends[1]) == 0);
    EXPECT_EQ(readlink(name, text, sizeof text), -1);
    close(fd);
}

static void expect_auxiliary_vector(void)
{
    size_t length = read_file("/proc/self/auxv");
    const unsigned long *entry = (const unsigned long *)text;
    bool page_size = false;
    EXPECT(length >= 16 && length % 16 == 0 && entry[length / 8 - 2] == AT_NULL);
    for (; entry[0] != AT_NULL; entry += 2) {
        if (entry[0] != AT_HWCAP)  // which the C library makes over
            EXPECT_EQ(entry[1], getauxval(entry[0]));
        page_size = page_size || entry[0] == AT_PAGESZ;
    }
    EXPECT(page_size);
    EXPECT_EQ(sysconf(_SC_PAGESIZE), getauxval(AT_PAGESZ));
    EXPECT_EQ(sysconf(_SC_PAGESIZE), PageSize);
    EXPECT_EQ(getpagesize(), PageSize);
}

int main(int argc, char *argv[])
{
    if (argc == 1) {
        char *environment[] = {"COLOUR=blue", "EMPTY=", NULL}, *arguments[] = {argv[0], "again", NULL};
        execve("/proc/self/exe", arguments, environment);
        fail("exec: %s", strerror(errno));
    }

    step("descriptors");
    expect_descriptors();

    step("environment and auxiliary vector");
    EXPECT_EQ(read_file("/proc/self/environ"), sizeof "COLOUR=blue" + sizeof "EMPTY=");
    EXPECT(memcmp(text, "COLOUR=blue\0EMPTY=", sizeof "COLOUR=blue" + sizeof "EMPTY=") == 0);
    expect_auxiliary_vector();

    step("limits");
    struct rlimit limit = {.rlim_cur = 17, .rlim_max = 23};
    EXPECT(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    read_file("/proc/self/limits");
    char *line = strstr(text, "Max open files");
    unsigned long soft, hard;
    EXPECT(line && sscanf(line, "Max open files %lu %lu files", &soft, &hard) == 2);
    EXPECT(soft == 17 && hard == 23);

    step("its name");
    EXPECT_EQ(write_file("/proc/self/comm", "a name that is too long"), 0);
    EXPECT_EQ(read_file("/proc/self/comm"), 16);
    EXPECT(strcmp(text, "a name that is \n") == 0);

    step("how willingly it is killed");
    EXPECT_EQ(write_file("/proc/self/oom_score_adj", "500\n"), 0);
    read_file("/proc/self/oom_score_adj");
    EXPECT(strcmp(text, "500\n") == 0);
    EXPECT_EQ(write_file("/proc/self/oom_score_adj", "1001"), EINVAL);
    EXPECT_EQ(write_file("/proc/self/oom_score_adj", "much"), EINVAL);
    read_file("/proc/self/oom_score");
    EXPECT(atoi(text) >= 500);

    step("its threads");
    char name[64];
    snprintf(name, sizeof name, "%d", getpid());
    EXPECT(listed("/proc/self/task", name) && listed("/proc", name));
    EXPECT(!listed("/proc/self/task", "1"));
    snprintf(name, sizeof name, "/proc/self/task/%d/stat", getpid());
    read_file(name);
    EXPECT_EQ(atoi(text), getpid());
    expect_link("/proc/self/exe", "/");
    expect_link("/proc/self/root", "/");
    snprintf(name, sizeof name, "%d/task/%d", getpid(), getpid());
    expect_link("/proc/thread-self", name);
    return passed();
}
