# Sizes at run time: a memory system that is masked down to a size takes, access by access, the cycles of one that is built at that
# size (docs/geometry.md). Each point is the default preset with other numbers in config_pkg.
GEOMETRY_TB  := tb/geometry
GEOMETRY_OUT := $(BUILD)/tb/geometry

# What is built, and the same as mgeometry has it
GEOMETRY_POINTS := tlbs l1 l2
GEOMETRY_tlbs := itlb_entries=4 dtlb_entries=8 stlb_page_sets=32 stlb_page_ways=4 stlb_mega_sets=4 stlb_mega_ways=2 stlb_others=4 \
  walk_uppers=4 walk_lasts=8
GEOMETRY_MASK_tlbs := 20122030
GEOMETRY_l1 := icache_bytes=4096 icache_ways=2 dcache_bytes=8192 dcache_ways=4
GEOMETRY_MASK_l1 := 112100000000
GEOMETRY_l2 := l2_bytes=65536 l2_ways=4 dtlb_entries=16
GEOMETRY_MASK_l2 := 11000000001000

$(GEOMETRY_OUT)/program.o: $(GEOMETRY_TB)/program.c sim/bus/bus.h
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -Isim -c -o $@ $<

$(GEOMETRY_OUT)/masked: $(GEOMETRY_OUT)/program.o $(BUILD)/libbus.a
	@$(CC) -o $@ $< $(BUS_LIBS)

define geometry_point
$(GEOMETRY_OUT)/$(1)/config_pkg.sv: rtl/pkg/config_pkg.sv $(GEOMETRY_TB)/config.awk $(GEOMETRY_TB)/rules.mk
	@mkdir -p $$(@D)
	@awk -v sizes="$(GEOMETRY_$(1))" -f $(GEOMETRY_TB)/config.awk $$< >$$@
$(GEOMETRY_OUT)/$(1)/Vmemsys_top.mk: $(GEOMETRY_OUT)/$(1)/config_pkg.sv $(RTL_FILES) $(PART_WAIVERS) sim/bus/memsys_top.sv
	@echo "  VERILATE memsys, $(1)"
	@$(VERILATOR) --cc $(VERILATOR_FLAGS) --top-module memsys_top -GPreset=1 --Mdir $$(@D) $(PART_WAIVERS) \
	  $$(patsubst rtl/pkg/config_pkg.sv,$$<,$(BUS_RTL)) sim/bus/memsys_top.sv
	@touch $$@
$(GEOMETRY_OUT)/$(1)/program: $(GEOMETRY_OUT)/program.o $(BUS_OBJECTS) $(MACHINE_OBJECTS) $(GEOMETRY_OUT)/$(1)/Vmemsys_top.mk
	@scripts/progress "compiling the model (memsys, $(1))" $$(@D) \
	  $$(MAKE) -C $$(@D) -f Vmemsys_top.mk -j $(JOBS) OBJCACHE="$(CCACHE)" OPT_FAST="-O1" OPT_SLOW="-Os" Vmemsys_top__ALL.a
	@$(CC) -o $$@ $(GEOMETRY_OUT)/program.o $(BUS_OBJECTS) $(MACHINE_OBJECTS) $$(@D)/Vmemsys_top__ALL.a -lfdt -lstdc++ -lpthread -lm
endef
$(foreach p,$(GEOMETRY_POINTS),$(eval $(call geometry_point,$(p))))

.PHONY: geometry
geometry: $(GEOMETRY_OUT)/masked $(patsubst %,$(GEOMETRY_OUT)/%/program,$(GEOMETRY_POINTS)) ## is a masked memory system as fast as a small one, to the cycle?
	@tb/geometry/run $(GEOMETRY_OUT) $(foreach p,$(GEOMETRY_POINTS),$(p)=$(GEOMETRY_MASK_$(p)))

TESTS += geometry
