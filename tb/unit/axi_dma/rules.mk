# The AXI4 subordinate port.
include tb/unit/unit.mk
$(eval $(call unit_bench,axi_dma,axi_dma_top,$(shell sed -n '/^rtl\/lib\//p' rtl/files.f) rtl/bus/axi_dma.sv \
  tb/unit/axi_dma/axi_dma_top.sv $(addprefix $(PROPS)/,stays_props.sv axi_props.sv line_props.sv)))
