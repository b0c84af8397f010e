// SPDX-License-Identifier: Apache-2.0
// Loads that have left the memory stage before their data came: the register of each is busy until
// they do. Each has an id, which is taken when its access is accepted and given back when it turns
// out not to be late, or with its data; ids are given out in turn, so that the one on offer stays. A younger instruction that writes the register takes it away:
// then the data are written nowhere.
module late_loads (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  // execute: an id for the next load
  output logic                   free_o,
  output machine_pkg::late_id_t  id_o,
  input  logic                   issue_i,        // a load takes it
  // memory stage: what has become of the load issued last
  input  logic                   answer_i,
  input  logic                   late_i,
  input  machine_pkg::late_id_t  answer_id_i,
  input  logic                   rd_we_i,
  input  logic [4:0]             rd_i,
  input  logic [2:0]             funct3_i,
  input  logic [2:0]             offset_i,
  // memory stage: another register write, younger than all that is late
  input  logic                   write_i,
  input  logic [4:0]             write_rd_i,
  // data
  input  logic                   rsp_valid_i,
  input  machine_pkg::late_rsp_t rsp_i,
  output logic                   we_o,           // the register file's; never with write_i to one register
  output logic [4:0]             rd_o,
  output logic [63:0]            value_o,
  output logic [31:0]            busy_o          // registers whose data have not come
);
  localparam int unsigned Loads = machine_pkg::LateLoads;

  logic [Loads-1:0] taken_q, writes_q;
  logic [4:0]       rd_q [Loads];
  logic [2:0]       funct3_q [Loads];
  logic [2:0]       offset_q [Loads];
  logic [31:0]      busy_q;

  machine_pkg::late_id_t next_q;

  assign id_o   = next_q;
  assign free_o = !taken_q[next_q];

  logic [63:0] bytes;
  always_comb begin
    we_o  = 1'b0;
    rd_o  = '0;
    bytes = '0;
    if (rsp_valid_i) begin
      rd_o  = rd_q[rsp_i.id];
      we_o  = writes_q[rsp_i.id] && !(write_i && write_rd_i == rd_o);
      bytes = rsp_i.rdata >> {offset_q[rsp_i.id], 3'b0};
    end
  end

  load_value u_value (
    .valid_i (rsp_valid_i),
    .bytes_i (bytes),
    .funct3_i(funct3_q[rsp_i.id]),
    .value_o
  );

  always_comb begin
    busy_o = busy_q;
    if (we_o) busy_o[rd_o] = 1'b0;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      next_q   <= '0;
      taken_q  <= '0;
      writes_q <= '0;
      busy_q   <= '0;
    end else begin
      if (rsp_valid_i) begin
        taken_q[rsp_i.id]  <= 1'b0;
        writes_q[rsp_i.id] <= 1'b0;
        if (we_o) busy_q[rd_o] <= 1'b0;
      end
      if (answer_i && !late_i) taken_q[answer_id_i] <= 1'b0;
      if (busy_q != '0 && (write_i || (late_i && rd_we_i))) begin
        for (int unsigned i = 0; i < Loads; i++)
          if (rd_q[i] == (write_i ? write_rd_i : rd_i)) writes_q[i] <= 1'b0;
        if (write_i) busy_q[write_rd_i] <= 1'b0;
      end
      if (late_i) begin
        rd_q[answer_id_i]     <= rd_i;
        funct3_q[answer_id_i] <= funct3_i;
        offset_q[answer_id_i] <= offset_i;
        writes_q[answer_id_i] <= rd_we_i;
        if (rd_we_i) busy_q[rd_i] <= 1'b1;
      end
      if (issue_i) begin
        taken_q[next_q] <= 1'b1;
        next_q          <= next_q + 1'b1;
      end
    end
  end
endmodule
