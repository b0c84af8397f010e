// SPDX-License-Identifier: Apache-2.0
// An illegal instruction's tval is the instruction.
#include "test.h"
        test_begin
        .macro  illegal mode, word
        li      a1, \word
        run_in  \mode, ".4byte \word"
        expect_trap ILLEGAL_INSTRUCTION, a1
        .endm
        illegal M_MODE, 0xffffffff
        illegal U_MODE, 0x0000007f
        illegal S_MODE, 0x00007033 + (1 << 26)  // a funct7 of nobody's
        illegal S_MODE, 0x02001013 + (1 << 28)  // SLLI with a high immediate bit
        illegal S_MODE, 0x0200101b              // SLLIW by 32
        illegal S_MODE, 0x00007003              // a load of no size
        illegal S_MODE, 0x00004023              // a store of no size
        illegal S_MODE, 0x0000202f + (5 << 27)  // an AMO of no operation
        illegal S_MODE, 0x1010202f              // LR with rs2 not 0
        illegal S_MODE, 0x00002063              // a branch of no condition
        illegal S_MODE, 0x00001067              // JALR of another funct3
        illegal S_MODE, 0x00000053              // floating point: there is none
        illegal S_MODE, 0x00004073              // SYSTEM's unused funct3
        illegal M_MODE, 0x7b200073              // DRET
        illegal M_MODE, 0x00200073              // URET
        test_end
