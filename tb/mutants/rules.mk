# Mutants: the RTL with every fault of tb/mutants/list, one of them chosen when it runs, in benches and a machine of
# their own. Their sources are made by mutate.awk below build/mutants; nothing of it is in any other build.

MUTANTS := $(BUILD)/mutants
# Sources as a mutant build has them
mutant_sources = $(patsubst rtl/%,$(MUTANTS)/rtl/%,$(patsubst tb/props/%,$(MUTANTS)/tb/props/%,$(1)))
MUTANT_PKG   := tb/mutants/mutant_pkg.sv
MUTANT_FLAGS := -O3 --assert --x-assign unique --x-initial unique -Wno-fatal -Wno-lint -Wno-style
MUTANT_FROM  := $(filter rtl/%,$(RTL_FILES)) $(wildcard tb/props/*.sv)

# All at once; those that are as they were keep their time
$(MUTANTS)/names: tb/mutants/list tb/mutants/mutate.awk tb/mutants/mutate $(MUTANT_FROM)
	@echo "  MUTATE   $(MUTANTS)"
	@tb/mutants/mutate $(MUTANTS) $(MUTANT_FROM)
$(call mutant_sources,$(MUTANT_FROM)): $(MUTANTS)/names
	@:

# $(1) name, $(2) top, $(3) sources, $(4) parameters, $(5) folder: as in tb/unit/unit.mk
define mutant_bench
$(MUTANTS)/tb/$(1)/bench: $(call mutant_sources,$(UNIT_PKG) $(3)) $(MUTANT_PKG) $(wildcard tb/unit/$(or $(5),$(1))/*) \
    $(wildcard tb/common/*.h) $(wildcard tb/unit/caches/*.h) tb/mutants/selected.cpp tb/mutants/rules.mk $(EVENTS)/events.h
	@echo "  BENCH    $(1), mutants"
	@mkdir -p $$(@D)
	@$(VERILATOR) --cc --exe --build -j $(JOBS) $(MUTANT_FLAGS) --top-module $(2) $(4) --Mdir $$(@D)/verilated \
	  -o $$(abspath $$@) $(MUTANT_PKG) $(call mutant_sources,$(UNIT_PKG) $(3)) \
	  $(abspath $(wildcard tb/unit/$(or $(5),$(1))/*.cpp) tb/mutants/selected.cpp) \
	  -CFLAGS '-MP -O2 -std=gnu++17 -I$(CURDIR)/tb/common -I$(CURDIR)/$(EVENTS) -I$(CURDIR)/tb/unit/$(or $(5),$(1))' \
	  -MAKEFLAGS "OPT_FAST=-O2 OBJCACHE=$(CCACHE)" >$$(@D)/build.log 2>&1 || { cat $$(@D)/build.log; false; }
MUTANT_BENCHES += $(MUTANTS)/tb/$(1)/bench
endef

MUTANT_LIB := $(filter rtl/lib/%,$(RTL_FILES))
$(eval $(call mutant_bench,walker,walker,rtl/mmu/mmu_pkg.sv rtl/mmu/perm_check.sv rtl/mmu/walker.sv $(PROPS_WALKER)))
$(eval $(call mutant_bench,tlb,tlb,$(UNIT_LIB) rtl/mmu/mmu_pkg.sv rtl/mmu/tlb_replace.sv rtl/mmu/tlb.sv $(PROPS_TLB),-GEntries=16))
$(eval $(call mutant_bench,pmp,pmp,rtl/mmu/pmp.sv))
$(eval $(call mutant_bench,stlb,stlb,$(UNIT_STLB),$(STLB_SMALL)))
$(eval $(call mutant_bench,walk_cache,walk_cache,$(UNIT_WALK_CACHE),$(WALK_CACHE_SMALL)))
$(eval $(call mutant_bench,mmu-tiny,mmu,$(UNIT_MMU),$(MMU_TINY),mmu))
$(eval $(call mutant_bench,dcache-tiny,dcache_top,$(UNIT_DCACHE),-GBytes=1024 -GWays=2,dcache))
$(eval $(call mutant_bench,icache-tiny,icache_top,$(UNIT_ICACHE),-GBytes=1024 -GWays=2,icache))
$(eval $(call mutant_bench,l2-tiny,l2_top,$(UNIT_L2),-GBytes=4096 -GWays=4,l2))

# The whole machine, in preset tiny: the command pagewalk with that one model
MUTANT_DIR := $(MUTANTS)/machine
MUTANT_SV  := $(MUTANT_PKG) $(call mutant_sources,$(RTL_FILES)) $(RTL_TOP) $(RTL_OBSERVE) $(call mutant_sources,$(PROPS_ALL))
$(MUTANT_DIR)/Vmachine_mutant.mk: $(MUTANT_SV) tb/mutants/rules.mk
	@echo "  VERILATE machine, mutants"
	@rm -rf $(@D) && mkdir -p $(@D)
	@$(VERILATOR) --cc $(MUTANT_FLAGS) --output-split 20000 --top-module machine_pins -GPreset=$(PRESET_INDEX_tiny) \
	  --prefix Vmachine_mutant --Mdir $(@D) $(MUTANT_SV)
$(MUTANT_DIR)/Vmachine_mutant__ALL.a: $(MUTANT_DIR)/Vmachine_mutant.mk
	@scripts/progress "compiling the model (mutants)" $(@D) \
	  $(MAKE) -C $(@D) -f $(<F) -j $(JOBS) OBJCACHE="$(CCACHE)" OPT_FAST="-O1" OPT_SLOW="-Os" Vmachine_mutant__ALL.a
	@touch $@
$(MUTANT_DIR)/variant.o: sim/verilator/variant.cpp $(wildcard sim/verilator/*.h) $(MUTANT_DIR)/Vmachine_mutant.mk
	@$(CXX) $(CXXFLAGS) -Isim -I$(EVENTS) $(VERILATED_CFLAGS) -I$(@D) -DMODEL=Vmachine_mutant \
	  -DMODEL_HEADER='"Vmachine_mutant.h"' -DPRESET='"tiny"' -DWAVES=0 -c -o $@ $<
$(MUTANTS)/selected.o: tb/mutants/selected.cpp
	@mkdir -p $(@D)
	@$(CXX) $(CXXFLAGS) -c -o $@ $<
$(MUTANTS)/pagewalk: $(HOST_OBJECTS) $(RTL_ENGINE_OBJECTS) $(MUTANT_DIR)/variant.o $(MUTANTS)/selected.o \
    $(MUTANT_DIR)/Vmachine_mutant__ALL.a $(VERILATED_OBJECTS) $(HOST)/libmodel.a
	@echo "  LINK     $@"
	@$(CXX) -o $@ $^ -lz -lpthread -lfdt

.PHONY: mutants mutants-all
mutants: $(MUTANT_BENCHES) $(MUTANTS)/pagewalk $(ISA_ELFS) $(RANDOM_TOOLS) ## bugs of other cores in our RTL: what kills each, in how many seconds (ONLY=NAME: one)
	@tb/mutants/run $(MUTANTS) $(ONLY)
mutants-all: $(MUTANT_BENCHES) $(MUTANTS)/pagewalk $(ISA_ELFS) $(RANDOM_TOOLS) ## the same, and that each check is the only one that kills the mutants that need it
	@tb/mutants/run --all $(MUTANTS) $(ONLY)

TESTS += mutants
