// SPDX-License-Identifier: Apache-2.0
// Where the properties watch the second-level TLB and its arrays.
bind stlb stlb_props u_props (
  .clk_i, .rst_ni, .lookup_i,
  .asked_i(asked),
  .fill_valid_i,
  .fence_i(fence_i.valid)
);
bind tlb_array tlb_array_props #(.Ways(Ways)) u_props (
  .clk_i, .rst_ni,
  .match_i(match),
  .dead_i (dead)
);
