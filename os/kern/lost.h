// SPDX-License-Identifier: Apache-2.0
// Lines of memory that the hardware has lost (os/dev/error_bank.h): a line on the console, and whoever relied on them
// is told, or the kernel ends.

#ifndef OS_KERN_LOST_H
#define OS_KERN_LOST_H

void lost_init(void);

#endif
