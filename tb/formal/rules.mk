# Proofs about leaves of the RTL by Yosys' own solver, and mutants of the leaves which they must refute (tb/formal/run). What takes
# more than some seconds is not in the tests.

FORMAL_NAMES := $(sort $(patsubst tb/formal/%_formal.sv,%,$(wildcard tb/formal/*_formal.sv)))
FORMAL_SLOW  := pmp_ranges

.PHONY: formal formal-quick
formal: ## leaves proved for all inputs and all time: queue, arbiter, PLRU, TLB match, PMP, rights; broken ones are refuted
	@echo $(FORMAL_NAMES) | FORMAL_OUT=$(BUILD)/formal xargs -P $(JOBS) -n 1 tb/formal/run

formal-quick: ## those of them that take seconds
	@echo $(filter-out $(FORMAL_SLOW),$(FORMAL_NAMES)) | FORMAL_OUT=$(BUILD)/formal xargs -P $(JOBS) -n 1 tb/formal/run
TESTS += formal-quick
