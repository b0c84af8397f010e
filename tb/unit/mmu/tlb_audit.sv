// SPDX-License-Identifier: Apache-2.0
// Shows the bench every valid entry of both TLBs in the cycles that it asks for, used or not (world.h says what may stand
// there).
module tlb_audit #(
  parameter int unsigned Entries  = 32,
  localparam int unsigned KeyWidth = 2 + riscv_pkg::AsidWidth + riscv_pkg::VpnWidth
) (
  input logic                       clk_i,
  input logic [1:0]                 access_i,     // of the side
  input logic [Entries-1:0]         valid_i,
  input logic [Entries-1:0]         global_i,
  input logic [KeyWidth-1:0]        tag_i  [Entries],   // {mode, ASID, VPN}
  input logic [KeyWidth-1:0]        care_i [Entries],
  input logic [$bits(mmu_pkg::tlb_leaf_t)-1:0] leaf_i [Entries]
);
  import "DPI-C" function int tlb_audit_due();
  import "DPI-C" function void tlb_entry(input int data, input int is_global, input longint tag, input longint care,
                                         input longint leaf);

  always_ff @(posedge clk_i) begin
    if (tlb_audit_due() != 0) begin
      for (int unsigned i = 0; i < Entries; i++) begin
        if (valid_i[i]) begin
          tlb_entry(32'(access_i != machine_pkg::AccessFetch), 32'(global_i[i]), 64'(tag_i[i]), 64'(care_i[i]),
                    64'(leaf_i[i]));
        end
      end
    end
  end
endmodule

bind translate tlb_audit #(.Entries(Entries)) u_tlb_audit (
  .clk_i, .access_i,
  .valid_i (u_tlb.valid_q),
  .global_i(u_tlb.global_q),
  .tag_i   (u_tlb.tag_q),
  .care_i  (u_tlb.care_q),
  .leaf_i  (u_tlb.leaf_q)
);
