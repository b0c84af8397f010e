// SPDX-License-Identifier: Apache-2.0
// Settings of the running kernel: the files below /proc/sys. sysctl.c has the one table; a line there makes the file,
// its directories and, when it has a `boot` name, the boot argument of that name.
//
// An entry is a number or a word. A number that is one variable of type int64_t is named by `number`; any other has
// `get` and `set`. A word has `show` and `choose`. Without a setter the file cannot be written.
// Promise: a setter is called only with a number in [least, most] (inclusive, as Linux's tables have it), or a word
// without white space; what is refused changes nothing.
#ifndef OS_KERN_SYSCTL_H
#define OS_KERN_SYSCTL_H

#include "os/lib/types.h"

#define SYSCTL_TEXT 128  // bytes of a value, with its NUL

struct sysctl {
    const char *path;                 // below /proc/sys, as "vm/policy"
    const char *boot;                 // boot argument that sets it before init starts, or NULL
    int64_t least, most;              // of a number that can be set
    int64_t *number;                  // the variable itself
    int64_t (*get)(void);             // or its value,
    int (*set)(int64_t value);        // and how to change it: 0 or -errno. May sleep
    const char *(*show)(void);        // a word
    int (*choose)(const char *word);  // 0 or -errno. May sleep
};

extern const struct sysctl sysctls[];
extern const size_t sysctl_count;

bool sysctl_writable(const struct sysctl *entry);
// The value and a newline; its length. `text` holds SYSCTL_TEXT bytes.
size_t sysctl_show(const struct sysctl *entry, char *text);
// From text with or without white space around: 0, -EINVAL (no number, out of range, no such word), -EACCES, or what
// the setter says. May sleep.
int sysctl_set(const struct sysctl *entry, const char *text);
// At boot, once memory is managed: what the boot arguments set. Panics with the argument's name when one is refused.
void sysctl_boot_arguments(void);

#endif
