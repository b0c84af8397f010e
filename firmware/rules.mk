# SPDX-License-Identifier: Apache-2.0
#
# The M-mode firmware, build/firmware.elf, at the start of RAM. Paths are relative to the project's root.

firmware_cross   := riscv64-unknown-elf-
firmware_flags   := -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medany -ffreestanding -fno-common \
	-ffunction-sections -fdata-sections -O2 -g -Wall -Wextra -Werror -Ifirmware -Ibuild/libfdt-rv64/include
firmware_sources := $(wildcard firmware/*.c firmware/*.S)
firmware_objects := $(patsubst firmware/%,build/firmware/%.o,$(firmware_sources))

.PHONY: firmware
firmware: build/firmware.elf    ## build the M-mode firmware

build/firmware/%.c.o: firmware/%.c build/libfdt-rv64/libfdt.a
	@mkdir -p $(@D)
	$(firmware_cross)gcc -std=gnu11 $(firmware_flags) -MMD -MP -c $< -o $@

build/firmware/%.S.o: firmware/%.S
	@mkdir -p $(@D)
	$(firmware_cross)gcc $(firmware_flags) -MMD -MP -c $< -o $@

build/firmware.elf: firmware/firmware.ld $(firmware_objects)
	$(firmware_cross)gcc $(firmware_flags) -nostdlib -static -Wl,--gc-sections -Wl,-T,$< \
		$(firmware_objects) build/libfdt-rv64/libfdt.a -o $@

-include $(wildcard build/firmware/*.d)
