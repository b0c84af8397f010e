# SPDX-License-Identifier: Apache-2.0
#
# The M-mode firmware, build/firmware.elf, at the start of RAM. Paths are relative to the project's root.

firmware_cross   := riscv64-unknown-elf-
firmware_flags   := -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medany -ffreestanding -fno-common \
	-ffunction-sections -fdata-sections -fno-tree-loop-distribute-patterns -O2 -g -Wall -Wextra -Werror -I. -Ibuild/libfdt-rv64/include
firmware_sources := $(wildcard firmware/*.c firmware/*.S)
firmware_objects := $(patsubst firmware/%,build/firmware/%.o,$(firmware_sources))

.PHONY: firmware
firmware: build/firmware.elf    ## build the M-mode firmware

build/firmware/%.c.o: firmware/%.c build/libfdt-rv64/libfdt.a | build/events/events.h
	@mkdir -p $(@D)
	$(firmware_cross)gcc -std=gnu11 $(firmware_flags) -MMD -MP -c $< -o $@

build/firmware/%.S.o: firmware/%.S
	@mkdir -p $(@D)
	$(firmware_cross)gcc $(firmware_flags) -MMD -MP -c $< -o $@

build/firmware.elf: firmware/firmware.ld $(firmware_objects)
	$(firmware_cross)gcc $(firmware_flags) -nostdlib -static -Wl,--gc-sections -Wl,-T,$< \
		$(firmware_objects) build/libfdt-rv64/libfdt.a -o $@


# The firmware's own test: a payload in the kernel's place that makes every SBI call, on QEMU with and without Sstc.
build/firmware-test.elf: firmware/test/payload.ld firmware/test/start.S firmware/test/payload.c firmware/test/others.c firmware/test/machine.c firmware/test/pmu.c build/firmware/string.c.o build/libfdt-rv64/libfdt.a firmware/test/payload.h | build/events/events.h
	@mkdir -p $(@D)
	$(firmware_cross)gcc -std=gnu11 $(firmware_flags) -nostdlib -static -Wl,-T,$< $(filter-out %.ld %.h,$^) -o $@

TESTS += firmware-test
.PHONY: firmware-test
firmware-test: build/firmware.elf build/firmware-test.elf    ## try every SBI call of the firmware on QEMU
	firmware/test/run-qemu.sh $^

TESTS += firmware-engines
.PHONY: firmware-engines
firmware-engines: build/pagewalk build/firmware.elf build/firmware-test.elf    ## the same on the model and the RTL, where events are counted
	firmware/test/run-engines.sh $^

-include $(wildcard build/firmware/*.d)
