# The event counters, as a program reads them, beside what the observers of the machine have counted.

EVENT_PROGRAMS := $(patsubst %,$(BUILD)/tb/events/events-%.elf,0 1 2)

$(EVENT_PROGRAMS): $(BUILD)/tb/events/events-%.elf: tb/events/events.c tb/common/crt.S tb/common/bare.ld tb/common/htif.h $(EVENTS)/events.h
	@mkdir -p $(@D)
	@riscv64-unknown-elf-gcc -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medany -O2 $(WARNINGS) -ffreestanding \
	  -nostdlib -I$(EVENTS) -DSET=$* -T tb/common/bare.ld -o $@ tb/common/crt.S $<

.PHONY: events
TESTS += events
events: $(BUILD)/pagewalk $(EVENT_PROGRAMS) ## the event counters count what happens
	@PAGEWALK=$(BUILD)/pagewalk tb/events/run $(EVENT_PROGRAMS)
