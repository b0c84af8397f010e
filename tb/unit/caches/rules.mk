# Bench of the three caches together, in a very small and in the default size.

CACHES_TB     := tb/unit/caches
CACHES_TB_OUT := $(BUILD)/tb/caches
CACHES_TB_RTL := $(shell sed -n '/^rtl\/pkg\//p;/^rtl\/lib\//p;/^rtl\/cache\//p' rtl/files.f)
CACHES_TB_small   := -GL1Bytes=1024 -GL1Ways=2 -GL2Bytes=4096 -GL2Ways=4
CACHES_TB_default := -GL1Bytes=32768 -GL1Ways=8 -GL2Bytes=262144 -GL2Ways=8

$(CACHES_TB_OUT)/%/bench: $(CACHES_TB_RTL) $(RTL_WAIVERS) $(CACHES_TB)/caches_top.sv $(CACHES_TB)/main.cpp \
    $(wildcard $(CACHES_TB)/*.h) $(wildcard tb/common/*.h)
	@echo "  BENCH    caches, $*"
	@mkdir -p $(@D)
	@$(VERILATOR) --cc --exe --build -j $(JOBS) -O3 --assert --x-assign unique --x-initial unique -Wall \
	  --top-module caches_top $(CACHES_TB_$*) --Mdir $(@D)/verilated -o $(abspath $@) \
	  $(RTL_WAIVERS) $(CACHES_TB_RTL) $(CACHES_TB)/caches_top.sv $(abspath $(CACHES_TB)/main.cpp) \
	  -CFLAGS '-O2 -std=gnu++17 -DDUT_NAME=\"caches\"' -MAKEFLAGS "OPT_FAST=-O2 OBJCACHE=$(CCACHE)"

.PHONY: unit-caches
unit-caches: $(CACHES_TB_OUT)/small/bench $(CACHES_TB_OUT)/default/bench
	@$(CACHES_TB_OUT)/small/bench $(ARGS)
	@$(CACHES_TB_OUT)/default/bench $(ARGS)

TESTS += unit-caches
