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
  input  logic                 late_i,         // the data follow, under ...
  input  machine_pkg::late_id_t late_id_i,
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
        retire_q           <= '0;
        retire_q.late      <= late_i;
        retire_q.late_id   <= late_id_i;
        retire_q.trap      <= trap_i;
        retire_q.priv      <= priv_i;
        retire_q.rd_we     <= rd_we_i;
        retire_q.rd        <= rd_i;
        retire_q.mem_valid <= access_i;
        retire_q.mem_write <= write_i;
        retire_q.csr_write <= csr_i;
        retire_q.insn      <= insn_i;
        retire_q.pc        <= pc_i;
        retire_q.rd_data   <= rd_data_i;
        retire_q.cause     <= {irq_i, 57'b0, cause_i};
        retire_q.tval      <= tval_i;
        retire_q.mem_va    <= va_i;
        retire_q.mem_pa    <= pa_i;
        retire_q.mem_wdata <= stored;
      end
    end
  end
endmodule
