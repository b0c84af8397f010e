// SPDX-License-Identifier: Apache-2.0
// The page-table walker: one walk at a time, two cycles a level when the data cache hits. It begins
// where the walk cache says, or at the root; and in its first cycle, beside the first read, the
// second-level TLB says whether there is need of a walk at all.
//
// The algorithm is that of Privileged Architecture 4.3.2, in our words:
//   1. Start at the root table that satp names, at the highest level of its mode; or below it, at a
//      table to which a walk came before.
//   2. Read the entry that this level's index of the address selects. It is a load of S mode: if
//      PMP or the memory's attributes refuse it, or the bus does, that is an access fault.
//   3. An entry that is not valid, is writable but not readable, or has a reserved bit set is a
//      page fault; so is a pointer with A, D, U, N or PBMT, N in a superpage or with another size
//      than 64 KiB, and PBMT without PBMTE or as 3 (Svnapot, Svpbmt).
//   4. A pointer (no R, no X) leads to the next level; at the lowest level it is a page fault.
//   5. A leaf must grant the access (perm_check), or it is a page fault.
//   6. A superpage whose low PPN bits are not zero is a page fault.
//   7. A is clear, or D for a store: without ADUE a page fault. With it, set them by one
//      compare-and-set, which is a store of S mode and may be refused as such; if the entry is not
//      what was read any more, go to 2 and read it again.
//   8. The translation stands: fill.
// Every fault is of the original access's kind; whether page or access fault is said in
// `end_fault_o`. That the address is canonical has been checked by the asker. Everything the walk
// depends on is taken with the question and not looked at again.
//
// `kill_i` (a fence, a change of the PMP) dooms the walk under way: the memory access it waits for
// is seen to its end, then it ends as killed, with no fill and no fault. While `setting_o` is high
// it may still write A or D, as the cache has the compare-and-set; a fence waits for that. For a
// store that is `!wanted_i` any more no D is asked for.
module walker #(
  parameter bit Napot = 1'b1                        // N is not reserved
) (
  input  logic                      clk_i,
  input  logic                      rst_ni,
  // a question, taken when ready; it is answered by one cycle of end_valid_o
  input  logic                      ask_valid_i,
  output logic                      ask_ready_o,
  input  mmu_pkg::walk_ask_t        ask_i,
  input  machine_pkg::access_e      ask_access_i,
  input  logic                      wanted_i,       // the request that asked still waits
  input  machine_pkg::paddr_t       ram_end_i,
  input  logic                      kill_i,
  output logic                      setting_o,
  // in the cycle of the question: where to begin, if not at the root
  input  logic                      start_valid_i,
  input  logic [2:0]                start_level_i,  // of the table
  input  logic                      start_global_i,
  input  logic [riscv_pkg::PpnWidth-1:0] start_table_i,
  // in the cycle after it: a leaf that is known already
  input  logic                      known_i,
  input  logic                      known_global_i,
  input  mmu_pkg::vpn_t             known_offset_i,
  input  mmu_pkg::tlb_leaf_t        known_leaf_i,
  output logic                      known_used_o,   // it grants the access: it is the end, with no walk
  // a pointer has been read, to a table of this level
  output logic                      step_valid_o,
  output logic [2:0]                step_level_o,
  output logic                      step_global_o,
  output logic [riscv_pkg::PpnWidth-1:0] step_table_o,
  output logic                      end_valid_o,
  output logic                      end_killed_o,
  output machine_pkg::fault_e       end_fault_o,    // unless killed: FaultNone means fill
  output machine_pkg::access_e      access_o,       // of the walk under way or ending
  output mmu_pkg::tlb_tag_t         fill_tag_o,
  output mmu_pkg::vpn_t             fill_offset_o,
  output mmu_pkg::tlb_leaf_t        fill_leaf_o,
  // PMP, answered at once
  output logic                      pmp_valid_o,
  output machine_pkg::paddr_t       pmp_pa_o,
  output logic                      pmp_write_o,
  input  logic                      pmp_ok_i,
  // data cache
  output logic                      ptw_req_valid_o,
  input  logic                      ptw_req_ready_i,
  output machine_pkg::ptw_req_t     ptw_req_o,
  input  logic                      ptw_rsp_valid_i,
  input  machine_pkg::cache_rsp_t   ptw_rsp_i,
  // observation: the walk that ended in the last cycle, and what happens in this one
  output logic                      walk_valid_o,
  output machine_pkg::walk_t        walk_o,
  output logic                      event_start_o,  // a walk begins, one cycle after its question
  output logic                      event_active_o,
  output logic [riscv_pkg::PtLevels-1:0] event_pte_read_o,   // by level
  output logic                      event_ad_update_o
);
  localparam int unsigned PteShift = 3;             // log2 of the bytes of an entry

  typedef enum logic [2:0] {
    StIdle,
    StRead,                                         // step 2: the request
    StCheck,                                        // its answer; steps 3 to 8
    StSet,                                          // step 7: the compare-and-set
    StConfirm                                       // its answer; step 8
  } state_e;

  state_e                   state_q, state_d;
  mmu_pkg::walk_ask_t       ask_q;
  logic [2:0]               level_q, level_d;
  logic                     global_q, global_d;     // G in an entry above
  machine_pkg::paddr_t      pte_pa_q, pte_pa_d;
  riscv_pkg::pte_t          pte_q, pte_d;           // what was read last
  mmu_pkg::flags_t          set_q, set_d;           // the flags that step 7 writes
  logic                     doomed_q;
  logic                     first_q;                // the cycle after the question
  logic                     busy;
  assign busy = (state_q != StIdle);

  riscv_pkg::satp_t satp;
  mmu_pkg::vpn_t    vpn, ask_vpn;
  assign satp    = ask_q.satp;
  assign vpn     = ask_q.va[riscv_pkg::VaWidth-1:riscv_pkg::PageShift];
  assign ask_vpn = ask_i.va[riscv_pkg::VaWidth-1:riscv_pkg::PageShift];

  machine_pkg::access_e access_q;
  assign access_o = access_q;

  // ---------------------------------------------------------------------------------------------
  // The entry that is being answered, classified (steps 3 to 7). All false outside StCheck.
  riscv_pkg::pte_t  pte;
  mmu_pkg::flags_t  flags, flags_set;
  mmu_pkg::perm_e   perm;
  mmu_pkg::vpn_t    offset;
  logic             pte_bad, pte_pointer, pte_misaligned, leaf_refused;

  always_comb begin
    pte            = '0;
    pte_bad        = 1'b0;
    pte_pointer    = 1'b0;
    pte_misaligned = 1'b0;
    offset         = '0;
    if (state_q == StCheck && ptw_rsp_valid_i) begin
      pte         = ptw_rsp_i.rdata;
      pte_pointer = !pte.r && !pte.x;
      pte_bad     = !pte.v || (pte.w && !pte.r)
                    || (pte.reserved != '0)
                    || (pte.n && (!Napot || pte_pointer || level_q != '0
                                  || pte.ppn[riscv_pkg::NapotBits-1:0] != riscv_pkg::NapotPpn))
                    || (pte.pbmt != riscv_pkg::PbmtPma
                        && (!ask_q.pbmte || pte_pointer || pte.pbmt == riscv_pkg::PbmtReserved))
                    || (pte_pointer && (pte.a || pte.d || pte.u || level_q == '0));
      offset         = mmu_pkg::offset_vpn(level_q);
      pte_misaligned = (riscv_pkg::VpnWidth'(pte.ppn) & offset) != '0;
    end
  end

  always_comb begin
    flags = '0;
    if (first_q)   flags = known_leaf_i.flags;
    else if (busy) flags = {pte.d, pte.a, pte.g, pte.u, pte.x, pte.w, pte.r, pte.v};
  end

  // What is known counts only if it grants the access; else memory is asked.
  assign known_used_o = first_q && known_i && (perm == mmu_pkg::PermOk);

  perm_check u_perm_check (
    .flags_i (flags),
    .access_i(access_q),
    .priv_i  (ask_q.priv),
    .sum_i   (ask_q.sum),
    .mxr_i   (ask_q.mxr),
    .perm_o  (perm)
  );

  always_comb begin
    flags_set    = '0;
    leaf_refused = 1'b0;
    if (busy) begin
      flags_set    = flags;
      flags_set.a  = 1'b1;
      flags_set.d  = flags.d || (perm == mmu_pkg::PermNeedD);
      leaf_refused = (perm == mmu_pkg::PermFault) || pte_misaligned
                     || (perm != mmu_pkg::PermOk && !ask_q.adue);
    end
  end

  // ---------------------------------------------------------------------------------------------
  // The machine
  logic refused;                                    // by PMP or by the memory's attributes
  assign pmp_valid_o = (state_q == StRead) || (state_q == StSet);
  assign pmp_pa_o    = pte_pa_q;
  assign pmp_write_o = (state_q == StSet);

  always_comb begin
    refused = 1'b0;
    if (pmp_valid_o)
      refused = !pmp_ok_i || !mmu_pkg::pma_allows(pte_pa_q,
                  pmp_write_o ? machine_pkg::AccessStore : machine_pkg::AccessLoad, 1'b1, ram_end_i);
  end

  logic doomed, finish;
  assign doomed      = doomed_q || kill_i;
  assign ask_ready_o = (state_q == StIdle) && !kill_i;
  assign setting_o   = (state_q == StConfirm);

  // A or D that nobody asks for any more
  logic withdrawn;
  assign withdrawn = (state_q == StSet) && (doomed || (set_q.d && !pte_q.d && !wanted_i));

  // By itself, so that valid is seen not to depend on ready
  assign ptw_req_valid_o = pmp_valid_o && !refused && !withdrawn && !known_used_o;

  always_comb begin
    state_d           = state_q;
    level_d           = level_q;
    global_d          = global_q;
    pte_pa_d          = pte_pa_q;
    pte_d             = pte_q;
    set_d             = set_q;
    finish            = 1'b0;
    end_fault_o       = machine_pkg::FaultNone;
    end_killed_o      = doomed;
    event_pte_read_o  = '0;
    event_ad_update_o = 1'b0;

    case (state_q)
      StIdle: begin
        if (ask_valid_i && ask_ready_o) begin       // step 1
          state_d  = StRead;
          level_d  = start_valid_i ? start_level_i : ask_i.top;
          global_d = start_valid_i && start_global_i;
          pte_pa_d = {start_valid_i ? start_table_i : ask_i.satp[riscv_pkg::PpnWidth-1:0],
                      mmu_pkg::vpn_index(ask_vpn, level_d), {PteShift{1'b0}}};
          pte_d    = '0;
        end
      end

      StRead: begin                                 // step 2
        if (known_used_o) begin
          finish      = 1'b1;
        end else if (refused) begin
          finish      = 1'b1;
          end_fault_o = machine_pkg::FaultAccess;
        end else begin
          event_pte_read_o[level_q] = ptw_req_ready_i;
          if (ptw_req_ready_i) state_d = StCheck;
        end
      end

      StCheck: begin
        if (ptw_rsp_valid_i) begin
          pte_d = pte;
          set_d = flags_set;
          if (doomed) begin
            finish      = 1'b1;
          end else if (ptw_rsp_i.err) begin
            finish      = 1'b1;
            end_fault_o = machine_pkg::FaultAccess;
          end else if (pte_bad) begin               // steps 3 and 4
            finish      = 1'b1;
            end_fault_o = machine_pkg::FaultPage;
          end else if (pte_pointer) begin
            state_d     = StRead;
            level_d     = level_q - 3'd1;
            global_d    = global_q || pte.g;
            pte_pa_d    = {pte.ppn, mmu_pkg::vpn_index(vpn, level_d), {PteShift{1'b0}}};
          end else if (leaf_refused) begin          // steps 5 to 7
            finish      = 1'b1;
            end_fault_o = machine_pkg::FaultPage;
          end else if (perm == mmu_pkg::PermOk) begin
            finish      = 1'b1;                     // step 8
          end else begin
            state_d     = StSet;
          end
        end
      end

      StSet: begin                                  // step 7
        if (withdrawn) begin
          finish       = 1'b1;
          end_killed_o = 1'b1;
        end else if (refused) begin
          finish      = 1'b1;
          end_fault_o = machine_pkg::FaultAccess;
        end else if (ptw_req_ready_i) begin
          state_d = StConfirm;
        end
      end

      StConfirm: begin
        if (ptw_rsp_valid_i) begin
          if (ptw_rsp_i.err) begin
            finish            = 1'b1;
            end_fault_o       = machine_pkg::FaultAccess;
          end else if (ptw_rsp_i.rdata == pte_q) begin
            finish            = 1'b1;               // step 8
            event_ad_update_o = 1'b1;
          end else if (doomed) begin
            finish            = 1'b1;
          end else begin
            state_d           = StRead;
          end
        end
      end

      default: finish = 1'b1;
    endcase

    if (finish) state_d = StIdle;
  end

  assign end_valid_o    = finish;
  assign event_start_o  = first_q && !known_used_o;
  assign event_active_o = busy && !known_used_o;

  assign step_valid_o  = (state_q == StCheck) && (state_d == StRead);
  assign step_level_o  = level_d;
  assign step_global_o = global_d;
  assign step_table_o  = pte.ppn;

  always_comb begin
    ptw_req_o = '0;
    if (busy) begin
      ptw_req_o.cas      = (state_q == StSet);
      ptw_req_o.pa       = pte_pa_q;
      ptw_req_o.expected = pte_q;
      ptw_req_o.desired  = {pte_q[63:8], set_q};
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Step 8: the leaf as it stands in memory now
  always_comb begin
    fill_tag_o    = '0;
    fill_offset_o = '0;
    fill_leaf_o   = '0;
    if (finish) begin
      fill_tag_o.is_global = global_q || pte_d.g;
      fill_tag_o.mode      = satp.mode[1:0];
      fill_tag_o.asid      = satp.asid;
      fill_tag_o.vpn       = vpn;
    end
    if (known_used_o) begin
      fill_tag_o.is_global = known_global_i;
      fill_offset_o        = known_offset_i;
      fill_leaf_o          = known_leaf_i;
    end else if (finish) begin
      fill_offset_o        = mmu_pkg::offset_vpn(level_q);
      fill_leaf_o.pbmt     = pte_d.pbmt;
      fill_leaf_o.ppn      = pte_d.ppn;
      if (pte_d.n) begin
        fill_offset_o[riscv_pkg::NapotBits-1:0]   = '1;
        fill_leaf_o.ppn[riscv_pkg::NapotBits-1:0] = '0;
      end
      fill_leaf_o.flags    = (state_q == StConfirm) ? set_q : flags;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q  <= StIdle;
      ask_q    <= '0;
      access_q <= machine_pkg::AccessFetch;
      level_q  <= '0;
      global_q <= 1'b0;
      pte_pa_q <= '0;
      pte_q    <= '0;
      set_q    <= '0;
      doomed_q <= 1'b0;
      first_q  <= 1'b0;
    end else if (ask_valid_i || busy) begin
      first_q  <= ask_valid_i && ask_ready_o;
      if (ask_valid_i && ask_ready_o) begin
        ask_q    <= ask_i;
        access_q <= ask_access_i;
      end
      state_q  <= state_d;
      level_q  <= level_d;
      global_q <= global_d;
      pte_pa_q <= pte_pa_d;
      pte_q    <= pte_d;
      set_q    <= set_d;
      doomed_q <= doomed && busy && !finish;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // What is told about a walk that ended
  machine_pkg::reason_e reason;
  logic                 granted;                    // R, W or X, whoever asks

  always_comb begin
    reason  = machine_pkg::ReasonNone;
    granted = 1'b0;
    if (finish && !end_killed_o) begin
      case (access_q)
        machine_pkg::AccessFetch: granted = pte.x;
        machine_pkg::AccessLoad:  granted = pte.r || (ask_q.mxr && pte.x);
        default:                  granted = pte.w;
      endcase
      case (end_fault_o)
        machine_pkg::FaultAccess:
          reason = (state_q == StSet || state_q == StConfirm) ? machine_pkg::ReasonWrite
                                                              : machine_pkg::ReasonRead;
        machine_pkg::FaultPage: begin
          if (!pte.v)                              reason = machine_pkg::ReasonInvalid;
          else if (pte_bad)                        reason = (pte_pointer && !pte.w && level_q == '0)
                                                            ? machine_pkg::ReasonNoLeaf
                                                            : machine_pkg::ReasonReserved;
          else if (perm == mmu_pkg::PermFault)     reason = granted ? machine_pkg::ReasonUser
                                                                    : machine_pkg::ReasonRights;
          else if (pte_misaligned)                 reason = machine_pkg::ReasonMisaligned;
          else if (!pte.a)                         reason = machine_pkg::ReasonAccessed;
          else                                     reason = machine_pkg::ReasonDirty;
        end
        default: ;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      walk_valid_o <= 1'b0;
      walk_o       <= '0;
    end else begin
      walk_valid_o <= finish && !known_used_o;
      if (finish && !known_used_o) begin
        walk_o.reason    <= reason;
        walk_o.access    <= access_q;
        walk_o.killed    <= end_killed_o;
        walk_o.fault     <= end_fault_o;
        walk_o.ad_write  <= event_ad_update_o;
        walk_o.level     <= level_q;
        walk_o.is_global <= global_q || pte_d.g;
        walk_o.asid      <= satp.asid;
        walk_o.va        <= ask_q.va;
        walk_o.pte       <= event_ad_update_o ? ptw_req_o.desired : pte_d;
        walk_o.pte_pa    <= 64'(pte_pa_q);
      end
    end
  end
endmodule
