// SPDX-License-Identifier: Apache-2.0
// A client's place in the data cache: its outstanding request, what that waits for, and its answer. The
// request is accepted (`go_i`) and looked up in the next cycle (`s1_i`), where it ends, or is sent back to
// wait: for a line under way (`s1_waits_i`), or to be looked up again. A load is answered from the beat that
// brings its doubleword, all else looks up again when the line is there.
//
// With `Io` what lies outside memory goes to the device port, alone and when all stores have been performed.
// An access that is not cached (`pbmt_i`, Svpbmt) is performed as all others, never early, one of an IO page after
// all older stores; then the slot goes on as a MemFlush of its line, which nobody waits for. Only an LR leaves its
// line, for the SC.
//
// Refused with `err` are atomics there (without `Io` everything), writes to the boot ROM, and what needs a
// line that the level below refuses.
module dcache_slot #(
  parameter bit          Io = 1'b1,
  parameter int unsigned FillWidth = 2
) (
  input  logic                      clk_i,
  input  logic                      rst_ni,
  input  logic                      active_i,      // the cache does something
  // accepted in this cycle; `look_o`: it is to be looked up
  input  logic                      go_i,
  input  machine_pkg::mem_op_e      op_i,
  input  logic [7:0]                be_i,
  input  machine_pkg::paddr_t       pa_i,
  input  machine_pkg::dword_t       wdata_i,
  input  logic                      early_i,
  input  machine_pkg::late_id_t     id_i,
  input  logic [1:0]                pbmt_i,        // riscv_pkg::pbmt_e
  output logic                      look_o,
  // the request
  output logic                      busy_o,        // there is one
  output logic                      ends_o,        // it leaves the slot in this cycle
  output logic                      first_o,       // its first look-up
  output logic                      passes_o,      // its line does not stay
  output machine_pkg::mem_op_e      op_o,
  output logic [7:0]                be_o,
  output machine_pkg::paddr_t       pa_o,
  output machine_pkg::dword_t       wdata_o,
  output logic                      early_o,
  output machine_pkg::late_id_t     id_o,
  // to be looked up again; now it is
  output logic                      again_o,
  input  logic                      again_go_i,
  input  logic                      full_i,        // no line can be fetched
  // what its look-up comes to (dcache_decide)
  input  logic                      s1_i,
  input  logic                      s1_leaves_i,
  input  logic                      s1_late_i,
  input  logic                      s1_store_i,    // an early store: answered at once, whatever it comes to
  input  logic                      s1_fails_i,    // an SC
  input  logic                      s1_err_i,
  input  machine_pkg::dword_t       s1_data_i,
  input  logic                      s1_waits_i,    // for line `s1_fill_i`
  input  logic                      s1_soon_i,     // it is looked up again as soon as it can be
  input  logic [FillWidth-1:0]      s1_fill_i,
  // beats, and lines that have come
  input  logic                      beat_valid_i,
  input  logic [FillWidth-1:0]      beat_fill_i,
  input  logic [2:0]                beat_word_i,
  input  logic [7:0]                beat_stored_i,
  input  machine_pkg::line_rsp_t    beat_i,
  input  logic                      retire_i,
  input  logic [FillWidth-1:0]      retire_fill_i,
  input  logic                      retire_err_i,
  // the answer
  output logic                      rsp_valid_o,
  output machine_pkg::cache_rsp_t   rsp_o,
  // devices
  input  logic                      stores_i,      // some have not been performed
  output logic                      io_valid_o,
  input  logic                      io_ready_i,
  input  logic                      io_rsp_valid_i,
  input  machine_pkg::cache_rsp_t   io_rsp_i
);
  dcache_pkg::slot_e     state_q, state_d;
  machine_pkg::mem_op_e  op_q;
  logic [7:0]            be_q;
  machine_pkg::paddr_t   pa_q;
  machine_pkg::dword_t   wdata_q;
  logic                  early_q, first_q;
  logic                  answered_q;     // an early store that is still to be performed, or a line that is still to
                                         // be given back
  logic                  passes_q;       // the line does not stay
  logic                  soon_q;         // SlRetry: nothing else stands in its way
  machine_pkg::late_id_t id_q;
  logic [FillWidth-1:0]  fill_q;         // the line that SlFill waits for

  assign busy_o     = (state_q != dcache_pkg::SlIdle);
  assign first_o    = first_q;
  assign passes_o   = passes_q;
  assign op_o       = op_q;
  assign be_o       = be_q;
  assign pa_o       = pa_q;
  assign wdata_o    = wdata_q;
  assign early_o    = early_q;
  assign id_o       = id_q;
  assign io_valid_o = Io && state_q == dcache_pkg::SlAskIo && !stores_i;

  // A new request that is not for the cache, or not yet, or not to stay in it
  logic to_io, refused, orders, uncached;
  always_comb begin
    to_io    = 1'b0;
    refused  = 1'b0;
    orders   = 1'b0;
    uncached = 1'b0;
    if (go_i) begin
      if (!machine_pkg::is_memory(pa_i)) begin
        to_io   = Io && (op_i == machine_pkg::MemLoad || op_i == machine_pkg::MemStore);
        refused = !to_io;
      end else begin
        refused  = pa_i < machine_pkg::RamBase && machine_pkg::op_writes(op_i);
        uncached = (pbmt_i != riscv_pkg::PbmtPma);
        orders   = (pbmt_i == riscv_pkg::PbmtIo) && stores_i && !refused;
      end
    end
  end
  assign look_o = go_i && !to_io && !refused && !orders;

  logic retires, performed;
  assign retires = state_q == dcache_pkg::SlFill && retire_i && retire_fill_i == fill_q;

  always_comb begin
    rsp_valid_o = 1'b0;
    rsp_o       = '0;
    performed      = 1'b0;
    again_o     = 1'b0;
    unique case (state_q)
      dcache_pkg::SlIdle: ;
      dcache_pkg::SlLook: begin
        rsp_valid_o = s1_leaves_i ? !answered_q : (s1_store_i && first_q);
        rsp_o.late  = s1_late_i;
        rsp_o.rdata = (op_q == machine_pkg::MemSc) ? {63'b0, s1_fails_i} : s1_data_i;
        rsp_o.err   = s1_err_i;
        performed      = s1_leaves_i;
      end
      dcache_pkg::SlFill: if (retires) begin
        rsp_valid_o = retire_err_i && !answered_q;
        rsp_o.err   = 1'b1;
        performed      = retire_err_i;
        again_o     = !retire_err_i;
      end else if (op_q == machine_pkg::MemLoad && beat_valid_i && beat_stored_i == '0
                   && beat_fill_i == fill_q && beat_word_i == pa_q[5:3]) begin
        rsp_valid_o = 1'b1;
        rsp_o.rdata = beat_i.data;
        rsp_o.err   = beat_i.err;
        performed      = 1'b1;
      end
      dcache_pkg::SlIo: if (io_rsp_valid_i) begin
        rsp_valid_o = 1'b1;
        rsp_o       = io_rsp_i;
        performed      = 1'b1;
      end
      dcache_pkg::SlRefused: begin
        rsp_valid_o = 1'b1;
        rsp_o.err   = 1'b1;
        performed      = 1'b1;
      end
      dcache_pkg::SlRetry: again_o = soon_q || !full_i;
      dcache_pkg::SlOrder: again_o = !stores_i;
      default: ;
    endcase
  end

  // The access has been performed, or refused: the slot is free again, or it has the line to give back
  logic passes;
  assign passes = performed && passes_q;
  assign ends_o = performed && !passes_q;

  always_comb begin
    state_d = state_q;
    if (active_i) begin
      if (go_i)            state_d = to_io   ? dcache_pkg::SlAskIo
                                   : refused ? dcache_pkg::SlRefused
                                   : orders  ? dcache_pkg::SlOrder : dcache_pkg::SlLook;
      else if (passes)     state_d = dcache_pkg::SlRetry;
      else if (ends_o)     state_d = dcache_pkg::SlIdle;
      else if (again_go_i) state_d = dcache_pkg::SlLook;
      else if (retires)    state_d = dcache_pkg::SlRetry;
      else if (s1_i)       state_d = s1_waits_i ? dcache_pkg::SlFill : dcache_pkg::SlRetry;
      else if (io_valid_o && io_ready_i) state_d = dcache_pkg::SlIo;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= dcache_pkg::SlIdle;
    end else if (active_i) begin
      state_q <= state_d;
      if (go_i) begin
        op_q       <= op_i;
        be_q       <= be_i;
        pa_q       <= pa_i;
        wdata_q    <= wdata_i;
        early_q    <= early_i && !uncached;
        passes_q   <= uncached && !refused && op_i != machine_pkg::MemLr && op_i != machine_pkg::MemFlush;
        id_q       <= id_i;
        first_q    <= 1'b1;
        answered_q <= 1'b0;
      end else if (passes) begin
        op_q       <= machine_pkg::MemFlush;
        passes_q   <= 1'b0;
        first_q    <= 1'b0;
        answered_q <= 1'b1;
        soon_q     <= 1'b1;
      end else if (s1_i) begin
        fill_q     <= s1_fill_i;
        first_q    <= 1'b0;
        answered_q <= answered_q || rsp_valid_o;
        soon_q     <= s1_soon_i;
      end else if (retires) begin
        soon_q     <= 1'b0;
      end
    end
  end
endmodule
