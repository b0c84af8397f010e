// SPDX-License-Identifier: Apache-2.0
// The record of what left the memory stage, a cycle later: what the observer of the machine sees.
// It is built only when there is one.
module retire (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 valid_i,
  input  logic                 trap_i,
  input  logic [1:0]           priv_i,         // riscv_pkg::priv_e
  input  logic [63:0]          pc_i,
  input  logic [31:0]          insn_i,
  input  logic                 rd_we_i,
  input  logic [4:0]           rd_i,
  input  logic [63:0]          rd_data_i,
  input  logic                 irq_i,
  input  logic [5:0]           cause_i,
  input  logic [63:0]          tval_i,
  input  logic                 csr_i,
  input  logic                 access_i,
  input  logic                 write_i,
  input  logic [1:0]           size_i,         // log2 of the bytes
  input  logic [63:0]          va_i,
  input  logic [63:0]          pa_i,
  input  logic [63:0]          wdata_i,        // the register stored
  output logic                 valid_o,
  output machine_pkg::retire_t retire_o
);
  logic                 valid_q;
  machine_pkg::retire_t retire_q;
  logic [63:0]          stored;                // the bytes of it that are stored

  assign valid_o  = valid_q;
  assign retire_o = retire_q;

  always_comb begin
    stored = wdata_i;
    if (write_i) begin
      case (size_i)
        2'd0:    stored = {56'b0, wdata_i[7:0]};
        2'd1:    stored = {48'b0, wdata_i[15:0]};
        2'd2:    stored = {32'b0, wdata_i[31:0]};
        default: stored = wdata_i;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= 1'b0;
    end else begin
      valid_q <= valid_i;
      if (valid_i) begin
        retire_q <= {16'b0, trap_i, priv_i, rd_we_i, rd_i, access_i, write_i, csr_i, 4'b0, insn_i,
                     pc_i, rd_data_i, irq_i, 57'b0, cause_i, tval_i, va_i, pa_i, stored};
      end
    end
  end
endmodule
