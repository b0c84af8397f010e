# The memory system as a C library: build/libbus.a and the header sim/bus/bus.h. Link with
# $(BUS_LIBS), in C++ or with -lstdc++.

BUS_DIR     := $(BUILD)/rtl/bus
BUS_OBJECTS := $(BUS_DIR)/bus.o $(patsubst %,$(HOST)/verilator/%.o,axi_host event_counters) \
  $(patsubst %,$(HOST)/verilated/%.o,verilated verilated_threads)
BUS_RTL     := $(filter-out $(filter-out %/geometry_csr.sv,$(filter rtl/core/%,$(RTL_FILES))) rtl/dev/% rtl/machine.sv %axi_dma.sv %io_router.sv %fifo.sv,$(RTL_FILES))
BUS_LIBS    := $(BUILD)/libbus.a -lfdt -lstdc++ -lpthread -lm

$(BUS_DIR)/Vmemsys_top.mk: $(RTL_FILES) $(PART_WAIVERS) $(PROPS_EDGE) sim/bus/memsys_top.sv rtl/files.f sim/bus/rules.mk
	@echo "  VERILATE memsys"
	@mkdir -p $(@D)
	@$(VERILATOR) --cc $(VERILATOR_FLAGS) --top-module memsys_top -GPreset=$(PRESET_INDEX_$(PRESET)) --Mdir $(@D) \
	  $(PART_WAIVERS) $(BUS_RTL) \
	  sim/bus/memsys_top.sv $(PROPS_EDGE)
	@touch $@

$(BUS_DIR)/Vmemsys_top__ALL.a: $(BUS_DIR)/Vmemsys_top.mk
	@scripts/progress "compiling the model (memsys)" $(BUS_DIR) \
	  $(MAKE) -C $(@D) -f $(<F) -j $(JOBS) OBJCACHE="$(CCACHE)" OPT_FAST="$(RTL_OPT)" OPT_SLOW="-Os" Vmemsys_top__ALL.a
	@touch $@

$(BUS_DIR)/bus.o: sim/bus/bus.cpp $(wildcard sim/bus/*.h sim/verilator/*.h) $(BUS_DIR)/Vmemsys_top.mk $(EVENTS)/events.h
	@echo "  CXX      $@"
	@$(CXX) $(CXXFLAGS) -Isim -I$(EVENTS) $(VERILATED_CFLAGS) -I$(BUS_DIR) -c -o $@ $<

# One archive: the model, its driver and the host's memory and devices.
$(BUILD)/libbus.a: $(BUS_OBJECTS) $(MACHINE_OBJECTS) $(BUS_DIR)/Vmemsys_top__ALL.a
	@echo "  AR       $@"
	@cp $(BUS_DIR)/Vmemsys_top__ALL.a $@
	@ar rcs $@ $(BUS_OBJECTS) $(MACHINE_OBJECTS)

$(BUILD)/bus-%: sim/bus/%.c sim/bus/bus.h $(BUILD)/libbus.a
	@echo "  LINK     $@"
	@$(CC) $(CFLAGS) -MF $(BUS_DIR)/$*.d -Isim -o $@ $< $(BUS_LIBS)

.PHONY: example-bus bus-test
example-bus: $(BUILD)/bus-example ## drive the MMU and the caches from a page of C: sim/bus/example.c
	@$<

TESTS += bus-test
bus-test: $(BUILD)/bus-test
	@$<

-include $(BUS_DIR)/bus.d
