// SPDX-License-Identifier: Apache-2.0
// The line discipline of a terminal (termios(3), Linux's n_tty): what is typed is edited, echoed and cut into lines, or
// passed on as it is; what is written gets its carriage returns. Sizes are bytes. Lock: the kernel itself (sched.h);
// line_receive is called from the device's interrupt handler. Nothing here sleeps.

#ifndef OS_KERN_LINE_H
#define OS_KERN_LINE_H

#include "os/lib/types.h"

// Linux's struct termios of the system call, and what of it is heeded.
struct termios {
    uint32_t iflag, oflag, cflag, lflag;
    uint8_t line, cc[19];
};

enum { IGNCR = 0x80, ICRNL = 0x100, INLCR = 0x40 };  // iflag
enum { OPOST = 0x1, ONLCR = 0x4 };                   // oflag
enum {
    ISIG = 0x1,
    ICANON = 0x2,
    ECHO = 0x8,
    ECHOE = 0x10,
    ECHOK = 0x20,
    ECHONL = 0x40,
    NOFLSH = 0x80,
    TOSTOP = 0x100,
    ECHOCTL = 0x200,
    ECHOKE = 0x800,
    IEXTEN = 0x8000,
};
enum { VINTR, VQUIT, VERASE, VKILL, VEOF, VTIME, VMIN, VSUSP = 10, VEOL = 11, VWERASE = 14, VEOL2 = 16 };

#define LINE_SIZE 16384  // what can be typed ahead
#define LINE_MAX 4096    // a line, with its end

// Bytes [head, ended) may be read, [ended, tail) are the line being typed; indices only grow.
struct line {
    struct termios termios;
    uint32_t head, ended, tail;
    char text[LINE_SIZE];
    uint8_t mark[LINE_SIZE];  // enum line_mark
};

enum line_mark {
    MARK_NONE,
    MARK_LINE,  // a line ends with this byte
    MARK_FILE,  // a line ends before it: it is the end of file, and no byte of the text
};

void line_init(struct line *line);

// A byte has come from the device. 0, or the signal that it means for the foreground. *kept: there was room for it;
// what edits the line or is a signal needs none.
int line_receive(struct line *line, char c, bool *kept);

bool line_has_input(const struct line *line);
uint32_t line_readable(const struct line *line);  // bytes

// Takes at most n bytes; *ended: the line is over (always, when lines are not kept), with 0 bytes at the end of file.
size_t line_take(struct line *line, char *to, size_t n, bool *ended);

void line_write(const struct line *line, const char *text, size_t n);
void line_flush(struct line *line);  // forgets what has been typed
void line_set(struct line *line, const struct termios *termios);

#endif
