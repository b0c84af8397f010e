// SPDX-License-Identifier: Apache-2.0
// What the core counts in a cycle. A cycle in which an instruction enters execute is `issued`; every other one has one
// reason, the first of these that holds:
//
//   asleep in WFI; a fence, or an access that orders others, waits; a load or store waits, for its translation, for its
//   data, or for the data cache; an instruction is there and cannot go; a fetch waits, for its translation or for the
//   instruction cache; what follows a jump, a trap or a fence has not come yet.
//
// Every signal is of this cycle, but the fetch that is under way, which is remembered here.
module core_events (
  input  logic                     clk_i,
  input  logic                     rst_ni,
  input  logic                     issued_i,
  input  logic                     retired_i,
  input  logic                     branch_i,         // a jump leaves execute ...
  input  logic                     mispredict_i,     // ... and went elsewhere than predicted
  // why nothing enters execute
  input  logic                     asleep_i,
  input  logic                     ordering_i,       // an access waits for those before it
  input  logic                     fencing_i,        // a fence is not done
  input  logic                     late_hazard_i,    // an operand's data come late
  input  logic                     access_i,         // a load or store is in execute ...
  input  logic                     access_leaves_i,  // ... and leaves it
  input  logic                     waiting_i,        // one is in the memory stage, and has not been answered
  input  logic                     waiting_load_i,   // one that loads is in there
  input  logic                     present_i,        // an instruction is in decode or execute
  input  logic                     dtlb_waits_i,
  input  logic                     itlb_waits_i,
  // the port of fetch
  input  logic                     fetch_req_i,
  input  logic                     fetch_ready_i,
  input  logic                     fetch_rsp_i,
  input  logic                     fetch_kill_i,
  output events_pkg::core_events_t events_o
);
  logic fetching_q;                    // accepted, and not answered
  logic data_waits, fetch_waits;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) fetching_q <= 1'b0;
    else         fetching_q <= (fetch_req_i && fetch_ready_i) || (fetching_q && !fetch_rsp_i && !fetch_kill_i);
  end

  assign data_waits  = waiting_i || (access_i && !access_leaves_i) || ordering_i || late_hazard_i;
  assign fetch_waits = (fetching_q && !fetch_rsp_i) || (fetch_req_i && !fetch_ready_i);

  always_comb begin
    events_o                   = '0;
    events_o.retired           = retired_i;
    events_o.branch            = branch_i;
    events_o.branch_mispredict = mispredict_i;
    if (issued_i)                     events_o.issued            = 1'b1;
    else if (asleep_i)                events_o.wfi_cycles        = 1'b1;
    else if (ordering_i || fencing_i) events_o.stall_fence       = 1'b1;
    else if (data_waits) begin
      if (access_i && dtlb_waits_i)   events_o.stall_dtlb        = 1'b1;
      else if (late_hazard_i || waiting_load_i)
                                      events_o.stall_dcache_load = 1'b1;
      else                            events_o.stall_dcache_busy = 1'b1;
    end
    else if (present_i)               events_o.stall_hazard      = 1'b1;
    else if (itlb_waits_i)            events_o.stall_itlb        = 1'b1;
    else if (fetch_waits)             events_o.stall_icache      = 1'b1;
    else                              events_o.stall_redirect    = 1'b1;
  end
endmodule
