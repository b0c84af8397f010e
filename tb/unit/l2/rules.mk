# The second-level cache: of the default size, and a tiny one that evicts all the time.
include tb/unit/unit.mk
UNIT_L2 := $(shell sed -n '/^rtl\/lib\//p;/^rtl\/cache\//p' rtl/files.f) tb/unit/l2/l2_top.sv $(PROPS_CACHES)
$(eval $(call unit_bench,l2,l2_top,$(UNIT_L2)))
$(eval $(call unit_bench,l2-tiny,l2_top,$(UNIT_L2),-GBytes=4096 -GWays=4,l2))
