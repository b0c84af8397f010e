// SPDX-License-Identifier: Apache-2.0
// Control and status registers, privilege, trap entry and return (Privileged chapters 2 to 4; what
// they leave open is settled in docs/isa.md).
//
// A CSR instruction reads and writes in execute, with nothing older in flight. Traps come from the
// memory stage. Of csr write, return and trap at most one happens in a cycle.
module csr #(
  parameter int unsigned PtLevels = 5,          // of the largest mode of translation that satp takes
  parameter bit          Pbmt     = 1'b1,       // Svpbmt: menvcfg.PBMTE can be set
  parameter logic [63:0] GeometryMost   = '0,   // geometry_csr
  parameter logic [6:0]  GeometryChoice = '0
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  // CSR instruction in execute; commit_i when it leaves
  input  logic                  valid_i,
  input  logic                  commit_i,       // and of sys_op_i
  input  logic [11:0]           addr_i,
  input  core_pkg::csr_op_e     op_i,
  input  logic                  write_i,
  input  logic [63:0]           wdata_i,
  output logic [63:0]           rdata_o,
  output logic                  refetch_o,      // what follows must be fetched again
  output logic                  empties_o,      // it changes a geometry: memsys is to be emptied before it leaves
  // other system instruction in execute
  input  core_pkg::sys_op_e     sys_op_i,       // SysNone unless one is there
  output logic                  illegal_o,      // either is not allowed, or unknown
  output logic [63:0]           return_pc_o,    // xRET: where to
  // memory stage
  input  logic                  trap_i,
  input  logic                  trap_irq_i,
  input  logic [5:0]            trap_cause_i,
  input  logic [63:0]           trap_tval_i,
  input  logic [63:0]           trap_pc_i,
  output logic [63:0]           trap_vector_o,
  input  logic                  retire_i,
  // what the event counters count: {core, mem} and {trap, walk} of events_pkg
  input  logic [events_pkg::Often-1:0]  often_i,
  input  logic [events_pkg::Seldom-1:0] seldom_i,
  // interrupts and time
  input  logic                  msip_i,
  input  logic                  mtip_i,
  input  logic                  meip_i,
  input  logic                  seip_i,
  input  logic [63:0]           mtime_i,
  output logic                  irq_valid_o,
  output logic [5:0]            irq_cause_o,
  output logic                  wake_o,         // WFI may end
  // triggers: the instruction in decode, the access in execute
  input  logic [63:0]           decode_pc_i,
  output logic                  decode_trigger_o,
  input  logic                  access_i,
  input  machine_pkg::mem_op_e  access_op_i,
  input  logic [63:0]           access_va_i,
  output logic                  access_trigger_o,
  // context
  output logic [1:0]            priv_o,         // riscv_pkg::priv_e
  output machine_pkg::mmu_ctx_t ctx_o,
  output machine_pkg::pmp_t     pmp_o,
  output logic                  pmp_changed_o,
  output machine_pkg::geometries_t geometry_o,
  output core_pkg::blocks_t     blocks_o
);

  if (PtLevels < 3 || PtLevels > riscv_pkg::PtLevels) begin : gen_check_levels
    $error("csr: PtLevels must be 3 (Sv39), 4 or 5");
  end

  localparam logic [3:0]  SatpModeEnd  = riscv_pkg::SatpModeSv39 + 4'(PtLevels - 2);
  localparam logic [63:0] MenvcfgWrite = csr_pkg::MenvcfgWrite | (64'(Pbmt) << csr_pkg::Pbmte);

  // ---------------------------------------------------------------------------------------------
  // State

  logic [1:0]  priv_q;                         // riscv_pkg::priv_e
  logic [63:0] mstatus_q, medeleg_q, mideleg_q, mie_q, mcounteren_q, menvcfg_q;
  logic [63:0] mtvec_q, mscratch_q, mepc_q, mcause_q, mtval_q;
  logic [63:0] stvec_q, sscratch_q, sepc_q, scause_q, stval_q, satp_q;
  logic [63:0] scounteren_q, senvcfg_q, stimecmp_q;
  logic        ssip_q, stip_q, seip_q;         // the written bits of mip

  // Architectural read values, under their architectural names
  logic [63:0] mstatus, mie, mip, mideleg, medeleg, mtvec, mepc, mcause, mtval, mscratch;
  logic [63:0] stvec, sepc, scause, stval, sscratch, satp;

  assign mstatus  = mstatus_q | csr_pkg::MstatusFixed;
  assign mie      = mie_q;
  assign mideleg  = mideleg_q;
  assign medeleg  = medeleg_q;
  assign mtvec    = mtvec_q;
  assign mepc     = mepc_q;
  assign mcause   = mcause_q;
  assign mtval    = mtval_q;
  assign mscratch = mscratch_q;
  assign stvec    = stvec_q;
  assign sepc     = sepc_q;
  assign scause   = scause_q;
  assign stval    = stval_q;
  assign sscratch = sscratch_q;
  assign satp     = satp_q;

  assign priv_o = priv_q;

  // ---------------------------------------------------------------------------------------------
  // Interrupts pending (3.1.9; Sstc: with STCE the supervisor timer is a comparator)

  logic stip, lcofip;

  always_comb begin
    stip = menvcfg_q[csr_pkg::Stce] ? (mtime_i >= stimecmp_q) : stip_q;
    mip  = {50'b0, lcofip, 1'b0, meip_i, 1'b0, seip_q || seip_i, 1'b0,
            mtip_i, 1'b0, stip, 1'b0,
            msip_i, 1'b0, ssip_q, 1'b0};
  end

  assign wake_o = (mip[13:0] & mie_q[13:0]) != '0;

  irq u_irq (
    .pending_i(mip[13:0] & mie_q[13:0]),
    .mideleg_i(mideleg_q[13:0]),
    .priv_i(priv_q),
    .mie_i(mstatus_q[csr_pkg::Mie]),
    .sie_i(mstatus_q[csr_pkg::Sie]),
    .valid_o(irq_valid_o),
    .cause_o(irq_cause_o)
  );

  // ---------------------------------------------------------------------------------------------
  // Translation context

  logic [1:0] priv_data;

  assign priv_data = mstatus_q[csr_pkg::Mprv] ? mstatus_q[csr_pkg::Mpp +: 2] : priv_q;

  always_comb begin
    ctx_o            = '0;
    ctx_o.pbmte      = menvcfg_q[csr_pkg::Pbmte];
    ctx_o.priv_fetch = priv_q;
    ctx_o.priv_data  = priv_data;
    ctx_o.sum        = mstatus_q[csr_pkg::Sum];
    ctx_o.mxr        = mstatus_q[csr_pkg::Mxr];
    ctx_o.adue       = menvcfg_q[csr_pkg::Adue];
    ctx_o.satp       = satp_q;
  end

  // What may be done on cache blocks (CMO manual, "Control and Status Register State"): anything in M
  // mode, below it what menvcfg allows, in U mode what senvcfg allows too
  logic [63:0] envcfg;
  always_comb begin
    blocks_o = '1;
    envcfg   = menvcfg_q;
    if (priv_q != riscv_pkg::PrivM) begin
      if (priv_q == riscv_pkg::PrivU) envcfg = menvcfg_q & senvcfg_q;
      blocks_o.zero  = envcfg[csr_pkg::Cbze];
      blocks_o.clean = envcfg[csr_pkg::Cbcfe];
      blocks_o.inval = envcfg[csr_pkg::Cbie];       // 1 or 3 in both: bit 0 says it
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Read

  logic [63:0] cycle, instret, inhibit, pmp_cfg, pmp_addr;
  logic        known;                    // the register exists
  logic        allowed;                  // finer rules than those of the address

  // Both ends belong to the range.
  function automatic logic between(input logic [11:0] addr, input logic [11:0] first,
                                   input logic [11:0] last);
    between = (addr >= first) && (addr <= last);
  endfunction

  logic [63:0] hpm_counter, hpm_event, overflows;
  logic [csr_pkg::HpmLast:csr_pkg::HpmFirst] overflowed;
  logic        is_hpm, is_hpm_user;      // its number lies among the event counters and their events

  logic        is_trigger, trigger_known, is_geometry;
  logic [63:0] geometry, replace;
  logic [63:0] trigger;

  assign is_trigger = valid_i && (addr_i[11:3] == csr_pkg::CsrTselect[11:3]);

  // 0xb03 to 0xb1f, 0x323 to 0x33f, and read-only below M mode 0xc03 to 0xc1f: bits 4:0 are the
  // counter.
  always_comb begin
    is_hpm_user = 1'b0;
    is_hpm      = 1'b0;
    if (valid_i) begin
      is_hpm_user = between(addr_i, csr_pkg::CsrHpmcounter3, csr_pkg::CsrHpmcounter31);
      is_hpm      = is_hpm_user
                    || between(addr_i, csr_pkg::CsrMhpmcounter3, csr_pkg::CsrMhpmcounter31)
                    || between(addr_i, csr_pkg::CsrMhpmevent3, csr_pkg::CsrMhpmevent31);
    end
  end

  // Below M mode mcounteren hides what it hides of the counters (Sscofpmf).
  always_comb begin
    overflows = '0;
    overflows[csr_pkg::HpmLast:csr_pkg::HpmFirst] = overflowed;
    if (priv_q != riscv_pkg::PrivM) overflows &= mcounteren_q;
  end

  // Counters below M mode (3.1.11, 4.1.5)
  logic        counter_ok;
  always_comb begin
    counter_ok = 1'b1;
    if (valid_i && priv_q != riscv_pkg::PrivM) begin
      counter_ok = mcounteren_q[{1'b0, addr_i[4:0]}]
                   && (priv_q == riscv_pkg::PrivS || scounteren_q[{1'b0, addr_i[4:0]}]);
    end
  end

  always_comb begin
    rdata_o = '0;
    known   = 1'b1;
    allowed = 1'b1;
    if (valid_i) begin
      case (addr_i)
        csr_pkg::CsrCycle:      begin rdata_o = cycle;   allowed = counter_ok; end
        csr_pkg::CsrTime:       begin rdata_o = mtime_i; allowed = counter_ok; end
        csr_pkg::CsrInstret:    begin rdata_o = instret; allowed = counter_ok; end

        csr_pkg::CsrSstatus:    rdata_o = mstatus & csr_pkg::SstatusRead;
        csr_pkg::CsrSie:        rdata_o = mie_q & mideleg_q;
        csr_pkg::CsrStvec:      rdata_o = stvec_q;
        csr_pkg::CsrScounteren: rdata_o = scounteren_q;
        csr_pkg::CsrSenvcfg:    rdata_o = senvcfg_q;
        csr_pkg::CsrSscratch:   rdata_o = sscratch_q;
        csr_pkg::CsrSepc:       rdata_o = sepc_q;
        csr_pkg::CsrScause:     rdata_o = scause_q;
        csr_pkg::CsrStval:      rdata_o = stval_q;
        csr_pkg::CsrSip:        rdata_o = mip & mideleg_q;
        csr_pkg::CsrScountovf:  rdata_o = overflows;
        csr_pkg::CsrStimecmp: begin
          rdata_o = stimecmp_q;
          allowed = (priv_q == riscv_pkg::PrivM) || (mcounteren_q[1] && menvcfg_q[csr_pkg::Stce]);
        end
        csr_pkg::CsrSatp: begin
          rdata_o = satp_q;
          allowed = !(priv_q == riscv_pkg::PrivS && mstatus_q[csr_pkg::Tvm]);
        end

        csr_pkg::CsrMstatus:       rdata_o = mstatus;
        csr_pkg::CsrMisa:          rdata_o = csr_pkg::Misa;
        csr_pkg::CsrMedeleg:       rdata_o = medeleg_q;
        csr_pkg::CsrMideleg:       rdata_o = mideleg_q;
        csr_pkg::CsrMie:           rdata_o = mie_q;
        csr_pkg::CsrMtvec:         rdata_o = mtvec_q;
        csr_pkg::CsrMcounteren:    rdata_o = mcounteren_q;
        csr_pkg::CsrMenvcfg:       rdata_o = menvcfg_q;
        csr_pkg::CsrMcountinhibit: rdata_o = inhibit;
        csr_pkg::CsrMscratch:      rdata_o = mscratch_q;
        csr_pkg::CsrMepc:          rdata_o = mepc_q;
        csr_pkg::CsrMcause:        rdata_o = mcause_q;
        csr_pkg::CsrMtval:         rdata_o = mtval_q;
        csr_pkg::CsrMip:           rdata_o = mip;
        csr_pkg::CsrMcycle:        rdata_o = cycle;
        csr_pkg::CsrMinstret:      rdata_o = instret;
        csr_pkg::CsrPmpcfg0, csr_pkg::CsrPmpcfg2: rdata_o = pmp_cfg;
        csr_pkg::CsrMgeometry:     rdata_o = geometry;
        csr_pkg::CsrMreplace:      rdata_o = replace;

        csr_pkg::CsrMvendorid, csr_pkg::CsrMarchid, csr_pkg::CsrMimpid, csr_pkg::CsrMhartid,
        csr_pkg::CsrMconfigptr: rdata_o = '0;

        default: begin
          if (between(addr_i, csr_pkg::CsrPmpaddr0, csr_pkg::CsrPmpaddr15)) begin
            rdata_o = pmp_addr;
          end else if (is_hpm) begin
            rdata_o = (addr_i[11:8] == csr_pkg::CsrMhpmevent3[11:8]) ? hpm_event : hpm_counter;
            allowed = !is_hpm_user || counter_ok;
          end else if (is_trigger) begin
            rdata_o = trigger;
            known   = trigger_known;
          end else begin
            known = 1'b0;
          end
        end
      endcase
    end
  end

  // 2.1: address bits 9:8 name the lowest privilege, bits 11:10 = 3 a register that is read-only.
  logic csr_illegal, sys_illegal;
  assign csr_illegal = valid_i && (!known || !allowed || (addr_i[9:8] > priv_q) ||
                                   (write_i && addr_i[11:10] == 2'b11));
  assign illegal_o   = csr_illegal || sys_illegal;

  assign is_geometry = valid_i && (addr_i[11:1] == csr_pkg::CsrMgeometry[11:1]);
  assign empties_o   = is_geometry && write_i && !csr_illegal;

  // ---------------------------------------------------------------------------------------------
  // Write

  logic        we;
  logic [63:0] old, wdata;

  assign we = valid_i && commit_i && write_i;

  always_comb begin
    // SEIP reads the wire too, but set and clear work on the written bit alone (3.1.9).
    old   = rdata_o;
    wdata = wdata_i;
    if (valid_i) begin
      if (addr_i == csr_pkg::CsrMip) old[riscv_pkg::IrqSExt] = seip_q;
      case (op_i)
        core_pkg::CsrSet:   wdata = old | wdata_i;
        core_pkg::CsrClear: wdata = old & ~wdata_i;
        default:            wdata = wdata_i;
      endcase
    end
  end

  // Masked updates: the bits of `mask` come from the write.
  function automatic logic [63:0] merge(input logic [63:0] value, input logic [63:0] written,
                                        input logic [63:0] mask);
    merge = (value & ~mask) | (written & mask);
  endfunction

  // MPP holds 0, 1 or 3: a write of 2 keeps it.
  logic [63:0] mstatus_mask;
  always_comb begin
    mstatus_mask = csr_pkg::MstatusWrite;
    if (we && wdata[csr_pkg::Mpp +: 2] == 2'd2) mstatus_mask[csr_pkg::Mpp +: 2] = 2'b00;
  end

  // CBIE holds 0, 1 or 3: a write of 2 gives 0.
  logic [63:0] envcfg_mask;
  always_comb begin
    envcfg_mask = '1;
    if (we && wdata[csr_pkg::Cbie +: 2] == 2'd2) envcfg_mask[csr_pkg::Cbie +: 2] = 2'b00;
  end

  // Registers that are held elsewhere, and those on which fetching depends
  logic is_pmp, cycle_we, instret_we, inhibit_we, pmp_cfg_we, pmp_addr_we, counter_we, event_we, trigger_we;
  logic lcofip_we;
  logic geometry_we, replace_we;

  assign is_pmp = valid_i && (addr_i[11:5] == csr_pkg::CsrPmpcfg0[11:5]);     // 0x3a0 to 0x3bf

  always_comb begin
    cycle_we    = 1'b0;
    instret_we  = 1'b0;
    inhibit_we  = 1'b0;
    pmp_cfg_we  = 1'b0;
    pmp_addr_we = 1'b0;
    counter_we  = 1'b0;
    event_we    = 1'b0;
    trigger_we  = 1'b0;
    lcofip_we   = 1'b0;
    refetch_o   = 1'b0;
    geometry_we = 1'b0;
    replace_we  = 1'b0;
    if (we) begin
      cycle_we    = (addr_i == csr_pkg::CsrMcycle);
      instret_we  = (addr_i == csr_pkg::CsrMinstret);
      inhibit_we  = (addr_i == csr_pkg::CsrMcountinhibit);
      pmp_cfg_we  = is_pmp && !addr_i[4];
      pmp_addr_we = is_pmp && addr_i[4];
      counter_we  = is_hpm && (addr_i[11:8] == csr_pkg::CsrMhpmcounter3[11:8]);
      event_we    = is_hpm && (addr_i[11:8] == csr_pkg::CsrMhpmevent3[11:8]);
      trigger_we  = is_trigger;
      geometry_we = is_geometry && !addr_i[0];
      replace_we  = is_geometry && addr_i[0];
      lcofip_we   = (addr_i == csr_pkg::CsrMip)
                    || (addr_i == csr_pkg::CsrSip && mideleg_q[riscv_pkg::IrqLcof]);
      refetch_o   = is_pmp || (addr_i == csr_pkg::CsrSatp) || (addr_i == csr_pkg::CsrMenvcfg);
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Traps and returns

  logic        delegated;
  logic        by_cause;
  logic [63:2] tvec;                     // without its mode

  always_comb begin
    delegated     = 1'b0;
    by_cause      = 1'b0;
    tvec          = '0;
    trap_vector_o = '0;
    if (trap_i) begin
      delegated = (priv_q != riscv_pkg::PrivM) &&
                  (trap_irq_i ? mideleg_q[trap_cause_i] : medeleg_q[trap_cause_i]);
      by_cause      = delegated ? stvec_q[0] : mtvec_q[0];
      tvec          = delegated ? stvec_q[63:2] : mtvec_q[63:2];
      trap_vector_o = {tvec, 2'b0};
      if (by_cause && trap_irq_i) trap_vector_o = {tvec, 2'b0} + {56'b0, trap_cause_i, 2'b0};
    end
  end

  always_comb begin
    sys_illegal = 1'b0;
    case (sys_op_i)
      core_pkg::SysMret: sys_illegal = (priv_q != riscv_pkg::PrivM);
      core_pkg::SysSret: sys_illegal = (priv_q == riscv_pkg::PrivU) ||
                                         (priv_q == riscv_pkg::PrivS && mstatus_q[csr_pkg::Tsr]);
      core_pkg::SysWfi: sys_illegal = (priv_q == riscv_pkg::PrivU) ||
                                        (priv_q == riscv_pkg::PrivS && mstatus_q[csr_pkg::Tw]);
      core_pkg::SysSfence: sys_illegal = (priv_q == riscv_pkg::PrivU) ||
                                           (priv_q == riscv_pkg::PrivS && mstatus_q[csr_pkg::Tvm]);
      core_pkg::SysInval: sys_illegal = (priv_q == riscv_pkg::PrivU);
      default: ;
    endcase
  end

  assign return_pc_o = (sys_op_i == core_pkg::SysMret) ? mepc_q : sepc_q;

  // At most one of trap, return and write happens in a cycle, and in most cycles none.
  logic returns, update;
  assign returns = commit_i && (sys_op_i == core_pkg::SysMret || sys_op_i == core_pkg::SysSret);
  assign update  = trap_i || returns || we;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      priv_q       <= riscv_pkg::PrivM;
      mstatus_q    <= '0;
      mtvec_q      <= '0;
      medeleg_q    <= '0;
      mideleg_q    <= '0;
      mie_q        <= '0;
      mscratch_q   <= '0;
      mepc_q       <= '0;
      mcause_q     <= '0;
      mtval_q      <= '0;
      mcounteren_q <= '0;
      menvcfg_q    <= '0;
      stvec_q      <= '0;
      sscratch_q   <= '0;
      sepc_q       <= '0;
      scause_q     <= '0;
      stval_q      <= '0;
      satp_q       <= '0;
      scounteren_q <= '0;
      senvcfg_q    <= '0;
      stimecmp_q   <= '0;
      ssip_q       <= 1'b0;
      stip_q       <= 1'b0;
      seip_q       <= 1'b0;
    end else if (update) begin
      if (trap_i && delegated) begin
        sepc_q           <= trap_pc_i;
        scause_q         <= {trap_irq_i, 57'b0, trap_cause_i};
        stval_q          <= trap_tval_i;
        mstatus_q[csr_pkg::Spie]  <= mstatus_q[csr_pkg::Sie];
        mstatus_q[csr_pkg::Sie]   <= 1'b0;
        mstatus_q[csr_pkg::Spp]   <= priv_q[0];
        priv_q           <= riscv_pkg::PrivS;
      end else if (trap_i) begin
        mepc_q           <= trap_pc_i;
        mcause_q         <= {trap_irq_i, 57'b0, trap_cause_i};
        mtval_q          <= trap_tval_i;
        mstatus_q[csr_pkg::Mpie]  <= mstatus_q[csr_pkg::Mie];
        mstatus_q[csr_pkg::Mie]   <= 1'b0;
        mstatus_q[csr_pkg::Mpp +: 2] <= priv_q;
        priv_q           <= riscv_pkg::PrivM;
      end else if (returns && sys_op_i == core_pkg::SysMret) begin
        mstatus_q[csr_pkg::Mie]      <= mstatus_q[csr_pkg::Mpie];
        mstatus_q[csr_pkg::Mpie]     <= 1'b1;
        mstatus_q[csr_pkg::Mpp +: 2] <= riscv_pkg::PrivU;
        priv_q              <= mstatus_q[csr_pkg::Mpp +: 2];
        if (mstatus_q[csr_pkg::Mpp +: 2] != riscv_pkg::PrivM) mstatus_q[csr_pkg::Mprv] <= 1'b0;
      end else if (returns) begin
        mstatus_q[csr_pkg::Sie]      <= mstatus_q[csr_pkg::Spie];
        mstatus_q[csr_pkg::Spie]     <= 1'b1;
        mstatus_q[csr_pkg::Spp]      <= 1'b0;
        priv_q              <= mstatus_q[csr_pkg::Spp] ? riscv_pkg::PrivS : riscv_pkg::PrivU;
        mstatus_q[csr_pkg::Mprv]     <= 1'b0;
      end else begin
        case (addr_i)
          csr_pkg::CsrSstatus:    mstatus_q    <= merge(mstatus_q, wdata, csr_pkg::SstatusWrite);
          csr_pkg::CsrSie:        mie_q        <= merge(mie_q, wdata, mideleg_q);
          csr_pkg::CsrStvec:      stvec_q      <= wdata & csr_pkg::TvecWrite;
          csr_pkg::CsrScounteren: scounteren_q <= wdata & csr_pkg::CounterenMask;
          csr_pkg::CsrSenvcfg:    senvcfg_q    <= wdata & envcfg_mask & csr_pkg::SenvcfgWrite;
          csr_pkg::CsrSscratch:   sscratch_q   <= wdata;
          csr_pkg::CsrSepc:       sepc_q       <= wdata & csr_pkg::EpcWrite;
          csr_pkg::CsrScause:     scause_q     <= wdata;
          csr_pkg::CsrStval:      stval_q      <= wdata;
          csr_pkg::CsrSip: begin
            if (mideleg_q[riscv_pkg::IrqSSoft]) ssip_q <= wdata[riscv_pkg::IrqSSoft];
          end
          csr_pkg::CsrStimecmp:   stimecmp_q   <= wdata;
          csr_pkg::CsrSatp: begin
            if (wdata[63:60] == riscv_pkg::SatpModeBare
                || (wdata[63:60] >= riscv_pkg::SatpModeSv39 && wdata[63:60] < SatpModeEnd))
              satp_q <= wdata;
          end
          csr_pkg::CsrMstatus: mstatus_q <= merge(mstatus_q, wdata, mstatus_mask);
          csr_pkg::CsrMedeleg:    medeleg_q    <= wdata & csr_pkg::MedelegWrite;
          csr_pkg::CsrMideleg:    mideleg_q    <= wdata & csr_pkg::MidelegWrite;
          csr_pkg::CsrMie:        mie_q        <= wdata & csr_pkg::MieWrite;
          csr_pkg::CsrMtvec:      mtvec_q      <= wdata & csr_pkg::TvecWrite;
          csr_pkg::CsrMcounteren: mcounteren_q <= wdata & csr_pkg::CounterenMask;
          csr_pkg::CsrMenvcfg:    menvcfg_q    <= wdata & envcfg_mask & MenvcfgWrite;
          csr_pkg::CsrMscratch:   mscratch_q   <= wdata;
          csr_pkg::CsrMepc:       mepc_q       <= wdata & csr_pkg::EpcWrite;
          csr_pkg::CsrMcause:     mcause_q     <= wdata;
          csr_pkg::CsrMtval:      mtval_q      <= wdata;
          csr_pkg::CsrMip: begin
            ssip_q <= wdata[riscv_pkg::IrqSSoft];
            seip_q <= wdata[riscv_pkg::IrqSExt];
            if (!menvcfg_q[csr_pkg::Stce]) stip_q <= wdata[riscv_pkg::IrqSTimer];
          end
          default: ;      // counters, PMP, geometry and triggers hold their own; the rest is read-only
        endcase
      end
    end
  end

  counters u_counters (
    .clk_i,
    .rst_ni,
    .retire_i,
    .we_i(we),
    .cycle_we_i(cycle_we),
    .instret_we_i(instret_we),
    .inhibit_we_i(inhibit_we),
    .wdata_i(wdata),
    .cycle_o(cycle),
    .instret_o(instret),
    .inhibit_o(inhibit)
  );

  event_counters u_event_counters (
    .clk_i,
    .rst_ni,
    .often_i,
    .seldom_i,
    .priv_i(priv_q),
    .inhibit_i(inhibit[csr_pkg::HpmLast:csr_pkg::HpmFirst]),
    .read_i(is_hpm),
    .index_i(addr_i[4:0]),
    .counter_o(hpm_counter),
    .event_o(hpm_event),
    .counter_we_i(counter_we),
    .event_we_i(event_we),
    .wdata_i(wdata),
    .overflowed_o(overflowed),
    .pending_we_i(lcofip_we),
    .pending_i(wdata[riscv_pkg::IrqLcof]),
    .pending_o(lcofip)
  );

  geometry_csr #(
    .Most(GeometryMost),
    .Choice(GeometryChoice)
  ) u_geometry (
    .clk_i,
    .rst_ni,
    .geometry_we_i(geometry_we),
    .replace_we_i(replace_we),
    .wdata_i(wdata),
    .geometry_o(geometry),
    .replace_o(replace),
    .geometries_o(geometry_o)
  );

  pmp_csr u_pmp (
    .clk_i,
    .rst_ni,
    .read_i(is_pmp),
    .cfg_high_i(addr_i[1]),
    .index_i(addr_i[3:0]),
    .cfg_rdata_o(pmp_cfg),
    .addr_rdata_o(pmp_addr),
    .cfg_we_i(pmp_cfg_we),
    .addr_we_i(pmp_addr_we),
    .wdata_i(wdata),
    .pmp_o,
    .changed_o(pmp_changed_o)
  );

  triggers u_triggers (
    .clk_i,
    .rst_ni,
    .valid_i(is_trigger),
    .index_i(addr_i[2:0]),
    .known_o(trigger_known),
    .rdata_o(trigger),
    .we_i(trigger_we),
    .wdata_i(wdata),
    .priv_i(priv_q),
    .mie_i(mstatus_q[csr_pkg::Mie]),
    .sie_i(mstatus_q[csr_pkg::Sie]),
    .delegated_i(medeleg_q[riscv_pkg::CauseBreakpoint]),
    .pc_i(decode_pc_i),
    .at_pc_o(decode_trigger_o),
    .access_i,
    .op_i(access_op_i),
    .va_i(access_va_i),
    .at_va_o(access_trigger_o)
  );
endmodule
