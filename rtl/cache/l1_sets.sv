// SPDX-License-Identifier: Apache-2.0
// The sets of a first-level cache: tags, and for each way whether it is valid, dirty and prefetched,
// and the replacement tree. A look-up reads the tags in cycle n; in n + 1 (`s1_i`) the hit way, or the
// way that a new line would take (an invalid one before the tree's), is known, and what s1 does to
// its line is said. At the same time a line that has come may be installed in any set.
module l1_sets #(
  parameter int unsigned Sets = 64,       // at most 64, so that all can be cleared in a cycle
  parameter int unsigned Ways = 8,
  parameter int unsigned SetWidth = $clog2(Sets),
  parameter int unsigned WayWidth = $clog2(Ways)
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  // sets and ways up to these are in use, masks too; replace_pkg's policy; they change only as after reset
  input  logic [SetWidth-1:0] last_set_i,
  input  logic [WayWidth-1:0] last_way_i,
  input  logic [1:0]          policy_i,
  input  logic                clear_i,          // forget every line
  // look-up
  input  logic                look_i,
  input  machine_pkg::paddr_t look_pa_i,
  input  logic                s1_i,
  input  machine_pkg::paddr_t s1_pa_i,
  output logic                hit_o,
  output logic [WayWidth-1:0] way_o,            // the hit way
  output logic                dirty_o,
  output logic                prefetched_o,     // not used since it was prefetched
  output logic [WayWidth-1:0] victim_o,         // after a miss: the way to replace, and its line
  input  logic [Ways-1:0]     taken_i,          // ways that lines under way will take: none of them
  output logic                victim_ok_o,      // there is a way to replace
  output logic                victim_valid_o,
  output logic                victim_dirty_o,
  output logic                victim_prefetched_o, // and not used since
  output machine_pkg::paddr_t victim_pa_o,
  // what s1 does: to the hit way ...
  input  logic                use_i,
  input  logic                write_i,          // it becomes dirty
  input  logic                clean_i,
  input  logic                forget_i,
  // ... or to the victim
  input  logic                evict_i,
  // it is no request's look-up: the victim is a dirty line of the set, if there is one
  input  logic                pick_i,
  // a line that has come
  input  logic                install_i,
  input  machine_pkg::paddr_t install_pa_i,
  input  logic [WayWidth-1:0] install_way_i,
  input  logic                install_prefetched_i,
  input  logic                install_dirty_i
);
  localparam int unsigned Shift    = machine_pkg::LineShift;
  localparam int unsigned TagWidth = riscv_pkg::PaWidth - Shift;   // however many sets are in use

  if (Sets < 2 || Sets > 64 || 2 ** SetWidth != Sets) begin : gen_check_sets
    $error("l1_sets: Sets must be a power of two from 2 to 64, since all are cleared in a cycle");
  end
  if (Ways < 2 || Ways > 16 || 2 ** WayWidth != Ways) begin : gen_check_ways
    $error("l1_sets: Ways must be a power of two from 2 to 16");
  end

  logic [Ways-1:0]     match;
  logic [TagWidth-1:0] victim_tag;
  logic [SetWidth-1:0] look_set, s1_set, install_set;
  assign look_set    = look_pa_i[Shift +: SetWidth] & last_set_i;
  assign s1_set      = s1_pa_i[Shift +: SetWidth] & last_set_i;
  assign install_set = install_pa_i[Shift +: SetWidth] & last_set_i;

  tag_array #(.Sets(Sets), .Ways(Ways), .TagWidth(TagWidth)) u_tags (
    .clk_i,
    .re_i     (look_i),
    .set_i    (look_set),
    .compare_i(s1_i),
    .tag_i    (s1_pa_i[55:Shift]),
    .match_o  (match),
    .way_i    (victim_o),
    .tag_o    (victim_tag),
    .we_i     (install_i),
    .wset_i   (install_set),
    .wway_i   (install_way_i),
    .wtag_i   (install_pa_i[55:Shift])
  );

  // A set's row: {prefetched, tree, dirty, valid}, a bit a way each
  localparam int unsigned Valid = 0, Dirty = Ways, Tree = 2 * Ways, Prefetched = 3 * Ways;
  logic [4*Ways-1:0] row_q [Sets];
  logic [4*Ways-1:0] row, row_next, install_row;
  logic [Ways-1:0]   hit_ways, free_ways, dirty_ways;
  logic              row_write;

  always_comb begin
    hit_ways     = '0;
    way_o        = '0;
    dirty_o      = 1'b0;
    prefetched_o = 1'b0;
    row          = '0;
    if (s1_i) begin
      row          = row_q[s1_set];
      hit_ways     = pick_i ? '0 : match & row[Valid +: Ways];
      way_o        = WayWidth'(plru_pkg::index(16'(hit_ways)));
      dirty_o      = (hit_ways & row[Dirty +: Ways]) != '0;
      prefetched_o = (hit_ways & row[Prefetched +: Ways]) != '0;
    end
  end
  assign hit_o = (hit_ways != '0);

  always_comb begin
    free_ways      = '0;
    dirty_ways     = '0;
    victim_o       = '0;
    victim_ok_o    = 1'b0;
    victim_valid_o = 1'b0;
    victim_dirty_o = 1'b0;
    victim_prefetched_o = 1'b0;
    if (s1_i && pick_i) begin
      dirty_ways     = row[Valid +: Ways] & row[Dirty +: Ways];
      victim_o       = WayWidth'(plru_pkg::lowest(16'(dirty_ways)));
      victim_dirty_o = (dirty_ways != '0);
    end else if (s1_i && !hit_o) begin
      for (int unsigned w = 0; w < Ways; w++)
        free_ways[w] = !row[Valid + w] && !taken_i[w] && WayWidth'(w) <= last_way_i;
      victim_valid_o = (free_ways == '0);
      victim_o       = victim_valid_o
          ? WayWidth'(replace_pkg::victim(16'(row[Tree +: Ways]), policy_i, random, 4'(last_way_i), Ways))
          : WayWidth'(plru_pkg::lowest(16'(free_ways)));
      victim_ok_o    = !taken_i[victim_o];
      victim_dirty_o = victim_valid_o && row[Dirty + 32'(victim_o)];
      victim_prefetched_o = victim_valid_o && row[Prefetched + 32'(victim_o)];
    end
  end

  // Drawn anew when a line goes
  logic [3:0] random;
  lfsr u_lfsr (
    .clk_i, .rst_ni,
    .next_i (evict_i && victim_valid_o),
    .value_o(random)
  );

  always_comb begin
    victim_pa_o = '0;
    if (evict_i) victim_pa_o = {victim_tag, 6'b0};
  end

  always_comb begin
    row_write = 1'b0;
    row_next  = row;
    if (s1_i) begin
      row_write = use_i || clean_i || forget_i || evict_i;
      if (use_i) begin
        row_next[Tree +: Ways]       = Ways'(replace_pkg::touch(16'(row[Tree +: Ways]), policy_i, 4'(way_o),
                                                                1'b0, 4'(last_way_i), Ways));
        row_next[Prefetched +: Ways] = row[Prefetched +: Ways] & ~hit_ways;
      end
      if (write_i)  row_next[Dirty +: Ways] = row[Dirty +: Ways] | hit_ways;
      if (clean_i)  row_next[Dirty +: Ways] = row[Dirty +: Ways] & ~hit_ways;
      if (forget_i) row_next[Valid +: Ways] = row[Valid +: Ways] & ~hit_ways;
      if (evict_i) begin
        row_next[Valid + 32'(victim_o)] = 1'b0;
        row_next[Tree +: Ways]          = Ways'(replace_pkg::touch(16'(row[Tree +: Ways]), policy_i,
                                                                   4'(victim_o), 1'b1, 4'(last_way_i), Ways));
      end
    end
  end

  always_comb begin
    install_row = '0;
    if (install_i) begin
      install_row = (row_write && s1_set == install_set) ? row_next : row_q[install_set];
      install_row[Valid + 32'(install_way_i)]      = 1'b1;
      install_row[Dirty + 32'(install_way_i)]      = install_dirty_i;
      install_row[Prefetched + 32'(install_way_i)] = install_prefetched_i;
      install_row[Tree +: Ways] = Ways'(replace_pkg::touch(16'(install_row[Tree +: Ways]), policy_i,
                                                           4'(install_way_i), 1'b0, 4'(last_way_i), Ways));
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      for (int unsigned s = 0; s < Sets; s++) row_q[s] <= '0;
    end else begin
      if (row_write) row_q[s1_set]      <= row_next;
      if (install_i) row_q[install_set] <= install_row;
    end
  end
endmodule
