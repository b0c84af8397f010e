# pagewalk: every verb of the project. `make help` lists them; all output is under build/.
# Each folder has its own rules.mk; this file has what they share and the order in which they stand.

BUILD  := build
PRESET ?= default
JOBS   ?= $(shell nproc)

MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := help

# Compilers. ccache makes a second build quick where it is installed.
CCACHE   := $(shell command -v ccache 2>/dev/null)
export JOBS
export CCACHE_DIR ?= $(CURDIR)/$(BUILD)/ccache
CC       := $(CCACHE) gcc
CXX      := $(CCACHE) g++
WARNINGS := -Wall -Wextra -Werror
CFLAGS   := -std=gnu11 -O2 -g $(WARNINGS) -MMD -MP
CXXFLAGS := -std=gnu++17 -O2 -g $(WARNINGS) -MMD -MP

# Tests are shell commands, a name each: TESTS += name, and a target of that name that fails if it fails.
# scripts/test runs them, as many side by side as there are processors, and writes build/junit.xml.

include tb/props/rules.mk
include rtl/rules.mk
include sim/rules.mk
include firmware/rules.mk
include os/rules.mk
include os/user/rules.mk
include waves/rules.mk
include tb/rules.mk

.PHONY: help
help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / {printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo '  unit-NAME        the bench of one unit: NAME is one of $(sort $(patsubst unit-%,%,$(filter unit-%,$(TESTS))))'

.PHONY: demo
demo: $(OS_NEEDS) ## the main job on the RTL: page, copy on write, swap, and what it cost (RAM=4M FRAMES=110)
	@scripts/demo $(or $(RAM),4M) $(FRAMES)

.PHONY: shell
shell: $(OS_NEEDS) $(user_image) ## a shell at this terminal, on the model (ENGINE=rtl RAM=64M APPEND="frames=300 policy=nru" OPTIONS="--disk-latency 50000"); CTRL-A x leaves
	@test "$(or $(ENGINE),model)" = rtl || echo "The model runs it; make shell ENGINE=rtl has the same on the RTL, some hundred times slower."
	@echo "CTRL-A x leaves. What is written to the disk is forgotten then (pagewalk run --snapshot)."
	@$(BUILD)/pagewalk run --engine $(or $(ENGINE),model) --terminal --snapshot --ram $(or $(RAM),64M) \
	  --disk $(user_image) --swap $(BUILD)/swap.img --append "swap=/dev/vdb $(APPEND)" $(OPTIONS) $(BUILD)/kernel.elf

.PHONY: clean
clean: ## remove build/
	rm -rf $(BUILD)
