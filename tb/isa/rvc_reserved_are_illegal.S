// SPDX-License-Identifier: Apache-2.0
// Reserved compressed encodings trap, and tval holds the 16 bits alone, whatever follows them.
#include "test.h"
        test_begin
        .irp    code, 0x0000, 0x0004, 0x8000, 0x2001, 0x6101, 0x6581, 0x4002, 0x6002, 0x8002, 0x9c41, 0x2002, 0xa002
        li      a1, \code
        run_in  S_MODE, ".half \code, 0xffff"
        expect_trap ILLEGAL_INSTRUCTION, a1
        .endr
        test_end
