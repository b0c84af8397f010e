// SPDX-License-Identifier: Apache-2.0
// What the kernel has said, kept for dmesg: a ring of records, each a line without its end. Records are numbered from 0
// on; the oldest give way. Lock: the kernel itself (sched.h). Nothing here sleeps.

#ifndef OS_DEV_KLOG_H
#define OS_DEV_KLOG_H

#include "os/lib/types.h"

#define KLOG_BYTES 8192
#define KLOG_LINE 256  // bytes of a text, with its NUL
#define KLOG_INFO 6    // levels are syslog's: 0 is the worst

struct klog_record {
    uint64_t number, ticks;  // machine time
    uint16_t facility;       // syslog's: 0, the kernel; 1, a user
    uint8_t level;
    char text[KLOG_LINE];
};

void klog_add(unsigned facility, unsigned level, const char *text, size_t n);  // a line, its end stripped
bool klog_read(uint64_t number, struct klog_record *record);  // that one, or the oldest behind it; false: none yet
uint64_t klog_next(void);                                     // the number that the next one will have

extern struct waitq klog_added;  // woken by each new record
extern unsigned klog_console;    // lines of a lower level go to the console, too

#endif
