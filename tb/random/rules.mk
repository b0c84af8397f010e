# Random programs with random page tables, on the whole machine in lockstep. tb/random/run says what a
# seed decides; `make regress SEEDS=N FIRST=K` runs more of them.

RANDOM_OUT     := $(BUILD)/tb/random
RANDOM_SOURCES := $(wildcard tb/random/*.c)
RANDOM_TOOLS   := $(RANDOM_OUT)/generate $(RANDOM_OUT)/frame.o
SEEDS ?= 200
FIRST ?= 1000

$(RANDOM_OUT)/generate: $(RANDOM_SOURCES) tb/random/random.h tb/common/splitmix.h
	@mkdir -p $(@D)
	@$(CC) -std=gnu11 -O1 -g $(WARNINGS) -Itb -o $@ $(RANDOM_SOURCES)

$(RANDOM_OUT)/frame.o: tb/random/frame.S tb/random/random.h
	@mkdir -p $(@D)
	@riscv64-unknown-elf-gcc -march=rv64imac_zicsr_zifencei -mabi=lp64 -c -o $@ $<

.PHONY: random regress
random: $(RANDOM_TOOLS) $(BUILD)/pagewalk ## 24 random programs with random page tables in lockstep
	@PAGEWALK=$(BUILD)/pagewalk RANDOM_OUT=$(RANDOM_OUT) tb/random/regress 1 24 $(JOBS)

regress: $(RANDOM_TOOLS) $(BUILD)/pagewalk ## more random programs: SEEDS=N FIRST=K
	@PAGEWALK=$(BUILD)/pagewalk RANDOM_OUT=$(RANDOM_OUT) tb/random/regress $(FIRST) $(SEEDS) $(JOBS)

TESTS += random
