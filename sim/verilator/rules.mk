# The engine `rtl`: the clocking and the observers, the variants of the model that were asked for
# (RTL_VARIANTS), and Verilator's own run-time library.

VERILATOR_DIR  := sim/verilator
RTL_ENGINE_OBJECTS := $(patsubst sim/%.cpp,$(HOST)/%.o,$(filter-out %/variant.cpp,$(wildcard $(VERILATOR_DIR)/*.cpp)))
VERILATED_OBJECTS  := $(patsubst %,$(HOST)/verilated/%.o,verilated verilated_dpi verilated_fst_c verilated_threads)

# The variants that the command is linked with: every preset, and one that writes waveforms.
RTL_VARIANTS := tiny default big default-waves
RTL_MODELS   := $(foreach v,$(RTL_VARIANTS),$(BUILD)/rtl/$(v)/variant.o $(BUILD)/rtl/$(v)/libmachine.a)

ENGINE_OBJECTS += $(RTL_ENGINE_OBJECTS) $(RTL_MODELS) $(VERILATED_OBJECTS)
ENGINE_LIBS    += -lz -lpthread

# Waveforms of every preset: scripts/wave-of repeats failed runs with it.
RTL_WAVE_MODELS := $(foreach p,tiny default big,$(BUILD)/rtl/$(p)-waves/variant.o $(BUILD)/rtl/$(p)-waves/libmachine.a)
$(BUILD)/pagewalk-waves: $(HOST_OBJECTS) $(RTL_ENGINE_OBJECTS) $(RTL_WAVE_MODELS) $(VERILATED_OBJECTS) $(HOST)/libmodel.a
	@echo "  LINK     $@"
	@$(CXX) -o $@ $^ -lz -lpthread -lfdt

$(RTL_ENGINE_OBJECTS): $(HOST)/%.o: sim/%.cpp | $(EVENTS)/events.h
	@echo "  CXX      $@"
	@mkdir -p $(@D)
	@$(CXX) $(CXXFLAGS) -Isim -I$(EVENTS) -c -o $@ $<

$(VERILATED_OBJECTS): $(HOST)/verilated/%.o: $(VERILATOR_ROOT)/include/%.cpp
	@echo "  CXX      $@"
	@mkdir -p $(@D)
	@$(CXX) -std=gnu++17 -O2 $(VERILATED_CFLAGS) -DVM_COVERAGE=0 -DVM_SC=0 -DVM_TRACE=1 -DVM_TRACE_FST=1 \
	  -DVM_TRACE_VCD=0 -c -o $@ $<

-include $(RTL_ENGINE_OBJECTS:.o=.d) $(wildcard $(BUILD)/rtl/*/variant.d)
