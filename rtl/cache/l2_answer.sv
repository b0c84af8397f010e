// SPDX-License-Identifier: Apache-2.0
// The answers at one port of the L2. A beat that comes from memory for the port is passed on at once.
// Else the port's stream goes on, which answers with a line that was here: it starts in the cycle in
// which the line is read out of the array, and from the next on gives a beat a cycle, from the
// doubleword asked for on, wrapping round. In its first cycle the line is captured, and the first beat,
// if it can go, is taken from the array's output.
module l2_answer (
  input  logic                                clk_i,
  input  logic                                rst_ni,
  input  logic                                start_i,   // only while free_o
  input  logic [machine_pkg::LineIdWidth-1:0] id_i,
  input  logic [2:0]                          word_i,
  input  logic                                line_i,    // 0: a doubleword alone
  output logic                                free_o,
  output logic                                soon_o,    // free in the next cycle, unless passed
  output logic                                ends_o,    // the stream ends in this cycle
  // data: of the first cycle, and of those after it
  output logic                                first_o,
  output logic [2:0]                          word_o,
  input  machine_pkg::dword_t                 array_i,
  output logic                                read_o,
  input  machine_pkg::dword_t                 data_i,
  // from memory
  input  logic                                pass_i,
  input  machine_pkg::line_rsp_t              pass_rsp_i,
  output logic                                rsp_valid_o,
  output machine_pkg::line_rsp_t              rsp_o
);
  logic                                busy_q, first_q, busy_d, goes;
  logic [machine_pkg::LineIdWidth-1:0] id_q, id_d;
  logic [2:0]                          word_q, word_d, left_q, left_d;

  assign goes        = busy_q && !pass_i;
  assign ends_o      = goes && left_q == '0;
  assign free_o      = !busy_q || ends_o;
  assign soon_o      = !busy_q || left_q <= 3'd1;
  assign first_o     = first_q;
  assign read_o      = goes && !first_q;
  assign word_o      = word_q;
  assign rsp_valid_o = pass_i || busy_q;

  always_comb begin
    rsp_o = '0;
    if (pass_i) begin
      rsp_o = pass_rsp_i;
    end else if (busy_q) begin
      rsp_o.id   = id_q;
      rsp_o.last = (left_q == '0);
      rsp_o.data = first_q ? array_i : data_i;
    end
  end

  always_comb begin
    busy_d = busy_q;
    id_d   = id_q;
    word_d = word_q;
    left_d = left_q;
    if (start_i) begin
      busy_d = 1'b1;
      id_d   = id_i;
      word_d = word_i;
      left_d = line_i ? 3'd7 : 3'd0;
    end else if (goes) begin
      busy_d = !ends_o;
      word_d = word_q + 3'd1;
      left_d = left_q - 3'd1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q  <= 1'b0;
      first_q <= 1'b0;
    end else if (start_i || busy_q) begin
      busy_q  <= busy_d;
      first_q <= start_i;
      id_q    <= id_d;
      word_q  <= word_d;
      left_q  <= left_d;
    end
  end
endmodule
