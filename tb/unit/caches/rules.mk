# The three caches together: of the default size, and tiny ones that evict all the time.
include tb/unit/unit.mk
UNIT_CACHES := $(shell sed -n '/^rtl\/lib\//p;/^rtl\/cache\//p' rtl/files.f) tb/unit/caches/caches_top.sv $(PROPS_CACHES)
$(eval $(call unit_bench,caches,caches_top,$(UNIT_CACHES)))
$(eval $(call unit_bench,caches-tiny,caches_top,$(UNIT_CACHES),-GL1Bytes=1024 -GL1Ways=2 -GL2Bytes=4096 -GL2Ways=4,caches))
