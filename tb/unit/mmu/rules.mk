# The whole MMU: TLBs of the default size, and tiny ones that replace all the time.
include tb/unit/unit.mk
UNIT_MMU := $(shell sed -n '/^rtl\/mmu\//p' rtl/files.f) $(PROPS_MMU) tb/unit/mmu/tlb_audit.sv
$(eval $(call unit_bench,mmu,mmu,$(UNIT_MMU)))
$(eval $(call unit_bench,mmu-tiny,mmu,$(UNIT_MMU),-GItlbEntries=2 -GDtlbEntries=4,mmu))
