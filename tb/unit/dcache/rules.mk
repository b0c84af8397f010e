# The data cache: of the default size, and a tiny one that evicts all the time.
include tb/unit/unit.mk
UNIT_DCACHE := $(shell sed -n '/^rtl\/lib\//p;/^rtl\/cache\//p' rtl/files.f) tb/unit/dcache/dcache_top.sv $(PROPS_CACHES)
$(eval $(call unit_bench,dcache,dcache_top,$(UNIT_DCACHE)))
$(eval $(call unit_bench,dcache-tiny,dcache_top,$(UNIT_DCACHE),-GBytes=1024 -GWays=2,dcache))
