// SPDX-License-Identifier: Apache-2.0
// The tags of the second-level cache. A look-up reads its set in cycle n; in n + 1 (`s1_i`) the hit way
// is known, or the way that a new line would take (an invalid one before the tree's), and what the
// look-up does to the set is said and written in that cycle: a look-up in n + 1 meets it.
//
// A set's row has for each way what its line is (nothing, clean, dirty, or prefetched and not used since),
// whether it is held, and the replacement tree. `held` is the directory: the data cache may hold the
// line. It is conservative: the data cache forgets clean lines without a word. It says nothing of lines
// that are not here. With more data caches it is as many bits wider.
//
// After reset the sets are emptied, one a cycle; until then (`ready_o`) nothing is looked up.
module l2_tags #(
  parameter int unsigned Sets = 512,
  parameter int unsigned Ways = 8,
  parameter int unsigned WayWidth = $clog2(Ways)
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  output logic                ready_o,
  input  logic                look_i,
  input  machine_pkg::paddr_t look_pa_i,
  input  logic                s1_i,
  input  machine_pkg::paddr_t s1_pa_i,
  output logic                hit_o,
  output logic                held_o,
  output logic [WayWidth-1:0] way_o,            // the hit way; after a miss that of the new line
  output logic                prefetched_o,     // the line is, or after a miss the victim
  output logic                victim_dirty_o,   // after a miss
  output machine_pkg::paddr_t victim_pa_o,
  // what s1 does to its line: it is used; it is put here; it becomes dirty; it is held or not
  input  logic                use_i,
  input  logic                put_i,
  input  logic                dirty_i,
  input  logic                held_i,
  input  logic                prefetched_i
);
  localparam int unsigned Shift    = machine_pkg::LineShift;
  localparam int unsigned SetWidth = $clog2(Sets);
  localparam int unsigned TagLow   = Shift + SetWidth;
  localparam int unsigned TagWidth = riscv_pkg::PaWidth - TagLow;

  logic                clearing_q;
  logic [SetWidth-1:0] clear_q, set;
  logic [Ways-1:0]     match, valid, dirty, held, fetched, tree, hit_ways;
  logic [Ways-1:0]     used, extra;                // 00 nothing, 10 clean, 11 dirty, 01 prefetched
  logic [Ways-1:0]     used_next, extra_next, held_next, tree_next;
  logic [4*Ways-1:0]   row;
  logic [TagWidth-1:0] victim_tag;
  logic                write;

  assign ready_o = !clearing_q;
  assign set     = s1_pa_i[Shift +: SetWidth];
  assign write   = use_i || put_i;
  assign {used, extra, held, tree} = row;

  tag_array #(.Sets(Sets), .Ways(Ways), .TagWidth(TagWidth)) u_tags (
    .clk_i,
    .re_i     (look_i),
    .set_i    (look_pa_i[Shift +: SetWidth]),
    .compare_i(s1_i),
    .tag_i    (s1_pa_i[55:TagLow]),
    .match_o  (match),
    .way_i    (way_o),
    .tag_o    (victim_tag),
    .we_i     (put_i && !hit_o),
    .wset_i   (set),
    .wway_i   (way_o),
    .wtag_i   (s1_pa_i[55:TagLow])
  );

  ram_1r1w #(.Width(4 * Ways), .Depth(Sets)) u_rows (
    .clk_i,
    .re_i   (look_i),
    .raddr_i(look_pa_i[Shift +: SetWidth]),
    .rdata_o(row),
    .we_i   (write || clearing_q),
    .waddr_i(clearing_q ? clear_q : set),
    .wdata_i({used_next, extra_next, held_next, tree_next})
  );

  always_comb begin
    hit_ways       = '0;
    hit_o          = 1'b0;
    held_o         = 1'b0;
    way_o          = '0;
    prefetched_o   = 1'b0;
    victim_dirty_o = 1'b0;
    valid          = '0;
    dirty          = '0;
    fetched        = '0;
    if (s1_i) begin
      valid    = used | extra;
      dirty    = used & extra;
      fetched  = extra & ~used;
      hit_ways = match & valid;
      hit_o    = (hit_ways != '0);
      held_o   = ((hit_ways & held) != '0);
      if (hit_o)       way_o = WayWidth'(plru_pkg::index(16'(hit_ways)));
      else if (&valid) way_o = WayWidth'(plru_pkg::victim(16'(tree), Ways));
      else             way_o = WayWidth'(plru_pkg::lowest(16'(Ways'(~valid))));
      prefetched_o   = fetched[way_o];
      victim_dirty_o = !hit_o && valid[way_o] && dirty[way_o];
    end
  end
  assign victim_pa_o = {victim_tag, set, {Shift{1'b0}}};

  always_comb begin
    used_next  = '0;
    extra_next = '0;
    held_next  = '0;
    tree_next  = '0;
    if (write) begin
      used_next  = used;
      extra_next = extra;
      held_next  = held;
      used_next[way_o]  = !prefetched_i;
      extra_next[way_o] = prefetched_i || dirty_i || (hit_o && dirty[way_o]);
      held_next[way_o]  = held_i;
      tree_next         = Ways'(plru_pkg::touch(16'(tree), 4'(way_o), Ways));
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      clearing_q <= 1'b1;
      clear_q    <= '0;
    end else if (clearing_q) begin
      clear_q    <= clear_q + 1'b1;
      clearing_q <= (clear_q != SetWidth'(Sets - 1));
    end
  end
endmodule
