# SPDX-License-Identifier: Apache-2.0
#
# The kernel: build/kernel.elf, entered in S mode at 0x80200000. It runs unchanged on every engine and on QEMU.

KERNEL     := build/kernel.elf
KERNEL_CC  := riscv64-unknown-elf-gcc
KERNEL_SRC := $(sort $(wildcard os/arch/*.[cS] os/kern/*.c os/vm/*.c os/vm/policy/*.c os/fs/*.c os/dev/*.c os/lib/*.c))
KERNEL_OBJ := $(patsubst os/%,build/kernel/%.o,$(KERNEL_SRC))
LIBFDT     := build/libfdt-rv64/libfdt.a

KERNEL_ARCH   := -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medany
# Without vectors, the vectorizer would put pairs of words together by shifts, to store them at once.
KERNEL_CFLAGS := $(KERNEL_ARCH) -std=gnu11 -O2 -g -ffreestanding -fno-common -fno-stack-protector -fno-pic -msmall-data-limit=300 \
                 -ffunction-sections -fno-tree-loop-distribute-patterns -fno-tree-vectorize -Wall -Wextra -Werror -Wvla -Wstack-usage=1024 \
                 -Ibuild/libfdt-rv64/include -I.
# libgcc by the plain architecture: with extensions named, GCC 12 chooses another multilib.
KERNEL_LIBGCC := $(shell $(KERNEL_CC) -march=rv64imac -mabi=lp64 -print-libgcc-file-name 2>/dev/null)

$(KERNEL): $(KERNEL_OBJ) os/kernel.ld $(LIBFDT)
	$(KERNEL_CC) $(KERNEL_ARCH) -nostdlib -static -Wl,-T,os/kernel.ld -Wl,--gc-sections -Wl,--no-warn-rwx-segments \
	    -Wl,--build-id=none -o $@ $(KERNEL_OBJ) $(LIBFDT) $(KERNEL_LIBGCC)

build/kernel/%.c.o: os/%.c os/rules.mk | $(LIBFDT) build/events/events.h
	@mkdir -p $(@D)
	$(CCACHE) $(KERNEL_CC) $(KERNEL_CFLAGS) -MMD -MP -c -o $@ $<

build/kernel/%.S.o: os/%.S os/rules.mk
	@mkdir -p $(@D)
	$(KERNEL_CC) $(KERNEL_ARCH) -I. -g -MMD -MP -c -o $@ $<

# Which function calls which, and the stack that each takes.
KERNEL_GRAPHS := $(patsubst os/%.c,build/stack/%.ci,$(filter %.c,$(KERNEL_SRC)))
build/stack/%.ci: os/%.c os/rules.mk | $(LIBFDT) build/events/events.h
	@mkdir -p $(@D)
	@$(KERNEL_CC) $(KERNEL_CFLAGS) -fcallgraph-info=su -MMD -MP -MT $@ -MF $(@:.ci=.d) -c -o $(@:.ci=.o) $<

.PHONY: lint-stack
TESTS += lint-stack
lint-stack: $(KERNEL_GRAPHS) ## does the kernel's deepest path of calls fit into its stacks?
	@awk -v limit=4096 -f scripts/stack-bound.awk scripts/stack-bound.list $$(find os -name '*.[ch]' -not -path 'os/user/*') $^

-include $(KERNEL_GRAPHS:.ci=.d)

.PHONY: kernel
kernel: $(KERNEL) ## build the kernel

.PHONY: run-qemu
run-qemu: $(KERNEL) build/firmware.elf build/disk.img build/swap.img build/out.img  ## boot the kernel on QEMU and run the demo's programs, or what is named (RAM=16M APPEND=run=/bin/selfmap)
	RAM=$(RAM) os/run-qemu.sh $(APPEND)

-include $(KERNEL_OBJ:.o=.d)
