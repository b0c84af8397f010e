// SPDX-License-Identifier: Apache-2.0
// Programs that name the one that runs them: files that begin with `#!` (execve(2), "Interpreter scripts").

#ifndef OS_KERN_SCRIPT_H
#define OS_KERN_SCRIPT_H

#include "os/lib/types.h"

#define SCRIPT_LINE 256  // bytes of a file that are looked at

// The first n bytes of a file, at most SCRIPT_LINE. 0: it is no script; 1: it is, and `line` is cut into the path of
// its interpreter and, perhaps, one argument (else NULL); -ENOEXEC: no path, or one that is too long.
int script_parse(char line[SCRIPT_LINE + 1], size_t n, char **interpreter, char **argument);

#endif
