// SPDX-License-Identifier: Apache-2.0
// mhpmcounter3 to 10 and mhpmevent3 to 10 (Privileged 3.1.10; docs/isa.md), with what Sscofpmf adds.
// Counter n counts the cycles in which the event that mhpmevent n selects happens, but in the modes
// that MINH, SINH and UINH name. A code that names no event is held as 0. A counter that wraps sets
// OF; if that was clear, it asks for an interrupt as well. A write of a counter wins over an event of
// its cycle.
//
// While no counter selects what happens, nothing is switched.
module event_counters (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic [events_pkg::Often-1:0]  often_i,
  input  logic [events_pkg::Seldom-1:0] seldom_i,
  input  logic [1:0]              priv_i,        // riscv_pkg::priv_e
  input  logic [csr_pkg::HpmLast:csr_pkg::HpmFirst] inhibit_i,
  // the registers of counter `index_i`; 0 where there is none
  input  logic                    read_i,
  input  logic [4:0]              index_i,
  output logic [63:0]             counter_o,
  output logic [63:0]             event_o,
  input  logic                    counter_we_i,
  input  logic                    event_we_i,
  input  logic [63:0]             wdata_i,
  output logic [csr_pkg::HpmLast:csr_pkg::HpmFirst] overflowed_o,  // OF of each
  // LCOFI is pending, and may be written; an overflow of that cycle is not lost
  input  logic                    pending_we_i,
  input  logic                    pending_i,
  output logic                    pending_o
);
  localparam int unsigned First = csr_pkg::HpmFirst;
  localparam int unsigned Last  = csr_pkg::HpmLast;

  // The bits of mhpmevent besides the code
  localparam int unsigned Of   = 63;
  localparam int unsigned Minh = 62;             // and SINH, UINH below it
  localparam int unsigned Uinh = 60;

  logic [63:0]           counter_q [First:Last];
  logic [7:0]            code_q    [First:Last];
  logic [2:0]            stops_q   [First:Last];   // MINH, SINH, UINH
  logic [Last:First]     overflowed_q;
  logic [events_pkg::Often-1:0]  often_q  [First:Last];   // the event of code_q alone
  logic [events_pkg::Seldom-1:0] seldom_q [First:Last];
  logic [events_pkg::Often-1:0]  often_wanted_q;           // that any counter selects
  logic [events_pkg::Seldom-1:0] seldom_wanted_q;

  logic exists;
  assign exists = (index_i >= 5'(First)) && (index_i <= 5'(Last));

  always_comb begin
    counter_o = '0;
    event_o   = '0;
    if (read_i && exists) begin
      counter_o          = counter_q[index_i];
      event_o[Of]        = overflowed_q[index_i];
      event_o[Minh:Uinh] = stops_q[index_i];
      event_o[7:0]       = code_q[index_i];
    end
  end

  logic [events_pkg::Often-1:0]  often_d, often_wanted_d;
  logic [events_pkg::Seldom-1:0] seldom_d, seldom_wanted_d;
  logic [7:0]                    code;
  assign code = event_we_i ? wdata_i[7:0] : 8'd0;

  always_comb begin
    often_d         = '0;
    seldom_d        = '0;
    often_wanted_d  = '0;
    seldom_wanted_d = '0;
    if (event_we_i) begin
      often_d         = events_pkg::selected_often(code, event_we_i);
      seldom_d        = events_pkg::selected_seldom(code, event_we_i);
      often_wanted_d  = often_d;
      seldom_wanted_d = seldom_d;
      for (int unsigned i = First; i <= Last; i++) begin
        if (5'(i) != index_i) begin
          often_wanted_d  |= often_q[i];
          seldom_wanted_d |= seldom_q[i];
        end
      end
    end
  end

  logic [2:0] mode;                                // M, S, U
  assign mode = {priv_i == riscv_pkg::PrivM, priv_i == riscv_pkg::PrivS, priv_i == riscv_pkg::PrivU};

  logic pending_q;
  assign overflowed_o = overflowed_q;
  assign pending_o    = pending_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      often_wanted_q  <= '0;
      seldom_wanted_q <= '0;
      pending_q    <= 1'b0;
      overflowed_q <= '0;
      for (int unsigned i = First; i <= Last; i++) begin
        counter_q[i] <= '0;
        code_q[i]    <= '0;
        stops_q[i]   <= '0;
        often_q[i]   <= '0;
        seldom_q[i]  <= '0;
      end
    end else begin
      if (pending_we_i) pending_q <= pending_i;
      if ((often_i & often_wanted_q) != '0 || (seldom_i & seldom_wanted_q) != '0) begin
        for (int unsigned i = First; i <= Last; i++) begin
          if (((often_i & often_q[i]) != '0 || (seldom_i & seldom_q[i]) != '0) && (mode & stops_q[i]) == '0 && !inhibit_i[i]
              && !(counter_we_i && 5'(i) == index_i)) begin
            counter_q[i] <= counter_q[i] + 64'd1;
            if (counter_q[i] == '1) begin
              overflowed_q[i] <= 1'b1;
              if (!overflowed_q[i]) pending_q <= 1'b1;
            end
          end
        end
      end
      if (counter_we_i && exists) counter_q[index_i] <= wdata_i;
      if (event_we_i && exists) begin
        code_q[index_i]       <= (often_d != '0 || seldom_d != '0) ? code : 8'd0;
        stops_q[index_i]      <= wdata_i[Minh:Uinh];
        overflowed_q[index_i] <= wdata_i[Of];
        often_q[index_i]      <= often_d;
        seldom_q[index_i]     <= seldom_d;
        often_wanted_q        <= often_wanted_d;
        seldom_wanted_q       <= seldom_wanted_d;
      end
    end
  end
endmodule
