// SPDX-License-Identifier: Apache-2.0
// Random programs for the core: code, data and page tables for the frame in programs/random.S.
//
//   0x80000000  the frame             0x80004000  16 KiB of random code
//   0x80001000  its parameters        0x80100000  data; registers point here
//   0x80003000  the S-mode handler    0x80200000  page tables
#ifndef TB_UNIT_CORE_RANDOM_PROGRAM_H
#define TB_UNIT_CORE_RANDOM_PROGRAM_H

#include <cstdint>

#include "common/bench.h"

// Writes all but the frame into RAM (ram[0] is 0x80000000, 4 MiB). With `translation` the page
// tables are random too; else every address space is bare.
void make_random_program(uint8_t *ram, bench::Random &random, bool translation);

#endif
