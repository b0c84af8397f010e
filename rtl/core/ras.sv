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

  logic [63:0]        stack_q [Entries];
  logic [PtrBits-1:0] top_q, resolved_q, resolved_d;

  initial begin
    for (int i = 0; i < Entries; i++) stack_q[i] = '0;
  end

  assign top_o = stack_q[top_q];

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
      if (redirect_i) begin
        if (resolve_i && resolve_jump_i == core_pkg::JumpCall) begin
          stack_q[resolved_d] <= resolve_link_i;
        end
      end else if (push_i) begin
        stack_q[top_q + 1'b1] <= push_addr_i;
      end
    end
  end
endmodule
