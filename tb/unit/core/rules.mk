# Bench of the core alone: programs assembled for it, random ones, all in lockstep with the model.

CORE_TB     := tb/unit/core
CORE_TB_OUT := $(BUILD)/tb/core
CORE_TB_RTL := $(shell sed -n '/^rtl\/pkg\//p;/^rtl\/core\//p' rtl/files.f) $(PROPS_CORE)
CORE_TB_SRC := $(addprefix $(CORE_TB)/,core_bench.cpp core_host.cpp random_program.cpp)
CORE_TB_HDR := $(CORE_TB)/core_host.h $(wildcard $(CORE_TB)/*.h) $(wildcard tb/common/*.h)
CORE_TB_ASM := $(wildcard $(CORE_TB)/programs/*.S)
CORE_TB_BIN := $(CORE_TB_ASM:$(CORE_TB)/programs/%.S=$(CORE_TB_OUT)/programs/%.bin)

$(CORE_TB_OUT)/programs/%.bin: $(CORE_TB)/programs/%.S $(CORE_TB)/programs/check.h $(CORE_TB)/programs/link.ld
	@mkdir -p $(@D)
	@riscv64-unknown-elf-gcc -march=rv64imac_zicsr_zifencei -mabi=lp64 -nostdlib -static -mno-relax \
	  -Wl,--no-warn-rwx-segments -T $(CORE_TB)/programs/link.ld -o $(@:.bin=.elf) $<
	@riscv64-unknown-elf-objcopy -O binary $(@:.bin=.elf) $@

$(CORE_TB_OUT)/core_bench: $(CORE_TB_RTL) $(PART_WAIVERS) $(CORE_TB_SRC) $(CORE_TB_HDR) $(CORE_TB)/csr_observer.sv $(HOST)/libmodel.a
	@echo "  BENCH    core"
	@mkdir -p $(@D)
	@$(VERILATOR) --cc --exe --build -j $(JOBS) -O3 --assert --x-assign unique --x-initial unique -Wall \
	  --top-module core --Mdir $(CORE_TB_OUT)/verilated -o $(abspath $@) \
	  $(PART_WAIVERS) $(CORE_TB_RTL) $(CORE_TB)/csr_observer.sv $(abspath $(CORE_TB_SRC)) $(abspath $(HOST)/libmodel.a) \
	  -CFLAGS '-O2 -std=gnu++17 -I$(CURDIR)/sim -I$(CURDIR)/tb -DPROGRAMS=\"$(CORE_TB_OUT)/programs\"' \
	  -MAKEFLAGS "OPT_FAST=-O2 OBJCACHE=$(CCACHE)"

.PHONY: unit-core
unit-core: $(CORE_TB_OUT)/core_bench $(CORE_TB_BIN)
	@$< $(ARGS)

TESTS += unit-core
