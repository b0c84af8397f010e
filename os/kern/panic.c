// SPDX-License-Identifier: Apache-2.0
// panic: say it, then power off with the failing reason. Uses nothing that can sleep or fail. entry.S has put it on a
// stack of its own: the task's may be what has failed.

#include "os/lib/panic.h"

#include "os/arch/sbi.h"
#include "os/kern/task.h"
#include "os/lib/printf.h"

void panic_say(const char *fmt, ...)
{
    static bool in_panic;
    char text[200];
    va_list ap;
    if (in_panic)
        sbi_shutdown(false);
    in_panic = true;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    kprintf("panic: %s\n", text);
    if (current)
        kprintf("panic: task %d (%s), from %p\n", current->tid, current->name, __builtin_return_address(0));
    sbi_shutdown(false);
}
