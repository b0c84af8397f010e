// SPDX-License-Identifier: Apache-2.0
#include "terminal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static struct termios before;
static bool is_raw;

// Output is left as it was: a program that only says \n may be seen too.
void terminal_make_raw(void)
{
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return;
    struct termios raw = before;
    cfmakeraw(&raw);
    raw.c_oflag = before.c_oflag;
    is_raw = tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw) == 0;
    if (is_raw)
        atexit(terminal_restore);
}

void terminal_restore(void)
{
    if (is_raw)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    is_raw = false;
}
