// SPDX-License-Identifier: Apache-2.0
// What a look-up of the L2 comes to: the one place where conflicts are decided. Pure logic.
//
// A request at a port, in this order:
//   1. its line belongs to a slot, or is being given back by the data cache: it waits;
//      a claim of the data cache is answered, whether its line is here or not;
//   2. from the instruction cache or DMA, and the data cache may hold the line (the directory says so,
//      or the line is not here and nothing is known): a slot begins with a probe;
//   3. its line is not here: a slot begins with a fetch;
//   4. its line is here: it is answered, or written to.
// A prefetch is dropped where 1 or 4 holds, and takes a slot only if another stays free.
// A slot's second look-up is of a line that has been probed and belongs to the slot: 3 or 4.
// What needs a slot, its port's stream, or a write-back buffer for the victim, and finds none free,
// comes to nothing and is tried again: the request is not accepted, the slot stays as it is.
module l2_decide (
  input  logic                  valid_i,
  input  l2_pkg::look_e         look_i,
  input  l2_pkg::src_e          src_i,
  input  machine_pkg::line_op_e op_i,
  input  logic                  hit_i,
  input  logic                  held_i,
  input  logic                  mine_i,          // the line belongs to a slot or is being given back
  input  logic                  slot_free_i,
  input  logic                  answer_free_i,   // the port's stream
  input  logic                  room_i,          // the victim is clean, or can leave
  // of a slot
  input  logic                  slot_dirty_i,
  input  logic                  slot_held_i,
  input  logic                  slot_absent_i,
  output logic                  fails_o,         // tried again later
  output logic                  full_o,          // because the port's stream is busy
  output logic                  begin_o,         // a slot begins
  output logic                  begin_probe_o,
  output logic                  answer_o,        // the line is read and answered
  output logic                  put_o,           // a line is put here, in the place of the victim or of itself
  output logic                  merge_o,         // DMA's doubleword goes into the line
  output logic                  fetch_o,         // the slot fetches
  output logic                  use_o,           // the line has been used
  output logic                  dirty_o,         // and is dirty now
  output logic                  held_o,          // and may be held
  output logic                  access_o,        // events
  output logic                  miss_o
);
  logic is_read, probe, claims;
  assign is_read = (op_i == machine_pkg::LineRead) || (op_i == machine_pkg::DwordRead);

  always_comb begin
    fails_o       = 1'b0;
    full_o        = 1'b0;
    begin_o       = 1'b0;
    begin_probe_o = 1'b0;
    answer_o      = 1'b0;
    put_o         = 1'b0;
    merge_o       = 1'b0;
    fetch_o       = 1'b0;
    dirty_o       = 1'b0;
    held_o        = 1'b0;
    access_o      = 1'b0;
    miss_o        = 1'b0;
    probe         = 1'b0;
    claims        = 1'b0;
    if (valid_i) begin
      unique case (look_i)
        l2_pkg::LookAsk: begin
          probe = (src_i == l2_pkg::SrcIc || src_i == l2_pkg::SrcDma) && (!hit_i || held_i);
          claims = src_i == l2_pkg::SrcDc && op_i == machine_pkg::DwordRead;
          if (mine_i) begin
            fails_o = (src_i != l2_pkg::SrcPrefetch);
          end else if (claims) begin
            fails_o  = !answer_free_i;
            full_o   = !answer_free_i;
            answer_o = answer_free_i;
            held_o   = 1'b1;
          end else if (probe || !hit_i) begin
            fails_o       = !slot_free_i;
            begin_o       = slot_free_i;
            begin_probe_o = probe;
          end else if (src_i == l2_pkg::SrcPrefetch) begin
            ;                                            // it is here already
          end else if (is_read) begin
            fails_o  = !answer_free_i;
            full_o   = !answer_free_i;
            answer_o = answer_free_i;
            held_o   = (src_i == l2_pkg::SrcDc);
          end else begin
            put_o   = (op_i == machine_pkg::LineWrite);
            merge_o = (op_i == machine_pkg::DwordWrite);
            dirty_o = 1'b1;
          end
          access_o = !fails_o && src_i != l2_pkg::SrcPrefetch;
          miss_o   = access_o && !hit_i && !claims;
        end
        l2_pkg::LookAgain: begin
          if (is_read && hit_i) begin
            fails_o  = !answer_free_i;
            answer_o = answer_free_i;
            held_o   = slot_held_i;
          end else if (op_i == machine_pkg::LineWrite) begin
            fails_o = !hit_i && !room_i;
            put_o   = !fails_o;
            dirty_o = 1'b1;
          end else if (hit_i) begin
            merge_o = 1'b1;
            dirty_o = 1'b1;
          end else begin
            fetch_o = 1'b1;
          end
          miss_o = !fails_o && !hit_i && !slot_absent_i;   // it was here when it was begun
          access_o = miss_o;
        end
        l2_pkg::LookPut: begin
          fails_o  = !hit_i && !room_i;
          put_o    = !fails_o;
          dirty_o  = slot_dirty_i;
          held_o   = slot_held_i;
          access_o = put_o && slot_dirty_i;                // the data cache's line
        end
        l2_pkg::LookBack: begin
          fails_o  = mine_i || (!hit_i && !room_i);
          put_o    = !fails_o;
          dirty_o  = 1'b1;
          access_o = put_o;
          miss_o   = put_o && !hit_i;
        end
        default: ;       // LookEmpty: a line leaves, and nothing is decided
      endcase
    end
  end
  assign use_o = (answer_o && hit_i) || merge_o;
endmodule
