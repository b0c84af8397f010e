// SPDX-License-Identifier: Apache-2.0
// Where the properties watch a TLB.
bind tlb one_hot_props #(.Entries(Entries), .KeyWidth(KeyWidth)) u_one_hot_props (
  .clk_i, .rst_ni,
  .fill_i (fill_valid_i),
  .place_i(place),
  .valid_i(valid_q),
  .tag_i  (tag_q),
  .care_i (care_q)
);
