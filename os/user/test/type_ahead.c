// SPDX-License-Identifier: Apache-2.0
// More is typed than the terminal keeps. What was typed before it was full is there; once it is thrown away, what comes
// afterwards is heard; and the key that interrupts does so although the terminal is full, and throws it all away
// itself.
//
// Boot: frames=250
// Machine: --input build/type_ahead.keys
// Engine: model

#include <sys/ioctl.h>
#include <termios.h>

#include "test.h"

enum { Full = 16000 };

static char line[256];
static volatile sig_atomic_t interrupted;

static void on_interrupt(int number) { interrupted = number; }

static int waiting(void)
{
    int bytes = 0;
    EXPECT(ioctl(0, FIONREAD, &bytes) == 0);
    return bytes;
}

static bool becomes_full(void)
{
    for (int i = 0; waiting() < Full; i++) {
        if (i == 200)
            return false;
        usleep(10000);
    }
    return true;
}

static void next_line(void)
{
    ssize_t length = read(0, line, sizeof line - 1);
    EXPECT(length > 0);
    line[length] = 0;
}

int main(void)
{
    if (!isatty(0) || waiting() == 0)
        return skipped("nothing is typed");
    EXPECT(becomes_full());
    signal(SIGINT, on_interrupt);
    alarm(60);

    step("what was kept");
    next_line();
    EXPECT(strcmp(line, "line 0 of more than a terminal keeps\n") == 0);
    usleep(100000);  // a hundred bytes more have come, and found no room

    step("after it was thrown away");
    EXPECT(tcflush(0, TCIFLUSH) == 0);
    while (strcmp(line, "the last line\n") != 0)
        next_line();

    step("interrupted");
    EXPECT(becomes_full());
    while (!interrupted)
        usleep(10000);
    next_line();
    EXPECT(strcmp(line, "the end\n") == 0);
    EXPECT_EQ(waiting(), 0);
    return passed();
}
