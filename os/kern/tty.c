// SPDX-License-Identifier: Apache-2.0
// A terminal just large enough for line-by-line programs: reads give one line, writes go straight out, and the
// terminal requests of ioctl(2) that C libraries make are answered.

#include "os/kern/tty.h"

#include "os/dev/console.h"
#include "os/fs/vfs.h"
#include "os/kern/file.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"

#define CHUNK 128

static int64_t tty_read(struct vnode *vn, struct io *io, uint64_t offset, size_t n)
{
    char chunk[CHUNK];
    (void)vn, (void)offset;
    if (n == 0)
        return 0;
    ssize_t got = console_read(chunk, MIN(n, sizeof chunk), false);
    if (got > 0 && io_put(io, chunk, (size_t)got) != 0)
        return -EFAULT;
    return got;
}

static int64_t tty_write(struct vnode *vn, struct io *io, uint64_t offset, size_t n)
{
    char chunk[CHUNK];
    (void)vn, (void)offset;
    for (size_t done = 0; done < n;) {
        size_t piece = MIN(n - done, sizeof chunk);
        if (io_get(io, chunk, piece) != 0)
            return done > 0 ? (int64_t)done : -EFAULT;
        console_write(chunk, piece);
        done += piece;
    }
    return (int64_t)n;
}

static int tty_poll(struct vnode *vn)
{
    (void)vn;
    return POLLOUT | (console_has_input() ? POLLIN : 0);
}

enum {
    TCGETS = 0x5401,
    TCSETS = 0x5402,
    TCSETSW = 0x5403,
    TCSETSF = 0x5404,
    TIOCGPGRP = 0x540f,
    TIOCSPGRP = 0x5410,
    TIOCGWINSZ = 0x5413
};

// Linux's struct termios of the system call.
struct termios {
    uint32_t iflag, oflag, cflag, lflag;
    uint8_t line, cc[19];
};

static const struct termios terminal = {
    .iflag = 0x500,  // ICRNL | IXON
    .oflag = 0x5,    // OPOST | ONLCR
    .cflag = 0xbf,   // 38400 baud, CS8, CREAD
    .lflag = 0x1b,   // ISIG | ICANON | ECHO | ECHOE
    .cc = {3, 28, 0x7f, 21, 4, 0, 1},
};

static int tty_ioctl(struct vnode *vn, uint32_t request, uint64_t argument, struct space *space)
{
    const uint16_t window[4] = {24, 80, 0, 0};
    (void)vn;
    switch (request) {
    case TCGETS: return copy_to_user(space, argument, &terminal, sizeof terminal);
    case TCSETS:
    case TCSETSW:
    case TCSETSF: return 0;
    case TIOCGWINSZ: return copy_to_user(space, argument, window, sizeof window);
    case TIOCGPGRP: return copy_to_user(space, argument, &current->process->pgid, sizeof(pid_t));
    case TIOCSPGRP: return 0;
    default: return -ENOTTY;
    }
}

static const struct vnode_ops tty_ops = {.read = tty_read, .write = tty_write, .poll = tty_poll, .ioctl = tty_ioctl};

void tty_init(void)
{
    devfs_add("console", 5 << 8 | 1, S_IFCHR | 0620, &tty_ops, NULL);
    devfs_add("tty", 5 << 8 | 0, S_IFCHR | 0666, &tty_ops, NULL);
}
