// SPDX-License-Identifier: Apache-2.0
// /proc/hpm: a line `counter event value` for each event counter of the hardware, none where it has none. Written
// `counter event`, that counter begins anew with that event; `none` stops it.
#include "os/arch/hpm.h"
#include "os/fs/proc.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"

void show_hpm(struct text *text, struct task *task)
{
    (void)task;
    for (unsigned counter = HPM_FIRST; hpm_exists() && counter < HPM_END; counter++)
        text_printf(text, "%u %s %lu\n", counter, hpm_event(counter), (unsigned long)hpm_read(counter));
}

static char *skip_blanks(char *text)
{
    while (*text == ' ' || *text == '\t')
        text++;
    return text;
}

// The number in front of a blank; *text is then behind it.
static unsigned take_number(char **text)
{
    unsigned number = 0;
    while (**text >= '0' && **text <= '9' && number < HPM_END)
        number = number * 10 + (unsigned)(*(*text)++ - '0');
    return **text == ' ' || **text == '\t' ? number : 0;
}

int write_hpm(struct task *task, char *text)
{
    (void)task;
    char *at = skip_blanks(text);
    unsigned counter = take_number(&at);
    at = skip_blanks(at);
    size_t length = strlen(at);
    while (length > 0 && (at[length - 1] == '\n' || at[length - 1] == ' '))
        at[--length] = 0;
    return hpm_select(counter, at);
}
