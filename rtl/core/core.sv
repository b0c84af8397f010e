// SPDX-License-Identifier: Apache-2.0
// The core: RV64IMAC with M, S and U mode, single issue, in order, precise.
//
//   fetch            decode              execute               memory                 retire
//   address,     ->  queue, realign, ->  ALU, jumps, CSRs, ->  data response,     ->  one record to
//   predictor        expand, decode,     address; the data     traps; register        the observer
//                    registers           request waits here    write
//
// An instruction leaves execute only when nothing older can trap any more, so what execute does
// needs no undoing; it takes effect, or traps, in the memory stage. Results are forwarded from both
// stages to decode: an ALU result costs nothing, a loaded or multiplied one a cycle. A load or store
// needs the memory stage until translation and protection allow it: data that come later are written
// to their register by late_loads, and only what uses them waits. xRET, WFI, the fences of
// translation and instructions, and what has to do with counters run alone; nothing follows a CSR
// write before it is done. A trap redirects fetch in the cycle after its cause is known.
module core #(
  parameter int unsigned BtbEntries = 512,
  parameter int unsigned PtLevels   = 5,  // of the largest mode of translation
  parameter bit          Pbmt       = 1'b1,
  parameter logic [63:0] GeometryMost   = '0,    // geometry_csr
  parameter logic [6:0]  GeometryChoice = '0
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  // fetch
  output logic                        fetch_req_valid_o,
  input  logic                        fetch_req_ready_i,
  output machine_pkg::vaddr_t         fetch_req_va_o,
  output logic                        fetch_kill_o,
  input  logic                        fetch_rsp_valid_i,
  input  machine_pkg::fetch_rsp_t     fetch_rsp_i,
  // data
  output logic                        data_req_valid_o,
  input  logic                        data_req_ready_i,
  output machine_pkg::data_req_t      data_req_o,
  input  logic                        data_rsp_valid_i,
  input  machine_pkg::data_rsp_t      data_rsp_i,
  input  logic                        late_rsp_valid_i,
  input  machine_pkg::late_rsp_t      late_rsp_i,
  input  logic                        data_quiet_i,    // all that was answered has been performed
  // translation context, fences
  output machine_pkg::mmu_ctx_t       ctx_o,
  output machine_pkg::pmp_t           pmp_o,
  output logic                        pmp_changed_o,   // pulse: a PMP register was written
  output machine_pkg::geometries_t    geometry_o,      // it changes when a fence that empties is done
  output logic                        fence_valid_o,
  input  logic                        fence_ready_i,
  output machine_pkg::fence_req_t     fence_o,
  // interrupts and time
  input  logic                        msip_i,
  input  logic                        mtip_i,
  input  logic                        meip_i,
  input  logic                        seip_i,
  input  logic [63:0]                 mtime_i,
  // what memsys counts
  input  events_pkg::mem_events_t     mem_events_i,
  input  events_pkg::walk_events_t    walk_events_i,
  // observation
  output logic                        retire_valid_o,
  output machine_pkg::retire_t        retire_o,
  output logic                        late_valid_o,    // the value of a record that was `late`
  output machine_pkg::late_id_t       late_id_o,
  output logic [63:0]                 late_value_o,
  output events_pkg::core_events_t    events_o,
  output events_pkg::trap_events_t    trap_events_o
);
  // ---------------------------------------------------------------------------------------------
  // Between the stages

  logic        redirect;               // fetch starts anew
  logic [63:0] redirect_pc;
  logic        d_fire;                 // an instruction leaves decode, execute, memory
  logic        x_fire;
  logic        m_done;
  logic        x_redirect;             // execute found that what follows it is wrong
  logic        m_trap;

  // Execute
  logic                x_valid_q;
  logic [63:0]         x_pc_q, x_imm_q;
  logic [63:0]         x_rs1_q, x_rs2_q;      // register values; rs1 may be the rs1 field itself
  logic [31:0]         x_insn_q;              // as fetched
  core_pkg::ctrl_t     x_ctrl_q;
  machine_pkg::mem_op_e x_mem_op_q;
  logic                x_taken_q, x_bogus_q;  // predicted taken; predicted in its middle
  logic [63:0]         x_target_q;
  logic                x_exc_q, x_irq_q;      // traps, and why
  logic [5:0]          x_cause_q;
  logic [63:0]         x_tval_q;

  // Memory
  logic                m_valid_q;
  logic [63:0]         m_pc_q, m_result_q;
  logic [31:0]         m_insn_q;
  core_pkg::unit_e     m_unit_q;
  machine_pkg::mem_op_e m_mem_op_q;
  logic                m_rd_we_q;
  logic [4:0]          m_rd_q;
  logic [63:0]         m_va_q, m_wdata_q;     // for the observer
  logic [1:0]          m_size_q;
  logic                m_exc_q, m_irq_q;
  logic [5:0]          m_cause_q;
  logic [63:0]         m_tval_q;
  logic [1:0]          m_priv_q;              // riscv_pkg::priv_e
  logic                m_csr_q;               // may have changed CSR state

  logic [63:0]         m_result;              // what the memory stage writes
  logic                m_writes;              // and that it does, in this cycle
  logic                m_late;                // its data come late

  // Loads that have left the memory stage
  logic                late_we;
  logic [4:0]          late_rd;
  logic [63:0]         late_value;
  logic [31:0]         late_busy;

  logic [1:0]          priv;                  // riscv_pkg::priv_e
  logic                irq_valid, wake;
  logic [5:0]          irq_cause;

  // ---------------------------------------------------------------------------------------------
  // Fetch

  logic                f_valid, f_fault_upper, f_taken, f_bogus;
  logic [31:0]         f_insn;
  logic [63:0]         f_pc, f_target;
  machine_pkg::fault_e f_fault;

  logic                x_resolve;             // a jump resolves in execute, or a false prediction
  logic                x_mispredict;
  logic                x_short;               // a branch over an instruction or two
  logic                x_short_taken;         // and it leaves, taken
  logic                x_skip;                // its target is in the queue
  logic [63:0]         x_next;                // the instruction behind the one in execute
  logic [63:0]         x_last_parcel;
  logic                x_jump_taken;
  logic [63:0]         x_jump_target;

  fetch #(
    .BtbEntries(BtbEntries)
  ) u_fetch (
    .clk_i,
    .rst_ni,
    .req_valid_o(fetch_req_valid_o),
    .req_ready_i(fetch_req_ready_i),
    .req_va_o(fetch_req_va_o),
    .kill_o(fetch_kill_o),
    .rsp_valid_i(fetch_rsp_valid_i),
    .rsp_i(fetch_rsp_i),
    .redirect_i(redirect),
    .redirect_pc_i(redirect_pc),
    .skip_i(x_short_taken),
    .skip_pc_i(x_jump_target),
    .skip_ok_o(x_skip),
    .resolve_i(x_resolve),
    .resolve_forget_i(x_ctrl_q.unit != core_pkg::UnitJump || x_bogus_q || x_short),
    .resolve_wrong_i(x_mispredict || x_bogus_q || x_short),
    .resolve_taken_i(x_jump_taken),
    .resolve_jump_i(x_ctrl_q.jump),
    .resolve_pc_i(x_last_parcel),
    .resolve_target_i(x_jump_target),
    .resolve_link_i(x_next),
    .valid_o(f_valid),
    .ready_i(d_fire),
    .insn_o(f_insn),
    .pc_o(f_pc),
    .fault_o(f_fault),
    .fault_upper_o(f_fault_upper),
    .taken_o(f_taken),
    .target_o(f_target),
    .bogus_o(f_bogus)
  );

  // ---------------------------------------------------------------------------------------------
  // Decode

  logic [31:0]     d_expanded, d_insn;
  logic            d_illegal;
  core_pkg::ctrl_t d_ctrl;
  core_pkg::sources_t d_sources;
  machine_pkg::mem_op_e d_mem_op;
  core_pkg::blocks_t blocks;           // of the CSRs: what is serial changes them, and nothing follows it
  logic [63:0]     d_imm, d_rf1, d_rf2, d_rs1, d_rs2;
  logic            d_exc, d_trigger;
  logic [5:0]      d_cause;
  logic [63:0]     d_tval;
  logic            d_hazard;           // an operand is not there yet
  logic            d_late_hazard;      // since it is a load's whose data come late
  logic            d_wait;             // must wait for other reasons

  rvc_expand u_rvc_expand (
    .insn_i(f_insn[15:0]),
    .insn_o(d_expanded)
  );

  assign d_insn = (f_insn[1:0] == 2'b11) ? f_insn : d_expanded;

  decode u_decode (
    .insn_i(d_insn),
    .blocks_i(blocks),
    .illegal_o(d_illegal),
    .ctrl_o(d_ctrl),
    .sources_o(d_sources),
    .mem_op_o(d_mem_op),
    .imm_o(d_imm)
  );

  regfile u_regfile (
    .clk_i,
    .rst_ni,
    .rs1_i(d_sources.rs1),
    .rs2_i(d_sources.rs2),
    .rdata1_o(d_rf1),
    .rdata2_o(d_rf2),
    .we_i(m_writes),
    .rd_i(m_rd_q),
    .wdata_i(m_result),
    .late_we_i(late_we),
    .late_rd_i(late_rd),
    .late_wdata_i(late_value)
  );

  logic [63:0] x_result;
  logic        x_late;                 // the result of execute comes in the memory stage

  assign x_late = (x_ctrl_q.unit == core_pkg::UnitMem) || (x_ctrl_q.unit == core_pkg::UnitMul) ||
                  (x_ctrl_q.unit == core_pkg::UnitDiv);

  operands u_operands (
    .sources_i(d_sources),
    .file1_i(d_rf1),
    .file2_i(d_rf2),
    .x_we_i(x_valid_q && x_ctrl_q.rd_we),
    .x_rd_i(x_ctrl_q.rd),
    .x_late_i(x_late),
    .x_result_i(x_result),
    .m_we_i(m_valid_q && m_rd_we_q),
    .m_rd_i(m_rd_q),
    .m_done_i(m_done && !m_late),
    .m_result_i(m_result),
    .busy_i(late_busy),
    .late_we_i(late_we),
    .late_rd_i(late_rd),
    .late_result_i(late_value),
    .rs1_o(d_rs1),
    .rs2_o(d_rs2),
    .hazard_o(d_hazard),
    .late_hazard_o(d_late_hazard)
  );

  early_trap u_early_trap (
    .irq_i(irq_valid),
    .irq_cause_i(irq_cause),
    .trigger_i(d_trigger),
    .fault_i(f_fault),
    .fault_upper_i(f_fault_upper),
    .illegal_i(d_illegal),
    .sys_op_i(d_ctrl.sys_op),
    .priv_i(priv),
    .pc_i(f_pc),
    .insn_i(f_insn),
    .valid_o(d_exc),
    .cause_o(d_cause),
    .tval_o(d_tval)
  );

  // What drains waits until the pipeline is empty, and nothing follows what is serial before it has
  // left execute. Behind a trap nothing follows at all.
  assign d_wait = (d_sources.drains && (x_valid_q || m_valid_q)) ||
                  (x_valid_q && (x_ctrl_q.serial || x_exc_q || x_bogus_q));
  assign d_fire = f_valid && !redirect && !x_skip && !d_hazard && !d_wait && (!x_valid_q || x_fire);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      x_valid_q <= 1'b0;
    end else if (d_fire) begin
      x_valid_q  <= 1'b1;
      x_pc_q     <= f_pc;
      x_insn_q   <= f_insn;
      x_ctrl_q   <= d_ctrl;
      x_mem_op_q <= d_mem_op;
      x_imm_q    <= d_imm;
      x_rs1_q    <= d_rs1;
      x_rs2_q    <= d_rs2;
      x_taken_q  <= f_taken;
      x_bogus_q  <= f_bogus;
      x_target_q <= f_target;
      x_exc_q    <= d_exc && !f_bogus;
      x_irq_q    <= irq_valid;
      x_cause_q  <= d_cause;
      x_tval_q   <= d_tval;
    end else if (x_fire || m_trap) begin
      x_valid_q  <= 1'b0;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Execute

  logic        x_active;               // an instruction that is to be executed, not only to trap
  logic        x_clear;                // nothing older can trap, and the memory stage takes another
  logic        x_go;                   // its own work is done
  logic        x_orders;               // waits until all older accesses have been performed
  logic [63:0] x_a, x_b, x_alu, x_csr, x_addr;
  logic        x_special;              // xRET, WFI, a fence, or a CSR instruction that writes or counts
  logic        x_is_csr, x_return;
  core_pkg::sys_op_e x_sys_op;
  logic        x_illegal, x_refetch, x_empties, x_asleep;
  logic [63:0] x_return_pc;
  logic        x_exc;                  // traps, for whatever reason
  logic        x_is_mem, x_trigger;
  logic        lsu_misaligned, lsu_done;
  machine_pkg::fault_e lsu_fault;
  logic [63:0] lsu_fault_va;

  assign x_active = x_valid_q && !x_exc_q && !x_bogus_q;
  assign x_clear  = !m_valid_q || (m_done && !m_trap);

  always_comb begin
    x_a = x_rs1_q;
    if (x_ctrl_q.a_pc)   x_a = x_pc_q;
    if (x_ctrl_q.a_zero) x_a = '0;
    x_b = x_ctrl_q.b_imm ? x_imm_q : x_rs2_q;
  end

  alu u_alu (
    .op_i(x_ctrl_q.alu_op),
    .word_i(x_ctrl_q.word),
    .a_i(x_a),
    .b_i(x_b),
    .result_o(x_alu)
  );

  assign x_next        = x_pc_q + ((x_insn_q[1:0] == 2'b11) ? 64'd4 : 64'd2);
  assign x_last_parcel = (x_insn_q[1:0] == 2'b11 && !x_bogus_q) ? x_pc_q + 64'd2 : x_pc_q;

  branch u_branch (
    .is_jump_i(x_ctrl_q.unit == core_pkg::UnitJump),
    .conditional_i(x_ctrl_q.conditional),
    .indirect_i(x_ctrl_q.indirect),
    .funct3_i(x_ctrl_q.funct3),
    .pc_i(x_pc_q),
    .next_i(x_next),
    .rs1_i(x_rs1_q),
    .rs2_i(x_rs2_q),
    .imm_i(x_imm_q),
    .pred_taken_i(x_taken_q),
    .pred_target_i(x_target_q),
    .taken_o(x_jump_taken),
    .target_o(x_jump_target),
    .mispredict_o(x_mispredict)
  );

  // A branch that skips up to 6 bytes is always predicted as not taken: it is no jump for the predictor,
  // whose history it would fill with noise. If it is taken, decode goes on behind what is skipped, a cycle later.
  always_comb begin
    x_short       = 1'b0;
    x_short_taken = 1'b0;
    if (x_ctrl_q.unit == core_pkg::UnitJump && x_ctrl_q.conditional) begin
      x_short       = x_imm_q > 64'd2 && x_imm_q <= 64'd8;
      x_short_taken = x_short && x_fire && !x_exc && !x_taken_q && x_jump_taken;
    end
  end

  assign x_is_mem  = x_active && (x_ctrl_q.unit == core_pkg::UnitMem);
  assign x_addr    = x_alu;
  assign x_special = x_active && x_ctrl_q.serial;

  assign x_result = (x_ctrl_q.unit == core_pkg::UnitJump) ? x_next :
                    (x_ctrl_q.unit == core_pkg::UnitCsr)  ? x_csr  : x_alu;

  // CSR instructions, and the other special ones by their name
  always_comb begin
    x_is_csr = 1'b0;
    x_return = 1'b0;
    x_sys_op = core_pkg::SysNone;
    if (x_active) x_is_csr = (x_ctrl_q.unit == core_pkg::UnitCsr);
    if (x_special) begin
      x_sys_op = x_ctrl_q.sys_op;
      x_return = (x_sys_op == core_pkg::SysMret) || (x_sys_op == core_pkg::SysSret);
    end
  end

  // Everything older than a fence has retired: it runs alone, and so does what changes a geometry.
  always_comb begin
    fence_valid_o = 1'b0;
    fence_o       = '0;
    x_asleep      = 1'b0;
    if (x_special && !x_illegal) begin
      x_asleep      = (x_sys_op == core_pkg::SysWfi) && !wake;
      fence_valid_o = (x_sys_op == core_pkg::SysFenceI) || (x_sys_op == core_pkg::SysSfence)
                      || x_empties;
      if (x_empties) begin
        fence_o.empty = 1'b1;
      end else if (fence_valid_o) begin
        fence_o = {45'b0, x_sys_op == core_pkg::SysFenceI,
                   x_insn_q[19:15] != '0, x_insn_q[24:20] != '0,   // rs1, rs2: no fence is compressed
                   x_rs2_q[riscv_pkg::AsidWidth-1:0], x_rs1_q};
      end
    end
  end

  logic        x_late_exc;             // a trap that shows only here
  logic [5:0]  x_late_cause;
  logic [63:0] x_late_tval;

  late_trap u_late_trap (
    .illegal_i(x_illegal),
    .trigger_i(x_trigger),
    .misaligned_i(lsu_misaligned),
    .fault_i(lsu_fault),
    .op_i(x_mem_op_q),
    .insn_i(x_insn_q),
    .va_i(x_addr),
    .fault_va_i(lsu_fault_va),
    .valid_o(x_late_exc),
    .cause_o(x_late_cause),
    .tval_o(x_late_tval)
  );

  assign x_exc = x_exc_q || x_late_exc;

  // FENCE, and atomics with `rl` (Unprivileged 2.7 and 8.1)
  always_comb begin
    x_orders = 1'b0;
    if (x_active && !data_quiet_i) begin
      x_orders = x_ctrl_q.sys_op == core_pkg::SysFence
              || (x_is_mem && x_insn_q[25] && x_mem_op_q != machine_pkg::MemLoad
                  && x_mem_op_q != machine_pkg::MemStore);
    end
  end

  always_comb begin
    x_go = !x_orders;
    if (x_is_mem)       x_go = lsu_done || x_exc;
    else if (x_special) x_go = !x_asleep && (!fence_valid_o || fence_ready_i);
  end

  assign x_fire = x_valid_q && x_clear && x_go;

  // Where fetch must go after this instruction, if it is not going there already
  logic [63:0] x_redirect_pc;

  always_comb begin
    x_redirect    = 1'b0;
    x_redirect_pc = x_jump_target;
    if (x_fire) begin
      if (x_bogus_q) begin
        x_redirect    = 1'b1;
        x_redirect_pc = x_pc_q;
      end else if (!x_exc) begin
        x_redirect    = (x_mispredict && !x_skip) || x_return || fence_valid_o || x_refetch;
        if (x_return) x_redirect_pc = x_return_pc;
      end
    end
  end

  assign x_resolve = x_fire && ((x_active && ((x_ctrl_q.unit == core_pkg::UnitJump && !x_short) || x_taken_q)) ||
                                x_bogus_q);

  // ---------------------------------------------------------------------------------------------
  // Units that deliver in the memory stage

  logic        lsu_rsp_valid;
  logic [63:0] lsu_data, lsu_rsp_fault_va, lsu_pa;
  machine_pkg::fault_e lsu_rsp_fault;
  logic        lsu_issue, lsu_rsp_early, late_free;
  machine_pkg::late_id_t late_id, lsu_rsp_id;
  logic [2:0]  lsu_rsp_funct3, lsu_rsp_offset;

  lsu u_lsu (
    .clk_i,
    .rst_ni,
    .valid_i(x_is_mem),
    .go_i(x_clear && !x_orders && !x_trigger),
    .op_i(x_mem_op_q),
    .funct3_i(x_ctrl_q.funct3),
    .addr_i(x_addr),
    .wdata_i(x_rs2_q),
    .id_free_i(late_free),
    .id_i(late_id),
    .issue_o(lsu_issue),
    .misaligned_o(lsu_misaligned),
    .done_o(lsu_done),
    .fault_o(lsu_fault),
    .fault_va_o(lsu_fault_va),
    .rsp_valid_o(lsu_rsp_valid),
    .rsp_data_o(lsu_data),
    .rsp_fault_o(lsu_rsp_fault),
    .rsp_fault_va_o(lsu_rsp_fault_va),
    .rsp_pa_o(lsu_pa),
    .rsp_early_o(lsu_rsp_early),
    .rsp_late_o(m_late),
    .rsp_id_o(lsu_rsp_id),
    .rsp_funct3_o(lsu_rsp_funct3),
    .rsp_offset_o(lsu_rsp_offset),
    .req_valid_o(data_req_valid_o),
    .req_ready_i(data_req_ready_i),
    .req_o(data_req_o),
    .data_rsp_valid_i,
    .data_rsp_i
  );

  late_loads u_late_loads (
    .clk_i,
    .rst_ni,
    .free_o(late_free),
    .id_o(late_id),
    .issue_i(lsu_issue),
    .answer_i(lsu_rsp_early),
    .late_i(m_late),
    .answer_id_i(lsu_rsp_id),
    .rd_we_i(m_rd_we_q),
    .rd_i(m_rd_q),
    .funct3_i(lsu_rsp_funct3),
    .offset_i(lsu_rsp_offset),
    .write_i(m_writes),
    .write_rd_i(m_rd_q),
    .rsp_valid_i(late_rsp_valid_i),
    .rsp_i(late_rsp_i),
    .we_o(late_we),
    .rd_o(late_rd),
    .value_o(late_value),
    .busy_o(late_busy)
  );

  logic [63:0] mul_result, div_result;
  logic        div_done;

  mul u_mul (
    .clk_i,
    .valid_i(x_fire && x_active && x_ctrl_q.unit == core_pkg::UnitMul),
    .funct_i(x_ctrl_q.funct3[1:0]),
    .word_i(x_ctrl_q.word),
    .a_i(x_rs1_q),
    .b_i(x_rs2_q),
    .result_o(mul_result)
  );

  div u_div (
    .clk_i,
    .rst_ni,
    .valid_i(x_fire && x_active && x_ctrl_q.unit == core_pkg::UnitDiv),
    .funct_i(x_ctrl_q.funct3[1:0]),
    .word_i(x_ctrl_q.word),
    .a_i(x_rs1_q),
    .b_i(x_rs2_q),
    .done_o(div_done),
    .result_o(div_result)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      m_valid_q <= 1'b0;
    end else if (x_fire && !x_bogus_q) begin
      m_valid_q  <= 1'b1;
      m_pc_q     <= x_pc_q;
      m_insn_q   <= x_insn_q;
      m_unit_q   <= x_ctrl_q.unit;
      m_mem_op_q <= x_mem_op_q;
      m_rd_we_q  <= x_ctrl_q.rd_we && !x_exc;
      m_rd_q     <= x_ctrl_q.rd;
      m_result_q <= x_result;
      m_priv_q   <= priv;
      m_csr_q    <= (x_is_csr && x_ctrl_q.csr_write) || x_return;
      m_exc_q    <= x_exc;
      m_irq_q    <= x_irq_q;
      m_cause_q  <= x_late_exc ? x_late_cause : x_cause_q;
      m_tval_q   <= x_late_exc ? x_late_tval  : x_tval_q;
      if (x_is_mem) begin
        m_va_q    <= x_addr;
        m_wdata_q <= x_rs2_q;
        m_size_q  <= x_ctrl_q.funct3[1:0];
      end
    end else if (m_done) begin
      m_valid_q <= 1'b0;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Memory

  logic                m_is_mem, m_fault;
  machine_pkg::fault_e m_access_fault;
  logic [5:0]          m_cause, m_fault_cause;
  logic [63:0]         m_tval, m_fault_tval, trap_vector;

  always_comb begin
    m_is_mem = m_valid_q && !m_exc_q && (m_unit_q == core_pkg::UnitMem);
    m_done   = m_valid_q;
    m_result = m_result_q;
    if (m_valid_q && !m_exc_q) begin
      case (m_unit_q)
        core_pkg::UnitMem: begin m_done = lsu_rsp_valid; m_result = lsu_data; end
        core_pkg::UnitDiv: begin m_done = div_done;      m_result = div_result; end
        core_pkg::UnitMul: m_result = mul_result;
        default: ;
      endcase
    end
  end

  assign m_access_fault = (m_is_mem && lsu_rsp_valid) ? lsu_rsp_fault : machine_pkg::FaultNone;

  late_trap u_access_trap (
    .illegal_i(1'b0),
    .trigger_i(1'b0),
    .misaligned_i(1'b0),
    .fault_i(m_access_fault),
    .op_i(m_mem_op_q),
    .insn_i(m_insn_q),
    .va_i(m_va_q),
    .fault_va_i(lsu_rsp_fault_va),
    .valid_o(m_fault),
    .cause_o(m_fault_cause),
    .tval_o(m_fault_tval)
  );

  assign m_trap   = m_valid_q && (m_exc_q || m_fault);
  assign m_writes = m_done && !m_trap && m_rd_we_q && !m_late;
  assign m_cause = m_fault ? m_fault_cause : m_cause_q;
  assign m_tval  = m_fault ? m_fault_tval  : m_tval_q;

  assign redirect    = m_trap || x_redirect;
  assign redirect_pc = m_trap ? trap_vector : x_redirect_pc;

  csr #(
    .PtLevels(PtLevels),
    .Pbmt    (Pbmt),
    .GeometryMost  (GeometryMost),
    .GeometryChoice(GeometryChoice)
  ) u_csr (
    .clk_i,
    .rst_ni,
    .valid_i(x_is_csr),
    .commit_i(x_fire && !x_exc),
    .addr_i(x_imm_q[11:0]),
    .op_i(x_ctrl_q.csr_op),
    .write_i(x_ctrl_q.csr_write),
    .wdata_i(x_rs1_q),
    .rdata_o(x_csr),
    .refetch_o(x_refetch),
    .empties_o(x_empties),
    .sys_op_i(x_sys_op),
    .illegal_o(x_illegal),
    .return_pc_o(x_return_pc),
    .trap_i(m_trap),
    .trap_irq_i(m_irq_q),
    .trap_cause_i(m_cause),
    .trap_tval_i(m_tval),
    .trap_pc_i(m_pc_q),
    .trap_vector_o(trap_vector),
    .retire_i(m_done && !m_trap),
    .msip_i,
    .mtip_i,
    .meip_i,
    .seip_i,
    .mtime_i,
    .often_i({events_o, mem_events_i}),
    .seldom_i({trap_events_o, walk_events_i}),
    .irq_valid_o(irq_valid),
    .irq_cause_o(irq_cause),
    .wake_o(wake),
    .decode_pc_i(f_pc),
    .decode_trigger_o(d_trigger),
    .access_i(x_is_mem),
    .access_op_i(x_mem_op_q),
    .access_va_i(x_addr),
    .access_trigger_o(x_trigger),
    .priv_o(priv),
    .ctx_o,
    .pmp_o,
    .pmp_changed_o,
    .geometry_o,
    .blocks_o(blocks)
  );

  // ---------------------------------------------------------------------------------------------
  // Observation: one record a cycle after the memory stage

  logic m_access;                      // completed a memory access; a failed SC made none, nor a flush

  assign m_access = m_is_mem && !m_fault && !(m_mem_op_q == machine_pkg::MemSc && lsu_data[0])
                 && m_mem_op_q != machine_pkg::MemFlush;

  retire u_retire (
    .clk_i,
    .rst_ni,
    .valid_i(m_done),
    .trap_i(m_trap),
    .priv_i(m_priv_q),
    .pc_i(m_pc_q),
    .insn_i(m_insn_q),
    .rd_we_i(m_rd_we_q && !m_trap),
    .rd_i(m_rd_q),
    .rd_data_i(m_result),
    .late_i(m_late && m_rd_we_q),
    .late_id_i(lsu_rsp_id),
    .irq_i(m_irq_q),
    .cause_i(m_cause),
    .tval_i(m_tval),
    .csr_i(m_csr_q || m_trap),
    .access_i(m_access),
    .write_i(m_access && machine_pkg::op_writes(m_mem_op_q)),
    .size_i(m_size_q),
    .va_i(m_va_q),
    .pa_i(lsu_pa),
    .wdata_i(m_wdata_q),
    .valid_o(retire_valid_o),
    .retire_o
  );

  // A record leaves a cycle after its instruction, and so does its late value
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      late_valid_o <= 1'b0;
    end else begin
      late_valid_o <= late_rsp_valid_i;
      if (late_rsp_valid_i) begin
        late_id_o    <= late_rsp_i.id;
        late_value_o <= late_value;
      end
    end
  end

  core_events u_core_events (
    .clk_i,
    .rst_ni,
    .issued_i(d_fire),
    .retired_i(m_done && !m_trap),
    .branch_i(x_fire && x_active && x_ctrl_q.unit == core_pkg::UnitJump),
    .mispredict_i(x_fire && x_active && !x_exc && x_mispredict && !x_skip),
    .asleep_i(x_asleep),
    .ordering_i(x_orders),
    .fencing_i(fence_valid_o && !fence_ready_i),
    .late_hazard_i(d_late_hazard),
    .access_i(x_is_mem),
    .access_leaves_i(x_fire),
    .waiting_i(m_is_mem && !m_done),
    .waiting_load_i(m_is_mem && (m_mem_op_q == machine_pkg::MemLoad || m_mem_op_q == machine_pkg::MemLr)),
    .present_i(f_valid || x_valid_q),
    .dtlb_waits_i(mem_events_i.dtlb_wait_cycles),
    .itlb_waits_i(mem_events_i.itlb_wait_cycles),
    .fetch_req_i(fetch_req_valid_o),
    .fetch_ready_i(fetch_req_ready_i),
    .fetch_rsp_i(fetch_rsp_valid_i),
    .fetch_kill_i(fetch_kill_o),
    .events_o
  );

  trap_events u_trap_events (
    .trap_i(m_trap),
    .irq_i(m_irq_q),
    .cause_i(m_cause),
    .events_o(trap_events_o)
  );
endmodule
