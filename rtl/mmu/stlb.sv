// SPDX-License-Identifier: Apache-2.0
// The second-level TLB: set-associative arrays for pages of 4 KiB and of 2 MiB, and a few fully
// associative entries for all other sizes. It is asked when a first-level TLB has missed, answers in
// the next cycle, and takes the leaf that the walk for its last question brings.
//
// All that the first level promises holds here (tlb.sv), but that a page may be found in two sizes
// until a fence covers it, if the page tables changed its size: the larger answers.
//
// A fence (Privileged 4.2.1) of everything takes its own cycle, and one by address reads its set and is
// done in the cycle after. One by ASID alone names entries in every set: it is done at once, its ASID
// is remembered, and cycles in which nobody asks sweep the sets, one each; what is not swept yet counts
// as gone. A fence by another ASID waits until all is swept, so long at most as there are sets.
//
// `geometry_i` (docs/geometry.md) is that of the array for 4 KiB pages; the others shrink with it, the entries for other
// sizes as ways do. It changes only while everything is as after reset.
module stlb #(
  parameter int unsigned PageSets   = 128,          // of 4 KiB pages
  parameter int unsigned PageWays   = 8,
  parameter int unsigned MegaSets   = 16,           // of 2 MiB pages
  parameter int unsigned MegaWays   = 4,
  parameter int unsigned Others     = 8
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  machine_pkg::geometry_t  geometry_i,
  // the question, and in the next cycle its answer
  input  logic                    lookup_i,
  input  mmu_pkg::tlb_tag_t       wanted_i,         // is_global means nothing here
  output logic                    hit_o,
  output logic                    is_global_o,
  output mmu_pkg::vpn_t           offset_o,
  output mmu_pkg::tlb_leaf_t      leaf_o,           // zero unless hit
  input  logic                    used_i,           // the hit was used: remember it as recent
  // a new leaf for the last question
  input  logic                    fill_valid_i,
  input  mmu_pkg::tlb_tag_t       fill_tag_i,
  input  mmu_pkg::vpn_t           fill_offset_i,
  input  mmu_pkg::tlb_leaf_t      fill_leaf_i,
  // forget: everything; or what the fence names, which stays until it is done
  input  logic                    flush_i,
  input  mmu_pkg::fence_t         fence_i,
  output logic                    fence_done_o,
  output logic                    busy_o            // unasked, something changes nevertheless
);
  localparam mmu_pkg::vpn_t MegaOffset = (45'd1 << riscv_pkg::VpnBits) - 45'd1;
  localparam int unsigned SweepSets   = (PageSets > MegaSets) ? PageSets : MegaSets;
  localparam int unsigned PageSetBits = $clog2(PageSets);
  localparam int unsigned MegaSetBits = $clog2(MegaSets);
  localparam int unsigned SweepBits   = $clog2(SweepSets);
  localparam int unsigned PageWayBits = $clog2(PageWays);
  localparam int unsigned MegaWayBits = $clog2(MegaWays);
  localparam int unsigned OtherBits   = $clog2(Others);

  if (MegaSets > PageSets || MegaWays > PageWays || Others > PageWays) begin : gen_check_parts
    $error("stlb: the part for 4 KiB pages must have the most sets and ways, as the others shrink with it");
  end

  // The last set, way and entry in use of each part: masks of what counts
  logic [PageSetBits-1:0] last_page_set;
  logic [MegaSetBits-1:0] last_mega_set;
  logic [SweepBits-1:0]   last_sweep_set;
  logic [PageWayBits-1:0] last_page_way;
  logic [MegaWayBits-1:0] last_mega_way;
  logic [OtherBits-1:0]   last_other;

  assign last_page_set  = geometry_i.last_set[PageSetBits-1:0];
  assign last_mega_set  = geometry_i.last_set[PageSetBits-1 -: MegaSetBits];
  assign last_sweep_set = SweepBits'(last_page_set) | SweepBits'(last_mega_set);
  assign last_page_way  = geometry_i.last_way[PageWayBits-1:0];
  assign last_mega_way  = geometry_i.last_way[PageWayBits-1 -: MegaWayBits];
  assign last_other     = geometry_i.last_way[PageWayBits-1 -: OtherBits];

  // What the sets that were read last were read for
  typedef enum logic [1:0] {
    ForNobody,
    ForLookup,
    ForFence,
    ForSweep
  } purpose_e;

  purpose_e             purpose, purpose_q;
  mmu_pkg::tlb_tag_t    wanted_q;
  logic                 sweeping_q;                 // from sweep_q on, sets may hold what a fence named
  logic [SweepBits-1:0] sweep_q;
  logic [riscv_pkg::AsidWidth-1:0] sweep_asid_q;
  logic                 asked, fenced, swept, sweeps, sweep_last;

  assign busy_o     = (purpose_q != ForNobody) || sweeping_q;
  assign asked      = (purpose_q == ForLookup);
  assign fenced     = (purpose_q == ForFence);
  assign swept      = (purpose_q == ForSweep);
  assign sweeps     = swept && !fill_valid_i;
  assign sweep_last = (sweep_q == last_sweep_set);

  // ---------------------------------------------------------------------------------------------
  // Which sets are read: a question comes first, and none comes during a fence
  logic                 fence_va, fence_asid, clear, begin_sweep, read;
  logic [PageSetBits-1:0] page_set;
  logic [MegaSetBits-1:0] mega_set;
  logic [SweepBits-1:0]   sweep_set;

  assign fence_va   = fence_i.valid && fence_i.by_va;
  assign fence_asid = fence_i.valid && !fence_i.by_va && fence_i.by_asid;
  assign clear      = flush_i || (fence_i.valid && !fence_i.by_va && !fence_i.by_asid);

  always_comb begin
    fence_done_o = 1'b1;
    if (fence_va)   fence_done_o = (purpose_q == ForFence);
    if (fence_asid) fence_done_o = !sweeping_q || sweep_asid_q == fence_i.asid;
  end

  assign begin_sweep = fence_asid && fence_done_o;

  always_comb begin
    purpose   = ForNobody;
    sweep_set = '0;
    page_set  = '0;
    mega_set  = '0;
    if (lookup_i) begin
      purpose   = ForLookup;
      page_set  = wanted_i.vpn[PageSetBits-1:0];
      mega_set  = wanted_i.vpn[riscv_pkg::VpnBits +: MegaSetBits];
    end else if (fence_va && purpose_q != ForFence) begin
      purpose   = ForFence;
      page_set  = fence_i.vpn[PageSetBits-1:0];
      mega_set  = fence_i.vpn[riscv_pkg::VpnBits +: MegaSetBits];
    end else if (sweeping_q && !begin_sweep && !(swept && sweep_last)) begin
      purpose   = ForSweep;
      sweep_set = sweep_q + SweepBits'(swept);
      page_set  = sweep_set[PageSetBits-1:0];
      mega_set  = sweep_set[MegaSetBits-1:0];
    end
    read = (purpose != ForNobody);
    page_set = page_set & last_page_set;
    mega_set = mega_set & last_mega_set;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      purpose_q    <= ForNobody;
      wanted_q     <= '0;
      sweeping_q   <= 1'b0;
      sweep_q      <= '0;
      sweep_asid_q <= '0;
    end else begin
      // A sweep that meets a fill has written nothing: it comes to its set again
      purpose_q <= (swept && !sweeps && purpose == ForSweep) ? ForNobody : purpose;
      if (lookup_i) wanted_q <= wanted_i;
      if (clear) begin
        sweeping_q <= 1'b0;
      end else if (begin_sweep) begin
        sweeping_q   <= 1'b1;
        sweep_q      <= '0;
        sweep_asid_q <= fence_i.asid;
      end else if (sweeping_q && sweeps) begin
        sweeping_q <= !sweep_last;
        sweep_q    <= sweep_q + SweepBits'(1);
      end
    end
  end

  // ---------------------------------------------------------------------------------------------
  // The arrays
  logic               page_hit, page_global, page_fill;
  logic               mega_hit, mega_global, mega_fill;
  logic               other_hit, other_global, other_fill;
  mmu_pkg::tlb_leaf_t page_leaf, mega_leaf, other_leaf;
  mmu_pkg::vpn_t      other_offset;

  assign page_fill  = fill_valid_i && fill_offset_i == '0;
  assign mega_fill  = fill_valid_i && fill_offset_i == MegaOffset;
  assign other_fill = fill_valid_i && !page_fill && !mega_fill;

  tlb_array #(
    .Sets     (PageSets),
    .Ways     (PageWays),
    .PageBits (0),
    .SweepBits(SweepBits)
  ) u_pages (
    .clk_i, .rst_ni,
    .policy_i     (geometry_i.policy),
    .last_way_i   (last_page_way),
    .read_i       (read),
    .read_set_i   (page_set),
    .asked_i      (asked),
    .wanted_i     (wanted_q),
    .fenced_i     (fenced),
    .fence_i,
    .swept_i      (swept),
    .hit_o        (page_hit),
    .is_global_o  (page_global),
    .leaf_o       (page_leaf),
    .used_i,
    .fill_valid_i,
    .fill_here_i  (page_fill),
    .fill_global_i(fill_tag_i.is_global),
    .fill_leaf_i,
    .clear_i      (clear),
    .begin_i      (begin_sweep),
    .sweeping_i   (sweeping_q),
    .sweep_i      (sweep_q),
    .sweep_asid_i (sweep_asid_q)
  );

  tlb_array #(
    .Sets     (MegaSets),
    .Ways     (MegaWays),
    .PageBits (riscv_pkg::VpnBits),
    .SweepBits(SweepBits)
  ) u_megas (
    .clk_i, .rst_ni,
    .policy_i     (geometry_i.policy),
    .last_way_i   (last_mega_way),
    .read_i       (read),
    .read_set_i   (mega_set),
    .asked_i      (asked),
    .wanted_i     (wanted_q),
    .fenced_i     (fenced),
    .fence_i,
    .swept_i      (swept),
    .hit_o        (mega_hit),
    .is_global_o  (mega_global),
    .leaf_o       (mega_leaf),
    .used_i,
    .fill_valid_i,
    .fill_here_i  (mega_fill),
    .fill_global_i(fill_tag_i.is_global),
    .fill_leaf_i,
    .clear_i      (clear),
    .begin_i      (begin_sweep),
    .sweeping_i   (sweeping_q),
    .sweep_i      (sweep_q),
    .sweep_asid_i (sweep_asid_q)
  );

  tlb #(
    .Entries(Others)
  ) u_others (
    .clk_i, .rst_ni,
    .policy_i     (geometry_i.policy),
    .last_i       (last_other),
    .lookup_i     (asked),
    .mode_i       (wanted_q.mode),
    .vpn_i        (wanted_q.vpn),
    .asid_i       (wanted_q.asid),
    .hit_o        (other_hit),
    .is_global_o  (other_global),
    .offset_o     (other_offset),
    .leaf_o       (other_leaf),
    .used_i,
    .fill_valid_i (other_fill),
    .fill_tag_i, .fill_offset_i, .fill_leaf_i,
    .flush_i, .fence_i
  );

  assign hit_o = page_hit || mega_hit || other_hit;

  always_comb begin
    is_global_o = 1'b0;
    offset_o    = '0;
    leaf_o      = '0;
    if (other_hit) begin
      is_global_o = other_global;
      offset_o    = other_offset;
      leaf_o      = other_leaf;
    end else if (mega_hit) begin
      is_global_o = mega_global;
      offset_o    = MegaOffset;
      leaf_o      = mega_leaf;
    end else if (page_hit) begin
      is_global_o = page_global;
      leaf_o      = page_leaf;
    end
  end
endmodule
