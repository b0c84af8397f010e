# The second-level TLB, at a size that random tests fill.
include tb/unit/unit.mk
UNIT_STLB := $(shell sed -n '/^rtl\/lib\//p' rtl/files.f) $(patsubst %,rtl/mmu/%.sv,mmu_pkg tlb_replace tlb tlb_array stlb) $(PROPS_STLB)
STLB_SMALL := -GPageSets=8 -GPageWays=4 -GMegaSets=2 -GMegaWays=2 -GOthers=4
$(eval $(call unit_bench,stlb,stlb,$(UNIT_STLB),$(STLB_SMALL)))
