// SPDX-License-Identifier: Apache-2.0
// More is typed than the terminal keeps, and thrown away unread: what comes afterwards is heard.
//
// Boot: frames=250
// Machine: --input tb/os/type_ahead.keys
// Engine: model

#include <sys/ioctl.h>
#include <termios.h>

#include "test.h"

enum { Full = 4000 };

static int waiting(void)
{
    int bytes = 0;
    EXPECT(ioctl(0, FIONREAD, &bytes) == 0);
    return bytes;
}

int main(void)
{
    char line[256] = "";
    if (!isatty(0))
        return skipped("nothing is typed");
    for (int i = 0; waiting() < Full; i++) {
        if (i == 200)
            return skipped("too little is typed");
        usleep(10000);
    }
    step("after it was thrown away");
    EXPECT(tcflush(0, TCIFLUSH) == 0);
    alarm(5);
    while (strcmp(line, "the last line\n") != 0) {
        ssize_t length = read(0, line, sizeof line - 1);
        EXPECT(length > 0);
        line[length] = 0;
    }
    alarm(0);
    return passed();
}
