# Proofs about leaves of the RTL by Yosys' own solver, and mutants of the leaves which they must refute (tb/formal/run).

FORMAL_NAMES := $(sort $(patsubst tb/formal/%_formal.sv,%,$(wildcard tb/formal/*_formal.sv)))

.PHONY: formal
formal: ## leaves proved for all inputs and all time: queue, arbiter, PLRU, TLB match, PMP, rights; broken ones are refuted
	@echo $(FORMAL_NAMES) | FORMAL_OUT=$(BUILD)/formal xargs -P $(JOBS) -n 1 tb/formal/run
TESTS += formal
