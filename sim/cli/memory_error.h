// SPDX-License-Identifier: Apache-2.0
// How lines that memory does not take are described on the command line.
#ifndef PAGEWALK_MEMORY_ERROR_H
#define PAGEWALK_MEMORY_ERROR_H

#include <stdbool.h>

#include "machine/memory_fault.h"

// ADDRESSES[:WHICH]: an address, or FIRST-LAST; WHICH counts the lines that match, as parse_which says. False: it says
// something else. Changes the text.
bool parse_memory_error(char *text, struct memory_fault *fault);

#endif
