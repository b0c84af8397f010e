# The hardware contract, cycle by cycle: a bench at the memsys port and bare-metal programs on the whole machine, preset
# default. What they measure is compared with tb/contract/expected, exactly (scripts/contract).

CONTRACT_OUT      := $(BUILD)/tb/contract
CONTRACT_PROGRAMS := $(patsubst tb/contract/%.c,$(CONTRACT_OUT)/%.elf,$(filter-out %/port.c,$(wildcard tb/contract/*.c)))

$(CONTRACT_PROGRAMS): $(CONTRACT_OUT)/%.elf: tb/contract/%.c tb/contract/start.S $(wildcard tb/contract/*.h) \
    tb/common/bare.ld tb/common/htif.h
	@mkdir -p $(@D)
	@riscv64-unknown-elf-gcc -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medany -O2 -std=gnu11 $(WARNINGS) \
	  -ffreestanding -nostdlib -T tb/common/bare.ld -Wl,--no-warn-rwx-segments -o $@ tb/contract/start.S $<

$(CONTRACT_OUT)/port: tb/contract/port.c sim/bus/bus.h $(BUILD)/libbus.a
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -Isim -o $@ $< $(BUS_LIBS)

.PHONY: contract contract-accept
TESTS += contract
contract: $(BUILD)/pagewalk $(CONTRACT_PROGRAMS) $(CONTRACT_OUT)/port ## the contract's cycles: goal, met, others; exactly as tb/contract/expected says
	@scripts/contract
contract-accept: $(BUILD)/pagewalk $(CONTRACT_PROGRAMS) $(CONTRACT_OUT)/port ## what is measured now becomes tb/contract/expected and docs/contract.md
	@scripts/contract --accept
