// SPDX-License-Identifier: Apache-2.0
// The clock and the reset of a model whose inputs have been settled by an eval() of the bench's own.
#ifndef TB_COMMON_CLOCK_H
#define TB_COMMON_CLOCK_H

namespace bench
{

template <class Dut> void clock(Dut &dut)
{
    dut.clk_i = 1;
    dut.eval();
    dut.clk_i = 0;
    dut.eval();
}

template <class Dut> void reset(Dut &dut)
{
    dut.rst_ni = 0;
    for (int i = 0; i < 3; i++)
        clock(dut);
    dut.rst_ni = 1;
}

}  // namespace bench

#endif
