# The event counters, as a program reads them, beside what the observers of the machine have counted.

# A program for each eight of the table, as there are eight counters
EVENT_SETS     := $(shell awk '/^0x/ && n++ % 8 == 0 { print (n - 1) / 8 }' rtl/pkg/events)
EVENT_PROGRAMS := $(patsubst %,$(BUILD)/tb/events/events-%.elf,$(EVENT_SETS))

$(EVENT_PROGRAMS): $(BUILD)/tb/events/events-%.elf: tb/events/events.c tb/common/crt.S tb/common/bare.ld tb/common/htif.h $(EVENTS)/events.h
	@mkdir -p $(@D)
	@riscv64-unknown-elf-gcc -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medany -O2 $(WARNINGS) -ffreestanding \
	  -nostdlib -I$(EVENTS) -DSET=$* -T tb/common/bare.ld -o $@ tb/common/crt.S $<

EVENT_OVERFLOW := $(BUILD)/tb/events/overflow.elf
$(EVENT_OVERFLOW): tb/events/overflow.c tb/common/crt.S tb/common/bare.ld $(EVENTS)/events.h
	@mkdir -p $(@D)
	@riscv64-unknown-elf-gcc -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medany -O2 $(WARNINGS) -ffreestanding \
	  -nostdlib -I$(EVENTS) -T tb/common/bare.ld -o $@ tb/common/crt.S $<

EVENT_LAWS := $(BUILD)/tb/events/laws
$(EVENT_LAWS): tb/events/laws.cpp $(addprefix $(HOST)/verilator/,laws.o recount.o event_counters.o) $(HOST)/machine/stats.o $(HOST)/machine/complaint.o
	@mkdir -p $(@D)
	@$(CXX) $(CXXFLAGS) -Isim -I$(EVENTS) -o $@ $^

.PHONY: events
TESTS += events
events: $(BUILD)/pagewalk $(EVENT_PROGRAMS) $(EVENT_OVERFLOW) $(EVENT_LAWS) ## the event counters count what happens, and overflow
	@$(EVENT_LAWS)
	@PAGEWALK=$(BUILD)/pagewalk OVERFLOW=$(EVENT_OVERFLOW) tb/events/run $(EVENT_PROGRAMS)
