// SPDX-License-Identifier: Apache-2.0
// mhpmcounter3 to 10 and mhpmevent3 to 10 (Privileged 3.1.10; docs/isa.md). Counter n counts the
// cycles in which the event that mhpmevent n selects happens. A code that names no event is held as
// 0. A write of a counter wins over an event of its cycle.
//
// While no counter selects what happens, nothing is switched.
module event_counters (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  events_pkg::mem_events_t events_i,
  input  logic [csr_pkg::HpmLast:csr_pkg::HpmFirst] inhibit_i,
  // the registers of counter `index_i`; 0 where there is none
  input  logic                    read_i,
  input  logic [4:0]              index_i,
  output logic [63:0]             counter_o,
  output logic [63:0]             event_o,
  input  logic                    counter_we_i,
  input  logic                    event_we_i,
  input  logic [63:0]             wdata_i
);
  localparam int unsigned First = csr_pkg::HpmFirst;
  localparam int unsigned Last  = csr_pkg::HpmLast;
  localparam int unsigned EventWidth = $bits(events_i);

  logic [63:0]           counter_q [First:Last];
  logic [7:0]            code_q    [First:Last];
  logic [EventWidth-1:0] select_q  [First:Last];   // mem_events_t: the event of code_q alone
  logic [EventWidth-1:0] wanted_q;                 // that any counter selects

  logic exists;
  assign exists = (index_i >= 5'(First)) && (index_i <= 5'(Last));

  always_comb begin
    counter_o = '0;
    event_o   = '0;
    if (read_i && exists) begin
      counter_o    = counter_q[index_i];
      event_o[7:0] = code_q[index_i];
    end
  end

  logic [EventWidth-1:0] select_d, wanted_d;
  logic [7:0]            code;
  assign code     = event_we_i ? wdata_i[7:0] : 8'd0;
  assign select_d = (code == 8'd0) ? '0 : events_pkg::selected(code);

  always_comb begin
    wanted_d = '0;
    if (event_we_i) begin
      wanted_d = select_d;
      for (int unsigned i = First; i <= Last; i++) begin
        if (5'(i) != index_i) wanted_d |= select_q[i];
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      wanted_q <= '0;
      for (int unsigned i = First; i <= Last; i++) begin
        counter_q[i] <= '0;
        code_q[i]    <= '0;
        select_q[i]  <= '0;
      end
    end else begin
      if ((events_i & wanted_q) != '0) begin
        for (int unsigned i = First; i <= Last; i++) begin
          if ((events_i & select_q[i]) != '0 && !inhibit_i[i]) counter_q[i] <= counter_q[i] + 64'd1;
        end
      end
      if (counter_we_i && exists) counter_q[index_i] <= wdata_i;
      if (event_we_i && exists) begin
        code_q[index_i]   <= (select_d != '0) ? wdata_i[7:0] : 8'd0;
        select_q[index_i] <= select_d;
        wanted_q          <= wanted_d;
      end
    end
  end
endmodule
