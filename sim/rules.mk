# The host's programs: build/pagewalk from the machine, the command line and the engines.
#
# An engine's own fragment adds to ENGINE_OBJECTS (objects and archives, in link order) and ENGINE_LIBS;
# a plain `make build/pagewalk ENGINE_OBJECTS=` builds the command with the model engine alone.

HOST := $(BUILD)/host

MACHINE_OBJECTS := $(patsubst sim/%.c,$(HOST)/%.o,$(filter-out sim/machine/test_%,$(wildcard sim/machine/*.c)))
CLI_OBJECTS     := $(patsubst sim/%.c,$(HOST)/%.o,$(filter-out sim/cli/test_%,$(wildcard sim/cli/*.c)))
HOST_OBJECTS    := $(MACHINE_OBJECTS) $(CLI_OBJECTS)
MACHINE_TESTS   := $(patsubst sim/machine/%.c,%,$(wildcard sim/machine/test_*.c))

include sim/rules-model.mk
include sim/verilator/rules.mk sim/systemc/rules.mk sim/bus/rules.mk

$(HOST_OBJECTS) $(MACHINE_TESTS:%=$(HOST)/machine/%.o): $(HOST)/%.o: sim/%.c | $(EVENTS)/events.h
	@echo "  CC       $@"
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -Isim -I$(EVENTS) -c -o $@ $<

$(BUILD)/pagewalk: $(HOST_OBJECTS) $(ENGINE_OBJECTS) $(HOST)/libmodel.a
	@echo "  LINK     $@"
	@$(CXX) -o $@ $(HOST_OBJECTS) $(ENGINE_OBJECTS) $(HOST)/libmodel.a $(ENGINE_LIBS) -lfdt

$(MACHINE_TESTS:%=$(HOST)/machine/%): %: %.o $(MACHINE_OBJECTS)
	@$(CC) -o $@ $^ -lfdt

$(HOST)/cli/test_slices.o: sim/cli/test_slices.c
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -Isim -c -o $@ $<
$(HOST)/cli/test_slices: $(HOST)/cli/test_slices.o $(HOST)/cli/engine_model.o $(MACHINE_OBJECTS) $(HOST)/libmodel.a
	@$(CC) -o $@ $^ -lfdt

# Bare-metal programs that the command is tested with.
GUEST_NAMES := $(filter-out guest,$(patsubst sim/cli/guest/%.c,%,$(wildcard sim/cli/guest/*.c))) high
GUESTS      := $(GUEST_NAMES:%=$(BUILD)/guest/%.elf)
GUEST_PARTS := $(addprefix sim/cli/guest/,start.S guest.c guest.h guest.ld)
GUEST_CC    := riscv64-unknown-elf-gcc -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medany \
               -O2 -ffreestanding -nostdlib -Wall -Wextra -Werror -T sim/cli/guest/guest.ld

$(BUILD)/guest/%.elf: sim/cli/guest/%.c $(GUEST_PARTS)
	@mkdir -p $(@D)
	@$(GUEST_CC) -o $@ sim/cli/guest/start.S sim/cli/guest/guest.c $<
$(BUILD)/guest/high.elf: sim/cli/guest/pass.c $(GUEST_PARTS)
	@mkdir -p $(@D)
	@$(GUEST_CC) -Wl,--defsym=base=0x80400000 -o $@ sim/cli/guest/start.S sim/cli/guest/guest.c $<

.PHONY: host-test cli-test
TESTS += host-test cli-test
host-test: $(MACHINE_TESTS:%=$(HOST)/machine/%) ## unit tests of the host's devices and loader
	@set -e; for test in $(MACHINE_TESTS); do (cd $(HOST)/machine && ./$$test); done

# The engines to test with the bare-metal programs.
GUEST_ENGINES ?= model
cli-test: $(BUILD)/pagewalk $(HOST)/cli/test_slices $(GUESTS) ## the command: bad input, bare-metal programs, the same as on QEMU
	@cd $(BUILD) && host/cli/test_slices guest
	@sim/cli/test_badinput.sh $(BUILD)/pagewalk $(BUILD)/guest
	@sim/cli/test_guests.sh $(BUILD)/pagewalk $(BUILD)/guest $(GUEST_ENGINES)

-include $(HOST_OBJECTS:.o=.d) $(MACHINE_TESTS:%=$(HOST)/machine/%.d) $(HOST)/cli/test_slices.d
