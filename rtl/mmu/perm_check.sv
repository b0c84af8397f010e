// SPDX-License-Identifier: Apache-2.0
// The rights of a leaf: may this access, at this privilege, use a page with these flags? A pure
// function of its inputs; the TLB's hits and the walker both ask it, so there is one opinion.
// Privileged Architecture 4.3.1 and 4.3.2 step 5 and 7; A and D are left to the asker (Svade
// faults, Svadu sets them), and are asked for only when all else allows the access.
//
// `priv_i` is the effective privilege and is U or S: M mode does not translate.
module perm_check (
  input  mmu_pkg::flags_t       flags_i,
  input  machine_pkg::access_e  access_i,
  input  logic [1:0]            priv_i,         // riscv_pkg::priv_e
  input  logic                  sum_i,
  input  logic                  mxr_i,
  output mmu_pkg::perm_e        perm_o
);
  logic owned, granted;

  // V, and not the reserved encoding: writable but not readable. All else is asked only of such a leaf.
  always_comb begin
    owned   = 1'b0;
    granted = 1'b0;
    perm_o  = mmu_pkg::PermFault;
    if (flags_i.v && (flags_i.r || !flags_i.w)) begin
      // U pages are U mode's; S mode may load and store there with SUM, and never fetch
      if (flags_i.u) owned = (priv_i == riscv_pkg::PrivU)
                             || (sum_i && access_i != machine_pkg::AccessFetch);
      else           owned = (priv_i != riscv_pkg::PrivU);

      case (access_i)
        machine_pkg::AccessFetch: granted = flags_i.x;
        machine_pkg::AccessLoad:  granted = flags_i.r || (mxr_i && flags_i.x);
        machine_pkg::AccessStore: granted = flags_i.w;
        default:                  granted = 1'b0;
      endcase

      if (!owned || !granted)
        perm_o = mmu_pkg::PermFault;
      else if (access_i == machine_pkg::AccessStore && !flags_i.d)
        perm_o = mmu_pkg::PermNeedD;
      else if (!flags_i.a)
        perm_o = mmu_pkg::PermNeedA;
      else
        perm_o = mmu_pkg::PermOk;
    end
  end
endmodule
