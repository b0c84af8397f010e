// SPDX-License-Identifier: Apache-2.0
// The 31 integer registers: two reads in the cycle of the request, two writes at its end, of which one
// is for loads that come late; never both to one register. x0 reads 0. A read does not see a write of
// the same cycle; forwarding is the pipeline's business.
//
// Each port that writes has memories of its own, a copy for each read port; `late_q` knows which of the
// two has a register's value.
module regfile (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [4:0]  rs1_i,
  input  logic [4:0]  rs2_i,
  output logic [63:0] rdata1_o,
  output logic [63:0] rdata2_o,
  input  logic        we_i,          // never for x0
  input  logic [4:0]  rd_i,
  input  logic [63:0] wdata_i,
  input  logic        late_we_i,     // never for x0
  input  logic [4:0]  late_rd_i,
  input  logic [63:0] late_wdata_i
);
  logic        we, late_we;
  logic [31:0] late_q;
  logic [63:0] rdata1, rdata2, late1, late2;
  assign we      = rst_ni && we_i;
  assign late_we = rst_ni && late_we_i;

  assign rdata1_o = late_q[rs1_i] ? late1 : rdata1;
  assign rdata2_o = late_q[rs2_i] ? late2 : rdata2;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      late_q <= '0;
    end else begin
      if (late_we) late_q[late_rd_i] <= 1'b1;
      if (we)      late_q[rd_i]      <= 1'b0;
    end
  end

  ram_1r1w #(.Width(64), .Depth(32), .Comb(1'b1), .Known(1'b1)) u_rs1 (
    .clk_i,
    .re_i   (1'b1),
    .raddr_i(rs1_i),
    .rdata_o(rdata1),
    .we_i   (we),
    .waddr_i(rd_i),
    .wdata_i(wdata_i)
  );
  ram_1r1w #(.Width(64), .Depth(32), .Comb(1'b1), .Known(1'b1)) u_rs2 (
    .clk_i,
    .re_i   (1'b1),
    .raddr_i(rs2_i),
    .rdata_o(rdata2),
    .we_i   (we),
    .waddr_i(rd_i),
    .wdata_i(wdata_i)
  );
  ram_1r1w #(.Width(64), .Depth(32), .Comb(1'b1), .Known(1'b1)) u_late_rs1 (
    .clk_i,
    .re_i   (1'b1),
    .raddr_i(rs1_i),
    .rdata_o(late1),
    .we_i   (late_we),
    .waddr_i(late_rd_i),
    .wdata_i(late_wdata_i)
  );
  ram_1r1w #(.Width(64), .Depth(32), .Comb(1'b1), .Known(1'b1)) u_late_rs2 (
    .clk_i,
    .re_i   (1'b1),
    .raddr_i(rs2_i),
    .rdata_o(late2),
    .we_i   (late_we),
    .waddr_i(late_rd_i),
    .wdata_i(late_wdata_i)
  );
endmodule
