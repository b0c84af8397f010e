# Directed programs, one a condition that it reaches: tb/isa/CONDITION.S. `make isa-CONDITION` runs one.

ISA_OUT   := $(BUILD)/tb/isa
ISA_NAMES := $(sort $(patsubst tb/isa/%.S,%,$(wildcard tb/isa/*.S)))
ISA_ELFS  := $(ISA_NAMES:%=$(ISA_OUT)/%.elf)
BARE_GCC  := riscv64-unknown-elf-gcc -march=rv64imac_zicsr_zifencei -mabi=lp64 -nostdlib -static \
             -mno-relax -Wl,--no-warn-rwx-segments -T tb/common/bare.ld

$(ISA_ELFS): $(ISA_OUT)/%.elf: tb/isa/%.S tb/isa/test.h tb/common/bare.ld $(EVENTS)/events.h
	@mkdir -p $(@D)
	@$(BARE_GCC) -Itb/isa -I$(EVENTS) -o $@ $<

.PHONY: isa
isa: $(ISA_ELFS) $(BUILD)/pagewalk ## the directed programs: model, RTL in lockstep, smallest TLBs and caches
	@echo $(ISA_NAMES) | PAGEWALK=$(BUILD)/pagewalk ISA_ELF=$(ISA_OUT) xargs -P 2 -n 4 tb/isa/run

# Those that QEMU judges too: the same, but for the way to the end.
ISA_QEMU_OUT   := $(BUILD)/tb/isa-qemu
ISA_QEMU_NAMES := $(sort $(patsubst tb/isa/%.S,%,$(shell grep -l '^// Qemu:' tb/isa/*.S)))

$(ISA_QEMU_NAMES:%=$(ISA_QEMU_OUT)/%.elf): $(ISA_QEMU_OUT)/%.elf: tb/isa/%.S tb/isa/test.h tb/common/bare.ld
	@mkdir -p $(@D)
	@$(BARE_GCC) -DON_QEMU -Itb/isa -o $@ $<

.PHONY: isa-qemu
isa-qemu: $(ISA_QEMU_NAMES:%=$(ISA_QEMU_OUT)/%.elf) ## the directed programs that say so, on QEMU's virt board
	@echo $(ISA_QEMU_NAMES) | ISA_ELF=$(ISA_QEMU_OUT) xargs -P 2 -n 8 tb/isa/run-qemu

.PHONY: $(ISA_NAMES:%=isa-%)
$(ISA_NAMES:%=isa-%): isa-%: $(ISA_OUT)/%.elf $(BUILD)/pagewalk
	@PAGEWALK=$(BUILD)/pagewalk ISA_ELF=$(ISA_OUT) tb/isa/run $*

TESTS += isa isa-qemu
