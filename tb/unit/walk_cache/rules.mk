# The walk cache, at a size that random tests fill.
include tb/unit/unit.mk
UNIT_WALK_CACHE := $(UNIT_LIB) $(patsubst %,rtl/mmu/%.sv,mmu_pkg tlb_replace tlb walk_cache)
WALK_CACHE_SMALL := -GUppers=4 -GLasts=4
$(eval $(call unit_bench,walk_cache,walk_cache,$(UNIT_WALK_CACHE),$(WALK_CACHE_SMALL)))
