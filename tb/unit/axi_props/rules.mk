# The rules of AXI4: each of them is broken once.
include tb/unit/unit.mk
$(eval $(call unit_bench,axi_props,axi_props_top,tb/unit/axi_props/axi_props_top.sv \
  $(addprefix $(PROPS)/,stays_props.sv axi_props.sv)))
