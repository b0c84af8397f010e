// SPDX-License-Identifier: Apache-2.0
// The fault that a mutant build has in this run (tb/mutants/list), 0 for none, and the check K that says nothing.
package mutant_pkg;
  import "DPI-C" function int mutant_selected();
  import "DPI-C" function int mutant_muted();
  int unsigned chosen = mutant_selected();
  int unsigned muted  = mutant_muted();
endpackage
