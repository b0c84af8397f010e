// SPDX-License-Identifier: Apache-2.0
// The console as a character device: /dev/console and /dev/tty.

#ifndef OS_KERN_TTY_H
#define OS_KERN_TTY_H

// Once /dev is there.
void tty_init(void);

#endif
