// SPDX-License-Identifier: Apache-2.0
// The loads that were answered with their verdict alone and whose doubleword is still on its way: an
// entry for each id, naming the line under way (l1_fills) and the doubleword in it.
//
// A load takes its doubleword from the beat that brings it, or, where another load does so, or an
// older store has already written some of its bytes, from the line's buffer in a later cycle in which
// that is not being read. One load is answered a cycle. Until it is, its line must not retire
// (`holds_o`), and no younger store may write the doubleword (`waits_o`).
module dcache_loads #(
  parameter int unsigned Fills = 4,
  parameter int unsigned FillWidth = $clog2(Fills)
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  // a load begins to wait
  input  logic                   push_i,
  input  machine_pkg::late_id_t  push_id_i,
  input  logic [FillWidth-1:0]   push_fill_i,
  input  logic [2:0]             push_word_i,
  input  logic                   push_here_i,     // its doubleword comes in this very cycle
  input  logic                   push_err_i,
  // beats
  input  logic                   beat_valid_i,
  input  logic [FillWidth-1:0]   beat_fill_i,
  input  logic [2:0]             beat_word_i,
  input  logic                   beat_err_i,
  input  logic                   beat_whole_i,    // no store has written to this doubleword
  // answers: from the beat, or from the line's buffer
  input  logic                   read_free_i,
  output logic                   read_o,
  output logic [FillWidth-1:0]   read_fill_o,
  output logic [2:0]             read_word_o,
  output logic                   valid_o,
  output machine_pkg::late_id_t  id_o,
  output logic                   err_o,
  // what waits
  input  logic                   look_i,
  input  logic [FillWidth-1:0]   look_fill_i,
  input  logic [2:0]             look_word_i,
  output logic                   waits_o,
  output logic [Fills-1:0]       holds_o,
  output logic                   any_o
);
  localparam int unsigned Loads = machine_pkg::LateLoads;

  logic [Loads-1:0]     valid_q, here_q, err_q;
  logic [FillWidth-1:0] fill_q [Loads];
  logic [2:0]           word_q [Loads];

  assign any_o = (valid_q != '0);

  logic             from_beat;
  logic [Loads-1:0] comes;             // with this cycle's beat
  always_comb begin
    comes       = '0;
    from_beat   = 1'b0;
    read_o      = 1'b0;
    read_fill_o = '0;
    read_word_o = '0;
    id_o        = '0;
    err_o       = 1'b0;
    holds_o     = '0;
    waits_o     = 1'b0;
    if (any_o) begin
      for (int unsigned i = 0; i < Loads; i++) begin
        if (valid_q[i]) begin
          holds_o[fill_q[i]] = 1'b1;
          comes[i] = beat_valid_i && fill_q[i] == beat_fill_i && word_q[i] == beat_word_i;
          if (look_i && fill_q[i] == look_fill_i && word_q[i] == look_word_i) waits_o = 1'b1;
          if (comes[i] && beat_whole_i) begin
            from_beat = 1'b1;
            id_o      = machine_pkg::LateIdWidth'(i);
          end
        end
      end
      if (from_beat) begin
        err_o = beat_err_i;
      end else begin
        for (int unsigned i = 0; i < Loads; i++) begin
          if (valid_q[i] && here_q[i]) begin
            read_o      = read_free_i;
            read_fill_o = fill_q[i];
            read_word_o = word_q[i];
            id_o        = machine_pkg::LateIdWidth'(i);
            err_o       = err_q[i];
          end
        end
      end
    end
  end
  assign valid_o = from_beat || read_o;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= '0;
    end else if (any_o || push_i) begin
      for (int unsigned i = 0; i < Loads; i++) begin
        if (comes[i]) begin
          here_q[i] <= 1'b1;
          err_q[i]  <= beat_err_i;
        end
      end
      if (valid_o) valid_q[id_o] <= 1'b0;
      if (push_i) begin
        valid_q[push_id_i] <= 1'b1;
        here_q[push_id_i]  <= push_here_i;
        err_q[push_id_i]   <= push_err_i;
        fill_q[push_id_i]  <= push_fill_i;
        word_q[push_id_i]  <= push_word_i;
      end
    end
  end
endmodule
