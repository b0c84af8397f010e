// SPDX-License-Identifier: Apache-2.0
// A line is in one write-back buffer at most, and not fetched while it is there; a buffer is taken when
// it is free.
module l2_writeback_props #(
  parameter int unsigned Buffers = 4
) (
  input logic                clk_i,
  input logic                rst_ni,
  input logic [Buffers-1:0]  busy_i,
  input machine_pkg::paddr_t pa_i [Buffers],
  input logic                evict_i,
  input logic [$clog2(Buffers)-1:0] buffer_i
);
  localparam int unsigned Shift = machine_pkg::LineShift;

  for (genvar i = 0; i < Buffers; i++) begin : gen_buffer
    for (genvar j = 0; j < i; j++) begin : gen_pair
      always_ff @(posedge clk_i) if (rst_ni && busy_i[i] && busy_i[j]) begin
        one_buffer_a_line: assert (pa_i[i][55:Shift] != pa_i[j][55:Shift])
          else $error("a line is on its way to memory twice");
      end
    end
  end
  always_ff @(posedge clk_i) if (rst_ni && evict_i) begin
    takes_a_free_buffer: assert (!busy_i[buffer_i])
      else $error("a victim takes a buffer that is in use");
  end
endmodule
