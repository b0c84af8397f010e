// SPDX-License-Identifier: Apache-2.0
// The one terminal: a session's, of which one process group is in the foreground. It may read, and has the signals of
// the keys; another group that reads is stopped (setsid(2), tcsetpgrp(3), ioctl_tty(2)). While no session has it, ^C
// goes to every process but init, and everybody may read.
//
// Lock: the kernel itself (sched.h).

#include "os/kern/tty.h"

#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/dev/console.h"
#include "os/fs/vfs.h"
#include "os/kern/file.h"
#include "os/kern/line.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/vm/copy.h"

#define CHUNK 128

enum {
    TCGETS = 0x5401,
    TCSETS = 0x5402,
    TCSETSW = 0x5403,
    TCSETSF = 0x5404,
    TCSBRK = 0x5409,
    TCXONC = 0x540a,
    TCFLSH = 0x540b,
    TIOCSCTTY = 0x540e,
    TIOCGPGRP = 0x540f,
    TIOCSPGRP = 0x5410,
    TIOCOUTQ = 0x5411,
    TIOCGWINSZ = 0x5413,
    TIOCSWINSZ = 0x5414,
    FIONREAD = 0x541b,
    TIOCNOTTY = 0x5422,
    TIOCGSID = 0x5429,
};

static struct {
    struct line line;
    struct waitq readers;
    pid_t session, foreground;  // 0: none
    uint16_t window[4];         // rows, columns, and no pixels
} tty = {.readers = WAITQ_INIT(tty.readers), .window = {24, 80, 0, 0}};

// ---- who may -----------------------------------------------------------------------------------------------------

static bool is_mine(void) { return tty.session != 0 && current->process->sid == tty.session; }

static bool in_background(void) { return is_mine() && current->process->pgid != tty.foreground; }

static bool ignores(int signo)
{
    return (current->signals.blocked & SIGSET(signo)) != 0 ||
           signal_action(current->actions, signo)->handler == SIG_IGN;
}

// Has nobody of the group a parent in the session, who could let it go on once it is stopped?
static bool is_orphaned(pid_t pgid)
{
    struct task *t;
    LIST_FOR_EACH(t, &all_tasks, all_link) {
        const struct process *p = t->process, *parent = p->parent;
        if (task_is_leader(t) && p->pgid == pgid && !p->ended && parent && parent->pgid != pgid &&
            parent->sid == p->sid)
            return false;
    }
    return true;
}

// Stops the running process's group, whose call is made again when it goes on; -EIO where that would be for ever.
static int stop_group(int signo)
{
    struct siginfo info = {.signo = signo, .code = SI_KERNEL};
    if (is_orphaned(current->process->pgid))
        return -EIO;
    signal_send_group(current->process->pgid, &info);
    return -EINTR;
}

static int may_read(void)
{
    if (!in_background())
        return 0;
    return ignores(SIGTTIN) ? -EIO : stop_group(SIGTTIN);
}

static int may_change(void) { return in_background() && !ignores(SIGTTOU) ? stop_group(SIGTTOU) : 0; }

static int may_write(void) { return (tty.line.termios.lflag & TOSTOP) != 0 ? may_change() : 0; }

// ---- input from the device ---------------------------------------------------------------------------------------

static void signal_foreground(int signo)
{
    struct siginfo info = {.signo = signo, .code = SI_KERNEL};
    struct task *t;
    if (tty.session != 0) {
        signal_send_group(tty.foreground, &info);
        return;
    }
    LIST_FOR_EACH(t, &all_tasks, all_link)
        if (task_is_leader(t) && t->process->pid > 1)
            signal_send_process(t->process, &info);
}

static bool receive(char c)
{
    bool kept;
    int signo = line_receive(&tty.line, c, &kept);
    if (signo != 0)
        signal_foreground(signo);
    if (line_has_input(&tty.line)) {
        wake_all(&tty.readers);
        poll_notify();
    }
    return kept;
}

// ---- reading and writing -----------------------------------------------------------------------------------------

// Sleeps until there is something to read. 0, -EINTR, or -ETIMEDOUT: there is nothing, and a read shall not wait
// longer.
static int await_input(void)
{
    const struct termios *t = &tty.line.termios;
    bool patient = (t->lflag & ICANON) != 0 || (t->cc[VMIN] != 0);
    uint64_t deadline = patient ? UINT64_MAX : time_now() + t->cc[VTIME] * machine.timebase / 10;
    int error = 0;
    while (error == 0 && !line_has_input(&tty.line))
        error = patient ? sleep_interruptible(&tty.readers) : sleep_until(&tty.readers, deadline);
    return error;
}

static int64_t tty_read(struct vnode *vn, struct io *io, uint64_t offset, size_t n)
{
    char chunk[CHUNK];
    size_t done = 0;
    bool ended = n == 0;
    int error = may_read();
    (void)vn, (void)offset;
    if (error == 0 && n > 0)
        error = await_input();
    if (error != 0)
        return error == -ETIMEDOUT ? 0 : error;
    while (!ended && done < n) {
        size_t taken = line_take(&tty.line, chunk, MIN(n - done, sizeof chunk), &ended);
        if (taken > 0 && io_put(io, chunk, taken) != 0)
            return done > 0 ? (int64_t)done : -EFAULT;
        done += taken;
    }
    return (int64_t)done;
}

static int64_t tty_write(struct vnode *vn, struct io *io, uint64_t offset, size_t n)
{
    char chunk[CHUNK];
    int error = may_write();
    (void)vn, (void)offset;
    if (error != 0)
        return error;
    for (size_t done = 0; done < n;) {
        size_t piece = MIN(n - done, sizeof chunk);
        if (io_get(io, chunk, piece) != 0)
            return done > 0 ? (int64_t)done : -EFAULT;
        line_write(&tty.line, chunk, piece);
        done += piece;
        if (give_way() != 0)
            return (int64_t)done;
    }
    return (int64_t)n;
}

static int tty_poll(struct vnode *vn)
{
    (void)vn;
    return POLLOUT | (line_has_input(&tty.line) ? POLLIN : 0);
}

// ---- ioctl -------------------------------------------------------------------------------------------------------

static int set_termios(struct space *space, uint64_t argument, bool flush)
{
    struct termios new;
    int error = may_change();
    if (error != 0)
        return error;
    if (copy_from_user(&new, space, argument, sizeof new) != 0)
        return -EFAULT;
    if (flush)
        line_flush(&tty.line);
    line_set(&tty.line, &new);
    if (line_has_input(&tty.line))
        wake_all(&tty.readers);
    return 0;
}

static int set_window(struct space *space, uint64_t argument)
{
    uint16_t new[4];
    if (copy_from_user(new, space, argument, sizeof new) != 0)
        return -EFAULT;
    bool changed = new[0] != tty.window[0] || new[1] != tty.window[1];
    for (int i = 0; i < 4; i++)
        tty.window[i] = new[i];
    if (changed && tty.session != 0)
        signal_foreground(SIGWINCH);
    return 0;
}

// The leader of a session without a terminal gets this one, and comes to its foreground.
static int take_terminal(void)
{
    const struct process *p = current->process;
    if (p->sid == tty.session)
        return 0;
    if (p->pid != p->sid || tty.session != 0)
        return -EPERM;
    tty.session = p->sid;
    tty.foreground = p->pgid;
    return 0;
}

static int leave_terminal(void)
{
    if (!is_mine())
        return -ENOTTY;
    if (current->process->pid == tty.session)
        tty_session_ends(current->process);
    return 0;
}

static bool group_is_mine(pid_t pgid)
{
    struct task *t;
    LIST_FOR_EACH(t, &all_tasks, all_link)
        if (task_is_leader(t) && t->process->pgid == pgid && t->process->sid == tty.session)
            return true;
    return false;
}

static int set_foreground(struct space *space, uint64_t argument)
{
    pid_t pgid;
    if (!is_mine())
        return -ENOTTY;
    int error = may_change();
    if (error != 0)
        return error;
    if (copy_from_user(&pgid, space, argument, sizeof pgid) != 0)
        return -EFAULT;
    if (pgid < 0)
        return -EINVAL;
    if (!group_is_mine(pgid))
        return -EPERM;
    tty.foreground = pgid;
    return 0;
}

static int tell(struct space *space, uint64_t argument, uint32_t value)
{
    return copy_to_user(space, argument, &value, sizeof value);
}

static int flush(uint64_t which)
{
    if (which > 2)
        return -EINVAL;
    if (which != 1)
        line_flush(&tty.line);
    return 0;
}

static int tty_ioctl(struct vnode *vn, uint32_t request, uint64_t argument, struct space *space)
{
    (void)vn;
    switch (request) {
    case TCGETS: return copy_to_user(space, argument, &tty.line.termios, sizeof tty.line.termios);
    case TCSETS:
    case TCSETSW: return set_termios(space, argument, false);
    case TCSETSF: return set_termios(space, argument, true);
    case TCFLSH: return flush(argument);
    case TCSBRK:
    case TCXONC: return 0;  // what is written has been sent
    case TIOCOUTQ: return tell(space, argument, 0);
    case FIONREAD: return tell(space, argument, line_readable(&tty.line));
    case TIOCGWINSZ: return copy_to_user(space, argument, tty.window, sizeof tty.window);
    case TIOCSWINSZ: return set_window(space, argument);
    case TIOCSCTTY: return take_terminal();
    case TIOCNOTTY: return leave_terminal();
    case TIOCGPGRP: return is_mine() ? tell(space, argument, (uint32_t)tty.foreground) : -ENOTTY;
    case TIOCSPGRP: return set_foreground(space, argument);
    case TIOCGSID: return is_mine() ? tell(space, argument, (uint32_t)tty.session) : -ENOTTY;
    default: return -ENOTTY;
    }
}

static const struct vnode_ops tty_ops = {.read = tty_read, .write = tty_write, .poll = tty_poll, .ioctl = tty_ioctl};

void tty_session_ends(const struct process *leader)
{
    struct siginfo hangup = {.signo = SIGHUP, .code = SI_KERNEL}, go_on = {.signo = SIGCONT, .code = SI_KERNEL};
    pid_t foreground = tty.foreground;
    if (leader->pid != leader->sid || leader->sid != tty.session)
        return;
    tty.session = tty.foreground = 0;
    line_init(&tty.line);
    signal_send_group(foreground, &hangup);
    signal_send_group(foreground, &go_on);
}

void tty_init(void)
{
    line_init(&tty.line);
    console_attach(receive);
    devfs_add("console", 5 << 8 | 1, S_IFCHR | 0620, &tty_ops, NULL);
    devfs_add("tty", 5 << 8 | 0, S_IFCHR | 0666, &tty_ops, NULL);
}
