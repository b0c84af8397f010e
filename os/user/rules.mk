# SPDX-License-Identifier: Apache-2.0
#
# User programs, the C library that they are linked with, the library libfdt for kernel and firmware, and the disk
# images. Paths are relative to the project's root; everything that is made lies below build/.

# riscv64-musl-gcc (build-musl.sh) makes Linux programs for rv64imac/lp64, static and dynamic ones, and shared objects.
musl_sysroot := build/musl/sysroot
musl_libc    := $(musl_sysroot)/lib/libc.a
user_cc      := $(musl_sysroot)/bin/riscv64-musl-gcc
user_strip   := riscv64-linux-gnu-strip

libfdt_rv64  := build/libfdt-rv64/libfdt.a

user_programs := $(patsubst os/user/%.c,%,$(wildcard os/user/*.c))
user_tests    := $(patsubst os/user/test/%.c,%,$(wildcard os/user/test/*.c))
user_binaries := $(addprefix build/rootfs/bin/,$(user_programs) $(user_tests))
host_tests    := $(addprefix build/host/user/,$(filter-out init,$(user_programs)) $(user_tests))

# The companions of the scenarios about linking: programs and versions of one library, here and for this machine.
dynamic_names := libx.so.1 libx.so.2 libx.so.cold libx.so.new libx.so.old answers.1 answers.2 answers.cold answers.static \
	formats formats.static selfmap selfmap.static
dynamic_files := $(addprefix build/rootfs/bin/dynamic/,$(dynamic_names))
host_dynamic  := $(addprefix build/host/user/dynamic/,$(dynamic_names))

disk_images := build/disk.img build/swap.img build/out.img

.PHONY: musl libfdt user images host-user
musl: $(musl_libc)              ## build musl for rv64imac/lp64 from Debian's source package
libfdt: $(libfdt_rv64)     ## build libfdt for kernel and firmware
user: $(user_binaries)          ## build the user programs
images: $(disk_images)          ## make the disk, the swap and the output image
host-user: $(host_tests) $(host_dynamic)        ## build the user programs for this machine's own Linux, the oracle

TESTS += user-host-test
.PHONY: user-host-test
user-host-test: $(host_tests) $(host_dynamic)   ## run the scenarios on this machine's own Linux, the oracle
	os/user/test/run-host.sh $(addprefix build/host/user/,$(user_tests) cowfork)

$(musl_libc): os/user/build-musl.sh | build/src/musl
	@echo "musl: building the C library for rv64imac/lp64, about a minute"
	CCACHE="$(CCACHE)" os/user/build-musl.sh build/src/musl build/musl/obj $(musl_sysroot)
	@touch $@

build/src/libfdt: os/user/libfdt/fetch-libfdt.sh
	os/user/libfdt/fetch-libfdt.sh $@
	@touch $@

$(libfdt_rv64): os/user/libfdt/build-libfdt.sh os/user/libfdt/libfdt_env.h | build/src/libfdt
	os/user/libfdt/build-libfdt.sh build/src/libfdt $(@D)

user_cflags := -std=gnu11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Werror -Ios/user -Ios/user/test

build/user/%.o: os/user/%.c $(musl_libc)
	@mkdir -p $(@D)
	$(user_cc) $(user_cflags) $(user_pic) -MMD -MP -c $< -o $@

build/user/%.elf: build/user/%.o
	$(user_cc) $(or $(user_pie),-static) $< $(user_libs) -o $@

# Programs called dynamic_* are position independent and linked with the shared C library when they start.
build/user/test/dynamic_%: private user_pic := -fPIE
build/user/test/dynamic_%: private user_pie := -pie -Wl,-z,separate-code

build/rootfs/bin/%: build/user/%.elf
	@mkdir -p $(@D)
	$(user_strip) -o $@ $<

build/rootfs/bin/%: build/user/test/%.elf
	@mkdir -p $(@D)
	$(user_strip) -o $@ $<

# The shared C library is the dynamic linker too.
build/rootfs/lib/ld-musl-riscv64-sf.so.1: $(musl_libc)
	@mkdir -p $(@D)
	$(user_strip) -o $@ $(musl_sysroot)/lib/libc.so

build/host/user/%: os/user/%.c
	@mkdir -p $(@D)
	$(CC) $(user_cflags) -MMD -MP -MF $@.d $< -o $@

build/host/user/%: os/user/test/%.c
	@mkdir -p $(@D)
	$(CC) $(user_cflags) $(host_link) -MMD -MP -MF $@.d $< -o $@

build/host/user/static_%: private host_link := -static

# The answer of each version of the companions' library; .new and .old are what a test writes over libx.so.1.
libx_answer.1    := 41
libx_answer.2    := 42
libx_answer.new  := 43
libx_answer.cold := 44
libx_answer.old  := 41

build/rootfs/bin/dynamic/%: private dynamic_cc = $(user_cc) -s -Wl,-z,separate-code
build/host/user/dynamic/%: private dynamic_cc = $(CC)
$(dynamic_files): $(musl_libc)

define dynamic_rules
$(1)/libx.so.%: os/user/dynamic/libx.c
	@mkdir -p $$(@D)
	$$(dynamic_cc) -O2 -fPIC -shared -DLIBX_ANSWER=$$(libx_answer.$$*) -Wl,-soname,libx.so.$$(if $$(filter new old,$$*),1,$$*) $$< -o $$@

$(1)/answers.static: os/user/dynamic/answers.c os/user/dynamic/libx.c
	@mkdir -p $$(@D)
	$$(dynamic_cc) -O2 -static $$(filter-out %.a,$$^) -o $$@

$(1)/answers.%: os/user/dynamic/answers.c $(1)/libx.so.%
	$$(dynamic_cc) -O2 -fPIE -pie -Wl,-rpath,'$$$$ORIGIN' $$(filter-out %.a,$$^) -o $$@

$(1)/%: os/user/dynamic/%.c
	@mkdir -p $$(@D)
	$$(dynamic_cc) -O2 -fPIE -pie $$< -o $$@

$(1)/%.static: os/user/dynamic/%.c
	@mkdir -p $$(@D)
	$$(dynamic_cc) -O2 -static $$< -o $$@

$(1)/selfmap: os/user/selfmap.c
	@mkdir -p $$(@D)
	$$(dynamic_cc) -O2 -fPIE -pie $$< -o $$@

$(1)/selfmap.static: os/user/selfmap.c
	@mkdir -p $$(@D)
	$$(dynamic_cc) -O2 -static $$< -o $$@
endef

$(eval $(call dynamic_rules,build/rootfs/bin/dynamic))
$(eval $(call dynamic_rules,build/host/user/dynamic))

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
	@printf '%s\n' $(sort $(alone_tests)) >build/scenarios-alone
	@printf '/bin/%s\n' $(sort $(filter-out $(alone_tests),$(user_tests))) >build/rootfs/etc/scenarios

# Files that look like programs and are none: exec must refuse them.
build/rootfs/data/notelf: build/rootfs/data/GPL-3
	install -m 755 $< $@

build/rootfs/data/truncated: build/rootfs/bin/init
	head -c 100 $< >$@
	chmod 755 $@

build/rootfs/data/foreign: build/rootfs/bin/init
	{ head -c 18 $<; printf '\076'; tail -c +20 $<; } >$@    # e_machine of x86-64
	chmod 755 $@

build/rootfs/data/crafted:
	head -c 16384 /dev/zero >$@    # a program that scenarios write
	chmod 755 $@

disk_files := $(user_binaries) $(dynamic_files) build/rootfs/lib/ld-musl-riscv64-sf.so.1 $(addprefix build/rootfs/,etc/rc etc/scenarios data/GPL-3 data/scratch data/notelf data/truncated data/foreign data/crafted)

$(disk_images) &: os/user/make-images.sh os/user/make-disk.sh $(disk_files)
	@mkdir -p build/rootfs/proc build/rootfs/dev build/rootfs/out build/rootfs/tmp build/rootfs/mnt
	os/user/make-images.sh build/rootfs $(disk_images)

include os/user/ports/rules.mk

-include $(wildcard build/user/*.d build/user/test/*.d build/host/user/*.d)
