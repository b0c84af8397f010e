# SPDX-License-Identifier: Apache-2.0
#
# The image with a user space that people know, build/user.img: BusyBox and other programs from Debian's source packages,
# built with our musl, and the small programs of os/user. A port NAME is a recipe NAME.sh, which installs into
# build/ports/NAME; the image is put together in build/userfs.

ports := busybox lua5.4 zlib sqlite3 libsigsegv memtester stress

port_recipe  = os/user/ports/$(1).sh
port_source  = build/src/$(or $(port_package.$(1)),$(1))
port_done    = build/ports/$(1).done

user_image := build/user.img
user_image_programs := $(addprefix build/rootfs/bin/,$(user_programs)) build/rootfs/lib/ld-musl-riscv64-sf.so.1
user_image_files    := $(shell find os/user/shell -type f)

.PHONY: ports user-image
ports: $(foreach port,$(ports),$(call port_done,$(port)))  ## build BusyBox and the other programs from Debian's source packages
user-image: $(user_image)  ## make the image with the shell: build/user.img

build/src/%: os/user/fetch-source.sh
	os/user/fetch-source.sh $* $@
	@touch $@

define port_rules
$(call port_done,$(1)): $(call port_recipe,$(1)) $(wildcard os/user/ports/$(1).*) $(musl_libc) | $(call port_source,$(1))
	@echo "$(1): building it from Debian's source package"
	CCACHE="$$(CCACHE)" JOBS=2 $$< $(call port_source,$(1)) $$(musl_sysroot) build/ports/$(1)
	@touch $$@
endef
$(foreach port,$(ports),$(eval $(call port_rules,$(port))))

$(user_image): os/user/make-disk.sh $(user_image_programs) $(user_image_files) $(foreach port,$(ports),$(call port_done,$(port))) \
		/usr/share/common-licenses/GPL-3
	@rm -rf build/userfs
	@mkdir -p $(addprefix build/userfs/,bin lib proc dev tmp root data mnt)
	cp -a $(foreach port,$(ports),build/ports/$(port)/.) os/user/shell/. build/userfs
	cp $(filter build/rootfs/bin/%,$^) build/userfs/bin
	cp build/rootfs/lib/ld-musl-riscv64-sf.so.1 build/userfs/lib
	cp /usr/share/common-licenses/GPL-3 build/userfs/data
	os/user/make-disk.sh build/userfs $@ 16
