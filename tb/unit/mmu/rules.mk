# The whole MMU: TLBs of the default size, and tiny ones that replace all the time.
include tb/unit/unit.mk
UNIT_MMU := $(shell sed -n '/^rtl\/lib\//p;/^rtl\/mmu\//p' rtl/files.f) $(PROPS_MMU) tb/unit/mmu/tlb_audit.sv
$(eval $(call unit_bench,mmu,mmu,$(UNIT_MMU)))
MMU_TINY := -GItlbEntries=2 -GDtlbEntries=4 -GStlbPageSets=2 -GStlbPageWays=2 -GStlbMegaSets=2 -GStlbMegaWays=2 -GStlbOthers=2 \
  -GWalkUppers=2 -GWalkLasts=2
$(eval $(call unit_bench,mmu-tiny,mmu,$(UNIT_MMU),$(MMU_TINY),mmu))
