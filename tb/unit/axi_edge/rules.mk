# The AXI4 manager port.
include tb/unit/unit.mk
$(eval $(call unit_bench,axi_edge,axi_edge_top,rtl/lib/stream_register.sv rtl/lib/clock_gate.sv rtl/bus/axi_edge.sv \
  tb/unit/axi_edge/axi_edge_top.sv $(PROPS_EDGE)))
