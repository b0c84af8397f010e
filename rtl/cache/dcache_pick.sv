// SPDX-License-Identifier: Apache-2.0
// Who reads the arrays of the data cache in this cycle (n): a line on its way out goes first, then probes, then
// requests that have waited, then new ones: the walker's before the core's, but not twice while the core
// waits. Prefetching takes what is left over, or a turn of its own when it has waited long enough. The look-up
// is decided in the next cycle (`s1_valid_o`).
//
// A probe that must wait for a line under way is kept here, and looked up again and again.
module dcache_pick (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                active_i,
  // what takes the arrays away
  input  logic                line_read_i,        // a line is read out
  input  logic                install_waits_i,    // one is to be written in the next cycle
  // new requests
  input  logic                core_valid_i,
  output logic                core_ready_o,
  output logic                core_go_o,
  input  logic                ptw_valid_i,
  output logic                ptw_ready_o,
  output logic                ptw_go_o,
  input  machine_pkg::paddr_t core_pa_i,
  input  machine_pkg::paddr_t ptw_pa_i,
  // the slots
  input  logic                core_free_i,        // or free again in this cycle
  input  logic                ptw_free_i,
  input  logic                core_look_i,        // the new request is to be looked up
  input  logic                ptw_look_i,
  input  logic                core_again_i,       // the request that is there
  input  logic                ptw_again_i,
  output logic                core_again_o,       // now it is
  output logic                ptw_again_o,
  input  machine_pkg::paddr_t core_again_pa_i,
  input  machine_pkg::paddr_t ptw_again_pa_i,
  // probes
  input  logic                probe_valid_i,
  output logic                probe_ready_o,
  input  machine_pkg::paddr_t probe_pa_i,
  input  logic                probe_invalidate_i,
  input  logic                probing_i,          // one is being answered
  input  logic                probe_waits_i,      // the one in s1 must be looked up again
  output logic                probe_retry_o,
  output logic                probe_invalidate_o, // of the one in s1
  // prefetching
  input  logic                prefetch_i,
  input  logic                prefetch_late_i,
  input  machine_pkg::paddr_t prefetch_pa_i,
  input  logic                busy_i,             // there is no room for it
  output logic                prefetch_go_o,
  // emptying, when nobody else comes
  input  logic                empty_i,
  input  machine_pkg::paddr_t empty_pa_i,
  output logic                empty_go_o,
  // the look-up
  output logic                look_o,
  output machine_pkg::paddr_t look_pa_o,
  output logic                s1_valid_o,
  output dcache_pkg::look_e   s1_look_o,
  output machine_pkg::paddr_t s1_pa_o
);
  logic                s1_valid_q;
  dcache_pkg::look_e   s1_look_q, look_next;
  machine_pkg::paddr_t s1_pa_q;
  logic                probe_retry_q, probe_invalidate_q;
  machine_pkg::paddr_t probe_pa_q;
  logic                ptw_went_q;                // the last grant of the two went to the walker

  assign s1_valid_o         = s1_valid_q;
  assign s1_look_o          = s1_look_q;
  assign s1_pa_o            = s1_pa_q;
  assign probe_retry_o      = probe_retry_q;
  assign probe_invalidate_o = probe_invalidate_q;

  logic probe_go, look_open, new_open, prefetch_first;
  always_comb begin
    probe_ready_o  = 1'b1;
    ptw_ready_o    = 1'b1;
    core_ready_o   = 1'b1;
    probe_go       = 1'b0;
    ptw_go_o       = 1'b0;
    core_go_o      = 1'b0;
    look_open      = 1'b1;
    new_open       = 1'b1;
    prefetch_first = 1'b0;
    if (active_i) begin
      prefetch_first = prefetch_late_i && !busy_i;
      probe_ready_o  = !line_read_i && !probing_i && !probe_retry_q
                    && !(s1_valid_q && s1_look_q == dcache_pkg::LookProbe);
      probe_go       = (probe_valid_i && probe_ready_o) || (probe_retry_q && !line_read_i);
      look_open      = !line_read_i && !probe_go && !install_waits_i;
      new_open       = look_open && !core_again_i && !ptw_again_i && !prefetch_first;
      ptw_ready_o    = new_open && ptw_free_i && !(core_valid_i && core_free_i && ptw_went_q);
      core_ready_o   = new_open && core_free_i && !(ptw_valid_i && ptw_free_i && !ptw_went_q);
      core_go_o      = core_valid_i && core_ready_o;
      ptw_go_o       = ptw_valid_i && ptw_ready_o;
    end
  end
  assign core_again_o = core_again_i && look_open;
  assign ptw_again_o  = ptw_again_i && look_open && !core_again_i;

  always_comb begin
    look_o        = 1'b0;
    look_next     = dcache_pkg::LookCore;
    look_pa_o     = core_pa_i;
    prefetch_go_o = 1'b0;
    empty_go_o    = 1'b0;
    if (probe_go) begin
      look_o    = 1'b1;
      look_next = dcache_pkg::LookProbe;
      look_pa_o = probe_retry_q ? probe_pa_q : probe_pa_i;
    end else if (look_open) begin
      if (core_again_i) begin
        look_o    = 1'b1;
        look_pa_o = core_again_pa_i;
      end else if (ptw_again_i) begin
        look_o    = 1'b1;
        look_next = dcache_pkg::LookPtw;
        look_pa_o = ptw_again_pa_i;
      end else if (ptw_go_o) begin
        look_o    = ptw_look_i;
        look_next = dcache_pkg::LookPtw;
        look_pa_o = ptw_pa_i;
      end else if (core_go_o) begin
        look_o    = core_look_i;
      end else if (prefetch_i && !busy_i) begin
        look_o        = 1'b1;
        look_next     = dcache_pkg::LookPrefetch;
        look_pa_o     = prefetch_pa_i;
        prefetch_go_o = 1'b1;
      end else if (empty_i) begin
        look_o     = 1'b1;
        look_next  = dcache_pkg::LookEmpty;
        look_pa_o  = empty_pa_i;
        empty_go_o = 1'b1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      s1_valid_q    <= 1'b0;
      probe_retry_q <= 1'b0;
      ptw_went_q    <= 1'b0;
    end else if (active_i) begin
      s1_valid_q    <= look_o;
      probe_retry_q <= probe_waits_i || (probe_retry_q && !probe_go);
      if (core_go_o || ptw_go_o) ptw_went_q <= ptw_go_o;
      if (look_o) begin
        s1_look_q <= look_next;
        s1_pa_q   <= look_pa_o;
      end
      if (probe_valid_i && probe_ready_o) begin
        probe_pa_q         <= probe_pa_i;
        probe_invalidate_q <= probe_invalidate_i;
      end
    end
  end
endmodule
