# SPDX-License-Identifier: Apache-2.0
#
# User programs, the C library that they are linked with, the library libfdt for kernel and firmware, and the disk
# images. Paths are relative to the project's root; everything that is made lies below build/.

user_cross   := riscv64-unknown-elf-
user_arch    := -march=rv64imac_zicsr_zifencei -mabi=lp64
# Libraries are chosen by the plain ISA: the compiler finds none for a name with _zicsr_zifencei.
user_link    := -march=rv64imac -mabi=lp64

musl_sysroot := build/musl/sysroot
musl_libc    := $(musl_sysroot)/lib/libc.a
libfdt_rv64  := build/libfdt-rv64/libfdt.a

user_programs := $(patsubst os/user/%.c,%,$(wildcard os/user/*.c))
user_tests    := $(patsubst os/user/test/%.c,%,$(wildcard os/user/test/*.c))
user_binaries := $(addprefix build/rootfs/bin/,$(user_programs) $(user_tests))
host_tests    := $(addprefix build/host/user/,$(filter-out init,$(user_programs)) $(user_tests))

disk_images := build/disk.img build/swap.img build/out.img

.PHONY: musl libfdt user images host-user
musl: $(musl_libc)              ## build musl for rv64imac/lp64 from Debian's source package
libfdt: $(libfdt_rv64)     ## build libfdt for kernel and firmware
user: $(user_binaries)          ## build the user programs
images: $(disk_images)          ## make the disk, the swap and the output image
host-user: $(host_tests)        ## build the user programs for this machine's own Linux, the oracle

TESTS += user-host-test
.PHONY: user-host-test
user-host-test: $(host_tests)   ## run the scenarios on this machine's own Linux, the oracle
	os/user/test/run-host.sh $(addprefix build/host/user/,$(user_tests) cowfork)

build/src/musl: os/user/fetch-source.sh
	os/user/fetch-source.sh musl $@
	@touch $@

$(musl_libc): os/user/build-musl.sh | build/src/musl
	@echo "musl: building the C library for rv64imac/lp64, about a minute"
	os/user/build-musl.sh build/src/musl build/musl/obj $(musl_sysroot)
	@touch $@

build/src/libfdt: os/user/libfdt/fetch-libfdt.sh
	os/user/libfdt/fetch-libfdt.sh $@
	@touch $@

$(libfdt_rv64): os/user/libfdt/build-libfdt.sh os/user/libfdt/libfdt_env.h | build/src/libfdt
	os/user/libfdt/build-libfdt.sh build/src/libfdt $(@D)

user_cflags := -std=gnu11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Werror -Ios/user -Ios/user/test

# $(wildcard) of a library that is not built yet would be empty, so the compiler is asked when a recipe runs.
user_cc = $(user_cross)gcc $(user_arch) $(user_cflags) -nostdinc -isystem $(musl_sysroot)/include \
	-isystem $$($(user_cross)gcc -print-file-name=include)
user_libs = $(musl_libc) $$($(user_cross)gcc $(user_link) -print-libgcc-file-name)
user_ld = $(user_cross)gcc $(user_link) -nostdlib -static -Wl,-z,max-page-size=4096 \
	$(musl_sysroot)/lib/crt1.o $(musl_sysroot)/lib/crti.o

build/user/%.o: os/user/%.c $(musl_libc)
	@mkdir -p $(@D)
	$(user_cc) -MMD -MP -c $< -o $@

build/user/%.elf: build/user/%.o $(musl_libc)
	$(user_ld) $< $(user_libs) $(musl_sysroot)/lib/crtn.o -o $@

build/rootfs/bin/%: build/user/%.elf
	@mkdir -p $(@D)
	$(user_cross)strip -o $@ $<

build/rootfs/bin/%: build/user/test/%.elf
	@mkdir -p $(@D)
	$(user_cross)strip -o $@ $<

build/host/user/%: os/user/%.c
	@mkdir -p $(@D)
	$(CC) $(user_cflags) -MMD -MP -MF $@.d $< -o $@

build/host/user/%: os/user/test/%.c
	@mkdir -p $(@D)
	$(CC) $(user_cflags) -MMD -MP -MF $@.d $< -o $@

build/rootfs/etc/rc: os/user/rootfs/etc/rc
	@mkdir -p $(@D)
	cp $< $@

build/rootfs/data/GPL-3: /usr/share/common-licenses/GPL-3
	@mkdir -p $(@D)
	cp $< $@

# A file that programs may write.
build/rootfs/data/scratch: build/rootfs/data/GPL-3
	head -c 16384 $< >$@

# Scenarios that want a boot of their own say so in their heads (tb/os/scenarios); the others share one, for which init
# has a list: rc=/etc/scenarios.
alone_tests := $(patsubst os/user/test/%.c,%,$(shell grep -lE '^// (Boot|Machine|Engine): ' os/user/test/*.c))

build/scenarios-alone build/rootfs/etc/scenarios &: $(wildcard os/user/test/*.c)
	@mkdir -p build/rootfs/etc
	printf '%s\n' $(sort $(alone_tests)) >build/scenarios-alone
	printf '/bin/%s\n' $(sort $(filter-out $(alone_tests),$(user_tests))) >build/rootfs/etc/scenarios

# Files that look like programs and are none: exec must refuse them.
build/rootfs/data/notelf: build/rootfs/data/GPL-3
	install -m 755 $< $@

build/rootfs/data/truncated: build/rootfs/bin/init
	head -c 100 $< >$@
	chmod 755 $@

build/rootfs/data/foreign: build/rootfs/bin/init
	{ head -c 18 $<; printf '\076'; tail -c +20 $<; } >$@    # e_machine of x86-64
	chmod 755 $@

disk_files := $(user_binaries) $(addprefix build/rootfs/,etc/rc etc/scenarios data/GPL-3 data/scratch data/notelf data/truncated data/foreign)

$(disk_images) &: os/user/make-images.sh $(disk_files)
	@mkdir -p build/rootfs/proc build/rootfs/dev build/rootfs/out
	os/user/make-images.sh build/rootfs $(disk_images)

-include $(wildcard build/user/*.d build/user/test/*.d build/host/user/*.d)
