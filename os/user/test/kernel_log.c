// SPDX-License-Identifier: Apache-2.0
// What the kernel has said is kept: syslog(2) gives all of it, the last that fit, or what nobody has read yet;
// /dev/kmsg gives a record a read, and takes records. The oldest give way. The console shows those of its level alone.
#include <sys/klog.h>

#include "test.h"

enum { Read = 2, ReadAll = 3, ReadClear = 4, Clear = 5, ConsoleLevel = 8, SizeUnread = 9, SizeBuffer = 10 };

static char text[32768];

static const char *all(void)
{
    int length = klogctl(ReadAll, text, sizeof text - 1);
    EXPECT(length >= 0);
    text[length] = '\0';
    return text;
}

static void say(const char *what)
{
    int fd = open("/dev/kmsg", O_WRONLY);
    EXPECT(fd >= 0);
    EXPECT_EQ(write(fd, what, strlen(what)), strlen(what));
    close(fd);
}

static void said(void)
{
    int size = klogctl(SizeBuffer, NULL, 0);
    EXPECT(size >= 4096);
    const char *boot = strstr(all(), "pagewalk: ");
    EXPECT(boot && strncmp(text, "<6>[    0.", 10) == 0);
    say("<5>hello from a program\n");
    EXPECT(strstr(all(), "] hello from a program\n"));
    EXPECT(strstr(text, "<13>[") && !strstr(text, "<5>hello"));
    say("without a level");
    EXPECT(strstr(all(), "<12>[") && strstr(text, "] without a level\n"));

    step("the last that fit");
    char last[40];
    int length = klogctl(ReadAll, last, sizeof last);
    EXPECT(length > 10 && last[length - 1] == '\n' && last[0] == '<');
    EXPECT_EQ(klogctl(ReadAll, last, 5), 0);

    step("cleared");
    EXPECT(klogctl(ReadClear, text, sizeof text) > 0);
    EXPECT_EQ(klogctl(ReadAll, text, sizeof text), 0);
    say("after it");
    EXPECT(strstr(all(), "after it") && !strstr(text, "pagewalk: "));
    EXPECT(klogctl(Clear, NULL, 0) == 0 && all()[0] == '\0');
}

static void unread(void)
{
    while (klogctl(SizeUnread, NULL, 0) > 0)
        EXPECT(klogctl(Read, text, sizeof text) > 0);
    say("first");
    say("second");
    int bytes = klogctl(SizeUnread, NULL, 0);
    EXPECT_EQ(klogctl(Read, text, 3), 3);
    EXPECT(strncmp(text, "<12", 3) == 0);
    EXPECT_EQ(klogctl(SizeUnread, NULL, 0), bytes - 3);
    EXPECT_EQ(klogctl(Read, text, sizeof text), bytes - 3);
    EXPECT(text[0] == '>' && memmem(text, (size_t)bytes - 3, "second\n", 7));
    pid_t pid = fork_child();
    if (pid == 0) {
        int length = klogctl(Read, text, sizeof text);  // waits
        _exit(length > 0 && memmem(text, (size_t)length, "third", 5) ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    usleep(20000);
    say("third");
    wait_for_success(pid);
}

static void records(void)
{
    char record[300];
    unsigned priority, number, next;
    int fd = open("/dev/kmsg", O_RDWR | O_NONBLOCK);
    EXPECT(fd >= 0);
    ssize_t length = read(fd, record, sizeof record - 1);
    EXPECT(length > 0);
    record[length] = '\0';
    EXPECT(sscanf(record, "%u,%u,%*u,-;", &priority, &number) == 2 && strstr(record, ";pagewalk: "));
    EXPECT_EQ(priority, 6);
    while (read(fd, record, sizeof record) > 0)
        continue;
    EXPECT_EQ(errno, EAGAIN);
    EXPECT_EQ(write(fd, "<14>mine", 8), 8);
    EXPECT_ERRNO(read(fd, record, 4), EINVAL);
    length = read(fd, record, sizeof record - 1);
    EXPECT(length > 0);
    record[length] = '\0';
    EXPECT(sscanf(record, "%u,%u,%*u,-;", &priority, &next) == 2 && strstr(record, ";mine\n"));
    EXPECT(priority == 14 && next > number);

    step("the oldest give way");
    memset(record, 'x', 200);
    record[199] = '\0';
    int behind = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
    EXPECT(behind >= 0 && read(behind, text, sizeof text) > 0);
    for (int i = 0; i < 200; i++)
        EXPECT_EQ(write(fd, record, 199), 199);
    EXPECT_ERRNO(read(behind, text, sizeof text), EPIPE);
    EXPECT(read(behind, text, sizeof text) > 0);
    EXPECT(strlen(all()) > 4096 && !strstr(text, "pagewalk: "));
    close(behind);
    close(fd);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("its log is not ours to write to");
    EXPECT(klogctl(ConsoleLevel, NULL, 1) == 0);  // nothing of this on the console
    EXPECT_ERRNO(klogctl(ConsoleLevel, NULL, 9), EINVAL);
    EXPECT_ERRNO(klogctl(ReadAll, NULL, 5), EINVAL);
    EXPECT_ERRNO(klogctl(ReadAll, text, -1), EINVAL);
    EXPECT_ERRNO(klogctl(77, NULL, 0), EINVAL);
    step("what was said");
    said();
    step("what nobody has read");
    unread();
    step("records");
    records();
    EXPECT(klogctl(ConsoleLevel, NULL, 7) == 0);
    return passed();
}
