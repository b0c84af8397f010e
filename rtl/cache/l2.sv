// SPDX-License-Identifier: Apache-2.0
// The second-level cache: unified, write-back, lines of 64 bytes, tree pseudo-LRU, not inclusive.
//
// One transaction at a time looks up the tags (`state_q`), while data move in and out of the buffers
// of l2_data beside it: an answer streams to its requester, a line from the data cache or from DMA is
// collected, a dirty victim is written back to memory. A read that hits is accepted in cycle n and
// gives its first beat, the doubleword asked for, in n + 2; the next may be accepted in n + 2. A miss
// passes the beats on as they come from memory, and installs the line when the last has come well.
//
// Coherence. Reads by the instruction cache and everything that DMA does first probe the data cache;
// DMA writes invalidate there. A dirty line that comes back is put here before the transaction goes
// on. No write-back from the data cache is accepted between such a probe and the look-up that
// follows, and no probe is sent while one is being collected.
//
// What memory refuses (`err`) goes to the requester and is not installed; a refused write-back is
// dropped. DMA outside memory, and DMA writes to the boot ROM, are refused.
// After reset the sets are cleared one a cycle; until then nothing is accepted.
module l2 #(
  parameter int unsigned Bytes = 262144,
  parameter int unsigned Ways  = 8
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  // instruction cache (reads only; L1D is probed first)
  input  logic                        ic_req_valid_i,
  output logic                        ic_req_ready_o,
  input  machine_pkg::line_req_t      ic_req_i,
  output logic                        ic_rsp_valid_o,
  output machine_pkg::line_rsp_t      ic_rsp_o,
  // data cache
  input  logic                        dc_req_valid_i,
  output logic                        dc_req_ready_o,
  input  machine_pkg::line_req_t      dc_req_i,
  input  logic                        dc_wvalid_i,
  output logic                        dc_wready_o,
  input  machine_pkg::dword_t         dc_wdata_i,
  output logic                        dc_rsp_valid_o,
  output machine_pkg::line_rsp_t      dc_rsp_o,
  // device DMA, coherent (L1D is probed first); all four operations
  input  logic                        dma_req_valid_i,
  output logic                        dma_req_ready_o,
  input  machine_pkg::line_req_t      dma_req_i,
  input  logic                        dma_wvalid_i,
  output logic                        dma_wready_o,
  input  machine_pkg::dword_t         dma_wdata_i,
  output logic                        dma_rsp_valid_o,    // read beats; one beat with `last` for a write
  output machine_pkg::line_rsp_t      dma_rsp_o,
  // probes into L1D
  output logic                        probe_valid_o,
  input  logic                        probe_ready_i,
  output machine_pkg::paddr_t         probe_pa_o,
  output logic                        probe_invalidate_o,
  input  logic                        probe_rsp_valid_i,
  input  logic                        probe_rsp_dirty_i,
  input  machine_pkg::line_rsp_t      probe_rsp_i,
  // memory: line reads and line writes; every request is answered (a write by one beat with `last`)
  output logic                        mem_req_valid_o,
  input  logic                        mem_req_ready_i,
  output machine_pkg::line_req_t      mem_req_o,
  output logic                        mem_wvalid_o,
  input  logic                        mem_wready_i,
  output machine_pkg::dword_t         mem_wdata_o,
  input  logic                        mem_rsp_valid_i,
  input  machine_pkg::line_rsp_t      mem_rsp_i,
  output logic                        event_access_o,
  output logic                        event_miss_o,
  output logic                        event_writeback_o
);
  localparam int unsigned Shift    = machine_pkg::LineShift;
  localparam int unsigned Sets     = Bytes / Ways / machine_pkg::LineBytes;
  localparam int unsigned SetWidth = $clog2(Sets);
  localparam int unsigned WayWidth = $clog2(Ways);
  localparam int unsigned TagLow   = Shift + SetWidth;
  localparam int unsigned TagWidth = riscv_pkg::PaWidth - TagLow;

  if (Bytes != Sets * Ways * machine_pkg::LineBytes) begin : gen_check_bytes
    $error("l2: Bytes must be Ways times a power of two of lines");
  end

  typedef logic [SetWidth-1:0] set_t;
  typedef logic [WayWidth-1:0] way_t;
  typedef logic [TagWidth-1:0] tag_t;

  // Collecting buffers of l2_data
  localparam logic [1:0] InDc = 2'd0, InDma = 2'd1, InMem = 2'd2;

  // ---------------------------------------------------------------------------------------------
  // State

  typedef enum logic [3:0] {
    StClear,      // after reset: make every set empty
    StIdle,       // choose a transaction; its set is being read
    StProbe,      // the data cache is asked for the line
    StTag,        // hit or miss
    StWrite,      // miss of a whole line: put it in the victim's place
    StFetch,      // miss: ask memory
    StFill,       // the line comes
    StInstall,    // and takes the victim's place
    StMerge       // a doubleword from DMA is put into its line
  } state_e;
  typedef enum logic [1:0] {
    SrcBack,      // a line collected from the data cache: a write-back or a probe's answer
    SrcDc,
    SrcIc,
    SrcDma
  } src_e;
  state_e                state_q, state_d;
  src_e                  src_q, src_d;
  machine_pkg::line_op_e op_q, op_d;
  machine_pkg::paddr_t   pa_q, pa_d;
  logic [machine_pkg::LineIdWidth-1:0] id_q, id_d, answer_id_q;   // the requester's
  logic                  probed_q, probed_d;     // the waiting transaction has probed; it goes on next
  logic                  asked_q;                // the probe has been accepted
  logic                  fresh_q;                // first look-up of the transaction
  logic                  dc_went_q, dma_went_q;  // whose turn it is not
  way_t                  way_q;
  set_t                  clear_q;
  logic [2:0]            fill_count_q;
  logic                  fill_err_q;

  // A line collected from the data cache
  typedef enum logic [1:0] {BkEmpty, BkCollect, BkFull} back_e;
  back_e               back_q;
  machine_pkg::paddr_t back_pa_q;
  logic [2:0]          back_count_q;

  // The answer that streams out
  logic       answer_q, answer_first_q;
  src_e       answer_src_q;
  logic [2:0] answer_word_q, answer_left_q;

  // ---------------------------------------------------------------------------------------------
  // The parts

  logic                look, tag_write, row_write, read, install, merge;
  logic [1:0]          install_in;
  logic [Ways-1:0]     match;
  way_t                victim, way, write_way, read_way;
  tag_t                victim_tag;
  set_t                set;
  machine_pkg::dword_t line_word, answer_word, dma_first, merged;
  logic                back_beat;

  logic                  dma_active, dma_ready, dma_refused, dma_refused_last, dma_starts, dma_ends;
  logic [2:0]            dma_word;
  machine_pkg::line_op_e dma_op;
  machine_pkg::paddr_t   dma_pa;
  logic [7:0]            dma_be;

  logic                wb_busy, wb_quiet, wb_capture, wb_req_valid, victim_out, fetching;
  machine_pkg::paddr_t wb_pa;
  logic [2:0]          wb_word;

  // A cycle in which nothing happens switches nothing, and costs the compiled model next to nothing
  logic active;
  assign active = state_q != StIdle || dc_req_valid_i || ic_req_valid_i || dma_active
               || back_q != BkEmpty || answer_q;

  assign set = pa_q[Shift +: SetWidth];

  tag_array #(.Sets(Sets), .Ways(Ways), .TagWidth(TagWidth)) u_tags (
    .clk_i,
    .re_i     (look),
    .set_i    (pa_d[Shift +: SetWidth]),
    .compare_i(state_q == StTag),
    .tag_i    (pa_q[55:TagLow]),
    .match_o  (match),
    .way_i    (victim),
    .tag_o    (victim_tag),
    .we_i     (tag_write),
    .wset_i   (set),
    .wway_i   (way_q),
    .wtag_i   (pa_q[55:TagLow])
  );

  // What a set holds besides tags: its valid ways, its dirty ways and the replacement tree
  logic [Ways-1:0]   valid, dirty, tree, valid_next, dirty_next, tree_next;
  logic [3*Ways-1:0] row;
  assign {valid, dirty, tree} = row;

  ram_1r1w #(.Width(3 * Ways), .Depth(Sets)) u_rows (
    .clk_i,
    .re_i   (look),
    .raddr_i(pa_d[Shift +: SetWidth]),
    .rdata_o(row),
    .we_i   (row_write),
    .waddr_i(state_q == StClear ? clear_q : set),
    .wdata_i({valid_next, dirty_next, tree_next})
  );

  l2_data #(.Sets(Sets), .Ways(Ways)) u_data (
    .clk_i,
    .active_i      (active || wb_busy || dma_active),
    .re_i          (read),
    .row_i         ({set, read_way}),
    .sel_i         (answer_first_q || state_q == StMerge),
    .sel_word_i    (state_q == StMerge ? pa_q[5:3] : answer_word_q),
    .rdata_o       (line_word),
    .capture_i     (answer_first_q || wb_capture),
    .capture_out_i (wb_capture),
    .answer_valid_i(answer_q),
    .answer_word_i (answer_word_q),
    .answer_data_o (answer_word),
    .back_valid_i  (mem_wvalid_o),
    .back_word_i   (wb_word),
    .back_data_o   (mem_wdata_o),
    .dc_valid_i    (back_beat),
    .dc_word_i     (back_count_q),
    .dc_data_i     (state_q == StProbe ? probe_rsp_i.data : dc_wdata_i),
    .dma_valid_i   (dma_wvalid_i && dma_wready_o),
    .dma_word_i    (dma_word),
    .dma_data_i    (dma_wdata_i),
    .dma_first_o   (dma_first),
    .mem_valid_i   (state_q == StFill && mem_rsp_valid_i),
    .mem_word_i    (pa_q[5:3] + fill_count_q),
    .mem_data_i    (mem_rsp_i.data),
    .install_i     (install),
    .install_in_i  (install_in),
    .we_i          (merge),
    .wword_i       (pa_q[5:3]),
    .wdata_i       (merged),
    .wrow_i        ({set, write_way})
  );

  l2_dma u_dma (
    .clk_i, .rst_ni,
    .req_valid_i(dma_req_valid_i),
    .req_ready_o(dma_req_ready_o),
    .req_i      (dma_req_i),
    .wvalid_i   (dma_wvalid_i),
    .wready_o   (dma_wready_o),
    .word_o     (dma_word),
    .active_o   (dma_active),
    .ready_o    (dma_ready),
    .refused_o  (dma_refused),
    .refused_last_o(dma_refused_last),
    .op_o       (dma_op),
    .pa_o       (dma_pa),
    .be_o       (dma_be),
    .start_i    (dma_starts),
    .end_i      (dma_ends)
  );

  l2_writeback u_writeback (
    .clk_i, .rst_ni,
    .victim_i   (victim_out),
    .pa_i       ({victim_tag, set, 6'b0}),
    .fetching_i (fetching),
    .busy_o     (wb_busy),
    .pa_o       (wb_pa),
    .quiet_o    (wb_quiet),
    .capture_o  (wb_capture),
    .req_valid_o(wb_req_valid),
    .req_ready_i(mem_req_ready_i),
    .wvalid_o   (mem_wvalid_o),
    .wready_i   (mem_wready_i),
    .word_o     (wb_word),
    .answer_i   (mem_rsp_valid_i)
  );
  assign event_writeback_o = victim_out;

  // Memory: a fetch or a write-back, never both
  logic fetch_valid;
  always_comb begin
    fetch_valid = 1'b0;
    fetching    = 1'b0;
    if (active) begin
      fetch_valid = (state_q == StFetch) && !answer_q && wb_quiet;
      fetching    = (state_q == StFetch) || (state_q == StFill) || (state_d == StFetch);
    end
  end
  assign mem_req_valid_o = fetch_valid || wb_req_valid;
  always_comb begin
    mem_req_o = '0;
    if (mem_req_valid_o) begin
      mem_req_o.op = wb_req_valid ? machine_pkg::LineWrite : machine_pkg::LineRead;
      mem_req_o.pa = wb_req_valid ? wb_pa : pa_q;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // The look-up's result

  logic            hit, victim_dirty, wb_conflict;
  logic [Ways-1:0] hit_ways;
  always_comb begin
    hit_ways     = '0;
    way          = '0;
    victim       = '0;
    victim_dirty = 1'b0;
    wb_conflict  = 1'b0;
    if (state_q == StTag) begin
      hit_ways = match & valid;
      way      = WayWidth'(plru_pkg::index(16'(hit_ways)));
      if (hit_ways == '0) begin
        victim = (&valid) ? WayWidth'(plru_pkg::victim(16'(tree), Ways))
                          : WayWidth'(plru_pkg::lowest(16'(Ways'(~valid))));
        victim_dirty = valid[victim] && dirty[victim];
        wb_conflict  = wb_busy && victim_dirty;
      end
    end
  end
  assign hit = (hit_ways != '0);

  // ---------------------------------------------------------------------------------------------
  // Whose turn it is, when the L2 is idle. The data cache's reads take turns with the others; the
  // instruction cache and DMA with each other. Both of these probe first, and for that what the data
  // cache writes back must be in place.

  logic  turn_back, turn_probed, turn_probe, turn_dc, turn_dma, dc_writes;
  always_comb begin
    turn_back   = 1'b0;
    turn_probed = 1'b0;
    turn_probe  = 1'b0;
    turn_dc     = 1'b0;
    turn_dma    = 1'b0;
    dc_writes   = 1'b0;
    if (active) begin
      dc_writes = dc_req_valid_i && dc_req_i.op == machine_pkg::LineWrite && back_q == BkEmpty
               && state_q != StProbe && state_q != StClear && !probed_q;
      if (state_q == StIdle) begin
        // a line that is being written back is read only when it is here
        turn_dc    = dc_req_valid_i && dc_req_i.op == machine_pkg::LineRead
            && !(back_q != BkEmpty && back_pa_q[55:Shift] == dc_req_i.pa[55:Shift]);
        turn_dma   = dma_ready && (!dma_went_q || !ic_req_valid_i);
        turn_probe = (ic_req_valid_i || dma_ready) && (dc_went_q || !turn_dc);
        if (back_q == BkFull && (probed_q || turn_probe || !turn_dc)) turn_back = 1'b1;
        else if (probed_q)                                            turn_probed = 1'b1;
        if (turn_back || back_q != BkEmpty || probed_q || dc_writes)  turn_probe = 1'b0;
      end
    end
  end

  // ---------------------------------------------------------------------------------------------
  // The transaction

  logic whole_line, answer_free, start, start_answer;
  assign whole_line  = (op_q == machine_pkg::LineWrite);
  assign answer_free = !answer_q || answer_left_q == '0;

  always_comb begin
    state_d        = state_q;
    src_d          = src_q;
    op_d           = op_q;
    pa_d           = pa_q;
    id_d           = id_q;
    probed_d       = probed_q;
    look           = 1'b0;
    start          = 1'b0;          // a transaction is accepted from its requester
    start_answer   = 1'b0;
    victim_out     = 1'b0;
    read           = 1'b0;
    read_way       = way;
    install        = 1'b0;
    install_in     = (src_q == SrcDma) ? InDma : InDc;
    merge          = 1'b0;
    write_way      = way_q;
    tag_write      = 1'b0;
    row_write      = 1'b0;
    valid_next     = valid;
    dirty_next     = dirty;
    tree_next      = tree;
    probe_valid_o  = 1'b0;
    event_access_o = 1'b0;
    event_miss_o   = 1'b0;

    if (active) begin
      unique case (state_q)
        StClear: begin
          row_write  = 1'b1;
          valid_next = '0;
          dirty_next = '0;
          tree_next  = '0;
          if (clear_q == SetWidth'(Sets - 1)) state_d = StIdle;
        end

        StIdle: begin
          if (turn_back) begin
            src_d = SrcBack;
            op_d  = machine_pkg::LineWrite;
            pa_d  = back_pa_q;
          end else if (turn_probed ? dma_went_q : (turn_probe && turn_dma)) begin
            src_d = SrcDma;
            op_d  = dma_op;
            pa_d  = dma_pa;
            id_d  = '0;
          end else begin
            src_d = (turn_probed || turn_probe) ? SrcIc : SrcDc;
            op_d  = machine_pkg::LineRead;
            pa_d  = (turn_probed || turn_probe) ? ic_req_i.pa : dc_req_i.pa;
            id_d  = (turn_probed || turn_probe) ? ic_req_i.id : dc_req_i.id;
          end
          if (turn_probe) begin
            state_d = StProbe;
          end else if (turn_back || turn_probed || turn_dc) begin
            look     = 1'b1;
            start    = !turn_back;
            probed_d = probed_q && !turn_probed;
            state_d  = StTag;
          end
        end

        // A dirty line is collected, unless DMA is about to overwrite it, and written here first
        StProbe: begin
          probe_valid_o = !asked_q;
          if (probe_rsp_valid_i && probe_rsp_i.last) begin
            if (probe_rsp_dirty_i && !whole_line) begin
              probed_d = 1'b1;
              state_d  = StIdle;
            end else begin
              look    = 1'b1;
              start   = 1'b1;
              state_d = StTag;
            end
          end
        end

        StTag: begin
          event_access_o = fresh_q;
          event_miss_o   = fresh_q && !hit;   // once, however long it waits for the write-back buffer
          if (hit) begin
            tree_next = Ways'(plru_pkg::touch(16'(tree), 4'(way), Ways));
            write_way = way;
            unique case (op_q)
              machine_pkg::LineWrite: begin
                install    = 1'b1;
                dirty_next = dirty | hit_ways;
                row_write  = 1'b1;
                state_d    = StIdle;
              end
              machine_pkg::DwordWrite: begin
                read       = 1'b1;
                dirty_next = dirty | hit_ways;
                row_write  = 1'b1;
                state_d    = StMerge;
              end
              default: if (answer_free) begin
                read         = 1'b1;
                start_answer = 1'b1;
                row_write    = 1'b1;
                state_d      = StIdle;
              end
            endcase
          end else if (!wb_conflict) begin
            victim_out         = victim_dirty;
            read               = victim_dirty;
            read_way           = victim;
            valid_next[victim] = 1'b0;
            row_write          = 1'b1;
            state_d            = whole_line ? StWrite : StFetch;
          end
        end

        StWrite: begin
          install           = 1'b1;
          tag_write         = 1'b1;
          valid_next[way_q] = 1'b1;
          dirty_next[way_q] = 1'b1;
          tree_next         = Ways'(plru_pkg::touch(16'(tree), 4'(way_q), Ways));
          row_write         = 1'b1;
          state_d           = StIdle;
        end

        StFetch: if (fetch_valid && mem_req_ready_i) state_d = StFill;

        StFill: if (mem_rsp_valid_i && mem_rsp_i.last) begin
          state_d = (mem_rsp_i.err || fill_err_q) ? StIdle : StInstall;
        end

        StInstall: begin
          install           = 1'b1;
          install_in        = InMem;
          tag_write         = 1'b1;
          valid_next[way_q] = 1'b1;
          dirty_next[way_q] = 1'b0;
          tree_next         = Ways'(plru_pkg::touch(16'(tree), 4'(way_q), Ways));
          row_write         = 1'b1;
          look              = (op_q == machine_pkg::DwordWrite);
          state_d           = (op_q == machine_pkg::DwordWrite) ? StTag : StIdle;
        end

        default: begin   // StMerge
          merge   = 1'b1;
          state_d = StIdle;
        end
      endcase
    end
  end

  always_comb begin
    merged = line_word;
    if (merge) begin
      for (int unsigned i = 0; i < 8; i++) begin
        if (dma_be[i]) merged[8*i +: 8] = dma_first[8*i +: 8];
      end
    end
  end

  assign probe_pa_o         = pa_q;
  assign probe_invalidate_o = whole_line || (op_q == machine_pkg::DwordWrite);
  assign dc_req_ready_o     = dc_writes || (start && src_d == SrcDc);
  assign ic_req_ready_o     = start && src_d == SrcIc;
  assign dma_starts         = start && src_d == SrcDma;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q    <= StClear;
      src_q      <= SrcBack;
      op_q       <= machine_pkg::LineRead;
      probed_q   <= 1'b0;
      asked_q    <= 1'b0;
      dc_went_q  <= 1'b0;
      dma_went_q <= 1'b0;
      clear_q    <= '0;
    end else if (active) begin
      state_q  <= state_d;
      src_q    <= src_d;
      op_q     <= op_d;
      pa_q     <= pa_d;
      id_q     <= id_d;
      probed_q <= probed_d;
      asked_q  <= (state_q == StProbe) && (asked_q || probe_ready_i);
      fresh_q  <= look && (state_q != StInstall);
      if (state_q == StClear) clear_q <= clear_q + 1'b1;
      if (state_q == StTag)   way_q <= hit ? way : victim;
      if (start)              dc_went_q <= (src_d == SrcDc);
      if (turn_probe)         dma_went_q <= turn_dma;
      if (state_q == StFetch) begin
        fill_count_q <= '0;
        fill_err_q   <= 1'b0;
      end else if (state_q == StFill && mem_rsp_valid_i) begin
        fill_count_q <= fill_count_q + 3'd1;
        if (mem_rsp_i.err) fill_err_q <= 1'b1;
      end
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Lines from the data cache: a write-back, or a probe's answer that must be kept

  logic probe_keeps;
  always_comb begin
    probe_keeps = 1'b0;
    back_beat   = 1'b0;
    if (active) begin
      probe_keeps = (state_q == StProbe) && probe_rsp_valid_i && probe_rsp_dirty_i && !whole_line;
      back_beat   = probe_keeps || (dc_wvalid_i && dc_wready_o);
    end
  end
  assign dc_wready_o = (back_q == BkCollect);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      back_q       <= BkEmpty;
      back_count_q <= '0;
    end else if (active) begin
      if (dc_writes) begin
        back_q    <= BkCollect;
        back_pa_q <= dc_req_i.pa;
      end
      if (probe_keeps) back_pa_q <= pa_q;
      if (back_beat) begin
        back_count_q <= back_count_q + 3'd1;
        if (back_count_q == 3'd7) back_q <= BkFull;
      end
      if (install && src_q == SrcBack) back_q <= BkEmpty;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Answers: beats from a buffer, beats from memory, or one for a write

  logic                   answer_valid, dma_write_done;
  src_e                   answer_to;
  machine_pkg::line_rsp_t beat;
  always_comb begin
    answer_valid   = 1'b0;
    answer_to      = src_q;
    dma_write_done = 1'b0;
    beat           = '0;
    if (active) begin
      beat.id   = answer_q ? answer_id_q : id_q;
      beat.data = mem_rsp_i.data;
      beat.err  = mem_rsp_i.err;
      beat.last = 1'b1;
      if (answer_q) begin
        answer_valid = 1'b1;
        answer_to    = answer_src_q;
        beat.data    = answer_first_q ? line_word : answer_word;
        beat.err     = 1'b0;
        beat.last    = (answer_left_q == '0);
      end else if (state_q == StFill && mem_rsp_valid_i) begin
        answer_valid = (op_q == machine_pkg::LineRead)
                    || (op_q == machine_pkg::DwordRead && fill_count_q == '0);
        if (op_q == machine_pkg::LineRead) beat.last = mem_rsp_i.last;
        dma_write_done = (op_q == machine_pkg::DwordWrite) && mem_rsp_i.last
                      && (mem_rsp_i.err || fill_err_q);
      end
      if ((install && whole_line && src_q == SrcDma) || merge) dma_write_done = 1'b1;
    end
  end

  assign dc_rsp_valid_o  = answer_valid && answer_to == SrcDc;
  assign ic_rsp_valid_o  = answer_valid && answer_to == SrcIc;
  assign dma_rsp_valid_o = (answer_valid && answer_to == SrcDma) || dma_write_done || dma_refused;
  assign dc_rsp_o        = beat;
  assign ic_rsp_o        = beat;
  always_comb begin
    dma_rsp_o    = beat;
    dma_rsp_o.id = '0;
    if (dma_write_done || dma_refused) begin
      dma_rsp_o.last = dma_write_done || dma_refused_last;
      dma_rsp_o.err  = dma_refused || !(install || merge);
    end
  end
  assign dma_ends = dma_rsp_valid_o && dma_rsp_o.last;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      answer_q       <= 1'b0;
      answer_first_q <= 1'b0;
    end else if (active) begin
      answer_first_q <= start_answer;
      if (start_answer) begin
        answer_q      <= 1'b1;
        answer_src_q  <= src_q;
        answer_id_q   <= id_q;
        answer_word_q <= pa_q[5:3];
        answer_left_q <= (op_q == machine_pkg::LineRead) ? 3'd7 : 3'd0;
      end else if (answer_q) begin
        answer_word_q <= answer_word_q + 3'd1;
        answer_left_q <= answer_left_q - 3'd1;
        if (answer_left_q == '0) answer_q <= 1'b0;
      end
    end
  end
endmodule
