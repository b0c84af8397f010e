// SPDX-License-Identifier: Apache-2.0
// Svinval: TVM binds SINVAL.VMA in S mode as it binds SFENCE.VMA, and neither SFENCE.W.INVAL nor SFENCE.INVAL.IR. In U
// mode all three are illegal.
// Needs: svinval
#include "test.h"
        test_begin
        li      a1, 0x16000073
        li      a2, 0x18000073
        li      a3, 0x18100073
        run_in  S_MODE, ".4byte 0x16000073; .4byte 0x18000073; .4byte 0x18100073"
        expect_done
        run_in  U_MODE, ".4byte 0x16000073"
        expect_trap ILLEGAL_INSTRUCTION, a1
        run_in  U_MODE, ".4byte 0x18000073"
        expect_trap ILLEGAL_INSTRUCTION, a2
        run_in  U_MODE, ".4byte 0x18100073"
        expect_trap ILLEGAL_INSTRUCTION, a3
        li      t0, MSTATUS_TVM
        csrs    mstatus, t0
        run_in  S_MODE, ".4byte 0x16000073"
        expect_trap ILLEGAL_INSTRUCTION, a1
        run_in  S_MODE, ".4byte 0x18000073; .4byte 0x18100073"
        expect_done
        run_in  M_MODE, ".4byte 0x16000073; .4byte 0x18000073; .4byte 0x18100073"
        expect_done
        test_end
