// SPDX-License-Identifier: Apache-2.0
// The MMU: between the core's virtual addresses and the caches' physical ones. Each side (fetch,
// data) has a translation of its own, both share the second-level TLB, the
// walk cache and one walker (data first), and every physical
// address is held against the memory's attributes and the PMP. docs/architecture.md has the
// promises of the core side.
//
// Each side: a request that translates and is allowed goes to its cache in the same cycle, and is
// accepted when the cache accepts it; a probe is a load there, and learns whether anybody answers.
// A request that faults is answered here, in the next cycle; it is accepted when nothing older is
// unanswered, so answers keep the order of requests. All others wait.
//
// A fence takes one cycle, by address two; more only while the walker is setting A or D, or while a
// fence of another ASID is being seen to in the second level. A change of the PMP empties the TLBs
// and the walk cache and holds all requests for the cycles in which pmp works out its ranges.
module mmu #(
  parameter int unsigned ItlbEntries = 32,
  parameter int unsigned DtlbEntries = 32,
  parameter int unsigned StlbPageSets = 128,        // second level: sets and ways for 4 KiB, for
  parameter int unsigned StlbPageWays = 8,          // 2 MiB, and entries for other sizes
  parameter int unsigned StlbMegaSets = 16,
  parameter int unsigned StlbMegaWays = 4,
  parameter int unsigned StlbOthers   = 8,
  parameter int unsigned WalkUppers   = 16,         // walk cache: for the last table but one, and
  parameter int unsigned WalkLasts    = 32,         // for the last
  parameter bit          Napot       = 1'b1
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  // TLBs and walk cache: what of them is used; it changes only while they are as after reset, which `restart_i`
  // makes them. With `hold_i` nothing new is taken up, and `idle_o` says that no walk is under way.
  input  machine_pkg::geometries_t    geometry_i,
  input  logic                        restart_i,
  input  logic                        hold_i,
  output logic                        idle_o,
  // core side
  input  logic                        fetch_req_valid_i,
  output logic                        fetch_req_ready_o,
  input  machine_pkg::vaddr_t         fetch_req_va_i,
  input  logic                        fetch_kill_i,
  output logic                        fetch_rsp_valid_o,
  output machine_pkg::fetch_rsp_t     fetch_rsp_o,
  input  logic                        data_req_valid_i,
  output logic                        data_req_ready_o,
  input  machine_pkg::data_req_t      data_req_i,
  output logic                        data_rsp_valid_o,
  output machine_pkg::data_rsp_t      data_rsp_o,
  input  machine_pkg::mmu_ctx_t       ctx_i,
  input  machine_pkg::pmp_t           pmp_i,
  input  logic                        pmp_changed_i,
  input  machine_pkg::paddr_t         ram_end_i,
  input  logic                        sfence_valid_i,
  output logic                        sfence_ready_o,
  input  machine_pkg::fence_req_t     sfence_i,
  // instruction cache, physical
  output logic                        ic_req_valid_o,
  input  logic                        ic_req_ready_i,
  output machine_pkg::paddr_t         ic_req_pa_o,
  output logic                        ic_kill_o,
  input  logic                        ic_rsp_valid_i,
  input  machine_pkg::cache_rsp_t     ic_rsp_i,
  // data cache, physical
  output logic                        dc_req_valid_o,
  input  logic                        dc_req_ready_i,
  output machine_pkg::dcache_req_t    dc_req_o,
  input  logic                        dc_rsp_valid_i,
  input  machine_pkg::cache_rsp_t     dc_rsp_i,
  // walker's own port into the data cache
  output logic                        ptw_req_valid_o,
  input  logic                        ptw_req_ready_i,
  output machine_pkg::ptw_req_t       ptw_req_o,
  input  logic                        ptw_rsp_valid_i,
  input  machine_pkg::cache_rsp_t     ptw_rsp_i,
  // observation
  output logic                        walk_valid_o,
  output machine_pkg::walk_t          walk_o,
  output events_pkg::mem_events_t     events_o       // the translation fields; the others 0
);
  // ---------------------------------------------------------------------------------------------
  // Context
  riscv_pkg::satp_t satp;
  mmu_pkg::mode_t   mode;
  logic             paged, fetch_paged, data_paged;

  assign satp        = ctx_i.satp;
  assign mode        = mmu_pkg::mode_row(satp.mode);
  assign paged       = (satp.mode != riscv_pkg::SatpModeBare);
  assign fetch_paged = paged && (ctx_i.priv_fetch != riscv_pkg::PrivM);
  assign data_paged  = paged && (ctx_i.priv_data != riscv_pkg::PrivM);

  // ---------------------------------------------------------------------------------------------
  // Fences. One that names an address that no page can have does nothing (Privileged 4.2.1): in the
  // smaller modes no entry has it, and what no mode can translate is told here.
  logic            walker_setting, fence, stlb_fence_done;
  mmu_pkg::fence_t forget;

  assign fence          = sfence_valid_i;
  assign sfence_ready_o = !walker_setting && stlb_fence_done;

  always_comb begin
    forget = '0;
    if (fence) begin
      forget.valid   = !sfence_i.by_va || mmu_pkg::is_canonical(sfence_i.va, mmu_pkg::SignLargest);
      forget.by_va   = sfence_i.by_va;
      forget.by_asid = sfence_i.by_asid;
      forget.asid    = sfence_i.asid;
      forget.vpn     = sfence_i.va[riscv_pkg::VaWidth-1:riscv_pkg::PageShift];
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Walker
  logic                 walk_ask, walk_ready, walk_data, walk_wanted;
  logic                 walk_end, walk_killed, walk_active;
  machine_pkg::fault_e  walk_fault;
  machine_pkg::access_e walk_access, ask_access;
  mmu_pkg::walk_ask_t   ask;
  mmu_pkg::tlb_tag_t    fill_tag;
  mmu_pkg::vpn_t        fill_offset;
  mmu_pkg::tlb_leaf_t   fill_leaf;
  logic                 pte_valid, pte_write, pte_pmp_ok;
  machine_pkg::paddr_t  pte_pa;
  logic [riscv_pkg::PtLevels-1:0] pte_read;
  logic                 ad_update, walk_start;
  // What is known before a walk: a leaf, or where to begin
  logic                 begins, walk_good;
  mmu_pkg::tlb_tag_t    ask_tag;
  logic                 known, known_global, known_used;
  mmu_pkg::vpn_t        known_offset;
  mmu_pkg::tlb_leaf_t   known_leaf;
  logic                 start_valid, start_level, start_global;
  logic                 step_valid, step_global;
  logic [2:0]           step_level;
  logic [riscv_pkg::PpnWidth-1:0] start_table, step_table;

  logic fetch_miss, fetch_taken, fetch_wanted;
  logic data_miss,  data_taken,  data_wanted;
  machine_pkg::access_e data_access;

  assign data_taken  = data_miss && walk_ready;
  assign fetch_taken = fetch_miss && walk_ready && !data_miss;
  assign walk_ask    = data_miss || fetch_miss;
  assign ask_access  = data_miss ? data_access : machine_pkg::AccessFetch;

  always_comb begin
    ask = '0;
    if (walk_ask) begin
      ask.top   = mode.top;
      ask.pbmte = ctx_i.pbmte;
      ask.priv  = data_miss ? ctx_i.priv_data : ctx_i.priv_fetch;
      ask.sum   = ctx_i.sum;
      ask.mxr   = ctx_i.mxr;
      ask.adue  = ctx_i.adue;
      ask.satp  = satp;
      ask.va    = data_miss ? data_req_i.va : fetch_req_va_i;
    end
  end

  // The question as a tag
  always_comb begin
    ask_tag = '0;
    if (walk_ask) begin
      ask_tag.mode = mode.mode;
      ask_tag.asid = satp.asid;
      ask_tag.vpn  = ask.va[riscv_pkg::VaWidth-1:riscv_pkg::PageShift];
    end
  end

  // What is kept of translations can be put into the state after reset on its own
  logic array_rst_n;
  assign array_rst_n = rst_ni && !restart_i;
  assign idle_o      = hold_i && walk_ready;

  assign begins    = walk_ask && walk_ready;
  assign walk_good = walk_end && !walk_killed && !known_used
                     && (walk_fault == machine_pkg::FaultNone);

  // What a miss needs stands still until there is one
  logic walk_clk, stlb_busy;
  clock_gate u_walk_clock (
    .clk_i, .rst_ni,
    .awake_i(hold_i || walk_ask || !walk_ready || walk_valid_o || stlb_busy),
    .clk_o  (walk_clk)
  );

  // What of it is used, kept where the clock stands still
  machine_pkg::geometry_t stlb_geometry_q, walk_cache_geometry_q;
  always_ff @(posedge walk_clk) begin
    if (!rst_ni || hold_i) begin
      stlb_geometry_q       <= geometry_i.stlb;
      walk_cache_geometry_q <= geometry_i.walk_cache;
    end
  end

  stlb #(
    .PageSets(StlbPageSets),
    .PageWays(StlbPageWays),
    .MegaSets(StlbMegaSets),
    .MegaWays(StlbMegaWays),
    .Others  (StlbOthers)
  ) u_stlb (
    .clk_i        (walk_clk),
    .rst_ni       (array_rst_n),
    .geometry_i   (stlb_geometry_q),
    .lookup_i     (begins),
    .wanted_i     (ask_tag),
    .hit_o        (known),
    .is_global_o  (known_global),
    .offset_o     (known_offset),
    .leaf_o       (known_leaf),
    .used_i       (known_used),
    .fill_valid_i (walk_good),
    .fill_tag_i   (fill_tag),
    .fill_offset_i(fill_offset),
    .fill_leaf_i  (fill_leaf),
    .flush_i      (pmp_changed_i),
    .fence_i      (forget),
    .fence_done_o (stlb_fence_done),
    .busy_o       (stlb_busy)
  );

  walk_cache #(
    .Uppers(WalkUppers),
    .Lasts (WalkLasts)
  ) u_walk_cache (
    .clk_i        (walk_clk),
    .rst_ni       (array_rst_n),
    .policy_i     (walk_cache_geometry_q.policy),
    .last_i       (walk_cache_geometry_q.last_way[$clog2(WalkLasts)-1:0]),
    .lookup_i     (walk_ask),
    .wanted_i     (ask_tag),
    .begins_i     (begins),
    .hit_o        (start_valid),
    .level_o      (start_level),
    .is_global_o  (start_global),
    .table_o      (start_table),
    .step_i       (step_valid),
    .step_level_i (step_level),
    .step_global_i(step_global),
    .step_table_i (step_table),
    .fill_valid_i (walk_good),
    .fill_tag_i   (fill_tag),
    .flush_i      (pmp_changed_i),
    .fence_i      (forget)
  );

  assign walk_data   = (walk_access != machine_pkg::AccessFetch);
  assign walk_wanted = walk_data ? data_wanted : fetch_wanted;

  walker #(
    .Napot(Napot)
  ) u_walker (
    .clk_i            (walk_clk),
    .rst_ni,
    .ask_valid_i      (walk_ask),
    .ask_ready_o      (walk_ready),
    .ask_i            (ask),
    .ask_access_i     (ask_access),
    .wanted_i         (walk_wanted),
    .kill_i           (fence || pmp_changed_i),
    .ram_end_i,
    .setting_o        (walker_setting),
    .start_valid_i    (start_valid),
    .start_level_i    ({2'b0, start_level}),
    .start_global_i   (start_global),
    .start_table_i    (start_table),
    .known_i          (known),
    .known_global_i   (known_global),
    .known_offset_i   (known_offset),
    .known_leaf_i     (known_leaf),
    .known_used_o     (known_used),
    .step_valid_o     (step_valid),
    .step_level_o     (step_level),
    .step_global_o    (step_global),
    .step_table_o     (step_table),
    .end_valid_o      (walk_end),
    .end_killed_o     (walk_killed),
    .end_fault_o      (walk_fault),
    .access_o         (walk_access),
    .fill_tag_o       (fill_tag),
    .fill_offset_o    (fill_offset),
    .fill_leaf_o      (fill_leaf),
    .pmp_valid_o      (pte_valid),
    .pmp_pa_o         (pte_pa),
    .pmp_write_o      (pte_write),
    .pmp_ok_i         (pte_pmp_ok),
    .ptw_req_valid_o, .ptw_req_ready_i, .ptw_req_o, .ptw_rsp_valid_i, .ptw_rsp_i,
    .walk_valid_o, .walk_o,
    .event_start_o    (walk_start),
    .event_active_o   (walk_active),
    .event_pte_read_o (pte_read),
    .event_ad_update_o(ad_update)
  );

  // ---------------------------------------------------------------------------------------------
  // Physical memory protection
  logic                pmp_busy;
  logic                fetch_ok, fetch_pmp_ok, data_ok, data_pmp_ok, data_write;
  machine_pkg::paddr_t fetch_pa, data_pa;

  pmp u_pmp (
    .clk_i, .rst_ni,
    .pmp_i,
    .changed_i    (pmp_changed_i),
    .busy_o       (pmp_busy),
    .fetch_valid_i(fetch_ok),
    .fetch_pa_i   (fetch_pa),
    .fetch_priv_i (ctx_i.priv_fetch),
    .fetch_ok_o   (fetch_pmp_ok),
    .data_valid_i (data_ok),
    .data_pa_i    (data_pa),
    .data_priv_i  (ctx_i.priv_data),
    .data_write_i (data_write),
    .data_line_i  (machine_pkg::op_on_line(data_req_i.op)),
    .data_ok_o    (data_pmp_ok),
    .walk_valid_i (pte_valid),
    .walk_pa_i    (pte_pa),
    .walk_write_i (pte_write),
    .walk_ok_o    (pte_pmp_ok)
  );

  // ---------------------------------------------------------------------------------------------
  // Fetch
  machine_pkg::fault_e fetch_translate_fault, fetch_fault, fetch_here_fault_q;
  logic                fetch_accept, fetch_lookup_event, fetch_miss_event;
  logic                fetch_in_cache_q, fetch_here_q;     // the outstanding one: who answers it
  logic                fetch_clear;                        // nothing older is left unanswered
  machine_pkg::paddr_t fetch_pa_q;

  translate #(
    .Entries(ItlbEntries)
  ) u_fetch (
    .clk_i, .rst_ni,
    .policy_i       (geometry_i.itlb.policy),
    .last_i         (geometry_i.itlb.last_way[$clog2(ItlbEntries)-1:0]),
    .restart_i,
    .valid_i        (fetch_req_valid_i && !pmp_busy && !hold_i),
    .renew_i        (fetch_kill_i),
    .va_i           (fetch_req_va_i),
    .access_i       (machine_pkg::AccessFetch),
    .paged_i        (fetch_paged),
    .mode_i         (mode),
    .asid_i         (satp.asid),
    .priv_i         (ctx_i.priv_fetch),
    .sum_i          (ctx_i.sum),
    .mxr_i          (ctx_i.mxr),
    .ok_o           (fetch_ok),
    .pa_o           (fetch_pa),
    .pbmt_o         (),
    .fault_o        (fetch_translate_fault),
    .accept_i       (fetch_accept),
    .miss_o         (fetch_miss),
    .walk_taken_i   (fetch_taken),
    .wanted_o       (fetch_wanted),
    .walk_end_i     (walk_end && !walk_data),
    .walk_killed_i  (walk_killed),
    .walk_fault_i   (walk_fault),
    .fill_tag_i     (fill_tag),
    .fill_offset_i  (fill_offset),
    .fill_leaf_i    (fill_leaf),
    .flush_i        (pmp_changed_i),
    .fence_i        (forget),
    .event_lookup_o (fetch_lookup_event),
    .event_miss_o   (fetch_miss_event)
  );

  always_comb begin
    fetch_fault = fetch_translate_fault;
    if (fetch_ok && (!fetch_pmp_ok
        || !mmu_pkg::pma_allows(fetch_pa, machine_pkg::AccessFetch, 1'b1, ram_end_i))) begin
      fetch_fault = machine_pkg::FaultAccess;
    end
  end

  assign fetch_clear    = !fetch_in_cache_q || ic_rsp_valid_i || fetch_kill_i;
  assign ic_req_valid_o = fetch_ok && (fetch_fault == machine_pkg::FaultNone);
  assign ic_req_pa_o    = fetch_pa;
  assign ic_kill_o      = fetch_kill_i;

  always_comb begin
    if (fetch_fault != machine_pkg::FaultNone) fetch_req_ready_o = fetch_clear;
    else                                       fetch_req_ready_o = ic_req_valid_o && ic_req_ready_i;
  end
  assign fetch_accept = fetch_req_ready_o;               // only ever high for a request

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      fetch_in_cache_q   <= 1'b0;
      fetch_here_q       <= 1'b0;
      fetch_here_fault_q <= machine_pkg::FaultNone;
      fetch_pa_q         <= '0;
    end else begin
      fetch_here_q <= fetch_accept && !ic_req_valid_o;
      if (fetch_accept) begin
        fetch_in_cache_q   <= ic_req_valid_o;
        fetch_here_fault_q <= fetch_fault;
        fetch_pa_q         <= fetch_pa;
      end else if (fetch_clear) begin
        fetch_in_cache_q   <= 1'b0;
      end
    end
  end

  assign fetch_rsp_valid_o = fetch_here_q || ic_rsp_valid_i;
  always_comb begin
    fetch_rsp_o      = '0;
    fetch_rsp_o.pa   = fetch_pa_q;
    fetch_rsp_o.data = ic_rsp_i.rdata;
    if (fetch_here_q)      fetch_rsp_o.fault = fetch_here_fault_q;
    else if (ic_rsp_i.err) fetch_rsp_o.fault = machine_pkg::FaultAccess;
  end

  // ---------------------------------------------------------------------------------------------
  // Data
  machine_pkg::fault_e data_translate_fault, data_fault, data_here_fault_q;
  logic                data_accept, data_lookup_event, data_miss_event;
  logic                data_in_cache_q, data_here_q;
  logic                data_clear, data_atomic, data_probe;
  machine_pkg::paddr_t data_pa_q;
  logic [1:0]          data_pbmt;

  assign data_write  = machine_pkg::op_writes(data_req_i.op);
  assign data_access = data_write ? machine_pkg::AccessStore : machine_pkg::AccessLoad;
  assign data_probe  = (data_req_i.op == machine_pkg::MemProbe);
  assign data_atomic = (data_req_i.op != machine_pkg::MemLoad)
                       && (data_req_i.op != machine_pkg::MemStore) && !data_probe;

  translate #(
    .Entries(DtlbEntries)
  ) u_data (
    .clk_i, .rst_ni,
    .policy_i       (geometry_i.dtlb.policy),
    .last_i         (geometry_i.dtlb.last_way[$clog2(DtlbEntries)-1:0]),
    .restart_i,
    .valid_i        (data_req_valid_i && !pmp_busy && !hold_i),
    .renew_i        (1'b0),
    .va_i           (data_req_i.va),
    .access_i       (data_access),
    .paged_i        (data_paged),
    .mode_i         (mode),
    .asid_i         (satp.asid),
    .priv_i         (ctx_i.priv_data),
    .sum_i          (ctx_i.sum),
    .mxr_i          (ctx_i.mxr),
    .ok_o           (data_ok),
    .pa_o           (data_pa),
    .pbmt_o         (data_pbmt),
    .fault_o        (data_translate_fault),
    .accept_i       (data_accept),
    .miss_o         (data_miss),
    .walk_taken_i   (data_taken),
    .wanted_o       (data_wanted),
    .walk_end_i     (walk_end && walk_data),
    .walk_killed_i  (walk_killed),
    .walk_fault_i   (walk_fault),
    .fill_tag_i     (fill_tag),
    .fill_offset_i  (fill_offset),
    .fill_leaf_i    (fill_leaf),
    .flush_i        (pmp_changed_i),
    .fence_i        (forget),
    .event_lookup_o (data_lookup_event),
    .event_miss_o   (data_miss_event)
  );

  always_comb begin
    data_fault = data_translate_fault;
    if (data_ok && (!data_pmp_ok
        || !mmu_pkg::pma_allows(data_pa, data_access, data_atomic || data_req_i.misaligned,
                                ram_end_i))) begin
      data_fault = machine_pkg::FaultAccess;
    end
  end

  assign data_clear     = !data_in_cache_q || dc_rsp_valid_i;
  assign dc_req_valid_o = data_ok && (data_fault == machine_pkg::FaultNone);

  always_comb begin
    dc_req_o = '0;
    if (dc_req_valid_o) begin
      dc_req_o.early = data_req_i.early && !data_probe;
      dc_req_o.id    = data_req_i.id;
      dc_req_o.op    = data_probe ? machine_pkg::MemLoad : data_req_i.op;
      dc_req_o.be    = data_req_i.be;
      dc_req_o.pbmt  = data_pbmt;
      dc_req_o.pa    = data_pa;
      dc_req_o.wdata = data_req_i.wdata;
    end
  end

  always_comb begin
    if (dc_req_valid_o) data_req_ready_o = dc_req_ready_i;
    else                data_req_ready_o = data_clear
                          && (data_ok || data_fault != machine_pkg::FaultNone);
  end
  assign data_accept = data_req_ready_o;                 // only ever high for a request

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      data_in_cache_q   <= 1'b0;
      data_here_q       <= 1'b0;
      data_here_fault_q <= machine_pkg::FaultNone;
      data_pa_q         <= '0;
    end else begin
      data_here_q <= data_accept && !dc_req_valid_o;
      if (data_accept) begin
        data_in_cache_q   <= dc_req_valid_o;
        data_here_fault_q <= data_fault;
        data_pa_q         <= data_pa;
      end else if (data_clear) begin
        data_in_cache_q   <= 1'b0;
      end
    end
  end

  assign data_rsp_valid_o = data_here_q || dc_rsp_valid_i;
  always_comb begin
    data_rsp_o       = '0;
    data_rsp_o.pa    = data_pa_q;
    data_rsp_o.late  = !data_here_q && dc_rsp_i.late;
    data_rsp_o.rdata = dc_rsp_i.rdata;
    if (data_here_q)       data_rsp_o.fault = data_here_fault_q;
    else if (dc_rsp_i.err) data_rsp_o.fault = machine_pkg::FaultAccess;
  end

  // ---------------------------------------------------------------------------------------------
  // What is counted. A walk is one from the cycle after its question on, if that is not answered then.
  typedef enum logic [1:0] {
    StartRoot,
    StartUpper,
    StartLast
  } start_e;

  start_e start_q;                                       // where the walk under way began

  always_ff @(posedge clk_i) begin
    if (!rst_ni)     start_q <= StartRoot;
    else if (begins) start_q <= !start_valid ? StartRoot : start_level ? StartUpper : StartLast;
  end

  // Under what they come with, so that a cycle in which little happens costs little to simulate
  always_comb begin
    events_o = '0;
    if (fetch_lookup_event) begin
      events_o.itlb_lookup = 1'b1;
      events_o.itlb_hit    = !fetch_miss_event;
      events_o.itlb_miss   = fetch_miss_event;
    end
    if (data_lookup_event) begin
      events_o.dtlb_load_lookup  = !data_write;
      events_o.dtlb_load_hit     = !data_write && !data_miss_event;
      events_o.dtlb_load_miss    = !data_write && data_miss_event;
      events_o.dtlb_store_lookup = data_write;
      events_o.dtlb_store_hit    = data_write && !data_miss_event;
      events_o.dtlb_store_miss   = data_write && data_miss_event;
    end
    if (fetch_req_valid_i && !fetch_ok) begin
      events_o.itlb_wait_cycles = (fetch_fault == machine_pkg::FaultNone);
    end
    if (data_req_valid_i && !data_ok) begin
      events_o.dtlb_wait_cycles = (data_fault == machine_pkg::FaultNone);
    end
    if (known_used) events_o.stlb_hit = 1'b1;
    if (walk_start) begin
      events_o.stlb_miss        = 1'b1;
      events_o.walk_start       = 1'b1;
      events_o.walk_start_i     = !walk_data;
      events_o.walk_start_d     = walk_data;
      events_o.walk_cache_upper = (start_q == StartUpper);
      events_o.walk_cache_last  = (start_q == StartLast);
    end
    if (walk_active) begin
      events_o.walk_cycles     = 1'b1;
      events_o.walk_done       = walk_end && !walk_killed
                                 && (walk_fault == machine_pkg::FaultNone);
      events_o.walk_fault      = walk_end && !walk_killed
                                 && (walk_fault != machine_pkg::FaultNone);
      events_o.walk_killed     = walk_end && walk_killed;
      events_o.pte_read_level4 = pte_read[4];
      events_o.pte_read_level3 = pte_read[3];
      events_o.pte_read_level2 = pte_read[2];
      events_o.pte_read_level1 = pte_read[1];
      events_o.pte_read_level0 = pte_read[0];
      events_o.ad_update       = ad_update;
    end
    if (fence) events_o.sfence = sfence_ready_o;
  end
endmodule
