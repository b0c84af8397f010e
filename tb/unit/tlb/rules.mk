# The TLB, at a size that random tests fill.
include tb/unit/unit.mk
$(eval $(call unit_bench,tlb,tlb,$(UNIT_LIB) rtl/mmu/mmu_pkg.sv rtl/mmu/tlb_replace.sv rtl/mmu/tlb.sv $(PROPS_TLB),-GEntries=16,,-noabc))
$(eval $(call unit_netlist,tlb,tlb,rtl/mmu/mmu_pkg.sv rtl/mmu/tlb_replace.sv rtl/mmu/tlb.sv,-GEntries=16,,-noabc))
