# Figures: bare-metal programs that measure the core, and the simulator's own speed.

BENCH_PROGRAMS := $(BUILD)/tb/bench/figures.elf $(BUILD)/tb/bench/work.elf

$(BENCH_PROGRAMS): $(BUILD)/tb/bench/%.elf: tb/bench/%.c tb/common/crt.S tb/common/bare.ld tb/common/htif.h
	@mkdir -p $(@D)
	@riscv64-unknown-elf-gcc -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medany -O2 $(WARNINGS) -ffreestanding \
	  -nostdlib -T tb/common/bare.ld -o $@ tb/common/crt.S $<

# What the kernel's operations cost: a static program that is process 1 on a disk of its own.
BENCH_DISK := $(BUILD)/tb/bench/os.img

$(BUILD)/user/oscost.o: tb/bench/oscost.c $(musl_libc)
	@mkdir -p $(@D)
	@$(user_cc) $(user_cflags) -MMD -MP -c $< -o $@

$(BENCH_DISK): $(BUILD)/user/oscost.elf
	@mkdir -p $(@D)/os/bin $(@D)/os/dev $(@D)/os/proc
	@$(user_strip) -o $(@D)/os/bin/oscost $<
	@head -c 262144 /dev/zero >$(@D)/os/file
	@rm -f $@ && E2FSPROGS_FAKE_TIME=1 mke2fs -q -F -t ext2 -O none,filetype,sparse_super -b 4096 -m 0 -N 64 -d $(@D)/os $@ 512 >/dev/null

.PHONY: bench
bench: $(BUILD)/pagewalk $(BENCH_PROGRAMS) $(BENCH_DISK) $(OS_IMAGES) ## the figures: core, memory system, kernel, simulator; writes build/bench.json
	@scripts/bench

# What the core's figures must be, as a test.
.PHONY: figures
TESTS += figures
figures: $(BUILD)/pagewalk $(BENCH_PROGRAMS)
	@scripts/bench figures
