# The AXI4 subordinate port.
include tb/unit/unit.mk
$(eval $(call unit_bench,axi_dma,axi_dma_top,rtl/lib/stream_register.sv rtl/lib/fifo.sv rtl/bus/axi_dma.sv \
  tb/unit/axi_dma/axi_dma_top.sv $(addprefix $(PROPS)/,stays_props.sv axi_props.sv line_props.sv)))
