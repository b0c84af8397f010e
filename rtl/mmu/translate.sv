// SPDX-License-Identifier: Apache-2.0
// One side's translation (fetch or data): from the request that waits at the port to a physical
// address in the same cycle, or to a fault, or to a question for the walker. Privileged 4.3.2 and
// 4.4.
//
// A TLB entry is believed only when it grants: on a hit whose rights fail, or a store to a page not
// yet dirty, the walker looks at memory again and replaces the entry, so that a PTE with more
// rights needs no fence and no fault is raised from memory's past.
//
// The request may be withdrawn or changed in any cycle; `renew_i` says that this cycle's request is
// a new one even if it looks the same. A walk runs on without the request that asked for it, and
// may fill; its fault is delivered only to the very request that asked, if it has waited all the
// time.
module translate #(
  parameter int unsigned Entries = 32,
  parameter int unsigned IndexWidth = $clog2(Entries)
) (
  input  logic                      clk_i,
  input  logic                      rst_ni,
  // the TLB: what it replaces, the last entry in use; as after reset (both change only there)
  input  logic [1:0]                policy_i,       // replace_pkg
  input  logic [IndexWidth-1:0]     last_i,
  input  logic                      restart_i,
  // the request, in its context
  input  logic                      valid_i,
  input  logic                      renew_i,
  input  machine_pkg::vaddr_t       va_i,
  input  machine_pkg::access_e      access_i,
  input  logic                      paged_i,        // translation is on at this privilege; else pa = va
  input  mmu_pkg::mode_t            mode_i,
  input  logic [riscv_pkg::AsidWidth-1:0] asid_i,
  input  logic [1:0]                priv_i,         // riscv_pkg::priv_e
  input  logic                      sum_i,
  input  logic                      mxr_i,
  // the answer: translated, or faulted, or neither yet
  output logic                      ok_o,
  output machine_pkg::paddr_t       pa_o,           // zero unless ok
  output logic [1:0]                pbmt_o,         // riscv_pkg::pbmt_e: what the leaf says of attributes
  output machine_pkg::fault_e       fault_o,
  input  logic                      accept_i,       // the request leaves the port in this cycle
  // walker: the question, whether it was taken, and how this side's walk ended
  output logic                      miss_o,
  input  logic                      walk_taken_i,
  output logic                      wanted_o,       // the walk's request still waits
  input  logic                      walk_end_i,
  input  logic                      walk_killed_i,
  input  machine_pkg::fault_e       walk_fault_i,
  input  mmu_pkg::tlb_tag_t         fill_tag_i,
  input  mmu_pkg::vpn_t             fill_offset_i,
  input  mmu_pkg::tlb_leaf_t        fill_leaf_i,
  // forget
  input  logic                      flush_i,
  input  mmu_pkg::fence_t           fence_i,
  // pulses, once a request
  output logic                      event_lookup_o,
  output logic                      event_miss_o
);
  typedef enum logic [1:0] {
    StLookup,                                       // a request is looked up when it comes
    StWalk,                                         // this side's walk runs
    StFault,                                        // it faulted
    StAgain                                         // it ended otherwise: look up again
  } state_e;

  // What makes two requests the same one to a walk
  typedef struct packed {
    logic [63:riscv_pkg::PageShift] page;
    logic [1:0]  access;
    logic [1:0]  priv;
    logic        sum;
    logic        mxr;
  } asker_t;

  state_e              state_q, state_d;
  asker_t              asker, asker_q;
  machine_pkg::fault_e fault_q;

  // ---------------------------------------------------------------------------------------------
  // Is this the request whose walk was begun?
  logic same;
  assign asker = {va_i[63:riscv_pkg::PageShift], access_i, priv_i, sum_i, mxr_i};

  always_comb begin
    same = 1'b0;
    if (state_q != StLookup) same = valid_i && !renew_i && (asker == asker_q);
  end

  assign wanted_o = same;

  // ---------------------------------------------------------------------------------------------
  // Look-up
  logic               lookup, hit;
  mmu_pkg::tlb_leaf_t leaf;
  mmu_pkg::perm_e     perm;
  mmu_pkg::vpn_t      vpn, offset;

  assign vpn    = va_i[riscv_pkg::VaWidth-1:riscv_pkg::PageShift];
  assign lookup = valid_i && paged_i && mmu_pkg::is_canonical(va_i, mode_i.sign)
                  && !(same && (state_q == StWalk || state_q == StFault));

  tlb #(
    .Entries(Entries)
  ) u_tlb (
    .clk_i,
    .rst_ni      (rst_ni && !restart_i),
    .policy_i,
    .last_i,
    .lookup_i    (lookup),
    .mode_i      (mode_i.mode),
    .vpn_i       (vpn),
    .asid_i,
    .hit_o       (hit),
    .is_global_o (),
    .offset_o    (offset),
    .leaf_o      (leaf),
    .used_i      (accept_i),
    .fill_valid_i(walk_end_i && !walk_killed_i && walk_fault_i == machine_pkg::FaultNone),
    .fill_tag_i, .fill_offset_i, .fill_leaf_i,
    .flush_i, .fence_i
  );

  perm_check u_perm_check (
    .flags_i (leaf.flags),
    .access_i, .priv_i, .sum_i, .mxr_i,
    .perm_o  (perm)
  );

  // ---------------------------------------------------------------------------------------------
  // Answer
  always_comb begin
    ok_o    = 1'b0;
    pa_o    = '0;
    pbmt_o  = riscv_pkg::PbmtPma;
    fault_o = machine_pkg::FaultNone;
    miss_o  = 1'b0;
    if (lookup) begin
      if (hit && perm == mmu_pkg::PermOk) begin
        ok_o   = 1'b1;
        pbmt_o = leaf.pbmt;
        pa_o   = {leaf.ppn | riscv_pkg::PpnWidth'(vpn & offset), va_i[riscv_pkg::PageShift-1:0]};
      end else begin
        miss_o = 1'b1;
      end
    end else if (valid_i && !paged_i) begin
      if (va_i[63:riscv_pkg::PaWidth] == '0) begin
        ok_o    = 1'b1;
        pa_o    = va_i[riscv_pkg::PaWidth-1:0];
      end else begin
        fault_o = machine_pkg::FaultAccess;
      end
    end else if (valid_i && !same) begin
      fault_o = machine_pkg::FaultPage;             // not canonical
    end else if (valid_i && state_q == StFault) begin
      fault_o = fault_q;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // State
  always_comb begin
    state_d = state_q;
    case (state_q)
      StLookup: ;
      StWalk: begin
        if (!same)           state_d = StLookup;
        else if (walk_end_i) state_d = (walk_killed_i || walk_fault_i == machine_pkg::FaultNone)
                                       ? StAgain : StFault;
      end
      StFault,
      StAgain: if (!same || accept_i) state_d = StLookup;
      default: state_d = StLookup;
    endcase
    if (walk_taken_i) state_d = StWalk;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StLookup;
      asker_q <= '0;
      fault_q <= machine_pkg::FaultNone;
    end else begin
      state_q <= state_d;
      if (walk_taken_i)                   asker_q <= asker;
      if (state_q == StWalk && walk_end_i) fault_q <= walk_fault_i;
    end
  end

  // A request is counted when it is accepted or when its first walk begins, whichever is first.
  assign event_miss_o   = walk_taken_i && !same;
  assign event_lookup_o = event_miss_o || (accept_i && lookup && !same);
endmodule
