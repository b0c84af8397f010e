// SPDX-License-Identifier: Apache-2.0
// The machine's AXI4 subordinate port: devices reach memory here, coherently, as requests to the L2.
// What it takes: an aligned burst of eight doublewords (a line), or one beat of up to eight bytes.
// One transaction at a time, reads and writes in turn; AW is accepted before its data.
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
  input  logic                    axi_bready_i,
  output logic [1:0]              axi_bresp_o,
  input  logic                    axi_arvalid_i,
  output logic                    axi_arready_o,
  input  logic [55:0]             axi_araddr_i,
  input  logic [7:0]              axi_arlen_i,
  output logic                    axi_rvalid_o,
  output logic [63:0]             axi_rdata_o,
  output logic [1:0]              axi_rresp_o,
  output logic                    axi_rlast_o,
  // to the L2; read beats cannot be held back, so the device takes one a cycle
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

  typedef enum logic [2:0] {StIdle, StReadRequest, StReadData, StWriteRequest, StWriteData, StWriteResponse}
      state_e;
  state_e     state_q, state_d;
  logic       line_q;
  logic       err_q;
  machine_pkg::paddr_t pa_q;

  always_comb begin
    state_d         = state_q;
    axi_awready_o   = 1'b0;
    axi_arready_o   = 1'b0;
    axi_wready_o    = 1'b0;
    axi_bvalid_o    = 1'b0;
    dma_req_valid_o = 1'b0;
    dma_wvalid_o    = 1'b0;
    unique case (state_q)
      StIdle: begin
        axi_arready_o = 1'b1;
        axi_awready_o = !axi_arvalid_i;
        if (axi_arvalid_i)      state_d = StReadRequest;
        else if (axi_awvalid_i) state_d = StWriteRequest;
      end
      StReadRequest: begin
        dma_req_valid_o = 1'b1;
        if (dma_req_ready_i) state_d = StReadData;
      end
      StReadData: if (dma_rsp_valid_i && dma_rsp_i.last) state_d = StIdle;
      // a single beat's byte enables go with the request, so its data must be there
      StWriteRequest: begin
        dma_req_valid_o = axi_wvalid_i;
        if (axi_wvalid_i && dma_req_ready_i) state_d = StWriteData;
      end
      StWriteData: begin
        dma_wvalid_o = axi_wvalid_i;
        axi_wready_o = dma_wready_i;
        if (dma_rsp_valid_i && dma_rsp_i.last) state_d = StWriteResponse;
      end
      StWriteResponse: begin
        axi_bvalid_o = 1'b1;
        if (axi_bready_i) state_d = StIdle;
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
      if (state_q == StIdle && axi_arvalid_i) begin
        pa_q   <= axi_araddr_i;
        line_q <= axi_arlen_i != 8'd0;
      end else if (state_q == StIdle && axi_awvalid_i) begin
        pa_q   <= axi_awaddr_i;
        line_q <= axi_awlen_i != 8'd0;
      end
      if (dma_rsp_valid_i) err_q <= dma_rsp_i.err;
    end
  end

  always_comb begin
    dma_req_o    = '0;
    dma_req_o.pa = pa_q;
    dma_req_o.be = axi_wstrb_i;
    if (state_q == StReadRequest) dma_req_o.op = line_q ? machine_pkg::LineRead  : machine_pkg::DwordRead;
    else                          dma_req_o.op = line_q ? machine_pkg::LineWrite : machine_pkg::DwordWrite;
    dma_wdata_o  = axi_wdata_i;
    axi_rvalid_o = (state_q == StReadData) && dma_rsp_valid_i;
    axi_rdata_o  = dma_rsp_i.data;
    axi_rlast_o  = dma_rsp_i.last;
    axi_rresp_o  = dma_rsp_i.err ? RespSlvErr : RespOkay;
    axi_bresp_o  = err_q ? RespSlvErr : RespOkay;
  end
endmodule
