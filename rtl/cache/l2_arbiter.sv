// SPDX-License-Identifier: Apache-2.0
// Which look-up enters the L2's pipeline: one a cycle, in turns, of the data cache's request, the
// instruction cache's, DMA's, the line that the data cache has given back, and the slots (the lowest
// of them); prefetching takes what is left over, and emptying (docs/geometry.md) what that leaves. A look-up that came to nothing is tried again when
// something has been freed, or, if it only met its port's answer to another, when that ends.
module l2_arbiter #(
  parameter int unsigned Slots = 4,
  parameter int unsigned SlotWidth = $clog2(Slots)
) (
  input  logic                     clk_i,
  input  logic                     rst_ni,
  input  logic                     active_i,
  input  logic                     open_i,      // a look-up may begin
  input  logic                     wake_i,      // something is freed in this cycle
  input  logic [l2_pkg::Ports-1:0] ask_i,       // a request waits at the port
  input  logic [l2_pkg::Ports-1:0] soon_i,      // the port's answer ends
  input  logic                     back_i,
  input  logic [Slots-1:0]         put_i,
  input  logic [Slots-1:0]         again_i,
  input  logic                     prefetch_i,
  input  logic                     empty_i,     // the cache is being emptied, and nobody asks
  // the look-up that is decided in this cycle
  input  logic                     s1_i,
  input  l2_pkg::look_e            s1_look_i,
  input  l2_pkg::src_e             s1_src_i,
  input  logic [SlotWidth-1:0]     s1_slot_i,
  input  logic                     s1_fails_i,
  input  logic                     s1_full_i,   // because its port is answering
  // the look-up that begins
  output logic                     look_o,
  output l2_pkg::look_e            look_kind_o,
  output l2_pkg::src_e             look_src_o,
  output logic [SlotWidth-1:0]     look_slot_o
);
  localparam int unsigned Turns = l2_pkg::Ports + 2;
  localparam int unsigned TurnBack = l2_pkg::Ports, TurnSlot = l2_pkg::Ports + 1;

  logic [Turns-1:0]         want, later, first, went_q, went_d;   // one-hot, or a set of them
  logic [l2_pkg::Ports-1:0] parked_q, parked_d, full_q, full_d;   // requests tried in vain
  logic [Slots-1:0]         stuck_q, stuck_d, slots;
  logic                     back_stuck_q, back_stuck_d;

  always_comb begin
    want        = '0;
    slots       = '0;
    later       = '0;
    first       = '0;
    went_d      = went_q;
    look_o      = 1'b0;
    look_kind_o = l2_pkg::LookAsk;
    look_src_o  = l2_pkg::SrcDc;
    look_slot_o = '0;
    if (active_i && open_i) begin
      slots = (put_i | again_i) & ~stuck_q;
      want[l2_pkg::Ports-1:0] = ask_i & ~parked_q & ~(full_q & ~soon_i);
      want[TurnBack]          = back_i && !back_stuck_q;
      // what is being decided is not begun a second time
      if (s1_i) begin
        unique case (s1_look_i)
          l2_pkg::LookAsk:  if (s1_src_i != l2_pkg::SrcPrefetch) want[{1'b0, s1_src_i}] = 1'b0;
          l2_pkg::LookBack: want[TurnBack] = 1'b0;
          l2_pkg::LookEmpty: ;
          default:          slots[s1_slot_i] = 1'b0;
        endcase
      end
      want[TurnSlot] = (slots != '0);
      if (want != '0) begin
        later  = want & ~(went_q | (went_q - 1'b1));   // behind the one that went last
        first  = (later != '0) ? later : want;
        first  = first & (~first + 1'b1);              // the lowest
        went_d = first;
        look_o = 1'b1;
        if (first[TurnSlot]) begin
          for (int unsigned i = Slots; i > 0; i--) if (slots[i-1]) look_slot_o = SlotWidth'(i - 1);
          look_kind_o = put_i[look_slot_o] ? l2_pkg::LookPut : l2_pkg::LookAgain;
        end else if (first[TurnBack]) begin
          look_kind_o = l2_pkg::LookBack;
        end else begin
          look_src_o = first[0] ? l2_pkg::SrcDc : first[1] ? l2_pkg::SrcIc : l2_pkg::SrcDma;
        end
      end else if (prefetch_i) begin
        look_o     = 1'b1;
        look_src_o = l2_pkg::SrcPrefetch;
      end else if (empty_i) begin
        look_o      = 1'b1;
        look_kind_o = l2_pkg::LookEmpty;
      end
    end
  end

  always_comb begin
    parked_d     = parked_q;
    full_d       = full_q;
    stuck_d      = stuck_q;
    back_stuck_d = back_stuck_q;
    if (s1_i) begin
      unique case (s1_look_i)
        l2_pkg::LookAsk: if (s1_src_i != l2_pkg::SrcPrefetch) begin
          parked_d[s1_src_i] = s1_fails_i && !s1_full_i;
          full_d[s1_src_i]   = s1_fails_i && s1_full_i;
        end
        l2_pkg::LookBack: back_stuck_d = s1_fails_i;
        l2_pkg::LookEmpty: ;
        default:          stuck_d[s1_slot_i] = s1_fails_i;
      endcase
    end
    if (wake_i) begin
      parked_d     = '0;
      stuck_d      = '0;
      back_stuck_d = 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      went_q       <= Turns'(1);
      parked_q     <= '0;
      full_q       <= '0;
      stuck_q      <= '0;
      back_stuck_q <= 1'b0;
    end else if (active_i) begin
      went_q       <= went_d;
      parked_q     <= parked_d;
      full_q       <= full_d;
      stuck_q      <= stuck_d;
      back_stuck_q <= back_stuck_d;
    end
  end
endmodule
