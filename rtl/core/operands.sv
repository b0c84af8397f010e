// SPDX-License-Identifier: Apache-2.0
// Finds the operands of the instruction in decode: the youngest older result wins, that of execute,
// of the memory stage, of a load whose data come late, or of the register file. `hazard_o`: one that
// is needed is not there yet; `late_hazard_o`: because a load's data have not come.
module operands (
  input  core_pkg::sources_t sources_i,
  input  logic [63:0]     file1_i,        // from the register file
  input  logic [63:0]     file2_i,
  // execute
  input  logic            x_we_i,         // an instruction there will write x_rd_i
  input  logic [4:0]      x_rd_i,
  input  logic            x_late_i,       // but only the memory stage will have the value
  input  logic [63:0]     x_result_i,
  // memory
  input  logic            m_we_i,
  input  logic [4:0]      m_rd_i,
  input  logic            m_done_i,       // the value is there
  input  logic [63:0]     m_result_i,
  // loads that have left the memory stage without their data
  input  logic [31:0]     busy_i,         // registers that wait for them
  input  logic            late_we_i,      // these come now
  input  logic [4:0]      late_rd_i,
  input  logic [63:0]     late_result_i,
  output logic [63:0]     rs1_o,          // for CSRRWI and its kin the rs1 field itself
  output logic [63:0]     rs2_o,
  output logic            hazard_o,
  output logic            late_hazard_o
);
  logic rs1_in_x, rs2_in_x, rs1_in_m, rs2_in_m;

  always_comb begin
    rs1_in_x = x_we_i && (x_rd_i == sources_i.rs1);
    rs2_in_x = x_we_i && (x_rd_i == sources_i.rs2);
    rs1_in_m = m_we_i && (m_rd_i == sources_i.rs1);
    rs2_in_m = m_we_i && (m_rd_i == sources_i.rs2);

    rs1_o = rs1_in_x ? x_result_i : rs1_in_m ? m_result_i :
            (late_we_i && late_rd_i == sources_i.rs1) ? late_result_i : file1_i;
    rs2_o = rs2_in_x ? x_result_i : rs2_in_m ? m_result_i :
            (late_we_i && late_rd_i == sources_i.rs2) ? late_result_i : file2_i;
    if (sources_i.uimm) rs1_o = {59'b0, sources_i.rs1};

    late_hazard_o = (sources_i.rs1_used && !rs1_in_x && !rs1_in_m && busy_i[sources_i.rs1]) ||
                    (sources_i.rs2_used && !rs2_in_x && !rs2_in_m && busy_i[sources_i.rs2]);
    hazard_o = (sources_i.rs1_used && (rs1_in_x ? x_late_i : (rs1_in_m && !m_done_i))) ||
               (sources_i.rs2_used && (rs2_in_x ? x_late_i : (rs2_in_m && !m_done_i))) ||
               late_hazard_o;
  end
endmodule
