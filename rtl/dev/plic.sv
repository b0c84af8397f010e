// SPDX-License-Identifier: Apache-2.0
// PLIC, one hart with two contexts (0: M mode, 1: S mode), level-triggered sources 1 to 31
// (RISC-V Platform-Level Interrupt Controller Specification 1.0.0). Priorities are 3 bits wide, as
// on QEMU's virt. A source is pending from the moment its wire is high until it is claimed; after a
// claim its gateway forwards nothing until the completion. A request is answered in the next cycle.
// A register is accessed whole, 32 bits: any other width is refused and does nothing. A completion
// of what is no source is ignored.
module plic #(
  parameter int unsigned Sources = 32   // the unused source 0 included; at most 32
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic [Sources-1:0]      irq_i,
  input  logic                    req_valid_i,
  input  machine_pkg::io_req_t    req_i,
  output logic                    rsp_valid_o,
  output machine_pkg::cache_rsp_t rsp_o,
  output logic                    meip_o,
  output logic                    seip_o,
  output logic                    awake_o        // an edge of the clock may change something
);
  localparam int unsigned Contexts   = 2;
  localparam int unsigned IdWidth    = $clog2(Sources);
  localparam int unsigned PrioWidth  = 3;

  if (Sources < 2 || Sources > 32) begin : gen_check_sources
    $error("plic: Sources must be from 2 to 32, since a context's are one word");
  end

  // Register blocks, by offset bits 25:0 (chapter 3 of the specification)
  localparam logic [25:0] PriorityEnd   = 26'h000_1000;
  localparam logic [25:0] PendingOffset = 26'h000_1000;
  localparam logic [25:0] EnableBase    = 26'h000_2000;
  localparam int unsigned EnableShift   = 7;    // bytes a context: 0x80
  localparam logic [25:0] ContextBase   = 26'h020_0000;
  localparam int unsigned ContextShift  = 12;   // bytes a context: 0x1000

  logic [PrioWidth-1:0] priority_q  [Sources];
  logic [Sources-1:0]   enable_q    [Contexts];
  logic [PrioWidth-1:0] threshold_q [Contexts];
  logic [Sources-1:0]   pending_q;
  logic [Sources-1:0]   claimed_q;              // between claim and completion

  // The best source of each context: highest priority, then lowest number; 0 if none
  logic [IdWidth-1:0]   best_id     [Contexts];
  logic [PrioWidth-1:0] best_prio   [Contexts];

  always_comb begin
    for (int unsigned c = 0; c < Contexts; c++) begin
      best_id[c]   = '0;
      best_prio[c] = '0;
      if (|(pending_q & enable_q[c])) begin
        for (int unsigned s = 1; s < Sources; s++) begin
          if (pending_q[s] && enable_q[c][s] && priority_q[s] > best_prio[c]) begin
            best_id[c]   = IdWidth'(s);
            best_prio[c] = priority_q[s];
          end
        end
      end
    end
  end

  // The 32-bit register that the request names
  logic [25:0] offset;
  logic [31:0] wdata, rdata;
  logic        valid;                            // of the one width that there is
  logic        upper;                            // in the upper half of the doubleword
  assign upper  = (req_i.be[3:0] == 4'b0);
  assign offset = {req_i.pa[25:3], upper, 2'b00};
  assign valid  = req_valid_i && (req_i.be == 8'h0f || req_i.be == 8'hf0);
  assign wdata  = upper ? req_i.wdata[63:32] : req_i.wdata[31:0];

  logic               in_priority, in_pending, in_enable, in_context, is_claim;
  logic               context_index;
  logic [IdWidth-1:0] source_index;
  assign source_index  = offset[2 +: IdWidth];
  assign in_priority   = (offset < PriorityEnd) && (offset[11:2] < 10'(Sources));
  assign in_pending    = (offset == PendingOffset);
  assign in_enable     = (offset == EnableBase) ||
                         (offset == (EnableBase | (26'd1 << EnableShift)));
  assign in_context    = (offset[25:ContextShift+1] == ContextBase[25:ContextShift+1]) &&
                         (offset[ContextShift-1:3] == '0);
  assign is_claim      = offset[2];
  assign context_index = in_enable ? offset[EnableShift] : offset[ContextShift];

  always_comb begin
    rdata = '0;
    if (valid) begin
      if      (in_priority)             rdata = 32'(priority_q[source_index]);
      else if (in_pending)              rdata = 32'(pending_q);
      else if (in_enable)               rdata = 32'(enable_q[context_index]);
      else if (in_context && !is_claim) rdata = 32'(threshold_q[context_index]);
      else if (in_context)              rdata = 32'(best_id[context_index]);
    end
  end

  // Claim and completion act after new arrivals, so that a claimed source is not pending again
  logic               claim, complete;
  logic [IdWidth-1:0] claim_id, complete_id;
  assign claim       = valid && in_context && is_claim && !req_i.write;
  assign complete    = valid && in_context && is_claim && req_i.write && (wdata < 32'(Sources));
  assign claim_id    = best_id[context_index];
  assign complete_id = wdata[IdWidth-1:0];

  logic [Sources-1:0] arrives;
  assign arrives = irq_i & ~claimed_q & ~Sources'(1);    // there is no source 0
  assign awake_o = req_valid_i || rsp_valid_o || (arrives & ~pending_q) != '0;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      for (int unsigned s = 0; s < Sources; s++) priority_q[s] <= '0;
      for (int unsigned c = 0; c < Contexts; c++) begin
        enable_q[c]    <= '0;
        threshold_q[c] <= '0;
      end
      pending_q   <= '0;
      claimed_q   <= '0;
      rsp_valid_o <= 1'b0;
      rsp_o       <= '0;
    end else begin
      pending_q   <= pending_q | arrives;
      rsp_valid_o <= req_valid_i;
      if (req_valid_i) begin
        rsp_o.err   <= !valid;
        rsp_o.rdata <= {rdata, rdata};
        if (valid && req_i.write) begin
          if (in_priority && source_index != '0) priority_q[source_index] <= wdata[PrioWidth-1:0];
          if (in_enable)  enable_q[context_index] <= {wdata[Sources-1:1], 1'b0};
          if (in_context && !is_claim) threshold_q[context_index] <= wdata[PrioWidth-1:0];
        end
        if (claim && claim_id != '0) begin
          pending_q[claim_id] <= 1'b0;
          claimed_q[claim_id] <= 1'b1;
        end
        if (complete && enable_q[context_index][complete_id]) claimed_q[complete_id] <= 1'b0;
      end
    end
  end

  assign meip_o = best_prio[0] > threshold_q[0];
  assign seip_o = best_prio[1] > threshold_q[1];
endmodule
