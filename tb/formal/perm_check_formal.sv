// SPDX-License-Identifier: Apache-2.0
// perm_check against the manual's rules, told as reasons to refuse (Privileged 4.3.1, 3.1.6.3, 4.3.2 steps 5 to 7), for every
// combination of its inputs.
//
// with: rtl/pkg/riscv_pkg.sv rtl/pkg/machine_pkg.sv rtl/mmu/mmu_pkg.sv
// leaf: rtl/mmu/perm_check.sv
// mutant: s/|| !flags_i.w)) begin/|| 1'b1)) begin/
// mutant: s/(sum_i \&\& access_i != machine_pkg::AccessFetch)/sum_i/
// mutant: s/(mxr_i \&\& flags_i.x)/mxr_i/
// mutant: s/else if (!flags_i.a)/else if (!flags_i.a \&\& !flags_i.d)/
// mutant: s/machine_pkg::AccessStore \&\& !flags_i.d/machine_pkg::AccessStore \&\& !flags_i.d \&\& flags_i.a/
module perm_check_formal (
  input logic [7:0] flags,   // D A G U X W R V
  input logic [1:0] access,
  input logic       supervisor,
  input logic       sum,
  input logic       mxr
);
  logic [1:0] perm;
  logic       d, a, u, x, w, r, v, fetch, load, store;
  assign {d, a} = flags[7:6];
  assign {u, x, w, r, v} = flags[4:0];
  assign fetch = (access == machine_pkg::AccessFetch);
  assign load  = (access == machine_pkg::AccessLoad);
  assign store = (access == machine_pkg::AccessStore);

  perm_check dut (
    .flags_i(flags), .access_i(access), .priv_i({1'b0, supervisor}), .sum_i(sum), .mxr_i(mxr),
    .perm_o(perm)
  );

  logic refused;
  always_comb begin
    refused = 1'b0;
    if (!v || (w && !r)) refused = 1'b1;                      // invalid, or the reserved encoding
    if (!supervisor && !u) refused = 1'b1;                    // a page that is not U mode's
    if (supervisor && u && fetch) refused = 1'b1;             // never, SUM or not
    if (supervisor && u && !sum) refused = 1'b1;
    if (fetch && !x) refused = 1'b1;
    if (load && !r && !x) refused = 1'b1;
    if (load && !r && x && !mxr) refused = 1'b1;
    if (store && !w) refused = 1'b1;
    if (!fetch && !load && !store) refused = 1'b1;
  end

  always_comb begin
    assert ((perm == mmu_pkg::PermFault) == refused);
    assert ((perm == mmu_pkg::PermNeedD) == (!refused && store && !d));
    assert ((perm == mmu_pkg::PermNeedA) == (!refused && !(store && !d) && !a));
    assert ((perm == mmu_pkg::PermOk) == (!refused && a && (d || !store)));
  end
endmodule
