# The trace of the page-table walks, beside the counters of the same run.

WALKS_OUT   := $(BUILD)/tb/walks
WALKS_ISA   := invalid_pte_faults_at_each_level misaligned_superpage mxr_reads_execute_only pmp_denies_pte_read pmp_denies_ad_update \
               svade_clear_a_or_d_faults svadu_sets_a_and_d user_and_supervisor_pages walk_access_fault
WALKS_PROGS := $(EVENT_PROGRAMS) $(patsubst %,$(BUILD)/tb/isa/%.elf,$(WALKS_ISA))

$(WALKS_OUT)/check: tb/walks/check.c
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -o $@ $<

.PHONY: walks
TESTS += walks
walks: $(BUILD)/pagewalk $(WALKS_OUT)/check $(WALKS_PROGS) ## the trace of walks is right, adds up to the counters, and is printed
	@PAGEWALK=$(BUILD)/pagewalk WALKS=$(WALKS_OUT) tb/walks/run $(WALKS_PROGS)
