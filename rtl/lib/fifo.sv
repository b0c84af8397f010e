// SPDX-License-Identifier: Apache-2.0
// A queue of Depth entries between two valid/ready sides: what is accepted in one cycle is offered in the
// next at the earliest, in order; nothing is lost or repeated. Each side's signals depend on registers only.
module fifo #(
  parameter int unsigned Width = 64,
  parameter int unsigned Depth = 8           // a power of two
) (
  input  logic                     clk_i,
  input  logic                     rst_ni,
  input  logic                     valid_i,
  output logic                     ready_o,
  input  logic [Width-1:0]         data_i,
  output logic                     valid_o,
  input  logic                     ready_i,
  output logic [Width-1:0]         data_o,
  output logic [$clog2(Depth+1)-1:0] count_o // entries that are offered or wait behind
);
  localparam int unsigned IndexWidth = $clog2(Depth);
  localparam int unsigned CountWidth = $clog2(Depth + 1);

  if (Depth < 2 || 2 ** IndexWidth != Depth) begin : gen_check_depth
    $error("fifo: Depth must be a power of two, at least 2");
  end

  logic [IndexWidth-1:0] head_q, tail_q;
  logic [CountWidth-1:0] count_q;
  logic                  push, pop;

  assign ready_o = (count_q != CountWidth'(Depth));
  assign valid_o = (count_q != '0);
  assign count_o = count_q;
  assign push    = valid_i && ready_o;
  assign pop     = valid_o && ready_i;

  ram_1r1w #(.Width(Width), .Depth(Depth), .Comb(1'b1)) u_entries (
    .clk_i,
    .re_i   (valid_o),
    .raddr_i(head_q),
    .rdata_o(data_o),
    .we_i   (push),
    .waddr_i(tail_q),
    .wdata_i(data_i)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      head_q  <= '0;
      tail_q  <= '0;
      count_q <= '0;
    end else if (push || pop) begin
      if (push) tail_q <= tail_q + 1'b1;
      if (pop)  head_q <= head_q + 1'b1;
      count_q <= count_q + CountWidth'(push) - CountWidth'(pop);
    end
  end
endmodule
