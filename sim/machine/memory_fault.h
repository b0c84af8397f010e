// SPDX-License-Identifier: Apache-2.0
// Lines that memory refuses to take because somebody asked for it: which ones.
#ifndef PAGEWALK_MEMORY_FAULT_H
#define PAGEWALK_MEMORY_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MEMORY_FAULTS_MAX 16

// Of the lines that are written and have a byte in [first, end), those numbered [from, to) are refused, counted from 1
// since the start of the run.
struct memory_fault {
    uint64_t first, end;
    uint64_t from, to;
    uint64_t seen;  // lines that have matched
    bool strikes;   // the line that is being written
};

// A doubleword of a line is written; a line is written from its first on. True: it is refused, as are the others of its
// line.
bool memory_refuses(struct memory_fault *faults, unsigned count, uint64_t pa);

#ifdef __cplusplus
}
#endif

#endif
