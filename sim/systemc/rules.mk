# The engine `systemc`: the RTL verilated to SystemC and the platform around it, linked into the command
# beside the engine `rtl`, with which it shares the observers and Verilator's run-time library.

SYSTEMC_PRESET  ?= $(PRESET)
SYSTEMC_DIR     := $(BUILD)/rtl/systemc
SYSTEMC_CFLAGS  := $(filter-out -Werror,$(CXXFLAGS)) -isystem $(VERILATOR_ROOT)/include \
  -isystem $(VERILATOR_ROOT)/include/vltstd -isystem $(SYSTEMC_DIR) -Isim -I$(EVENTS) -DSYSTEMC_PRESET='"$(SYSTEMC_PRESET)"'
SYSTEMC_OBJECTS := $(patsubst sim/systemc/%.cpp,$(SYSTEMC_DIR)/%.o,$(wildcard sim/systemc/*.cpp))

ENGINE_OBJECTS += $(SYSTEMC_OBJECTS) $(SYSTEMC_DIR)/libmachine.a
ENGINE_LIBS    += -lsystemc

$(SYSTEMC_DIR)/Vmachine_sc.mk: $(RTL_FILES) $(RTL_TOP) $(RTL_WAIVERS) $(RTL_OBSERVE) $(PROPS_AXI) rtl/files.f sim/systemc/rules.mk
	@echo "  VERILATE machine for SystemC"
	@mkdir -p $(@D)
	@$(VERILATOR) --sc $(VERILATOR_FLAGS) --top-module machine_pins -GPreset=$(PRESET_INDEX_$(SYSTEMC_PRESET)) \
	  --prefix Vmachine_sc --Mdir $(@D) $(RTL_WAIVERS) $(RTL_FILES) $(RTL_TOP) $(RTL_OBSERVE) $(PROPS_AXI)

$(SYSTEMC_DIR)/libmachine.a: $(SYSTEMC_DIR)/Vmachine_sc.mk
	@scripts/progress "compiling the model (systemc)" $(SYSTEMC_DIR) \
	  $(MAKE) -C $(@D) -f $(<F) -j $(JOBS) OBJCACHE="$(CCACHE)" OPT_FAST="$(RTL_OPT)" OPT_SLOW="-Os" Vmachine_sc__ALL.a
	@cp $(@D)/Vmachine_sc__ALL.a $@

$(SYSTEMC_OBJECTS): $(SYSTEMC_DIR)/%.o: sim/systemc/%.cpp sim/systemc/platform.h $(wildcard sim/verilator/*.h) $(SYSTEMC_DIR)/Vmachine_sc.mk
	@echo "  CXX      $@"
	@$(CXX) $(SYSTEMC_CFLAGS) -c -o $@ $<

-include $(SYSTEMC_OBJECTS:.o=.d)
