# What the unit benches share: a bench is Verilator's model of one module and C++ that drives it.
# $(call unit_bench,NAME,TOP,RTL FILES,PARAMETERS,FOLDER) gives `make unit-NAME`; its sources are
# tb/unit/FOLDER/*.cpp (FOLDER is NAME unless said), and ARGS goes to the bench (tb/common/bench.h).
# UNIT_LINK_NAME are libraries, UNIT_CFLAGS_NAME are flags and UNIT_NEEDS_NAME files that it wants besides.
# The same bench with waveforms is built in NAME/waves when a case has failed (tb/unit/run).
ifndef UNIT_BENCH
UNIT_BENCH := yes

UNIT_PKG := $(shell grep -E '^(rtl/pkg|build)/' rtl/files.f)
UNIT_LIB := $(shell grep -E '^rtl/lib/' rtl/files.f)

# $(6) the folder below $(BUILD)/tb, $(7) flags of Verilator, $(8) of the compiler
define unit_build
$(BUILD)/tb/$(6)/bench: $(UNIT_PKG) $(3) $(PART_WAIVERS) $(wildcard tb/unit/$(or $(5),$(1))/*) \
    $(wildcard tb/common/*.h) $(wildcard tb/unit/caches/*.h) tb/unit/unit.mk $(EVENTS)/events.h $(UNIT_LINK_$(1))
	@echo "  BENCH    $(6)"
	@mkdir -p $$(@D)
	@$$(VERILATOR) --cc --exe --build -j $$(JOBS) -O3 --assert --x-assign unique --x-initial unique $(7) \
	  -Wall --top-module $(2) $(4) --Mdir $$(@D)/verilated -o $$(abspath $$@) \
	  $(PART_WAIVERS) $(UNIT_PKG) $(3) $$(abspath $(wildcard tb/unit/$(or $(5),$(1))/*.cpp) $(UNIT_LINK_$(1))) \
	  -CFLAGS '-MP -O2 -std=gnu++17 -Wall -Wextra -I$(CURDIR)/tb/common -I$(CURDIR)/$(EVENTS) -I$(CURDIR)/tb/unit/$(or $(5),$(1)) $(8) $(UNIT_CFLAGS_$(1))' \
	  -MAKEFLAGS "OPT_FAST=-O2 OBJCACHE=$(CCACHE)" >$$(@D)/build.log 2>&1 || { cat $$(@D)/build.log; false; }
endef

define unit_bench
$(call unit_build,$(1),$(2),$(3),$(4),$(5),$(1),,)
$(call unit_build,$(1),$(2),$(3),$(4),$(5),$(1)/waves,--trace-fst --trace-structs,-DWAVES)

.PHONY: unit-$(1)
unit-$(1): $(BUILD)/tb/$(1)/bench $(UNIT_NEEDS_$(1))
	@tb/unit/run $(BUILD)/tb/$(1) $$(ARGS)

TESTS += unit-$(1)
endef

# $(call unit_netlist,NAME,TOP,RTL FILES,PARAMETER,FOLDER,FLAGS): the same bench on the gates that Yosys makes of TOP, `make unit-NAME-netlist`.
# PARAMETER is one integer, -GNAME=N, or none. FLAGS are synth's: the bench of the TLB fails on what Debian's abc makes of it, the
# walker's on what simplemap makes of that, so each has the gates that it passes on.
define unit_netlist
$(BUILD)/tb/$(1)-netlist/netlist.v: $(UNIT_PKG) $(UNIT_LIB) $(3) tb/unit/unit.mk tb/unit/$(or $(5),$(1))/rules.mk
	@echo "  YOSYS    $(2)"
	@mkdir -p $$(@D)
	@yosys -q -l $$(@D)/yosys.log -p "read_verilog -sv -D SYNTHESIS $(UNIT_PKG) $(UNIT_LIB) $(3); \
	  $(if $(4),chparam -set $(subst =, ,$(patsubst -G%,%,$(4))) $(2);) hierarchy -check -top $(2); synth -flatten $(6); rename -top $(2); \
	  check -assert; write_verilog -noattr $$@" >$$(@D)/yosys.out 2>&1 || { cat $$(@D)/yosys.out; false; }
$(BUILD)/tb/$(1)-netlist/bench: $(BUILD)/tb/$(1)-netlist/netlist.v $(wildcard tb/unit/$(or $(5),$(1))/*) $(wildcard tb/common/*.h)
	@echo "  BENCH    $(1)-netlist"
	@$$(VERILATOR) --cc --exe --build -j $$(JOBS) -O3 --x-assign unique --x-initial unique --output-split 20000 \
	  -Wno-fatal -Wno-lint -Wno-style --top-module $(2) --Mdir $$(@D)/verilated -o $$(abspath $$@) \
	  $$< $$(abspath $(wildcard tb/unit/$(or $(5),$(1))/*.cpp)) \
	  -CFLAGS '-MP -O2 -std=gnu++17 -Wall -Wextra -I$(CURDIR)/tb/common -I$(CURDIR)/$(EVENTS) -I$(CURDIR)/tb/unit/$(or $(5),$(1)) -DNETLIST' \
	  -MAKEFLAGS "OPT_FAST=-O1 OBJCACHE=$(CCACHE)" >$$(@D)/build.log 2>&1 || { cat $$(@D)/build.log; false; }

.PHONY: unit-$(1)-netlist
unit-$(1)-netlist: $(BUILD)/tb/$(1)-netlist/bench
	@$$< $$(ARGS)

TESTS += unit-$(1)-netlist
endef

endif
