// SPDX-License-Identifier: Apache-2.0
// expect: on a combinational loop
// Through two instances, so that neither module has it.
module loop (
  input  logic a_i,
  output logic data_o
);
  logic forth, back;
  loop_part u_forth (.a_i, .b_i(back), .c_o(forth));
  loop_part u_back (.a_i(forth), .b_i(a_i), .c_o(back));
  assign data_o = back;
endmodule
