# Figures: bare-metal programs that measure the core, and the simulator's own speed.

BENCH_PROGRAMS := $(BUILD)/tb/bench/figures.elf $(BUILD)/tb/bench/work.elf

$(BENCH_PROGRAMS): $(BUILD)/tb/bench/%.elf: tb/bench/%.c tb/common/crt.S tb/common/bare.ld tb/common/htif.h
	@mkdir -p $(@D)
	@riscv64-unknown-elf-gcc -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medany -O2 $(WARNINGS) -ffreestanding \
	  -nostdlib -T tb/common/bare.ld -o $@ tb/common/crt.S $<

.PHONY: bench
bench: $(BUILD)/pagewalk $(BENCH_PROGRAMS) ## the figures: core, memory system, simulator; writes build/bench.json
	@scripts/bench

# What the core's figures must be, as a test.
.PHONY: figures
TESTS += figures
figures: $(BUILD)/pagewalk $(BENCH_PROGRAMS)
	@scripts/bench figures
