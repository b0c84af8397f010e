# Memory whose banks have open rows (run --mem-row-hit).

$(BUILD)/tb/memory/rows.elf: tb/memory/rows.c tb/common/crt.S tb/common/bare.ld tb/common/htif.h
	@mkdir -p $(@D)
	@riscv64-unknown-elf-gcc -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medany -O2 $(WARNINGS) -ffreestanding \
	  -nostdlib -T tb/common/bare.ld -o $@ tb/common/crt.S $<

.PHONY: memory-rows
TESTS += memory-rows
memory-rows: $(BUILD)/pagewalk $(BUILD)/tb/memory/rows.elf ## memory whose banks have open rows: what loads cost there
	@PAGEWALK=$(BUILD)/pagewalk tb/memory/run $(BUILD)/tb/memory/rows.elf
