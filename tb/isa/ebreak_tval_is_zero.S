// SPDX-License-Identifier: Apache-2.0
// EBREAK and its compressed form: cause 3, tval 0, epc its own address.
#include "test.h"
        test_begin
        run_in  U_MODE, "ebreak"
        expect_trap BREAKPOINT
        .option rvc
        run_in  S_MODE, "c.ebreak"
        expect_trap BREAKPOINT
        test_end
