# What the unit benches share: a bench is Verilator's model of one module and C++ that drives it.
# $(call unit_bench,NAME,TOP,RTL FILES,PARAMETERS,FOLDER) gives `make unit-NAME`; its sources are
# tb/unit/FOLDER/*.cpp (FOLDER is NAME unless said), and ARGS goes to the bench (tb/common/bench.h).
ifndef UNIT_BENCH
UNIT_BENCH := yes

UNIT_PKG := $(shell sed -n '/^rtl\/pkg\//p' rtl/files.f)

define unit_bench
$(BUILD)/tb/$(1)/bench: $(UNIT_PKG) $(3) $(PART_WAIVERS) $(wildcard tb/unit/$(or $(5),$(1))/*) \
    $(wildcard tb/common/*.h) tb/unit/unit.mk
	@echo "  BENCH    $(1)"
	@mkdir -p $$(@D)
	@$$(VERILATOR) --cc --exe --build -j $$(JOBS) -O3 --assert --x-assign unique --x-initial unique \
	  -Wall --top-module $(2) $(4) --Mdir $$(@D)/verilated -o $$(abspath $$@) \
	  $(PART_WAIVERS) $(UNIT_PKG) $(3) $$(abspath $(wildcard tb/unit/$(or $(5),$(1))/*.cpp)) \
	  -CFLAGS '-O2 -std=gnu++17 -Wall -Wextra -I$(CURDIR)/tb/common -I$(CURDIR)/tb/unit/$(or $(5),$(1))' \
	  -MAKEFLAGS "OPT_FAST=-O2 OBJCACHE=$(CCACHE)" >$$(@D)/build.log || { cat $$(@D)/build.log; false; }

.PHONY: unit-$(1)
unit-$(1): $(BUILD)/tb/$(1)/bench
	@$$< $$(ARGS)

TESTS += unit-$(1)
endef

endif
