// SPDX-License-Identifier: Apache-2.0
#include "memory_error.h"

#include <string.h>

#include "quantity.h"

bool parse_memory_error(char *text, struct memory_fault *fault)
{
    char *which = strchr(text, ':');
    if (which)
        *which++ = '\0';
    *fault = (struct memory_fault){0};
    return parse_range(text, &fault->first, &fault->end) && parse_which(which, &fault->from, &fault->to);
}
