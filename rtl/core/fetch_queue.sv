// SPDX-License-Identifier: Apache-2.0
// Holds fetched doublewords and deals them out as instructions: 16-bit ones, 32-bit ones, and those
// that straddle two doublewords. Up to four compressed instructions live in one entry. What is pushed can
// be dealt out in the same cycle.
//
// An entry that fetch predicted to end in a taken jump says at which parcel; the parcels behind
// that are not used, and the next entry begins at the target. When the predicted end turns out to
// be the first half of a 32-bit instruction the prediction was bogus: the instruction is dealt out
// with `bogus_o`, and whoever takes it must redirect fetch to its address.
//
// What lies in front of an address close by can be skipped, without emptying the queue, if that address is here.
module fetch_queue #(
  parameter int unsigned Depth = 8         // a power of two
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                flush_i,
  input  logic [63:0]         flush_pc_i,   // address of the first instruction after the flush
  // the instruction to deal out next, at most 6 bytes on: done at the end of the cycle if it is here
  input  logic                skip_i,
  input  logic [63:0]         skip_pc_i,
  output logic                skip_ok_o,
  // from fetch; there must be room
  input  logic                push_i,
  input  logic [63:0]         push_data_i,
  input  machine_pkg::fault_e push_fault_i,
  input  logic                push_taken_i,
  input  logic [1:0]          push_parcel_i,
  input  logic [63:0]         push_target_i,
  output logic [$clog2(Depth):0] count_o,
  // to decode
  output logic                valid_o,
  input  logic                ready_i,
  output logic [31:0]         insn_o,       // a compressed one in the low half
  output logic [63:0]         pc_o,
  output machine_pkg::fault_e fault_o,
  output logic                fault_upper_o,// it is the second half that failed
  output logic                taken_o,      // predicted taken, to target_o
  output logic [63:0]         target_o,
  output logic                bogus_o
);
  localparam int unsigned PtrBits = $clog2(Depth);

  if (Depth < 4 || 2 ** PtrBits != Depth) begin : gen_check_depth
    $error("fetch_queue: Depth must be a power of two, at least 4");
  end

  typedef struct packed {
    logic                taken;
    logic [1:0]          parcel;
  } meta_t;

  // Registers: an instruction that straddles reads two entries at once
  logic [63:0]        data_q   [Depth];
  logic [63:0]        target_q [Depth];
  logic [2:0]         meta_q   [Depth];    // meta_t
  machine_pkg::fault_e fault_q [Depth];
  logic [PtrBits-1:0] head_q, tail_q, second;
  logic [PtrBits:0]   count_q;
  logic [63:0]        pc_q;

  logic [1:0]         offset, last;        // parcel where the instruction begins, and where it ends
  logic [31:0]        window;
  meta_t              head, behind;        // meta of the first two entries
  logic               pop, pop_second;     // how many entries the instruction uses up
  logic               pushed_first, pushed_second;  // the first or second entry is being pushed
  logic [63:0]        head_data, head_target;
  machine_pkg::fault_e head_fault;
  logic [63:0]        next_pc;

  assign offset  = pc_q[2:1];
  assign second  = head_q + 1'b1;
  assign pc_o    = pc_q;
  assign count_o = count_q;

  always_comb begin
    valid_o       = 1'b0;
    insn_o        = '0;
    fault_o       = machine_pkg::FaultNone;
    fault_upper_o = 1'b0;
    taken_o       = 1'b0;
    target_o      = '0;
    bogus_o       = 1'b0;
    pop           = 1'b0;
    pop_second    = 1'b0;
    next_pc       = pc_q;
    window        = '0;
    head          = '0;
    behind        = '0;
    last          = offset;
    pushed_first  = push_i && count_q == '0;
    pushed_second = push_i && count_q == (PtrBits + 1)'(1);
    head_data     = push_data_i;
    head_target   = push_target_i;
    head_fault    = push_fault_i;
    if (!pushed_first) begin
      head_data   = data_q[head_q];
      head_target = target_q[head_q];
      head_fault  = fault_q[head_q];
    end

    if (count_q != '0 || push_i) begin
      window   = 32'(head_data >> {offset, 4'b0});
      head     = pushed_first ? {push_taken_i, push_parcel_i} : meta_q[head_q];
      target_o = head_target;

      if (head_fault != machine_pkg::FaultNone) begin
        valid_o = 1'b1;
        fault_o = head_fault;
      end else if (window[1:0] != 2'b11) begin
        valid_o = 1'b1;
        insn_o  = {16'b0, window[15:0]};
        pop     = (head.parcel == offset);
        taken_o = head.taken && pop;
        next_pc = pc_q + 64'd2;
      end else if (head.taken && head.parcel == offset) begin
        valid_o = 1'b1;
        bogus_o = 1'b1;
      end else if (offset != 2'd3) begin
        last    = offset + 2'd1;
        valid_o = 1'b1;
        insn_o  = window;
        pop     = (head.parcel == last);
        taken_o = head.taken && pop;
        next_pc = pc_q + 64'd4;
      end else if (pushed_second || count_q > (PtrBits + 1)'(1)) begin
        behind        = pushed_second ? {push_taken_i, push_parcel_i} : meta_q[second];
        valid_o       = 1'b1;
        insn_o        = {pushed_second ? push_data_i[15:0] : data_q[second][15:0], window[15:0]};
        fault_o       = pushed_second ? push_fault_i : fault_q[second];
        fault_upper_o = 1'b1;
        pop           = 1'b1;
        pop_second    = (behind.parcel == 2'd0);
        taken_o       = behind.taken && pop_second;
        target_o      = pushed_second ? push_target_i : target_q[second];
        next_pc       = pc_q + 64'd4;
      end
      if (taken_o) next_pc = target_o;
    end
  end

  // In the first entry or in the second, and no jump that was followed is in front of it
  logic  crosses;                          // into the second entry
  meta_t skipped, landing;

  always_comb begin
    skip_ok_o = 1'b0;
    crosses   = 1'b0;
    skipped   = '0;
    landing   = '0;
    if (skip_i) begin
      crosses   = skip_pc_i[3] != pc_q[3];
      skipped   = meta_q[head_q];
      landing   = crosses ? meta_q[second] : skipped;
      skip_ok_o = (crosses ? (count_q > (PtrBits + 1)'(1)) && !skipped.taken : count_q != '0)
                  && (!landing.taken || landing.parcel >= skip_pc_i[2:1]);
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      head_q  <= '0;
      tail_q  <= '0;
      count_q <= '0;
      pc_q    <= machine_pkg::ResetVector;
    end else if (flush_i) begin
      head_q  <= '0;
      tail_q  <= '0;
      count_q <= '0;
      pc_q    <= flush_pc_i;
    end else begin
      if (push_i) begin
        data_q[tail_q]   <= push_data_i;
        target_q[tail_q] <= push_target_i;
        meta_q[tail_q]   <= {push_taken_i, push_parcel_i};
        fault_q[tail_q]  <= push_fault_i;
        tail_q           <= tail_q + 1'b1;
      end
      if (skip_ok_o) begin
        pc_q    <= skip_pc_i;
        head_q  <= head_q + PtrBits'(crosses);
        count_q <= count_q + (PtrBits + 1)'(push_i) - (PtrBits + 1)'(crosses);
      end else if (valid_o && ready_i) begin
        pc_q    <= next_pc;
        head_q  <= head_q + PtrBits'(pop) + PtrBits'(pop_second);
        count_q <= count_q + (PtrBits + 1)'(push_i) - (PtrBits + 1)'(pop) - (PtrBits + 1)'(pop_second);
      end else begin
        count_q <= count_q + (PtrBits + 1)'(push_i);
      end
    end
  end
endmodule
