// SPDX-License-Identifier: Apache-2.0
// Loads, stores and atomics: turns an instruction into one access, or, where it crosses a
// doubleword, into a sequence of accesses to its two parts, and puts the loaded value together.
//
//   load                 part 0, part 1
//   store                probe 0, probe 1, part 0, part 1     (one that faults has written nothing)
//
// In execute an instruction waits until the last access of its sequence is accepted; that access is
// answered while the instruction is in the memory stage. The earlier ones are answered in execute.
// An instruction on a cache block is one access, at its address as it is: the line is what is meant.
// Stores and loads of one access are content with an early answer, and such a load waits for an id: one
// that is answered `late` leaves the memory stage, and late_loads writes its register.
module lsu (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  // execute: held until done_o or fault_o
  input  logic                   valid_i,
  input  logic                   go_i,         // nothing older can trap any more
  input  machine_pkg::mem_op_e   op_i,
  input  logic [2:0]             funct3_i,     // size, and bit 2: zero-extend
  input  logic [63:0]            addr_i,
  input  logic [63:0]            wdata_i,
  input  logic                   id_free_i,    // there is an id for a late load
  input  machine_pkg::late_id_t  id_i,
  output logic                   issue_o,      // it is taken in this cycle
  output logic                   misaligned_o, // an atomic that is not aligned: no access
  output logic                   done_o,       // the last access is accepted in this cycle
  output machine_pkg::fault_e    fault_o,      // one before the last failed: the instruction traps
  output logic [63:0]            fault_va_o,
  // memory stage: the instruction that went with done_o
  output logic                   rsp_valid_o,
  output logic [63:0]            rsp_data_o,
  output machine_pkg::fault_e    rsp_fault_o,
  output logic [63:0]            rsp_fault_va_o,
  output logic [63:0]            rsp_pa_o,     // of the first part
  output logic                   rsp_early_o,  // it has taken an id
  output logic                   rsp_late_o,   // its data follow
  output machine_pkg::late_id_t  rsp_id_o,
  output logic [2:0]             rsp_funct3_o, // size and sign, and where in the doubleword
  output logic [2:0]             rsp_offset_o,
  // port
  output logic                   req_valid_o,
  input  logic                   req_ready_i,
  output machine_pkg::data_req_t req_o,
  input  logic                   data_rsp_valid_i,
  input  machine_pkg::data_rsp_t data_rsp_i
);
  typedef enum logic [2:0] {
    StFirst,       // the only access, or the first of a sequence
    StLoad1,
    StProbe1,
    StWrite0,
    StWrite1
  } state_e;

  state_e      state_q, state_d;
  logic        waiting_q;                   // the sequence's previous access is not answered yet
  // Of the instruction whose access was accepted last
  logic [2:0]  funct3_q, offset_q;
  logic        sc_q, split_q, early_q;
  machine_pkg::late_id_t id_q;
  logic [63:0] va_q;
  // Of the lower part: its bytes, from bit 0, and where it lies
  logic [63:0] lower_q, pa_q;

  // ---------------------------------------------------------------------------------------------
  // Execute: the access in work

  logic [2:0]  offset;
  logic [7:0]  mask;                        // the instruction's bytes, from bit 0
  logic [2:0]  low_mask;                    // address bits that are 0 when it is aligned
  logic [3:0]  upper_bytes;                 // where the upper part begins, from offset on
  logic        atomic, unaligned, split, upper;
  logic [7:0]  be;
  logic [63:0] va, upper_va, wdata;

  always_comb begin
    offset       = addr_i[2:0];
    mask         = '0;
    low_mask     = '0;
    upper_bytes  = 4'd8 - {1'b0, offset};
    upper_va     = '0;
    atomic       = 1'b0;
    unaligned    = 1'b0;
    misaligned_o = 1'b0;
    split        = 1'b0;
    upper        = 1'b0;
    va           = addr_i;
    be           = '0;
    wdata        = '0;
    if (valid_i) begin
      case (funct3_i[1:0])
        2'd0:    begin mask = 8'h01; low_mask = 3'd0; end
        2'd1:    begin mask = 8'h03; low_mask = 3'd1; end
        2'd2:    begin mask = 8'h0f; low_mask = 3'd3; end
        default: begin mask = 8'hff; low_mask = 3'd7; end
      endcase
      unaligned = (offset & low_mask) != 3'd0 && !machine_pkg::op_on_line(op_i);
      be        = mask << offset;
      wdata     = wdata_i << {offset, 3'b0};
      if (unaligned) begin
        atomic       = (op_i != machine_pkg::MemLoad) && (op_i != machine_pkg::MemStore);
        misaligned_o = atomic;
        split        = ({1'b0, offset} + {1'b0, low_mask} > 4'd7);
        upper_va     = {addr_i[63:3] + 61'd1, 3'b0};
        upper        = (state_q == StLoad1) || (state_q == StProbe1) || (state_q == StWrite1);
        if (upper) begin
          va    = upper_va;
          be    = mask >> upper_bytes;
          wdata = wdata_i >> {upper_bytes, 3'b0};
        end
      end
    end
  end

  logic                 last;               // the access in work ends the sequence
  machine_pkg::mem_op_e op;

  always_comb begin
    op      = op_i;
    last    = 1'b0;
    state_d = StFirst;
    case (state_q)
      StFirst: begin
        last = !split;
        if (split && op_i == machine_pkg::MemLoad) begin
          state_d = StLoad1;
        end else if (split) begin
          op      = machine_pkg::MemProbe;
          state_d = StProbe1;
        end
      end
      StProbe1: begin
        op      = machine_pkg::MemProbe;
        state_d = StWrite0;
      end
      StWrite0: state_d = StWrite1;
      default:  last = 1'b1;                // StLoad1, StWrite1
    endcase
  end

  logic        answer, answer_upper;        // of an access before the last
  logic        accept;
  logic        takes_id;                    // a load that may be late
  logic [63:0] from_offset;                 // the answer's bytes from the instruction's first on

  assign takes_id     = op == machine_pkg::MemLoad && !split;
  assign answer       = waiting_q && data_rsp_valid_i;
  assign answer_upper = (state_q == StWrite0);
  assign fault_o      = answer ? data_rsp_i.fault : machine_pkg::FaultNone;
  assign fault_va_o   = answer_upper ? upper_va : addr_i;

  assign req_valid_o  = valid_i && go_i && !misaligned_o && (!takes_id || id_free_i) &&
                        (!waiting_q || (answer && fault_o == machine_pkg::FaultNone));
  always_comb begin
    req_o            = '0;
    req_o.early      = takes_id || op == machine_pkg::MemStore || op == machine_pkg::MemZero;
    req_o.id         = id_i;
    req_o.misaligned = unaligned;
    req_o.op         = op;
    req_o.be         = be;
    req_o.va         = va;
    req_o.wdata      = wdata;
  end
  assign accept       = req_valid_o && req_ready_i;
  assign issue_o      = accept && takes_id;
  assign done_o       = accept && last;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q   <= StFirst;
      waiting_q <= 1'b0;
    end else begin
      if (accept) begin
        state_q   <= state_d;
        waiting_q <= !last;
        funct3_q  <= funct3_i;
        offset_q  <= offset;
        sc_q      <= (op_i == machine_pkg::MemSc);
        split_q   <= split;
        early_q   <= issue_o;
        id_q      <= id_i;
        va_q      <= va;
      end else if (answer) begin
        waiting_q <= 1'b0;
        if (data_rsp_i.fault != machine_pkg::FaultNone) state_q <= StFirst;
      end
      if (answer && !answer_upper) begin
        lower_q <= from_offset;
        pa_q    <= {8'b0, data_rsp_i.pa};
      end
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Memory stage: the value

  logic [63:0] raw, value;

  assign rsp_valid_o    = data_rsp_valid_i && !waiting_q;
  assign rsp_fault_o    = data_rsp_i.fault;
  assign rsp_fault_va_o = va_q;
  assign rsp_pa_o       = split_q ? pa_q : {8'b0, data_rsp_i.pa};
  assign rsp_early_o    = rsp_valid_o && early_q;
  assign rsp_late_o     = rsp_early_o && data_rsp_i.late;
  assign rsp_id_o       = id_q;
  assign rsp_funct3_o   = funct3_q;
  assign rsp_offset_o   = offset_q;

  always_comb begin
    from_offset = '0;
    raw         = '0;
    if (data_rsp_valid_i) begin
      from_offset = data_rsp_i.rdata >> {offset_q, 3'b0};
      raw         = from_offset;
      if (split_q) raw = lower_q | (data_rsp_i.rdata << {4'd8 - {1'b0, offset_q}, 3'b0});
    end
  end

  load_value u_value (
    .valid_i (data_rsp_valid_i),
    .bytes_i (raw),
    .funct3_i(funct3_q),
    .value_o (value)
  );
  assign rsp_data_o = sc_q ? data_rsp_i.rdata : value;
endmodule
