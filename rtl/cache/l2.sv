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

  typedef logic [SetWidth-1:0] set_t;
  typedef logic [WayWidth-1:0] way_t;
  typedef logic [TagWidth-1:0] tag_t;

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

  // The DMA transaction: its request, then its data, then its turn
  typedef enum logic [1:0] {DmEmpty, DmCollect, DmReady, DmBusy} dma_e;
  dma_e                  dma_q;
  machine_pkg::line_op_e dma_op_q;
  machine_pkg::paddr_t   dma_pa_q;
  logic [7:0]            dma_be_q;
  logic [2:0]            dma_count_q;

  // The answer that streams out
  logic       answer_q, answer_first_q;
  src_e       answer_src_q;
  logic [2:0] answer_word_q, answer_left_q;

  // The victim on its way to memory
  typedef enum logic [2:0] {WbEmpty, WbCapture, WbWait, WbRequest, WbData, WbAnswer} wb_e;
  wb_e                 wb_q, wb_d;
  machine_pkg::paddr_t wb_pa_q;
  logic [2:0]          wb_word_q;

  // ---------------------------------------------------------------------------------------------
  // The parts

  logic                look, tag_write, row_write, read, install, merge;
  logic [1:0]          install_in;
  logic [Ways-1:0]     match;
  way_t                victim, way, write_way, read_way;
  tag_t                victim_tag;
  set_t                set;
  machine_pkg::dword_t line_word, answer_word, back_word, dma_first, merged;
  logic                back_beat;

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
  logic [Ways-1:0] valid, dirty, tree, valid_next, dirty_next, tree_next;

  ram_1r1w #(.Width(3 * Ways), .Depth(Sets)) u_rows (
    .clk_i,
    .re_i   (look),
    .raddr_i(pa_d[Shift +: SetWidth]),
    .rdata_o({valid, dirty, tree}),
    .we_i   (row_write),
    .waddr_i(state_q == StClear ? clear_q : set),
    .wdata_i({valid_next, dirty_next, tree_next})
  );

  l2_data #(.Sets(Sets), .Ways(Ways)) u_data (
    .clk_i,
    .re_i         (read),
    .row_i        ({set, read_way}),
    .sel_word_i   (state_q == StMerge ? pa_q[5:3] : answer_word_q),
    .rdata_o      (line_word),
    .capture_i    (answer_first_q || wb_q == WbCapture),
    .capture_out_i(wb_q == WbCapture),
    .answer_word_i(answer_word_q),
    .answer_data_o(answer_word),
    .back_word_i  (wb_word_q),
    .back_data_o  (back_word),
    .dc_valid_i   (back_beat),
    .dc_word_i    (back_count_q),
    .dc_data_i    (state_q == StProbe ? probe_rsp_i.data : dc_wdata_i),
    .dma_valid_i  (dma_wvalid_i && dma_wready_o),
    .dma_word_i   (dma_count_q),
    .dma_data_i   (dma_wdata_i),
    .dma_first_o  (dma_first),
    .mem_valid_i  (state_q == StFill && mem_rsp_valid_i),
    .mem_word_i   (pa_q[5:3] + fill_count_q),
    .mem_data_i   (mem_rsp_i.data),
    .install_i    (install),
    .install_in_i (install_in),
    .we_i         (merge),
    .wword_i      (pa_q[5:3]),
    .wdata_i      (merged),
    .wrow_i       ({set, write_way})
  );

  // ---------------------------------------------------------------------------------------------
  // The look-up's result

  logic            hit, victim_dirty;
  logic [Ways-1:0] hit_ways;
  always_comb begin
    hit_ways     = '0;
    way          = '0;
    victim       = '0;
    victim_dirty = 1'b0;
    if (state_q == StTag) begin
      hit_ways = match & valid;
      way      = WayWidth'(plru_pkg::index(16'(hit_ways)));
      if (hit_ways == '0) begin
        victim = (&valid)
            ? WayWidth'(plru_pkg::victim(16'(tree), Ways))
            : WayWidth'(plru_pkg::lowest(16'(Ways'(~valid))));
        victim_dirty = valid[victim] && dirty[victim];
      end
    end
  end
  assign hit = (hit_ways != '0);

  // The transaction writes a whole line that has been collected
  logic whole_line, answer_free, wb_conflict;
  assign whole_line  = (op_q == machine_pkg::LineWrite);
  assign answer_free = !answer_q || answer_left_q == '0;
  assign wb_conflict = (wb_q != WbEmpty)
                    && (victim_dirty || wb_pa_q[55:Shift] == pa_q[55:Shift]);

  // ---------------------------------------------------------------------------------------------
  // The transaction

  logic dma_go, dma_refused, dc_reads, others, others_turn, dma_turn;
  logic start, start_answer, victim_out, fetch_quiet;
  logic dc_writes;
  assign dma_go      = (dma_q == DmReady);
  assign dma_refused = dma_go && (!machine_pkg::is_memory(dma_pa_q)
      || (dma_pa_q < machine_pkg::RamBase
          && (dma_op_q == machine_pkg::LineWrite || dma_op_q == machine_pkg::DwordWrite)));
  assign dc_reads    = dc_req_valid_i && dc_req_i.op == machine_pkg::LineRead
                    && !(back_q != BkEmpty && back_pa_q[55:Shift] == dc_req_i.pa[55:Shift]);
  assign others      = ic_req_valid_i || (dma_go && !dma_refused);
  assign others_turn = others && (dc_went_q || !dc_reads);
  assign dma_turn    = dma_go && !dma_refused && (!dma_went_q || !ic_req_valid_i);
  assign fetch_quiet = !answer_q && (wb_q == WbEmpty || wb_q == WbCapture || wb_q == WbWait);

  always_comb begin
    state_d        = state_q;
    src_d          = src_q;
    op_d           = op_q;
    pa_d           = pa_q;
    probed_d       = probed_q;
    look           = 1'b0;
    start          = 1'b0;          // a transaction is accepted from its requester
    start_answer   = 1'b0;
    victim_out     = 1'b0;
    read           = 1'b0;
    read_way       = way;
    install        = 1'b0;
    install_in     = 2'd0;
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

    unique case (state_q)
      StClear: begin
        row_write  = 1'b1;
        valid_next = '0;
        dirty_next = '0;
        tree_next  = '0;
        if (clear_q == SetWidth'(Sets - 1)) state_d = StIdle;
      end

      StIdle: begin
        if (back_q == BkFull && (probed_q || others_turn || !dc_reads)) begin
          src_d   = SrcBack;
          op_d    = machine_pkg::LineWrite;
          pa_d    = back_pa_q;
          look    = 1'b1;
          state_d = StTag;
        end else if (probed_q) begin
          src_d    = dma_went_q ? SrcDma : SrcIc;
          op_d     = dma_went_q ? dma_op_q : machine_pkg::LineRead;
          pa_d     = dma_went_q ? dma_pa_q : ic_req_i.pa;
          probed_d = 1'b0;
          look     = 1'b1;
          start    = 1'b1;
          state_d  = StTag;
        end else if (others_turn && back_q == BkEmpty && !dc_writes) begin
          src_d   = dma_turn ? SrcDma : SrcIc;
          op_d    = dma_turn ? dma_op_q : machine_pkg::LineRead;
          pa_d    = dma_turn ? dma_pa_q : ic_req_i.pa;
          state_d = StProbe;
        end else if (dc_reads) begin
          src_d   = SrcDc;
          op_d    = machine_pkg::LineRead;
          pa_d    = dc_req_i.pa;
          look    = 1'b1;
          start   = 1'b1;
          state_d = StTag;
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
        if (hit) begin
          tree_next = Ways'(plru_pkg::touch(16'(tree),
                                                4'(way), Ways));
          write_way = way;
          unique case (op_q)
            machine_pkg::LineWrite: begin
              install             = 1'b1;
              install_in          = (src_q == SrcDma) ? 2'd1 : 2'd0;
              dirty_next[way] = 1'b1;
              row_write           = 1'b1;
              state_d             = StIdle;
            end
            machine_pkg::DwordWrite: begin
              read                = 1'b1;
              dirty_next[way] = 1'b1;
              row_write           = 1'b1;
              state_d             = StMerge;
            end
            default: if (answer_free) begin
              read         = 1'b1;
              start_answer = 1'b1;
              row_write    = 1'b1;
              state_d      = StIdle;
            end
          endcase
        end else if (!wb_conflict) begin
          event_miss_o           = fresh_q;
          victim_out             = victim_dirty;
          read                   = victim_dirty;
          read_way               = victim;
          valid_next[victim] = 1'b0;
          row_write              = 1'b1;
          state_d                = whole_line ? StWrite : StFetch;
        end
      end

      StWrite: begin
        install               = 1'b1;
        install_in            = (src_q == SrcDma) ? 2'd1 : 2'd0;
        tag_write             = 1'b1;
        valid_next[way_q] = 1'b1;
        dirty_next[way_q] = 1'b1;
        tree_next         = Ways'(plru_pkg::touch(16'(tree),
                                                      4'(way_q), Ways));
        row_write             = 1'b1;
        state_d               = StIdle;
      end

      StFetch: if (fetch_quiet && mem_req_ready_i) state_d = StFill;

      StFill: if (mem_rsp_valid_i && mem_rsp_i.last) begin
        state_d = (mem_rsp_i.err || fill_err_q) ? StIdle : StInstall;
      end

      StInstall: begin
        install               = 1'b1;
        install_in            = 2'd2;
        tag_write             = 1'b1;
        valid_next[way_q] = 1'b1;
        dirty_next[way_q] = 1'b0;
        tree_next         = Ways'(plru_pkg::touch(16'(tree),
                                                      4'(way_q), Ways));
        row_write             = 1'b1;
        look                  = (op_q == machine_pkg::DwordWrite);
        state_d               = (op_q == machine_pkg::DwordWrite) ? StTag : StIdle;
      end

      StMerge: begin
        merge   = 1'b1;
        state_d = StIdle;
      end

      default: state_d = StIdle;
    endcase
  end

  always_comb begin
    merged = line_word;
    if (merge) begin
      for (int unsigned i = 0; i < 8; i++) begin
        if (dma_be_q[i]) merged[8*i +: 8] = dma_first[8*i +: 8];
      end
    end
  end

  assign probe_pa_o         = pa_q;
  assign probe_invalidate_o = whole_line || (op_q == machine_pkg::DwordWrite);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q      <= StClear;
      src_q        <= SrcBack;
      op_q         <= machine_pkg::LineRead;
      probed_q     <= 1'b0;
      asked_q      <= 1'b0;
      dc_went_q    <= 1'b0;
      dma_went_q   <= 1'b0;
      clear_q      <= '0;
    end else begin
      state_q  <= state_d;
      src_q    <= src_d;
      op_q     <= op_d;
      probed_q <= probed_d;
      if (state_q == StClear) clear_q <= clear_q + 1'b1;
      if (state_q == StProbe) asked_q <= asked_q || probe_ready_i;
      else                    asked_q <= 1'b0;
      if (start) dc_went_q <= (src_d == SrcDc);
      if (state_q == StIdle && state_d == StProbe) dma_went_q <= dma_turn;
    end
    pa_q    <= pa_d;
    fresh_q <= look && (state_q != StInstall);
    if (state_q == StTag) way_q <= hit ? way : victim;
    if (state_q == StFetch) begin
      fill_count_q <= '0;
      fill_err_q   <= 1'b0;
    end else if (state_q == StFill && mem_rsp_valid_i) begin
      fill_count_q <= fill_count_q + 3'd1;
      if (mem_rsp_i.err) fill_err_q <= 1'b1;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Lines from the data cache

  logic probe_keeps;
  assign probe_keeps = (state_q == StProbe) && probe_rsp_valid_i && probe_rsp_dirty_i && !whole_line;
  assign dc_writes   = dc_req_valid_i && dc_req_i.op == machine_pkg::LineWrite
                    && back_q == BkEmpty && state_q != StProbe && state_q != StClear && !probed_q;
  assign dc_wready_o = (back_q == BkCollect);
  assign back_beat   = probe_keeps || (dc_wvalid_i && dc_wready_o);

  assign dc_req_ready_o = dc_writes || (start && src_d == SrcDc);
  assign ic_req_ready_o = start && src_d == SrcIc;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      back_q       <= BkEmpty;
      back_count_q <= '0;
    end else begin
      if (back_beat) back_count_q <= back_count_q + 3'd1;
      if (dc_writes) back_q <= BkCollect;
      if (back_beat && back_count_q == 3'd7) back_q <= BkFull;
      if (install && src_q == SrcBack) back_q <= BkEmpty;
    end
    if (dc_writes)   back_pa_q <= dc_req_i.pa;
    if (probe_keeps) back_pa_q <= pa_q;
  end

  // ---------------------------------------------------------------------------------------------
  // DMA

  logic dma_ends, dma_write_done, dma_collected;
  assign dma_req_ready_o = (dma_q == DmEmpty);
  assign dma_wready_o    = (dma_q == DmCollect);
  assign dma_collected   = dma_wvalid_i && dma_wready_o
      && (dma_op_q == machine_pkg::DwordWrite || dma_count_q == 3'd7);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      dma_q <= DmEmpty;
    end else begin
      unique case (dma_q)
        DmEmpty: if (dma_req_valid_i) begin
          dma_q <= (dma_req_i.op == machine_pkg::LineWrite
                    || dma_req_i.op == machine_pkg::DwordWrite) ? DmCollect : DmReady;
        end
        DmCollect: if (dma_collected) dma_q <= DmReady;
        DmReady:   if (dma_refused) dma_q <= DmEmpty;
                   else if (start && src_d == SrcDma) dma_q <= DmBusy;
        default:   if (dma_ends) dma_q <= DmEmpty;
      endcase
    end
    if (dma_req_valid_i && dma_req_ready_o) begin
      dma_op_q    <= dma_req_i.op;
      dma_pa_q    <= dma_req_i.pa;
      dma_be_q    <= dma_req_i.be;
      dma_count_q <= '0;
    end else if (dma_wvalid_i && dma_wready_o) begin
      dma_count_q <= dma_count_q + 3'd1;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Answers: beats from a buffer, beats from memory, or one for a write

  logic fill_beat, fill_wanted;
  assign fill_beat   = (state_q == StFill) && mem_rsp_valid_i;
  assign fill_wanted = fill_beat && (op_q == machine_pkg::LineRead
                                     || (op_q == machine_pkg::DwordRead && fill_count_q == '0));
  assign dma_write_done = (src_q == SrcDma)
      && ((install && whole_line) || merge
          || (fill_beat && mem_rsp_i.last && op_q == machine_pkg::DwordWrite
              && (mem_rsp_i.err || fill_err_q)));

  machine_pkg::line_rsp_t beat;
  always_comb begin
    beat = '0;
    if (answer_q) begin
      beat.data = answer_first_q ? line_word : answer_word;
      beat.last = (answer_left_q == '0);
    end else begin
      beat.data = mem_rsp_i.data;
      beat.err  = mem_rsp_i.err;
      beat.last = mem_rsp_i.last || (op_q == machine_pkg::DwordRead);
    end
  end

  assign dc_rsp_valid_o  = (answer_q && answer_src_q == SrcDc) || (fill_wanted && src_q == SrcDc);
  assign ic_rsp_valid_o  = (answer_q && answer_src_q == SrcIc) || (fill_wanted && src_q == SrcIc);
  assign dma_rsp_valid_o = (answer_q && answer_src_q == SrcDma) || (fill_wanted && src_q == SrcDma)
                        || dma_write_done || dma_refused;
  assign dma_ends        = dma_rsp_valid_o && dma_rsp_o.last;
  assign dc_rsp_o        = beat;
  assign ic_rsp_o        = beat;
  always_comb begin
    dma_rsp_o = beat;
    if (dma_write_done || dma_refused) begin
      dma_rsp_o.last = 1'b1;
      dma_rsp_o.err  = dma_refused || !(install || merge);
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      answer_q       <= 1'b0;
      answer_first_q <= 1'b0;
    end else begin
      answer_first_q <= start_answer;
      if (start_answer)               answer_q <= 1'b1;
      else if (answer_left_q == '0)   answer_q <= 1'b0;
    end
    if (start_answer) begin
      answer_src_q  <= src_q;
      answer_word_q <= pa_q[5:3];
      answer_left_q <= (op_q == machine_pkg::LineRead) ? 3'd7 : 3'd0;
    end else if (answer_q) begin
      answer_word_q <= answer_word_q + 3'd1;
      answer_left_q <= answer_left_q - 3'd1;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Memory. One request under way at a time, so that answers need no tags: the victim waits until no
  // line is being fetched, and a fetch waits until the victim that has begun is done.

  always_comb begin
    wb_d = wb_q;
    unique case (wb_q)
      WbEmpty:   if (victim_out) wb_d = WbCapture;
      WbCapture: wb_d = WbWait;
      WbWait:    if (state_q != StFetch && state_q != StFill && state_d != StFetch) wb_d = WbRequest;
      WbRequest: if (mem_req_ready_i) wb_d = WbData;
      WbData:    if (mem_wready_i && wb_word_q == 3'd7) wb_d = WbAnswer;
      WbAnswer:  if (mem_rsp_valid_i) wb_d = WbEmpty;
      default:   wb_d = WbEmpty;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      wb_q      <= WbEmpty;
      wb_word_q <= '0;
    end else begin
      wb_q <= wb_d;
      if (mem_wvalid_o && mem_wready_i) wb_word_q <= wb_word_q + 3'd1;
    end
    if (victim_out) wb_pa_q <= {victim_tag, set, 6'b0};
  end

  assign mem_req_valid_o = (state_q == StFetch && fetch_quiet) || wb_q == WbRequest;
  always_comb begin
    mem_req_o    = '0;
    mem_req_o.op = (wb_q == WbRequest) ? machine_pkg::LineWrite : machine_pkg::LineRead;
    mem_req_o.pa = (wb_q == WbRequest) ? wb_pa_q : pa_q;
  end
  assign mem_wvalid_o      = (wb_q == WbData);
  assign mem_wdata_o       = back_word;
  assign event_writeback_o = victim_out;
endmodule
