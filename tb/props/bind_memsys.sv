// SPDX-License-Identifier: Apache-2.0
// Where the properties watch the memory system as a whole.
bind memsys memsys_props u_props (
  .clk_i, .rst_ni, .fence_valid_i,
  .fence_ready_i(fence_ready_o),
  .quiet_i      (data_quiet_o)
);
