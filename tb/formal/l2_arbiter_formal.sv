// SPDX-License-Identifier: Apache-2.0
// l2_arbiter: what begins was asked for, one at a time; nobody begins what is being decided; whoever can go on waiting goes
// after at most one turn of each other, prefetching only where nobody else can, and emptying only where there is nothing to
// prefetch either. For all behaviour of the pipeline, by induction.
//
// with: rtl/pkg/riscv_pkg.sv rtl/pkg/machine_pkg.sv rtl/cache/l2_pkg.sv
// leaf: rtl/cache/l2_arbiter.sv
// peek: want dut.want
// peek: went dut.went_q
// peek: stuck dut.stuck_q
// mutant: s/later  = want \& ~(went_q | (went_q - 1'b1));/later  = want;/
// mutant: s/first  = first \& (~first + 1'b1);/first  = first;/
// mutant: s/LookBack: want\[TurnBack\] = 1'b0;/LookBack: ;/
// mutant: s/slots = (put_i | again_i) \& ~stuck_q;/slots = (put_i | again_i);/
// mutant: s/look_kind_o = put_i\[look_slot_o\] ? l2_pkg::LookPut : l2_pkg::LookAgain;/look_kind_o = l2_pkg::LookPut;/
// mutant: s/if (active_i \&\& open_i) begin/if (active_i) begin/
// mutant: s/end else if (prefetch_i) begin/end if (prefetch_i) begin/
// mutant: s/went_d = first;/went_d = went_q;/
// mutant: s/end else if (empty_i) begin/end else if (empty_i || wake_i) begin/
module l2_arbiter_formal (
  input logic                     clk_i,
  input logic                     rst_ni,
  input logic                     active_i, open_i, wake_i, back_i, prefetch_i, empty_i, s1_i, s1_fails_i, s1_full_i,
  input logic [l2_pkg::Ports-1:0] ask_i, soon_i,
  input logic [3:0]               put_i, again_i,
  input logic [2:0]               s1_look_i,
  input logic [1:0]               s1_src_i, s1_slot_i,
  input logic [2:0]               watched          // any of the turns, and always the same
);
  localparam int unsigned Turns = l2_pkg::Ports + 2, Back = l2_pkg::Ports, Slot = l2_pkg::Ports + 1;

  logic       look_o;
  logic [2:0] kind;
  logic [1:0] src, slot;

  l2_arbiter #(.Slots(4)) dut (
    .clk_i, .rst_ni, .active_i, .open_i, .wake_i, .ask_i, .soon_i, .back_i, .put_i, .again_i, .prefetch_i, .empty_i,
    .s1_i, .s1_look_i, .s1_src_i, .s1_slot_i, .s1_fails_i, .s1_full_i,
    .look_o, .look_kind_o(kind), .look_src_o(src), .look_slot_o(slot)
  );

  logic [Turns-1:0] want, went;       // peeked
  logic [3:0]       stuck;

  logic started = 1'b0;
  always_ff @(posedge clk_i) started <= 1'b1;
  always_comb assume (rst_ni == started && s1_look_i <= l2_pkg::LookEmpty);

  // Which turn was given
  logic [Turns-1:0] given;
  logic             prefetched, empties;
  always_comb begin
    given      = '0;
    prefetched = look_o && kind == l2_pkg::LookAsk && src == l2_pkg::SrcPrefetch;
    empties    = look_o && kind == l2_pkg::LookEmpty;
    if (look_o && !prefetched && !empties) begin
      if (kind == l2_pkg::LookAsk)       given[src]  = 1'b1;
      else if (kind == l2_pkg::LookBack) given[Back] = 1'b1;
      else                               given[Slot] = 1'b1;
    end
  end

  always_comb begin
    if (rst_ni) begin
      assert (!look_o || (active_i && open_i));
      assert (!prefetched || (prefetch_i && want == '0));
      assert (!empties || (empty_i && !prefetch_i && want == '0));
      assert (want == '0 || look_o);
      if (look_o && !prefetched && !empties) begin
        assert ((given & want) != '0);
        if (kind == l2_pkg::LookAsk)   assert (ask_i[src]);
        if (kind == l2_pkg::LookBack)  assert (back_i);
        if (kind == l2_pkg::LookPut)   assert (put_i[slot] && !stuck[slot]);
        if (kind == l2_pkg::LookAgain) assert (again_i[slot] && !put_i[slot] && !stuck[slot]);
      end
      // not a second time what is being decided
      if (look_o && s1_i && s1_look_i == l2_pkg::LookBack) assert (kind != l2_pkg::LookBack);
      if (look_o && s1_i && s1_look_i == l2_pkg::LookAsk && kind == l2_pkg::LookAsk && !prefetched) assert (src != s1_src_i);
      if (look_o && s1_i && (s1_look_i == l2_pkg::LookPut || s1_look_i == l2_pkg::LookAgain)
          && (kind == l2_pkg::LookPut || kind == l2_pkg::LookAgain)) assert (slot != s1_slot_i);
    end
  end

  // How many turns others have had since `watched` could go; and how many are before it in the round
  logic [2:0] watched_q, overtaken, ahead;
  logic       waits;
  always_ff @(posedge clk_i) begin
    watched_q <= watched;
    if (!rst_ni || !waits || given[watched]) overtaken <= '0;
    else if (given != '0) overtaken <= overtaken + 3'd1;
  end
  always_comb begin
    assume (watched < 3'(Turns) && (!started || watched == watched_q));
    waits = want[watched];
    ahead = '0;
    for (int unsigned i = 0; i < Turns; i++) begin
      if (went[i]) ahead = 3'((32'(watched) + 2 * Turns - i - 1) % Turns);
    end
    if (rst_ni) begin
      assert ((went & (went - 1'b1)) == '0 && went != '0);
      assert (!waits || 4'(overtaken) + 4'(ahead) <= 4'(Turns - 1));
    end
  end
endmodule
