// SPDX-License-Identifier: Apache-2.0
// expect: not ok the list of exceptions: constant allowed_in_vain data_o is allowed in vain
// allow: constant allowed_in_vain data_o nothing is constant here
module allowed_in_vain (
  input  logic a_i,
  output logic data_o
);
  assign data_o = !a_i;
endmodule
