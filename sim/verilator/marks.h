// SPDX-License-Identifier: Apache-2.0
// The kernel's marks as the host sees them: a retired HINT and its name.
#ifndef PAGEWALK_HOST_MARKS_H
#define PAGEWALK_HOST_MARKS_H

#include <cstdint>

#include "../../os/vm/marks.h"

constexpr unsigned kNoMark = 0;

// The code in `slti x0, x0, code`, else kNoMark.
inline unsigned mark_of(uint32_t insn)
{
    constexpr uint32_t kMask = 0xfffff, kSltiX0 = 0x2013;  // rs1 = x0, funct3, rd = x0, opcode
    return (insn & kMask) == kSltiX0 ? insn >> 20 : kNoMark;
}

// A mark that says what a fault turned out to be.
inline bool mark_names_fault(unsigned code) { return code >= MARK_FAULT_FIRST && code <= MARK_FAULT_LAST; }

// Lower-case name of a mark ("cow_copy"), or null.
const char *mark_name(unsigned code);
// The mark of that name, or kNoMark.
unsigned mark_named(const char *name);

#endif
