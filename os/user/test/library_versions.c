// SPDX-License-Identifier: Apache-2.0
// Two versions of a library are used at once, each by the program that was linked with it; and when the library's file
// gets new content, the same program has the new result without being built again. Claims: F63, F131.

#include "companion.h"

static void expect_library(pid_t pid, const char *library, const char *other)
{
    static struct map_line lines[MapLines];
    int count = read_maps_of(pid, lines), found = 0;
    for (int i = 0; i < count; i++) {
        found += name_ends(&lines[i], library);
        EXPECT(!name_ends(&lines[i], other));
    }
    EXPECT(found >= 2);  // its code, and its data
}

// Write the content of one file over another of the same size, which nobody runs.
static void overwrite(const char *to, const char *from)
{
    static char bytes[65536];
    int fd = open(from, O_RDONLY);
    EXPECT(fd >= 0);
    ssize_t length = read(fd, bytes, sizeof bytes);
    close(fd);
    EXPECT(length > 0 && length < (ssize_t)sizeof bytes);
    fd = open(to, O_WRONLY);
    EXPECT(fd >= 0);
    EXPECT_EQ(write(fd, bytes, (size_t)length), length);
    close(fd);
}

int main(void)
{
    step("one after the other");
    EXPECT_EQ(companion_status("answers.1"), 41);
    EXPECT_EQ(companion_status("answers.2"), 42);

    step("side by side");
    struct running one = companion_start("answers.1"), two = companion_start("answers.2");
    expect_library(one.pid, "/libx.so.1", "/libx.so.2");
    expect_library(two.pid, "/libx.so.2", "/libx.so.1");
    EXPECT_EQ(companion_end(&one), 41);
    EXPECT_EQ(companion_end(&two), 42);

    step("a new library in the file of the old");
    overwrite(companion("libx.so.1"), companion("libx.so.new"));
    int answer = companion_status("answers.1");
    overwrite(companion("libx.so.1"), companion("libx.so.old"));
    EXPECT_EQ(answer, 43);
    EXPECT_EQ(companion_status("answers.1"), 41);
    EXPECT_EQ(companion_status("answers.2"), 42);
    return passed();
}
