# The PLIC, beside the host's.
include tb/unit/unit.mk
UNIT_LINK_plic   := $(HOST)/machine/plic.o
UNIT_CFLAGS_plic := -I$(CURDIR)/sim
$(eval $(call unit_bench,plic,plic_top,rtl/lib/clock_gate.sv rtl/dev/plic.sv tb/unit/plic/plic_top.sv))
