# The permission check, exhaustively.
include tb/unit/unit.mk
$(eval $(call unit_bench,perm_check,perm_check,rtl/mmu/mmu_pkg.sv rtl/mmu/perm_check.sv))
