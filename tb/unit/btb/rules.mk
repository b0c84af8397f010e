# The branch target buffer, so small that jumps meet in its sets.
include tb/unit/unit.mk
UNIT_BTB := rtl/core/core_pkg.sv rtl/core/btb.sv
$(eval $(call unit_bench,btb,btb,$(UNIT_LIB) $(UNIT_BTB),-GEntries=16))
$(eval $(call unit_netlist,btb,btb,$(UNIT_BTB),-GEntries=16))
