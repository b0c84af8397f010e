// SPDX-License-Identifier: Apache-2.0
// No address is in two entries of a TLB: after a fill nothing else that is valid overlaps the new entry. So a hit is
// one entry, whatever is looked up; and all entries are never compared with each other at once.
module one_hot_props #(
  parameter int unsigned Entries  = 32,
  parameter int unsigned KeyWidth = 63
) (
  input logic                       clk_i,
  input logic                       rst_ni,
  input logic                       fill_i,
  input logic [$clog2(Entries)-1:0] place_i,
  input logic [Entries-1:0]         valid_i,
  input logic [KeyWidth-1:0]        tag_i  [Entries],
  input logic [KeyWidth-1:0]        care_i [Entries]
);
  logic                       filled_q;
  logic [$clog2(Entries)-1:0] place_q;
  logic [Entries-1:0]         twins;

  always_comb begin
    twins = '0;
    if (filled_q && valid_i[place_q]) begin
      for (int unsigned i = 0; i < Entries; i++) begin
        twins[i] = valid_i[i] && ((tag_i[i] ^ tag_i[place_q]) & care_i[i] & care_i[place_q]) == '0;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    filled_q <= rst_ni && fill_i;
    place_q  <= place_i;
    if (rst_ni && filled_q)
      one_entry_an_address: assert ($onehot0(twins))
        else $error("an address is in two entries of a TLB");
  end
endmodule
