// SPDX-License-Identifier: Apache-2.0
// The line that the data cache would like to have before it is asked for. There is room for one: a
// newer one takes its place. It waits for a look-up that nobody else needs; when it has waited long
// enough, `first_o` asks for a turn of its own.
module dcache_prefetch (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                active_i,   // the cache does something; otherwise time stands still here
  input  logic                miss_i,     // the core misses `pa_i`
  input  logic                head_i,     // the core uses for the first time a prefetched line
  input  machine_pkg::paddr_t pa_i,
  output logic                valid_o,    // `pa_o` is to be looked up
  output logic                first_o,
  output machine_pkg::paddr_t pa_o,
  input  logic                go_i,       // now it is
  input  logic                again_i     // its line is missing, and could not be asked for
);
  logic                want;
  machine_pkg::paddr_t want_pa;
  logic                valid_q;
  machine_pkg::paddr_t pa_q;
  logic [2:0]          waited_q;

  stream_detect u_streams (
    .clk_i, .rst_ni,
    .miss_i,
    .head_i,
    .pa_i,
    .want_o   (want),
    .want_pa_o(want_pa)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= 1'b0;
    end else if (active_i) begin
      if (want) begin
        valid_q  <= 1'b1;
        pa_q     <= want_pa;
        waited_q <= '0;
      end else if (go_i) begin
        valid_q  <= 1'b0;
      end else if (again_i) begin
        valid_q  <= 1'b1;
        waited_q <= '0;
      end else if (!waited_q[2]) begin
        waited_q <= waited_q + 3'd1;
      end
    end
  end

  assign valid_o = valid_q;
  assign first_o = valid_q && waited_q[2];
  assign pa_o    = pa_q;
endmodule
