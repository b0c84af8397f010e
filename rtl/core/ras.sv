// SPDX-License-Identifier: Apache-2.0
// Return-address stack. Fetch pushes and pops it on prediction; two pointers keep it right: the one
// fetch moves, and the one that resolved calls and returns move. A redirect puts the first back
// onto the second and, where a call was the cause, writes the address that fetch did not know of.
module ras #(
  parameter int unsigned Entries = 8       // a power of two
) (
  input  logic            clk_i,
  input  logic            rst_ni,
  // fetch
  input  logic            push_i,
  input  logic            pop_i,
  input  logic [63:0]     push_addr_i,
  output logic [63:0]     top_o,
  // a call or return resolved
  input  logic            resolve_i,
  input  core_pkg::jump_e resolve_jump_i,
  input  logic [63:0]     resolve_link_i,
  input  logic            redirect_i
);
  localparam int unsigned PtrBits = $clog2(Entries);

  if (Entries < 2 || 2 ** PtrBits != Entries) begin : gen_check_entries
    $error("ras: Entries must be a power of two, at least 2");
  end

  logic [PtrBits-1:0] top_q, resolved_q, resolved_d;

  always_comb begin
    resolved_d = resolved_q;
    if (resolve_i) begin
      if (resolve_jump_i == core_pkg::JumpCall)        resolved_d = resolved_q + 1'b1;
      else if (resolve_jump_i == core_pkg::JumpReturn) resolved_d = resolved_q - 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      top_q      <= '0;
      resolved_q <= '0;
    end else begin
      resolved_q <= resolved_d;
      if (redirect_i) begin
        top_q <= resolved_d;
      end else if (push_i) begin
        top_q <= top_q + 1'b1;
      end else if (pop_i) begin
        top_q <= top_q - 1'b1;
      end
    end
  end

  // A redirect writes the address of a call that fetch did not know of
  logic we;
  assign we = rst_ni && (redirect_i ? resolve_i && resolve_jump_i == core_pkg::JumpCall : push_i);

  ram_1r1w #(.Width(64), .Depth(Entries), .Comb(1'b1), .Known(1'b1)) u_stack (
    .clk_i,
    .re_i   (1'b1),
    .raddr_i(top_q),
    .rdata_o(top_o),
    .we_i   (we),
    .waddr_i(redirect_i ? resolved_d : top_q + 1'b1),
    .wdata_i(redirect_i ? resolve_link_i : push_addr_i)
  );
endmodule
