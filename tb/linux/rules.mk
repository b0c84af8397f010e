# A real Linux on the machine, a target of its own since its kernel takes minutes to build: LINUX_SOURCE is one of
# Debian's packages linux-source-*, the newest that is installed unless named. `make linux` boots it on the model and on
# the RTL; ENGINE=rtl on that alone, LOCKSTEP=1 has the model judge it.

LINUX_SOURCE ?= $(or $(lastword $(shell ls /usr/src/linux-source-*.tar.xz 2>/dev/null | sort -V)),/usr/src/linux-source.tar.xz)
LINUX_OUT    := $(BUILD)/linux/$(patsubst linux-source-%.tar.xz,%,$(notdir $(LINUX_SOURCE)))

$(LINUX_OUT)/linux.elf: tb/linux/build tb/linux/config
	@JOBS=$(JOBS) tb/linux/build $(LINUX_SOURCE) $(@D)

$(LINUX_OUT)/root/init: tb/linux/init.c $(musl_libc) | $(EVENTS)/events.h
	@mkdir -p $(@D) $(addprefix $(@D)/,dev proc)
	@$(user_cc) $(user_cflags) -I. -static -s -o $@ $<

$(LINUX_OUT)/disk.img $(LINUX_OUT)/swap.img &: $(LINUX_OUT)/root/init os/user/make-images.sh os/user/make-disk.sh
	@os/user/make-images.sh $(<D) $(LINUX_OUT)/disk.img $(LINUX_OUT)/swap.img $(LINUX_OUT)/out.img

.PHONY: linux
linux: $(LINUX_OUT)/linux.elf $(LINUX_OUT)/disk.img $(BUILD)/pagewalk $(BUILD)/firmware.elf ## a small Linux from Debian's linux-source, with a program that forks, maps and swaps, on model and RTL (ENGINE=rtl LOCKSTEP=1 LINUX_SOURCE=FILE)
	@status=0; for engine in $(or $(ENGINE),model rtl); do \
	  tb/linux/run $(LINUX_OUT) $$engine $(if $(LOCKSTEP),$$(test $$engine = model || echo --lockstep)) || status=1; done; exit $$status
