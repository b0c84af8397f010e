// SPDX-License-Identifier: Apache-2.0
// A setting is a boot argument and a file below /proc/sys, and both are one value: what the command line chose stands
// in the file, what is written to the file stands there afterwards, and what is no value is refused and changes
// nothing.
//
// Boot: policy=fifo
#include "test.h"

static const char path[] = "/proc/sys/vm/policy";

static int write_setting(const char *name, const char *value)
{
    int fd = open(name, O_WRONLY | O_TRUNC);
    if (fd < 0)
        return errno;
    errno = 0;
    ssize_t n = write(fd, value, strlen(value));
    int error = n < 0 ? errno : 0;
    close(fd);
    return error;
}

static const char *setting(const char *name)
{
    static char text[128];
    int fd = open(name, O_RDONLY);
    EXPECT(fd >= 0);
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    text[n > 0 ? n : 0] = '\0';
    return text;
}

int main(void)
{
    step("the kernel says what it is");
    EXPECT(strcmp(setting("/proc/sys/kernel/ostype"), "Linux\n") == 0);
    EXPECT(write_setting("/proc/sys/kernel/ostype", "other") != 0);
    if (!on_pagewalk())
        return passed();

    step("the command line chose");
    EXPECT(strcmp(setting(path), "fifo\n") == 0);

    step("what is written holds");
    EXPECT_EQ(write_setting(path, " clock\n"), 0);
    EXPECT(strcmp(setting(path), "clock\n") == 0);

    step("what is no value changes nothing");
    EXPECT_EQ(write_setting(path, "best"), EINVAL);
    EXPECT_EQ(write_setting(path, "fifo clock"), EINVAL);
    EXPECT_EQ(write_setting(path, "\n"), EINVAL);
    EXPECT(strcmp(setting(path), "clock\n") == 0);
    EXPECT_EQ(open("/proc/sys/vm/pol", O_RDONLY), -1);
    EXPECT_EQ(open("/proc/sys/policy", O_RDONLY), -1);
    return passed();
}
