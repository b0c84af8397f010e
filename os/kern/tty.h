// SPDX-License-Identifier: Apache-2.0
// The console as a terminal with a session and a foreground: /dev/console and /dev/tty.

#ifndef OS_KERN_TTY_H
#define OS_KERN_TTY_H

struct process;

// Once the PLIC works and /dev is there.
void tty_init(void);

// The end of a process: if it leads the session that has the terminal, that is free again and its foreground hung up.
void tty_session_ends(const struct process *leader);

#endif
