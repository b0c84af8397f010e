# The page-table walker.
include tb/unit/unit.mk
$(eval $(call unit_bench,walker,walker,rtl/mmu/mmu_pkg.sv rtl/mmu/perm_check.sv rtl/mmu/walker.sv $(PROPS_WALKER)))
$(eval $(call unit_netlist,walker,walker,rtl/mmu/mmu_pkg.sv rtl/mmu/perm_check.sv rtl/mmu/walker.sv))
