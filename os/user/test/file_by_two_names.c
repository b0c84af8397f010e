// SPDX-License-Identifier: Apache-2.0
// A file that has two names is one file: mappings through either show the same frame. A mapping needs neither the
// descriptor nor a name: it outlives both. /proc tells of each open file and of each mapping the name by which it was
// opened, follows that when it moves, and says when it is gone. And what mmap refuses.
// Claims: F54, F126.

#include "procfile.h"

static uint64_t frame_of(const void *at)
{
    uint64_t word = 0;
    int fd = open("/proc/self/pagemap", O_RDONLY);
    EXPECT(fd >= 0);
    EXPECT_EQ(pread(fd, &word, sizeof word, (off_t)((uintptr_t)at / PageSize * sizeof word)), sizeof word);
    close(fd);
    EXPECT(word >> 63);
    return word & ((UINT64_C(1) << 55) - 1);
}

// The map tells a name of the file.
static void expect_name(const void *at, const char *name)
{
    unsigned long start;
    const char *line = read_proc("/proc/self/maps");
    while (line && sscanf(line, "%lx-", &start) == 1 && start != (uintptr_t)at)
        line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL;
    EXPECT(line);
    const char *end = line + strcspn(line, "\n");
    EXPECT(strncmp(end - strlen(name), name, strlen(name)) == 0);
}

// So does the link of a descriptor.
static void expect_link(int fd, const char *name)
{
    char path[32], target[160];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(path, target, sizeof target - 1);
    EXPECT(length > (ssize_t)strlen(name));
    target[length] = '\0';
    if (strcmp(target + length - strlen(name), name) != 0)
        fail("%s leads to %s, not %s", path, target, name);
}

static void names_in(const char *directory)
{
    EXPECT(chdir(directory) == 0);
    int one = open("two_names_one", O_RDWR | O_CREAT | O_EXCL, 0600);
    EXPECT(one >= 0);
    EXPECT_EQ(write(one, "one file", 8), 8);
    EXPECT(link("two_names_one", "two_names_two") == 0);
    int two = open("two_names_two", O_RDWR);
    char *a = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, one, 0);
    char *b = mmap(NULL, PageSize, PROT_READ, MAP_SHARED, two, 0);
    EXPECT(a != MAP_FAILED && b != MAP_FAILED);
    EXPECT(memcmp(b, "one file", 8) == 0);
    a[0] = 'O';
    EXPECT_EQ(b[0], 'O');
    EXPECT_EQ(frame_of(a), frame_of(b));
    expect_name(a, "/two_names_one");
    expect_name(b, "/two_names_two");
    expect_link(one, "/two_names_one");
    expect_link(two, "/two_names_two");
    EXPECT(rename("two_names_two", "two_names_moved") == 0);
    expect_name(b, "/two_names_moved");
    expect_link(two, "/two_names_moved");
    EXPECT(unlink("two_names_one") == 0);
    expect_name(a, "/two_names_one (deleted)");
    expect_link(one, "/two_names_one (deleted)");
    expect_name(b, "/two_names_moved");
    EXPECT(link("two_names_moved", "two_names_one") == 0);  // which is another name
    expect_name(a, "/two_names_one (deleted)");
    int other = open("two_names_other", O_RDWR | O_CREAT | O_EXCL, 0600);
    EXPECT(rename("two_names_other", "two_names_moved") == 0);
    expect_name(b, "/two_names_moved (deleted)");
    expect_link(other, "/two_names_moved");
    EXPECT(unlink("two_names_moved") == 0 && close(other) == 0);
    EXPECT(close(one) == 0 && close(two) == 0);
    EXPECT(unlink("two_names_one") == 0);
    a[1] = 'N';
    EXPECT_EQ(b[1], 'N');
    EXPECT(munmap(a, PageSize) == 0 && munmap(b, PageSize) == 0);
}

static void refusals(void)
{
    int fd = open("two_names_refused", O_RDWR | O_CREAT | O_EXCL, 0600);
    EXPECT_ERRNO((intptr_t)mmap(NULL, PageSize, PROT_READ, MAP_SHARED, 99, 0), EBADF);
    EXPECT_ERRNO((intptr_t)mmap(NULL, PageSize, PROT_READ, MAP_SHARED, fd, 100), EINVAL);
    EXPECT_ERRNO((intptr_t)mmap(NULL, 0, PROT_READ, MAP_SHARED, fd, 0), EINVAL);
    EXPECT(close(fd) == 0);
    fd = open("two_names_refused", O_RDONLY);
    EXPECT_ERRNO((intptr_t)mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), EACCES);
    char *private = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    EXPECT(private != MAP_FAILED && munmap(private, PageSize) == 0 && close(fd) == 0);
    fd = open("two_names_refused", O_WRONLY);
    EXPECT_ERRNO((intptr_t)mmap(NULL, PageSize, PROT_READ, MAP_SHARED, fd, 0), EACCES);
    EXPECT(close(fd) == 0 && unlink("two_names_refused") == 0);
}

int main(void)
{
    step("two names");
    names_in("/tmp");
    if (on_pagewalk())
        names_in("/data");
    step("refusals");
    refusals();
    return passed();
}
