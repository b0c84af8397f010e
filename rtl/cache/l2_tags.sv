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
// Sets and ways up to `last_set_i` and `last_way_i` are in use, masks too; `policy_i` says what is replaced (replace_pkg). They
// change only as after reset.
//
// After reset the sets are emptied, one a cycle; until then (`ready_o`) nothing is looked up.
module l2_tags #(
  parameter int unsigned Sets = 512,
  parameter int unsigned Ways = 8,
  parameter int unsigned SetWidth = $clog2(Sets),
  parameter int unsigned WayWidth = $clog2(Ways)
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic [SetWidth-1:0] last_set_i,
  input  logic [WayWidth-1:0] last_way_i,
  input  logic [1:0]          policy_i,
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
  input  logic                prefetched_i,
  // or it is no request's: a dirty line of the set is the victim, if there is one, and goes
  input  logic                pick_i,
  input  logic                drop_i
);
  localparam int unsigned Shift    = machine_pkg::LineShift;
  localparam int unsigned TagWidth = riscv_pkg::PaWidth - Shift;   // however many sets are in use

  logic                clearing_q;
  logic [SetWidth-1:0] clear_q, look_set, set;
  logic [Ways-1:0]     match, valid, dirty, held, fetched, tree, hit_ways, free;
  logic [Ways-1:0]     used, extra;                // 00 nothing, 10 clean, 11 dirty, 01 prefetched
  logic [Ways-1:0]     used_next, extra_next, held_next, tree_next;
  logic [4*Ways-1:0]   row;
  logic [TagWidth-1:0] victim_tag;
  logic                write;

  assign ready_o = !clearing_q;
  assign look_set = look_pa_i[Shift +: SetWidth] & last_set_i;
  assign set     = s1_pa_i[Shift +: SetWidth] & last_set_i;
  assign write   = use_i || put_i || drop_i;
  assign {used, extra, held, tree} = row;

  tag_array #(.Sets(Sets), .Ways(Ways), .TagWidth(TagWidth)) u_tags (
    .clk_i,
    .re_i     (look_i),
    .set_i    (look_set),
    .compare_i(s1_i),
    .tag_i    (s1_pa_i[55:Shift]),
    .match_o  (match),
    .way_i    (way_o),
    .tag_o    (victim_tag),
    .we_i     (put_i && !hit_o),
    .wset_i   (set),
    .wway_i   (way_o),
    .wtag_i   (s1_pa_i[55:Shift])
  );

  ram_1r1w #(.Width(4 * Ways), .Depth(Sets)) u_rows (
    .clk_i,
    .re_i   (look_i),
    .raddr_i(look_set),
    .rdata_o(row),
    .we_i   (write || clearing_q),
    .waddr_i(clearing_q ? clear_q : set),
    .wdata_i({used_next, extra_next, held_next, tree_next})
  );

  // Drawn anew when a line goes
  logic       no_room;
  logic [3:0] random;
  lfsr u_lfsr (
    .clk_i, .rst_ni,
    .next_i (put_i && no_room),
    .value_o(random)
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
    free           = '0;
    no_room        = 1'b0;
    if (s1_i) begin
      valid    = used | extra;
      dirty    = used & extra;
      fetched  = extra & ~used;
      hit_ways = pick_i ? '0 : match & valid;
      hit_o    = (hit_ways != '0);
      held_o   = ((hit_ways & held) != '0);
      if (hit_o) begin
        way_o = WayWidth'(plru_pkg::index(16'(hit_ways)));
      end else if (pick_i) begin
        way_o = WayWidth'(plru_pkg::lowest(16'(dirty)));
      end else begin
        for (int unsigned w = 0; w < Ways; w++) free[w] = !valid[w] && WayWidth'(w) <= last_way_i;
        no_room = (free == '0);
        way_o   = no_room ? WayWidth'(replace_pkg::victim(16'(tree), policy_i, random, 4'(last_way_i), Ways))
                          : WayWidth'(plru_pkg::lowest(16'(free)));
      end
      prefetched_o   = fetched[way_o];
      victim_dirty_o = !hit_o && valid[way_o] && dirty[way_o];
    end
  end
  assign victim_pa_o = {victim_tag, {Shift{1'b0}}};

  always_comb begin
    used_next  = '0;
    extra_next = '0;
    held_next  = '0;
    tree_next  = '0;
    if (write) begin
      used_next  = used;
      extra_next = extra;
      held_next  = held;
      used_next[way_o]  = !prefetched_i && !drop_i;
      extra_next[way_o] = prefetched_i || dirty_i || (hit_o && dirty[way_o]);
      held_next[way_o]  = held_i;
      tree_next         = Ways'(replace_pkg::touch(16'(tree), policy_i, 4'(way_o), !hit_o, 4'(last_way_i), Ways));
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
