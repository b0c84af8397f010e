# The CLINT, beside the host's.
include tb/unit/unit.mk
UNIT_LINK_clint   := $(HOST)/machine/clint.o
UNIT_CFLAGS_clint := -I$(CURDIR)/sim
$(eval $(call unit_bench,clint,clint_top,rtl/dev/clint.sv tb/unit/clint/clint_top.sv))
