// SPDX-License-Identifier: Apache-2.0
// Reading the first line of a script.

#include "os/kern/script.h"

#include "os/lib/errno.h"
#include "os/lib/string.h"

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static char *skip_blanks(char *s)
{
    while (is_blank(*s))
        s++;
    return s;
}

int script_parse(char line[SCRIPT_LINE + 1], size_t n, char **interpreter, char **argument)
{
    if (n < 2 || line[0] != '#' || line[1] != '!')
        return 0;
    line[n] = 0;
    char *end = line + 2;
    while (*end && *end != '\n')
        end++;
    bool whole = *end == '\n' || n < SCRIPT_LINE;
    while (end > line + 2 && is_blank(end[-1]))
        end--;
    *end = 0;
    *interpreter = skip_blanks(line + 2);
    char *behind = *interpreter;
    while (*behind && !is_blank(*behind))
        behind++;
    if (behind == *interpreter || (!*behind && !whole))
        return -ENOEXEC;  // no path, or only its beginning
    *argument = NULL;
    if (*behind) {
        *behind = 0;
        *argument = skip_blanks(behind + 1);
    }
    return 1;
}
