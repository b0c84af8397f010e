// SPDX-License-Identifier: Apache-2.0
// Debug triggers (Sdtrig 1.0: mcontrol and mcontrol6 with match = 0, select = 0, size = 0 and action = 0; docs/isa.md): two, each on
// the address of an instruction, a load or a store. The instruction raises a breakpoint exception instead of what it would do.
module triggers (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  // tselect, tdata1, tdata2, tinfo: their numbers are csr_pkg::CsrTselect + index
  input  logic                 valid_i,
  input  logic [2:0]           index_i,
  output logic                 known_o,      // there is such a register
  output logic [63:0]          rdata_o,
  input  logic                 we_i,         // at the end of the cycle
  input  logic [63:0]          wdata_i,
  // the mode of the hart
  input  logic [1:0]           priv_i,       // riscv_pkg::priv_e
  input  logic                 mie_i,        // mstatus.MIE, SIE
  input  logic                 sie_i,
  input  logic                 delegated_i,  // breakpoints go to S mode
  // an instruction in decode
  input  logic [63:0]          pc_i,
  output logic                 at_pc_o,
  // an access in execute, by its lowest address, or the line that its address lies in
  input  logic                 access_i,
  input  machine_pkg::mem_op_e op_i,
  input  logic [63:0]          va_i,
  output logic                 at_va_o
);
  localparam int unsigned Triggers = 2;

  localparam logic [3:0]  TypeMcontrol  = 4'd2;
  localparam logic [3:0]  TypeMcontrol6 = 4'd6;
  localparam logic [3:0]  TypeDisabled  = 4'd15;
  localparam logic [63:0] Tinfo = 64'h0100_8044;    // version 1, types 2, 6, 15

  // Of each trigger; an address that is watched by none of them costs nothing to look at.
  logic                select_q;
  logic [Triggers-1:0] mcontrol_q, mcontrol6_q;             // its type; neither: disabled, and all below is 0
  logic [Triggers-1:0] m_q, s_q, u_q, execute_q, store_q, load_q;
  logic [63:0]         tdata2_q [Triggers];
  logic                watching_q;

  // ---------------------------------------------------------------------------------------------
  // Registers

  logic [63:0] tdata1;

  always_comb begin
    tdata1 = '0;
    if (valid_i) begin
      tdata1[63:60] = mcontrol_q[select_q]  ? TypeMcontrol :
                      mcontrol6_q[select_q] ? TypeMcontrol6 : TypeDisabled;
      tdata1[6]     = m_q[select_q];
      tdata1[4:0]   = {s_q[select_q], u_q[select_q], execute_q[select_q], store_q[select_q],
                       load_q[select_q]};
    end
  end

  always_comb begin
    known_o = 1'b0;
    rdata_o = '0;
    if (valid_i) begin
      known_o = 1'b1;
      case (index_i)
        csr_pkg::CsrTselect[2:0]: rdata_o = {63'b0, select_q};
        csr_pkg::CsrTdata1[2:0]:  rdata_o = tdata1;
        csr_pkg::CsrTdata2[2:0]:  rdata_o = tdata2_q[select_q];
        csr_pkg::CsrTinfo[2:0]:   rdata_o = Tinfo;
        default:                  known_o = 1'b0;
      endcase
    end
  end

  // A type that is not there disables the trigger, 0 with it.
  logic mcontrol, mcontrol6, enabled;

  assign mcontrol  = wdata_i[63:60] == TypeMcontrol;
  assign mcontrol6 = wdata_i[63:60] == TypeMcontrol6;
  assign enabled   = mcontrol || mcontrol6;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      select_q    <= 1'b0;
      mcontrol_q  <= '0;
      mcontrol6_q <= '0;
      m_q         <= '0;
      s_q         <= '0;
      u_q         <= '0;
      execute_q   <= '0;
      store_q     <= '0;
      load_q      <= '0;
      watching_q  <= 1'b0;
      for (int i = 0; i < Triggers; i++) tdata2_q[i] <= '0;
    end else if (we_i) begin
      case (index_i)
        csr_pkg::CsrTselect[2:0]: select_q <= wdata_i[0];
        csr_pkg::CsrTdata1[2:0]: begin
          mcontrol_q[select_q]  <= mcontrol;
          mcontrol6_q[select_q] <= mcontrol6;
          m_q[select_q]         <= enabled && wdata_i[6];
          s_q[select_q]         <= enabled && wdata_i[4];
          u_q[select_q]         <= enabled && wdata_i[3];
          execute_q[select_q]   <= enabled && wdata_i[2];
          store_q[select_q]     <= enabled && wdata_i[1];
          load_q[select_q]      <= enabled && wdata_i[0];
          watching_q            <= enabled || mcontrol_q[~select_q] || mcontrol6_q[~select_q];
        end
        csr_pkg::CsrTdata2[2:0]:  tdata2_q[select_q] <= wdata_i;
        default: ;                                // tinfo
      endcase
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Matches

  // In the mode that handles the exception none fires while interrupts are off there, or a handler
  // could be entered again before it has saved anything ("Native Triggers", the first solution).
  logic [Triggers-1:0] armed;

  always_comb begin
    armed = '0;
    if (watching_q) begin
      case (priv_i)
        riscv_pkg::PrivM: if (mie_i) armed = m_q;
        riscv_pkg::PrivS: if (sie_i || !delegated_i) armed = s_q;
        default:          armed = u_q;
      endcase
    end
  end

  logic [Triggers-1:0] looks;                     // for an access of this kind
  logic                line;                      // at any address of the line

  always_comb begin
    at_pc_o = 1'b0;
    if (watching_q) begin
      for (int i = 0; i < Triggers; i++) begin
        if (armed[i] && execute_q[i] && tdata2_q[i] == pc_i) at_pc_o = 1'b1;
      end
    end
  end

  always_comb begin
    looks = '0;
    line  = 1'b0;
    if (watching_q && access_i) begin
      line = machine_pkg::op_on_line(op_i);
      if (op_i != machine_pkg::MemStore && op_i != machine_pkg::MemSc) looks = load_q;
      if (machine_pkg::op_writes(op_i)) looks = looks | store_q;
      // an instruction on a cache block is a store to all of it, for mcontrol6 alone
      if (line) looks = store_q & mcontrol6_q;
      looks = looks & armed;
    end
  end

  always_comb begin
    at_va_o = 1'b0;
    if (looks != '0) begin
      for (int i = 0; i < Triggers; i++) begin
        if (looks[i] && tdata2_q[i][63:machine_pkg::LineShift] == va_i[63:machine_pkg::LineShift]
            && (line || tdata2_q[i][machine_pkg::LineShift-1:0] == va_i[machine_pkg::LineShift-1:0]))
          at_va_o = 1'b1;
      end
    end
  end
endmodule
