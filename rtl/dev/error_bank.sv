// SPDX-License-Identifier: Apache-2.0
// An error bank with one record: lines that memory refused when they were written back (RISC-V RERI 1.0).
// Such a line is lost for whoever stored into it, so it is an uncorrected error (UEC), always of the same
// kind and priority: the first stays in the record, one that follows is told by `mo`. Software clears the
// record by control_0.sinv, and may write one of its own while there is none.
//
// The line to the PLIC is high as long as there is a record and control_0.uecs is not 0. While control_0.else
// is 0 nothing is recorded, and the loss is told by `unheard_o`, for those who watch.
//
// A register is accessed whole or by halves, aligned; anything else is refused and does nothing. A request is
// answered in the next cycle. Of one cycle, a read sees what was before the loss, and a write comes before it.
module error_bank (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  // a line is lost
  input  logic                    lost_i,
  input  machine_pkg::paddr_t     lost_pa_i,
  output logic                    unheard_o,
  // registers
  input  logic                    req_valid_i,
  input  machine_pkg::io_req_t    req_i,
  output logic                    rsp_valid_o,
  output machine_pkg::cache_rsp_t rsp_o,
  output logic                    irq_o
);
  // Offsets in doublewords ("Register Layout"): those of the header, and of record 0
  localparam logic [8:0] BankInfo     = 9'd1;
  localparam logic [8:0] ValidSummary = 9'd2;
  localparam logic [8:0] Control      = 9'd8;
  localparam logic [8:0] Status       = 9'd9;
  localparam logic [8:0] AddrInfo     = 9'd10;

  localparam logic [7:0] Version = 8'h01;
  localparam logic [5:0] Records = 6'd1;

  // Of the status register, what every error here says of itself
  localparam logic [2:0] TtImplicitWrite = 3'd7;
  localparam logic [3:0] AitPhysical     = 4'd1;
  localparam logic [7:0] EcMemory        = 8'd19;

  typedef struct packed {
    logic       log;         // control_0.else
    logic [1:0] signal;      // control_0.uecs
    logic       valid;       // status_0.v
    logic       more;        // status_0.mo
    logic       reading;     // status_0.rdip
  } state_t;
  state_t                              state_q, state_d;
  logic [55:machine_pkg::LineShift]    line_q, line_d;   // addr_info_0

  logic       whole, lower, upper, accepted, written;
  logic [8:0] register;
  assign whole    = (req_i.be == 8'hff);
  assign lower    = whole || (req_i.be == 8'h0f);
  assign upper    = whole || (req_i.be == 8'hf0);
  assign accepted = req_valid_i && (lower || upper);
  assign written  = accepted && req_i.write;
  assign register = req_i.pa[11:3];

  machine_pkg::dword_t rdata;
  always_comb begin
    rdata = '0;
    unique case (register)
      BankInfo:     rdata = {Version, 32'b0, 2'b0, Records, 16'b0};
      ValidSummary: rdata = {62'b0, state_q.valid, 1'b1};
      Control:      rdata = {56'b0, state_q.signal, 5'b0, state_q.log};
      Status:       rdata = {32'b0, EcMemory, state_q.reading, 7'b0, AitPhysical, 1'b0, TtImplicitWrite,
                             1'b0, state_q.more, 2'b0, 1'b1, 2'b0, state_q.valid};
      AddrInfo:     rdata = {8'b0, line_q, {machine_pkg::LineShift{1'b0}}};
      default:      ;
    endcase
  end

  // The write, and then the loss ("Error Record Overwrite Rules")
  always_comb begin
    state_d   = state_q;
    line_d    = line_q;
    unheard_o = 1'b0;
    if (written) begin
      unique case (register)
        Control: begin
          if (lower) begin
            state_d.log    = req_i.wdata[0];
            state_d.signal = req_i.wdata[7:6];
          end
          if (upper && req_i.wdata[49])                    state_d.reading = 1'b1;  // srdp
          if (upper && req_i.wdata[48] && state_d.reading) state_d.valid   = 1'b0;  // sinv
        end
        Status: begin
          if (lower && !state_q.valid) begin
            state_d.valid   = req_i.wdata[0];
            state_d.more    = req_i.wdata[6];
            state_d.reading = req_i.wdata[23];
          end
        end
        AddrInfo: begin
          if (lower) line_d[31:machine_pkg::LineShift] = req_i.wdata[31:machine_pkg::LineShift];
          if (upper) line_d[55:32]                     = req_i.wdata[55:32];
        end
        default: ;
      endcase
    end
    if (lost_i) begin
      if (!state_d.log) begin
        unheard_o = 1'b1;
      end else if (state_d.valid) begin
        state_d.more    = 1'b1;
        state_d.reading = 1'b0;
      end else begin
        state_d.valid   = 1'b1;
        state_d.more    = 1'b0;
        state_d.reading = 1'b1;
        line_d          = lost_pa_i[55:machine_pkg::LineShift];
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q     <= '0;
      line_q      <= '0;
      rsp_valid_o <= 1'b0;
      rsp_o       <= '0;
    end else begin
      rsp_valid_o <= req_valid_i;
      if (written || lost_i) begin
        state_q <= state_d;
        line_q  <= line_d;
      end
      if (req_valid_i) begin
        rsp_o.err   <= !accepted;
        rsp_o.rdata <= rdata;
      end
    end
  end

  assign irq_o = state_q.valid && state_q.signal != 2'd0;
endmodule
