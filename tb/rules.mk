# Tests: unit benches, programs, kernel scenarios, lint; `make test` runs all groups through scripts/test.

include $(wildcard tb/unit/*/rules.mk)
-include tb/isa/rules.mk tb/random/rules.mk
include tb/events/rules.mk
include tb/walks/rules.mk
include tb/memory/rules.mk
include tb/geometry/rules.mk
include tb/os/rules.mk
include tb/policy/rules.mk
include tb/bench/rules.mk
include tb/contract/rules.mk
include tb/mutants/rules.mk
include tb/formal/rules.mk tb/linux/rules.mk tb/suites/rules.mk

.PHONY: lint-events lint-format lint-includes lint-c lint-features lint features test check
TESTS += lint-format lint-events lint-includes lint-rtl lint-c lint-features

lint-format: ## is the C laid out as .clang-format says?
	@scripts/lint-format

lint-events: ## is the table of docs/events.md that of rtl/pkg/events?
	@awk -v form=md -f scripts/events.awk rtl/pkg/events | diff - docs/events.md | grep '^<' && \
	  { echo "not ok lint-events: take it from awk -v form=md -f scripts/events.awk rtl/pkg/events"; exit 1; } || echo "ok events-table"

lint-includes: ## do the kernel's files include downward only?
	@scripts/lint-includes

lint-c: $(libfdt_rv64) build/events/events.h ## clang-tidy on the C of host, firmware and kernel
	@scripts/clang-tidy-all

lint-features: ## does docs/features.md name the tests that there are?
	@scripts/features --check

features: ## docs/features.md anew: rows, the tests that show them, and what became of these in the last run
	@scripts/features --write

lint: lint-features lint-format lint-events lint-rtl lint-c ## all lint

# Cheap groups first, then the long ones, so that no processor waits for them at the end.
TEST_ORDER := lint-features lint-format lint-includes os-rtl os-fuzz-rtl lint-rtl lint-c os-rtl-tiny
TEST_ORDER += $(filter-out $(TEST_ORDER),$(sort $(TESTS)))

test: ## build everything and run every test group
	@scripts/test $(TEST_ORDER)

check: ## the groups that need no cross compiler and little time
	@scripts/test lint-rtl host-test model-test cli-test
