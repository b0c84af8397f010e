// SPDX-License-Identifier: Apache-2.0
// The machine's AXI4 subordinate port: devices reach memory here, coherently, as requests to the L2.
// What it takes: an aligned burst of eight doublewords (a line), or one beat of up to eight bytes.
// One transaction at a time, reads before writes; AW is accepted before its data. Every input goes
// straight into a register.
module axi_dma (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  // AXI4 subordinate
  input  logic                    axi_awvalid_i,
  output logic                    axi_awready_o,
  input  logic [55:0]             axi_awaddr_i,
  input  logic [7:0]              axi_awlen_i,
  input  logic                    axi_wvalid_i,
  output logic                    axi_wready_o,
  input  logic [63:0]             axi_wdata_i,
  input  logic [7:0]              axi_wstrb_i,
  output logic                    axi_bvalid_o,
  output logic [1:0]              axi_bresp_o,
  input  logic                    axi_arvalid_i,
  output logic                    axi_arready_o,
  input  logic [55:0]             axi_araddr_i,
  input  logic [7:0]              axi_arlen_i,
  output logic                    axi_rvalid_o,
  output logic [63:0]             axi_rdata_o,
  output logic [1:0]              axi_rresp_o,
  output logic                    axi_rlast_o,
  // to the L2; the device takes every read beat and every acknowledgement as it comes
  output logic                    dma_req_valid_o,
  input  logic                    dma_req_ready_i,
  output machine_pkg::line_req_t  dma_req_o,
  output logic                    dma_wvalid_o,
  input  logic                    dma_wready_i,
  output machine_pkg::dword_t     dma_wdata_o,
  input  logic                    dma_rsp_valid_i,
  input  machine_pkg::line_rsp_t  dma_rsp_i
);
  localparam logic [1:0] RespOkay   = 2'b00;
  localparam logic [1:0] RespSlvErr = 2'b10;

  // Register slices on all that comes in
  localparam int unsigned AddrWidth = 1 + 56;   // {line, address}
  logic                aw_valid, aw_ready, ar_valid, ar_ready, w_valid, w_ready;
  logic                aw_line, ar_line;
  machine_pkg::paddr_t aw_addr, ar_addr;
  logic [7:0]          w_strb;
  logic [63:0]         w_data;

  stream_register #(.Width(AddrWidth)) u_aw (
    .clk_i, .rst_ni,
    .valid_i(axi_awvalid_i),
    .ready_o(axi_awready_o),
    .data_i ({axi_awlen_i != 8'd0, axi_awaddr_i}),
    .valid_o(aw_valid),
    .ready_i(aw_ready),
    .data_o ({aw_line, aw_addr})
  );
  stream_register #(.Width(AddrWidth)) u_ar (
    .clk_i, .rst_ni,
    .valid_i(axi_arvalid_i),
    .ready_o(axi_arready_o),
    .data_i ({axi_arlen_i != 8'd0, axi_araddr_i}),
    .valid_o(ar_valid),
    .ready_i(ar_ready),
    .data_o ({ar_line, ar_addr})
  );
  stream_register #(.Width(8)) u_w_strb (
    .clk_i, .rst_ni,
    .valid_i(axi_wvalid_i),
    .ready_o(axi_wready_o),
    .data_i (axi_wstrb_i),
    .valid_o(w_valid),
    .ready_i(w_ready),
    .data_o (w_strb)
  );
  stream_register #(.Width(64)) u_w_data (
    .clk_i, .rst_ni,
    .valid_i(axi_wvalid_i),
    .ready_o(),
    .data_i (axi_wdata_i),
    .valid_o(),
    .ready_i(w_ready),
    .data_o (w_data)
  );

  typedef enum logic [2:0] {
    StIdle, StReadRequest, StReadData, StWriteRequest, StWriteData, StAcknowledge
  } state_e;
  state_e              state_q, state_d;
  logic                line_q, err_q;
  machine_pkg::paddr_t pa_q;

  always_comb begin
    state_d         = state_q;
    aw_ready        = 1'b0;
    ar_ready        = 1'b0;
    w_ready         = 1'b0;
    axi_bvalid_o    = 1'b0;
    dma_req_valid_o = 1'b0;
    dma_wvalid_o    = 1'b0;
    unique case (state_q)
      StIdle: begin
        ar_ready = 1'b1;
        aw_ready = !ar_valid;
        if (ar_valid)      state_d = StReadRequest;
        else if (aw_valid) state_d = StWriteRequest;
      end
      StReadRequest: begin
        dma_req_valid_o = 1'b1;
        if (dma_req_ready_i) state_d = StReadData;
      end
      StReadData: if (dma_rsp_valid_i && dma_rsp_i.last) state_d = StIdle;
      // a single beat's byte enables go with the request, so its data must be there
      StWriteRequest: begin
        dma_req_valid_o = w_valid;
        if (w_valid && dma_req_ready_i) state_d = StWriteData;
      end
      StWriteData: begin
        dma_wvalid_o = w_valid;
        w_ready      = dma_wready_i;
        if (dma_rsp_valid_i && dma_rsp_i.last) state_d = StAcknowledge;
      end
      // one cycle: the device is always ready for its answer
      StAcknowledge: begin
        axi_bvalid_o = 1'b1;
        state_d      = StIdle;
      end
      default: state_d = StIdle;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StIdle;
      line_q  <= 1'b0;
      err_q   <= 1'b0;
      pa_q    <= '0;
    end else begin
      state_q <= state_d;
      if (state_q == StIdle && ar_valid) begin
        pa_q   <= ar_addr;
        line_q <= ar_line;
      end else if (state_q == StIdle && aw_valid) begin
        pa_q   <= aw_addr;
        line_q <= aw_line;
      end
      if (dma_rsp_valid_i) err_q <= dma_rsp_i.err;
    end
  end

  always_comb begin
    dma_req_o    = '0;
    dma_req_o.pa = pa_q;
    dma_req_o.be = w_strb;
    if (state_q == StReadRequest) begin
      dma_req_o.op = line_q ? machine_pkg::LineRead : machine_pkg::DwordRead;
    end else begin
      dma_req_o.op = line_q ? machine_pkg::LineWrite : machine_pkg::DwordWrite;
    end
    dma_wdata_o  = w_data;
    axi_rvalid_o = (state_q == StReadData) && dma_rsp_valid_i;
    axi_rdata_o  = dma_rsp_i.data;
    axi_rlast_o  = dma_rsp_i.last;
    axi_rresp_o  = dma_rsp_i.err ? RespSlvErr : RespOkay;
    axi_bresp_o  = err_q ? RespSlvErr : RespOkay;
  end
endmodule
