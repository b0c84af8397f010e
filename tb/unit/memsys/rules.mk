# The memory system through the bus library (sim/bus), in C: its MMU, and its caches.
MEMSYS_TB     := tb/unit/memsys
MEMSYS_TB_OUT := $(BUILD)/tb/memsys
MEMSYS_SHARED := $(MEMSYS_TB_OUT)/bench.o $(MEMSYS_TB_OUT)/memory.o $(MEMSYS_TB_OUT)/laws.o
MEMSYS_MMU    := $(MEMSYS_TB_OUT)/mmu.o $(MEMSYS_TB_OUT)/pair.o $(MEMSYS_TB_OUT)/spaces.o $(MEMSYS_TB_OUT)/past.o $(MEMSYS_TB_OUT)/verdict.o

$(MEMSYS_TB_OUT)/%.o: $(MEMSYS_TB)/%.c
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -Isim -Itb -c -o $@ $<

$(MEMSYS_TB_OUT)/caches: $(MEMSYS_TB_OUT)/caches.o $(MEMSYS_SHARED) $(BUILD)/libbus.a
	@echo "  BENCH    memsys-caches"
	@$(CC) -o $@ $(filter %.o,$^) $(BUS_LIBS)

# The reference is the golden model's translation and PMP, which know nothing of rtl/.
$(MEMSYS_TB_OUT)/mmu: $(MEMSYS_MMU) $(MEMSYS_SHARED) $(HOST)/libmodel.a $(BUILD)/libbus.a
	@echo "  BENCH    memsys-mmu"
	@$(CC) -o $@ $(filter %.o,$^) $(HOST)/libmodel.a $(BUS_LIBS)

# Exact cycles of one program of loads: no random source, no reference.
$(MEMSYS_TB_OUT)/without_tlb: $(MEMSYS_TB_OUT)/without_tlb.o $(BUILD)/libbus.a
	@echo "  BENCH    memsys-tlb"
	@$(CC) -o $@ $(filter %.o,$^) $(BUS_LIBS)

.PHONY: unit-memsys-caches unit-memsys-mmu unit-memsys-tlb
unit-memsys-caches: $(MEMSYS_TB_OUT)/caches
	@$< $(ARGS)
unit-memsys-mmu: $(MEMSYS_TB_OUT)/mmu
	@$< $(ARGS)
unit-memsys-tlb: $(MEMSYS_TB_OUT)/without_tlb
	@$<

# A campaign: its seeds apart from those of the tests, ten a run
.PHONY: regress-mmu
regress-mmu: $(MEMSYS_TB_OUT)/mmu ## more random translations: unit-memsys-mmu with SEEDS=N FIRST=K, some twenty thousand a seed
	@tb/unit/memsys/regress $< $(FIRST) $(SEEDS) $(JOBS)

TESTS += unit-memsys-caches unit-memsys-mmu unit-memsys-tlb

-include $(wildcard $(MEMSYS_TB_OUT)/*.d)
