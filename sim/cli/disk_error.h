// SPDX-License-Identifier: Apache-2.0
// How a failing disk is described on the command line.
#ifndef PAGEWALK_DISK_ERROR_H
#define PAGEWALK_DISK_ERROR_H

#include <stdbool.h>

#include "machine/disk_fault.h"

// SLOT:KIND:SECTORS[:WHICH]. KIND is read, write or flush; SECTORS is all, a sector, or FIRST-LAST; WHICH counts the
// requests that match: N the first N, FIRST-LAST those, FIRST- from that one on; without it all. False: it says
// something else.
bool parse_disk_error(const char *text, struct disk_fault *fault);

#endif
