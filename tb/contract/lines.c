// SPDX-License-Identifier: Apache-2.0
// Cycles a line of memory that is not in a cache and is written whole, and of a line that is copied from memory to
// memory, with caches full of dirty lines: each line that comes pushes another one out.
#include "contract.h"

enum { COUNT = 2048, BYTES = COUNT * LINE, FILL = 1 << 20 };
#define TO SPARE
#define FROM (SPARE + FILL)

struct cost set_lines(uint64_t to, uint64_t bytes);
struct cost copy_lines(uint64_t to, uint64_t from, uint64_t bytes);

MEASURED(set_lines, "add a1, a0, a1\n"
                    "enter\n"
                    "1: .irp at 0 8 16 24 32 40 48 56\n"
                    "sd   x0, \\at(a0)\n"
                    ".endr\n"
                    "addi a0, a0, 64\n"
                    "bne  a0, a1, 1b\n"
                    "leave\n");

MEASURED(copy_lines, "add a2, a1, a2\n"
                     "enter\n"
                     "1: .irp at 0 32\n"
                     "ld   t0, \\at(a1)\n"
                     "ld   t1, \\at+8(a1)\n"
                     "ld   t2, \\at+16(a1)\n"
                     "ld   t3, \\at+24(a1)\n"
                     "sd   t0, \\at(a0)\n"
                     "sd   t1, \\at+8(a0)\n"
                     "sd   t2, \\at+16(a0)\n"
                     "sd   t3, \\at+24(a0)\n"
                     ".endr\n"
                     "addi a1, a1, 64\n"
                     "addi a0, a0, 64\n"
                     "bne  a1, a2, 1b\n"
                     "leave\n");

int main(void)
{
    set_lines(TO, FILL);  // the L2 is full of other dirty lines
    tell_ratio("memset_line", set_lines(FROM, BYTES).cycles, COUNT);
    copy_lines(TO, FROM + BYTES, 2 * BYTES);
    tell_ratio("copy_line", copy_lines(TO + 4 * BYTES, FROM + 4 * BYTES, BYTES).cycles, COUNT);
    return 0;
}
