# The error bank, beside the host's.
include tb/unit/unit.mk
UNIT_LINK_error_bank   := $(HOST)/machine/error_bank.o
UNIT_CFLAGS_error_bank := -I$(CURDIR)/sim
$(eval $(call unit_bench,error_bank,error_bank_top,rtl/dev/error_bank.sv tb/unit/error_bank/error_bank_top.sv))
