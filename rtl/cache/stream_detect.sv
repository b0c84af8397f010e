// SPDX-License-Identifier: Apache-2.0
// Decides what to prefetch. A miss of the line after one that was lately missed, or reached as the
// head of a stream, is a stream; so is the first use of a prefetched line. Then the next line is
// wanted, within the same page, since the page after it in memory may be anybody's.
module stream_detect #(
  parameter int unsigned Streams = 4
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                miss_i,        // the core misses `pa_i`
  input  logic                head_i,        // the core uses for the first time a prefetched line
  input  machine_pkg::paddr_t pa_i,
  output logic                want_o,        // the line after `pa_i` is wanted
  output machine_pkg::paddr_t want_pa_o
);
  localparam int unsigned Shift = machine_pkg::LineShift;
  localparam int unsigned IndexWidth = $clog2(Streams);

  if (Streams < 2 || 2 ** $clog2(Streams) != Streams) begin : gen_check_streams
    $error("stream_detect: Streams must be a power of two, at least 2");
  end

  logic [55:Shift]       expect_q [Streams];   // the line that would continue the stream
  logic [Streams-1:0]    live_q;
  logic [IndexWidth-1:0] oldest_q, entry;
  logic                  known, page_ends;
  logic [55:Shift]       following;

  always_comb begin
    known     = 1'b0;
    entry     = oldest_q;
    following = '0;
    page_ends = 1'b0;
    if (miss_i || head_i) begin
      following = pa_i[55:Shift] + 1'b1;
      page_ends = &pa_i[riscv_pkg::PageShift-1:Shift];
      for (int unsigned i = 0; i < Streams; i++) begin
        if (live_q[i] && expect_q[i] == pa_i[55:Shift]) begin
          known = 1'b1;
          entry = IndexWidth'(i);
        end
      end
    end
  end
  assign want_o    = (head_i || (miss_i && known)) && !page_ends;
  assign want_pa_o = {following, 6'b0};

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      live_q   <= '0;
      oldest_q <= '0;
    end else if (miss_i || head_i) begin
      live_q[entry]   <= 1'b1;
      expect_q[entry] <= following;
      if (!known) oldest_q <= oldest_q + 1'b1;
    end
  end
endmodule
