# The instruction cache: of the default size, and a tiny one that evicts all the time.
include tb/unit/unit.mk
UNIT_ICACHE := $(shell sed -n '/^rtl\/lib\//p;/^rtl\/cache\//p' rtl/files.f) tb/unit/icache/icache_top.sv $(PROPS_CACHES)
$(eval $(call unit_bench,icache,icache_top,$(UNIT_ICACHE)))
$(eval $(call unit_bench,icache-tiny,icache_top,$(UNIT_ICACHE),-GBytes=1024 -GWays=2,icache))
