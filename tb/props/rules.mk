# Assertions, bound to the hardware that they watch: a module of properties each, and a file of binds
# for each unit. The benches of these units have them, and the whole machine of preset tiny, which the
# lockstep tests and the random programs run; the default preset is measured for speed and has none. Both AXI4
# ports are watched on the SystemC platform too, and the manager's in sim/bus.

PROPS        := tb/props
PROPS_CORE   := $(addprefix $(PROPS)/,stays_props.sv handshake_props.sv core_props.sv bind_core.sv)
PROPS_WALKER := $(addprefix $(PROPS)/,stays_props.sv handshake_props.sv bind_walker.sv)
PROPS_TLB    := $(addprefix $(PROPS)/,one_hot_props.sv bind_tlb.sv)
PROPS_STLB   := $(addprefix $(PROPS)/,stlb_props.sv tlb_array_props.sv bind_stlb.sv)
PROPS_MMU    := $(PROPS_WALKER) $(PROPS_TLB) $(PROPS_STLB) $(addprefix $(PROPS)/,walk_props.sv lookup_props.sv fill_props.sv progress_props.sv bind_mmu.sv)
PROPS_CACHES := $(addprefix $(PROPS)/,stays_props.sv handshake_props.sv line_props.sv line_write_props.sv \
                probe_props.sv l2_slots_props.sv l2_writeback_props.sv l2_tags_props.sv l2_pipe_props.sv l1_ways_props.sv progress_props.sv \
                lines_shadow.sv fetch_traffic_props.sv data_traffic_props.sv l2_traffic_props.sv bind_caches.sv)
PROPS_EDGE   := $(addprefix $(PROPS)/,stays_props.sv axi_props.sv bind_axi_edge.sv)
PROPS_AXI    := $(PROPS_EDGE) $(PROPS)/bind_axi_dma.sv
PROPS_ALL    := $(sort $(PROPS_CORE) $(PROPS_MMU) $(PROPS_CACHES) $(PROPS_AXI) $(addprefix $(PROPS)/,memsys_props.sv bind_memsys.sv))
