// SPDX-License-Identifier: Apache-2.0
// Laws of the MMU's counts, true in every cycle since reset. Every walk that starts is done, faults
// or is killed, or is the one under way; a miss is asked of the second level in the next cycle, and a
// walk begins when that misses too; PTEs are read, and A and D set, only by a walk; a walk that ends is told once.
module walk_props (
  input logic                    clk_i,
  input logic                    rst_ni,
  input events_pkg::mem_events_t events_i,
  input logic                    told_i        // of the walk that ended in the last cycle
);
  logic [31:0] started_q, ended_q, misses_q, asked_q;
  logic        starts, ends, ends_q;
  logic [4:0]  pte_read;
  assign starts = events_i.walk_start;
  assign ends   = events_i.walk_done || events_i.walk_fault || events_i.walk_killed;

  assign pte_read = {events_i.pte_read_level4, events_i.pte_read_level3, events_i.pte_read_level2,
                     events_i.pte_read_level1, events_i.pte_read_level0};

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      started_q <= '0;
      ended_q   <= '0;
      ends_q    <= 1'b0;
      misses_q  <= '0;
      asked_q   <= '0;
    end else begin
      started_q <= started_q + 32'(starts);
      ended_q   <= ended_q + 32'(ends);
      ends_q    <= ends;
      asked_q   <= asked_q + 32'(events_i.stlb_hit || events_i.stlb_miss);
      misses_q  <= misses_q + 32'(events_i.itlb_miss)
                   + 32'(events_i.dtlb_load_miss || events_i.dtlb_store_miss);
    end
  end

  always_ff @(posedge clk_i) if (rst_ni) begin
    walks_are_conserved: assert (started_q + 32'(starts) == ended_q + 32'(events_i.walk_cycles))
      else $error("walks started are not those done, faulted, killed and under way");
    one_walk_starts: assert (!(events_i.walk_start_i && events_i.walk_start_d)
                             && starts == (events_i.walk_start_i || events_i.walk_start_d))
      else $error("a walk was started for both sides, or for none");
    a_miss_is_a_look_up: assert ((!events_i.itlb_miss || events_i.itlb_lookup)
                                 && (!events_i.dtlb_load_miss || events_i.dtlb_load_lookup)
                                 && (!events_i.dtlb_store_miss || events_i.dtlb_store_lookup))
      else $error("a miss was counted without its look-up");
    one_level_is_read: assert ($onehot0(pte_read))
      else $error("entries of two levels were read at once");
    one_walk_ends: assert ($onehot0({events_i.walk_done, events_i.walk_fault,
                                     events_i.walk_killed}))
      else $error("a walk ended in two ways");
    a_miss_is_asked: assert (misses_q <= asked_q + 32'd1)
      else $error("more misses than questions to the second level");
    a_walk_is_a_miss_there: assert (starts == events_i.stlb_miss
                                    && !(events_i.stlb_miss && events_i.stlb_hit))
      else $error("a walk began without a miss in the second level, or with a hit");
    a_walk_begins_in_one_place: assert (!(events_i.walk_cache_upper && events_i.walk_cache_last)
        && (starts || !(events_i.walk_cache_upper || events_i.walk_cache_last)))
      else $error("a walk began in two places, or none did in one");
    if (pte_read != '0 || events_i.ad_update)
      only_a_walk_reads: assert (events_i.walk_cycles)
        else $error("a PTE was read or written without a walk");
    end_is_told_once: assert (told_i == ends_q)
      else $error("a walk ended and was not told, or one was told that did not end");
  end
endmodule
