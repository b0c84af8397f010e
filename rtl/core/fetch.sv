// SPDX-License-Identifier: Apache-2.0
// Runs ahead of decode: presents one doubleword address a cycle, guided by the branch predictor,
// and queues what comes back. A taken jump that the predictor knows costs no cycle.
//
// A redirect empties the queue at once; in the next cycle the outstanding fetch is killed and the
// new address presented. After a fault fetch rests until it is redirected.
module fetch #(
  parameter int unsigned BtbEntries = 512
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  // memory
  output logic                    req_valid_o,
  input  logic                    req_ready_i,
  output machine_pkg::vaddr_t     req_va_o,
  output logic                    kill_o,
  input  logic                    rsp_valid_i,
  input  machine_pkg::fetch_rsp_t rsp_i,
  // from execute and trap
  input  logic                    redirect_i,
  input  logic [63:0]             redirect_pc_i,
  // a short jump forward was taken, which fetch did not follow: done if its target is in the queue
  input  logic                    skip_i,
  input  logic [63:0]             skip_pc_i,
  output logic                    skip_ok_o,
  // to the predictor: a jump resolved, or (forget) what was predicted was no jump
  input  logic                    resolve_i,
  input  logic                    resolve_forget_i,
  input  logic                    resolve_wrong_i,   // mispredicted
  input  logic                    resolve_taken_i,
  input  core_pkg::jump_e         resolve_jump_i,
  input  logic [63:0]             resolve_pc_i,      // address of its last parcel
  input  logic [63:0]             resolve_target_i,
  input  logic [63:0]             resolve_link_i,    // address of the instruction behind it
  // to decode
  output logic                    valid_o,
  input  logic                    ready_i,
  output logic [31:0]             insn_o,
  output logic [63:0]             pc_o,
  output machine_pkg::fault_e     fault_o,
  output logic                    fault_upper_o,
  output logic                    taken_o,
  output logic [63:0]             target_o,
  output logic                    bogus_o
);
  // How far fetch runs ahead: a loop whose instructions straddle doublewords needs five without a
  // bubble.
  localparam int unsigned Depth     = 8;
  localparam int unsigned Ahead     = 5;
  localparam int unsigned CountBits = $clog2(Depth) + 1;

  logic [63:0] pc_q;
  logic        kill_q, faulted_q, outstanding_q;
  // The prediction made for the outstanding doubleword
  logic        taken_q;
  logic [1:0]  parcel_q;
  logic [63:0] target_q;

  logic                 accept, answer, push;
  logic [CountBits-1:0] count, ahead;
  logic                 taken;
  logic [1:0]           parcel;
  logic [1:0]           jump;            // core_pkg::jump_e
  logic [63:0]          btb_target, ras_target, target, sequential;

  assign kill_o      = kill_q;
  assign req_va_o    = pc_q;
  assign ahead       = count + CountBits'(outstanding_q);
  assign req_valid_o = !faulted_q && (kill_q || ahead < CountBits'(Ahead));
  assign accept      = req_valid_o && req_ready_i;
  assign answer      = rsp_valid_i && outstanding_q && !kill_q;
  assign push        = answer && !redirect_i;

  assign sequential = {pc_q[63:3] + 61'd1, 3'b0};
  assign target     = (taken && jump == core_pkg::JumpReturn) ? ras_target : btb_target;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      pc_q          <= machine_pkg::ResetVector;
      kill_q        <= 1'b0;
      faulted_q     <= 1'b0;
      outstanding_q <= 1'b0;
    end else begin
      kill_q        <= redirect_i;
      outstanding_q <= accept || (outstanding_q && !answer && !kill_q);
      if (accept) begin
        taken_q  <= taken;
        parcel_q <= taken ? parcel : 2'd3;
        target_q <= target;
      end
      if (redirect_i) begin
        pc_q      <= redirect_pc_i;
        faulted_q <= 1'b0;
      end else begin
        if (accept) pc_q <= taken ? target : sequential;
        if (push && rsp_i.fault != machine_pkg::FaultNone) faulted_q <= 1'b1;
      end
    end
  end

  logic       follow;              // fetch goes on at a predicted target
  logic       resolve_jump;
  logic [3:0] likely;

  assign follow       = accept && taken;
  assign resolve_jump = resolve_i && !resolve_forget_i;

  direction u_direction (
    .clk_i,
    .rst_ni,
    .lookup_i(req_valid_o),
    .pc_i(pc_q),
    .likely_o(likely),
    .follow_i(follow),
    .follow_parcel_i(parcel),
    .resolve_i(resolve_jump),
    .resolve_branch_i(resolve_jump_i == core_pkg::JumpBranch),
    .resolve_taken_i,
    .resolve_pc_i,
    .redirect_i
  );

  btb #(
    .Entries(BtbEntries)
  ) u_btb (
    .clk_i,
    .lookup_i(req_valid_o),
    .pc_i(pc_q),
    .likely_i(likely),
    .taken_o(taken),
    .parcel_o(parcel),
    .jump_o(jump),
    .target_o(btb_target),
    .train_i(resolve_i && resolve_wrong_i && (resolve_taken_i || resolve_forget_i)),
    .train_forget_i(resolve_forget_i),
    .train_jump_i(resolve_jump_i),
    .train_pc_i(resolve_pc_i),
    .train_target_i(resolve_target_i)
  );

  ras u_ras (
    .clk_i,
    .rst_ni,
    .push_i(follow && jump == core_pkg::JumpCall),
    .pop_i(follow && jump == core_pkg::JumpReturn),
    .push_addr_i({pc_q[63:3], 3'b0} + {61'b0, parcel, 1'b0} + 64'd2),
    .top_o(ras_target),
    .resolve_i(resolve_jump),
    .resolve_jump_i,
    .resolve_link_i,
    .redirect_i
  );

  fetch_queue #(
    .Depth(Depth)
  ) u_queue (
    .clk_i,
    .rst_ni,
    .flush_i(redirect_i),
    .flush_pc_i(redirect_pc_i),
    .skip_i,
    .skip_pc_i,
    .skip_ok_o,
    .push_i(push),
    .push_data_i(rsp_i.data),
    .push_fault_i(rsp_i.fault),
    .push_taken_i(taken_q),
    .push_parcel_i(parcel_q),
    .push_target_i(target_q),
    .count_o(count),
    .valid_o,
    .ready_i,
    .insn_o,
    .pc_o,
    .fault_o,
    .fault_upper_o,
    .taken_o,
    .target_o,
    .bogus_o
  );
endmodule
