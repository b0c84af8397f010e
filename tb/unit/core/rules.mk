# Bench of the core alone: programs assembled for it, random ones, all in lockstep with the model.
include tb/unit/unit.mk

UNIT_CORE          := $(shell sed -n '/^rtl\/lib\//p;/^rtl\/core\//p' rtl/files.f) tb/unit/core/csr_observer.sv $(PROPS_CORE)
CORE_PROGRAMS      := $(BUILD)/tb/core/programs
UNIT_LINK_core     := $(HOST)/libmodel.a
UNIT_CFLAGS_core   := -I$(CURDIR)/sim -I$(CURDIR)/tb -DPROGRAMS=\"$(CORE_PROGRAMS)\"
UNIT_NEEDS_core    := $(patsubst tb/unit/core/programs/%.S,$(CORE_PROGRAMS)/%.bin,$(wildcard tb/unit/core/programs/*.S))
$(eval $(call unit_bench,core,core,$(UNIT_CORE)))

$(CORE_PROGRAMS)/%.bin: tb/unit/core/programs/%.S tb/unit/core/programs/check.h tb/unit/core/programs/link.ld
	@mkdir -p $(@D)
	@riscv64-unknown-elf-gcc -march=rv64imac_zicsr_zifencei -mabi=lp64 -nostdlib -static -mno-relax \
	  -Wl,--no-warn-rwx-segments -T tb/unit/core/programs/link.ld -o $(@:.bin=.elf) $<
	@riscv64-unknown-elf-objcopy -O binary $(@:.bin=.elf) $@
