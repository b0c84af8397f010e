# Physical memory protection.
include tb/unit/unit.mk
$(eval $(call unit_bench,pmp,pmp,rtl/mmu/pmp.sv))
$(eval $(call unit_netlist,pmp,pmp,rtl/mmu/pmp.sv))
