# The replacement policies on the host: the files that the kernel is built from, on reference strings.

POLICY_SRC := $(wildcard os/vm/policy/*.c) tb/policy/replay.c
POLICY_OBJ := $(patsubst %.c,$(BUILD)/policy/%.o,$(POLICY_SRC))

$(BUILD)/policy/%.o: %.c
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -I. -Itb/policy -c -o $@ $<

$(BUILD)/policy/replay: $(POLICY_OBJ) $(BUILD)/policy/tb/policy/main.o
	@$(CC) -o $@ $^

$(BUILD)/policy/test: $(POLICY_OBJ) $(BUILD)/policy/tb/policy/test_policies.o
	@$(CC) -o $@ $^

$(BUILD)/policy/progress: $(POLICY_OBJ) $(BUILD)/policy/tb/policy/test_progress.o
	@$(CC) -o $@ $^

$(BUILD)/policy/patterns: $(POLICY_OBJ) $(BUILD)/policy/tb/policy/patterns.o
	@$(CC) -o $@ $^

.PHONY: policy-test
TESTS += policy-test
policy-test: $(BUILD)/policy/test $(BUILD)/policy/progress $(BUILD)/policy/replay $(BUILD)/policy/patterns ## replacement policies: textbook counts, never below the optimum, and a page as long as one can leave
	@$(BUILD)/policy/test
	@$(BUILD)/policy/progress
	@tb/policy/told

.PHONY: policies
policies: $(BUILD)/policy/patterns $(OS_NEEDS) ## what each replacement policy costs on a few patterns and on the machine, and the optimum: the table of docs/vm.md
	@tb/policy/table

-include $(POLICY_OBJ:.o=.d) $(wildcard $(BUILD)/policy/tb/policy/*.d)
