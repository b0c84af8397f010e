// SPDX-License-Identifier: Apache-2.0
// A set-associative part of the second-level TLB, for pages of one size: the storage of a set, what of
// it answers, and where a new entry goes. Who reads which set for what, stlb decides. It holds leaves
// only, valid ones, and never two for one address.
//
// Tags and leaves are RAM, a bank a way, and so is the state of each set. What a set holds counts only
// while it is `live`, a flip-flop a set, so that everything is forgotten in one cycle.
//
// While a fence of an ASID is being seen to, the sets from `sweep_i` on are stale: what they hold of
// that ASID is dead, whoever reads it, but for what was brought since: that is `fresh`, which counts
// only in sets that were filled since. The sweep comes to each set once and removes the dead.
module tlb_array #(
  parameter int unsigned Sets      = 128,           // a power of two, at least 2
  parameter int unsigned Ways      = 8,             // a power of two, 2 to 16
  parameter int unsigned PageBits  = 0,             // VPN bits that these pages do not translate
  parameter int unsigned SweepBits = 7,             // at least log2 of Sets
  parameter int unsigned SetBits   = $clog2(Sets),
  parameter int unsigned WayBits   = $clog2(Ways)
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic [1:0]              policy_i,         // replace_pkg
  input  logic [WayBits-1:0]      last_way_i,       // ways up to this one are in use; a mask too
  // a set is read
  input  logic                    read_i,
  input  logic [SetBits-1:0]      read_set_i,
  // in the next cycle: for whom
  input  logic                    asked_i,
  input  mmu_pkg::tlb_tag_t       wanted_i,         // the last question; is_global means nothing here
  input  logic                    fenced_i,
  input  mmu_pkg::fence_t         fence_i,
  input  logic                    swept_i,
  // and the answer
  output logic                    hit_o,
  output logic                    is_global_o,
  output mmu_pkg::tlb_leaf_t      leaf_o,           // zero unless hit
  input  logic                    used_i,           // the hit was used: remember it as recent
  // a new leaf for the last question
  input  logic                    fill_valid_i,
  input  logic                    fill_here_i,      // and it is of this size
  input  logic                    fill_global_i,
  input  mmu_pkg::tlb_leaf_t      fill_leaf_i,
  // forget everything; or see to a fence of an ASID
  input  logic                    clear_i,
  input  logic                    begin_i,          // from the next cycle on
  input  logic                    sweeping_i,
  input  logic [SweepBits-1:0]    sweep_i,
  input  logic [riscv_pkg::AsidWidth-1:0] sweep_asid_i
);
  localparam int unsigned TagBits  = riscv_pkg::VpnWidth - PageBits;    // however many sets are in use
  localparam int unsigned LeafBits = $bits(fill_leaf_i);

  if (Sets < 2 || 2 ** SetBits != Sets || Ways < 2 || Ways > 16 || 2 ** WayBits != Ways
      || SweepBits < SetBits)
  begin : gen_check
    $error("tlb_array: Sets must be a power of two from 2 on, Ways one from 2 to 16");
  end

  typedef struct packed {
    logic                            is_global;
    logic [1:0]                      mode;
    logic [riscv_pkg::AsidWidth-1:0] asid;
    logic [TagBits-1:0]              vpn;
  } row_t;

  localparam int unsigned RowBits = 3 + riscv_pkg::AsidWidth + TagBits;

  logic [Sets-1:0]     live_q, filled_q;            // filled_q: since the sweep began
  logic [SetBits-1:0]  set_q;                       // that was read last
  // Of the last question: its set, what that holds, what of it translates the page, and that for its
  // ASID; plru_pkg's tree
  logic [SetBits-1:0]  place_set_q;
  logic [Ways-1:0]     here_q, fresh_q, same_q, match_q, recent_q;

  // ---------------------------------------------------------------------------------------------
  // The arrays
  logic [RowBits-1:0]  row  [Ways];
  logic [LeafBits-1:0] leaf [Ways];
  logic [WayBits-1:0]  place;
  row_t                fill_row;
  logic                keep;                        // a set's state changes
  logic [SetBits-1:0]  keep_set;
  logic [3*Ways-1:0]   state, keep_state;           // {plru_pkg's tree, what is fresh, what is held}

  always_comb begin
    fill_row = '0;
    if (fill_here_i) begin
      fill_row.is_global = fill_global_i;
      fill_row.mode      = wanted_i.mode;
      fill_row.asid      = wanted_i.asid;
      fill_row.vpn       = wanted_i.vpn[riscv_pkg::VpnWidth-1:PageBits];
    end
  end

  for (genvar w = 0; w < Ways; w++) begin : gen_way
    ram_bank #(.Width(RowBits), .Depth(Sets)) u_rows (
      .clk_i,
      .re_i   (read_i),
      .raddr_i(read_set_i),
      .rdata_o(row[w]),
      .we_i   (fill_here_i),
      .wsel_i (place == WayBits'(w)),
      .waddr_i(place_set_q),
      .wdata_i(fill_row)
    );
    ram_bank #(.Width(LeafBits), .Depth(Sets)) u_leaves (
      .clk_i,
      .re_i   (read_i),
      .raddr_i(read_set_i),
      .rdata_o(leaf[w]),
      .we_i   (fill_here_i),
      .wsel_i (place == WayBits'(w)),
      .waddr_i(place_set_q),
      .wdata_i(fill_leaf_i)
    );
  end

  ram_bank #(.Width(3 * Ways), .Depth(Sets)) u_states (
    .clk_i,
    .re_i   (read_i),
    .raddr_i(read_set_i),
    .rdata_o(state),
    .we_i   (keep),
    .wsel_i (1'b1),
    .waddr_i(keep_set),
    .wdata_i(keep_state)
  );

  // ---------------------------------------------------------------------------------------------
  // The set that was read: what is dead in it, what answers the question, what the fence names
  logic [Ways-1:0]    held, fresh, recent, dead, same, match, named;
  logic [WayBits-1:0] way;
  row_t               at;

  always_comb begin
    held        = '0;
    fresh       = '0;
    recent      = '0;
    dead        = '0;
    same        = '0;
    match       = '0;
    named       = '0;
    at          = '0;
    way         = '0;
    hit_o       = 1'b0;
    leaf_o      = '0;
    is_global_o = 1'b0;
    if (asked_i || fenced_i || swept_i) begin
      if (live_q[set_q])    {recent, held} = {state[3*Ways-1:2*Ways], state[Ways-1:0]};
      if (filled_q[set_q])  fresh          = state[2*Ways-1:Ways];
      for (int unsigned w = 0; w < Ways; w++) begin
        at      = row[w];
        dead[w] = sweeping_i && SweepBits'(set_q) >= sweep_i && !fresh[w]
                  && !at.is_global && at.asid == sweep_asid_i;
        if (held[w] && !dead[w]) begin
          if (asked_i) begin
            same[w]  = at.vpn == wanted_i.vpn[riscv_pkg::VpnWidth-1:PageBits]
                       && at.mode == wanted_i.mode;
            match[w] = same[w] && (at.is_global || at.asid == wanted_i.asid);
          end
          if (fenced_i) begin
            named[w] = at.vpn == fence_i.vpn[riscv_pkg::VpnWidth-1:PageBits]
                       && (!fence_i.by_asid || (!at.is_global && at.asid == fence_i.asid));
          end
        end
      end
      if (match != '0) begin
        way         = WayBits'(plru_pkg::index(16'(match)));
        hit_o       = 1'b1;
        leaf_o      = leaf[way];
        is_global_o = row[way][RowBits-1];
      end
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Where a fill goes: over an entry that it overlaps, else to an empty way, else to the least recent
  logic [Ways-1:0] overlaps, empty, filled, brought;        // brought: the fresh ones afterwards
  logic            no_room;
  logic [3:0]      random;

  lfsr u_lfsr (
    .clk_i, .rst_ni,
    .next_i (no_room),
    .value_o(random)
  );

  always_comb begin
    overlaps = '0;
    empty    = '0;
    place    = '0;
    filled   = '0;
    brought  = '0;
    no_room  = 1'b0;
    if (fill_here_i) begin
      overlaps = fill_global_i ? same_q : match_q;
      for (int unsigned w = 0; w < Ways; w++) empty[w] = !here_q[w] && WayBits'(w) <= last_way_i;
      no_room  = (overlaps == '0) && (empty == '0);
      if (overlaps != '0)
        place = WayBits'(plru_pkg::lowest(16'(overlaps)));
      else if (empty != '0)
        place = WayBits'(plru_pkg::lowest(16'(empty)));
      else
        place = WayBits'(replace_pkg::victim(16'(recent_q), policy_i, random, 4'(last_way_i), Ways));
      filled = (here_q & ~overlaps) | (Ways'(1) << place);
      brought = fresh_q | (Ways'(1) << place);
    end
  end

  // ---------------------------------------------------------------------------------------------
  // State. The set that is filled cannot have lost an entry that counts since the question: whatever
  // removes one ends the walk.
  always_comb begin
    keep       = 1'b0;
    keep_set   = '0;
    keep_state = '0;
    if (fill_here_i) begin
      keep       = 1'b1;
      keep_set   = place_set_q;
      keep_state = {Ways'(replace_pkg::touch(16'(recent_q), policy_i, 4'(place), 1'b1, 4'(last_way_i),
                                             Ways)), brought, filled};
    end else if (!fill_valid_i && (asked_i || fenced_i || swept_i)) begin
      keep       = (dead | named) != '0 || (used_i && hit_o);
      keep_set   = set_q;
      keep_state = {recent, fresh, held & ~dead & ~named};
      if (used_i && hit_o)
        keep_state[3*Ways-1:2*Ways] = Ways'(replace_pkg::touch(16'(recent), policy_i, 4'(way), 1'b0,
                                                               4'(last_way_i), Ways));
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) live_q <= '0;
    else if (fill_here_i)   live_q[place_set_q] <= 1'b1;
    if (!rst_ni || begin_i) filled_q <= '0;
    else if (fill_here_i)   filled_q[place_set_q] <= 1'b1;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      set_q       <= '0;
      place_set_q <= '0;
      here_q      <= '0;
      fresh_q     <= '0;
      same_q      <= '0;
      match_q     <= '0;
      recent_q    <= '0;
    end else begin
      if (read_i) set_q <= read_set_i;
      if (asked_i) begin
        place_set_q <= set_q;
        here_q      <= held & ~dead;
        fresh_q     <= fresh;
        same_q      <= same;
        match_q     <= match;
        recent_q    <= recent;
      end
    end
  end
endmodule
