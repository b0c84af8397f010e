# The RTL as a C++ model: one library and one object behind sim/verilator/rtl.h for each variant, a
# variant being a preset, with or without waveforms.

RTL_FILES   := $(shell grep -v '^//' rtl/files.f)

# The table of events, as a package and as a header for C
EVENTS := $(BUILD)/events
$(EVENTS)/events_pkg.sv: rtl/pkg/events scripts/events.awk
	@mkdir -p $(@D)
	@awk -v form=sv -f scripts/events.awk $< >$@
$(EVENTS)/events.h: rtl/pkg/events scripts/events.awk
	@mkdir -p $(@D)
	@awk -v form=c -f scripts/events.awk $< >$@

RTL_WAIVERS := rtl/waivers.vlt
# For a model of a part of the machine
PART_WAIVERS := $(RTL_WAIVERS) rtl/part.vlt
RTL_TOP     := sim/verilator/machine_pins.sv
RTL_OBSERVE := $(addprefix sim/verilator/,machine_observer.sv device_observer.sv)
# For the viewer of the models with waveforms, besides
RTL_WORDS_1 := sim/verilator/wave_words.sv
# Properties, bound in the preset that tests run
RTL_PROPS_tiny := $(PROPS_ALL)
PRESET_INDEX_tiny    := 0
PRESET_INDEX_default := 1
PRESET_INDEX_big     := 2

# A newer Verilator tells statistics unless asked not to; an older one does not know the question.
VERILATOR       := verilator$(if $(shell verilator --quiet-stats --version 2>/dev/null), --quiet-stats)
VERILATOR_ROOT  := $(shell $(VERILATOR) --getenv VERILATOR_ROOT 2>/dev/null)
VERILATOR_FLAGS := -O3 --assert --x-assign unique --x-initial unique --output-split 20000 -Wall
VERILATED_CFLAGS := -isystem $(VERILATOR_ROOT)/include -isystem $(VERILATOR_ROOT)/include/vltstd
# Compiler flags of the model's own code, by the host instructions a cycle that `make bench` tells: -Os, -O1 and -O3 need more; code
# hoisting computes early what most cycles do not need; a model is bit fields, for which newer x86 have instructions.
RTL_OPT ?= -O2 -fno-code-hoisting $(if $(shell grep -sw bmi1 /proc/cpuinfo | grep -w bmi2),-mbmi -mbmi2)

# $(1) preset, $(2) variant name, $(3) extra Verilator flags, $(4) 1 with waveforms
define rtl_variant
RTL_DIR_$(2) := $(BUILD)/rtl/$(2)
$$(RTL_DIR_$(2))/Vmachine_$(subst -,_,$(2)).mk: $(RTL_FILES) $(RTL_TOP) $(RTL_WAIVERS) $(RTL_OBSERVE) \
    $(RTL_WORDS_$(4)) $(RTL_PROPS_$(1)) rtl/files.f rtl/rules.mk
	@echo "  VERILATE machine, preset $(2)"
	@mkdir -p $$(@D)
	@$(VERILATOR) --cc $(VERILATOR_FLAGS) $(3) --top-module machine_pins -GPreset=$(PRESET_INDEX_$(1)) \
	  --prefix Vmachine_$(subst -,_,$(2)) --Mdir $$(@D) $(RTL_WAIVERS) $(RTL_FILES) $(RTL_TOP) $(RTL_OBSERVE) \
	  $(RTL_WORDS_$(4)) $(RTL_PROPS_$(1))
$$(RTL_DIR_$(2))/libmachine.a: $$(RTL_DIR_$(2))/Vmachine_$(subst -,_,$(2)).mk
	@scripts/progress "compiling the model ($(2))" $$(RTL_DIR_$(2)) \
	  $$(MAKE) -C $$(@D) -f $$(<F) -j $(JOBS) OBJCACHE="$(CCACHE)" OPT_FAST="$(RTL_OPT)" OPT_SLOW="-Os" \
	  Vmachine_$(subst -,_,$(2))__ALL.a
	@cp $$(@D)/Vmachine_$(subst -,_,$(2))__ALL.a $$@
$$(RTL_DIR_$(2))/variant.o: sim/verilator/variant.cpp sim/verilator/rtl.h sim/verilator/axi_host.h \
    sim/verilator/axi_pins.h sim/verilator/dma_port.h $$(RTL_DIR_$(2))/Vmachine_$(subst -,_,$(2)).mk
	@echo "  CXX      $$@"
	@$(CXX) $(CXXFLAGS) -Isim -I$(EVENTS) $(VERILATED_CFLAGS) -I$$(@D) -DMODEL=Vmachine_$(subst -,_,$(2)) \
	  -DMODEL_HEADER='"Vmachine_$(subst -,_,$(2)).h"' -DPRESET='"$(1)"' -DWAVES=$(4) -c -o $$@ $$<
endef

$(foreach p,tiny default big,$(eval $(call rtl_variant,$(p),$(p),,0)))
$(foreach p,tiny default big,$(eval $(call rtl_variant,$(p),$(p)-waves,--trace-fst --trace-structs,1)))

.PHONY: lint-rtl lint-synth synth
lint-rtl: $(EVENTS)/events_pkg.sv ## Verilator -Wall on the whole machine in every preset, Yosys on the leaves
	@set -e; for preset in 0 1 2; do \
	  $(VERILATOR) --lint-only -Wall --top-module machine_pins -GPreset=$$preset $(RTL_WAIVERS) $(RTL_FILES) \
	    $(RTL_TOP) $(RTL_OBSERVE) $(RTL_WORDS_1); echo "ok verilator-preset-$$preset"; done
	scripts/yosys-leaves

# Yosys' netlist against the source: what has vanished, is constant, a latch, a loop (scripts/synth-check.awk says it all)
synth_gate = ALLOW=rtl/synth.allow scripts/synth-gate $(BUILD)/synth/$(1) machine -GPreset=$(PRESET_INDEX_$(1)) $(RTL_WAIVERS) $(RTL_FILES)

lint-synth: $(EVENTS)/events_pkg.sv ## is the netlist of the machine all of its source, and does the check for that work?
	@tb/synth/run $(BUILD)/synth/test
	@$(call synth_gate,default)
TESTS += lint-synth

synth: $(EVENTS)/events_pkg.sv ## the same in every preset, and how large each unit is: build/synth/PRESET/size
	@set -e; $(foreach p,tiny default big,$(call synth_gate,$(p)); scripts/synth-size $(BUILD)/synth/$(p) machine; ):

.PHONY: synth-size synth-accept
synth-size synth-accept: $(EVENTS)/events_pkg.sv ## is each unit about as large as docs/synthesis.md says? (synth-accept writes it anew)
	@$(call synth_gate,default)
	@scripts/synth-size --$(if $(filter synth-accept,$@),accept,check) $(BUILD)/synth/default machine
