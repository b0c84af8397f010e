# Suites that others have written and that are not here: each by one command where its folder is given, its programs built as it
# says itself.

.PHONY: riscv-tests arch-test
riscv-tests: $(BUILD)/pagewalk ## the programs of riscv-tests in a folder of that suite: RISCV_TESTS=DIR
	@JOBS=$(JOBS) tb/suites/riscv-tests "$(RISCV_TESTS)"

arch-test: $(BUILD)/pagewalk ## the programs that the framework of riscv-arch-test has built: ARCH_TEST=DIR
	@JOBS=$(JOBS) tb/suites/arch-test "$(ARCH_TEST)"
