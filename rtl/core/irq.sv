// SPDX-License-Identifier: Apache-2.0
// Chooses the interrupt to take, if any (Privileged 3.1.9, 4.1.3): those not delegated go to M mode
// and come first; in each group the order is external, software, timer, machine before supervisor,
// and last the counters that overflow (Sscofpmf).
module irq (
  input  logic [13:0]        pending_i,    // mip & mie
  input  logic [13:0]        mideleg_i,
  input  logic [1:0]         priv_i,       // riscv_pkg::priv_e
  input  logic               mie_i,        // mstatus.MIE, mstatus.SIE
  input  logic               sie_i,
  output logic               valid_o,
  output logic [5:0]         cause_o
);
  logic        m_open, s_open;
  logic [13:0] to_m, to_s, chosen;

  always_comb begin
    valid_o = 1'b0;
    cause_o = '0;
    m_open  = 1'b0;
    s_open  = 1'b0;
    to_m    = '0;
    to_s    = '0;
    chosen  = '0;
    if (pending_i != '0) begin
      m_open  = (priv_i != riscv_pkg::PrivM) || mie_i;
      s_open  = (priv_i == riscv_pkg::PrivU) || (priv_i == riscv_pkg::PrivS && sie_i);
      to_m    = m_open ? (pending_i & ~mideleg_i) : '0;
      to_s    = s_open ? (pending_i & mideleg_i)  : '0;
      chosen  = (to_m != '0) ? to_m : to_s;
      valid_o = (chosen != '0);
      if      (chosen[riscv_pkg::IrqMExt[3:0]])   cause_o = riscv_pkg::IrqMExt;
      else if (chosen[riscv_pkg::IrqMSoft[3:0]])  cause_o = riscv_pkg::IrqMSoft;
      else if (chosen[riscv_pkg::IrqMTimer[3:0]]) cause_o = riscv_pkg::IrqMTimer;
      else if (chosen[riscv_pkg::IrqSExt[3:0]])   cause_o = riscv_pkg::IrqSExt;
      else if (chosen[riscv_pkg::IrqSSoft[3:0]])  cause_o = riscv_pkg::IrqSSoft;
      else if (chosen[riscv_pkg::IrqSTimer[3:0]]) cause_o = riscv_pkg::IrqSTimer;
      else                                        cause_o = riscv_pkg::IrqLcof;
    end
  end
endmodule
