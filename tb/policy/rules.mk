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

.PHONY: policy-test
TESTS += policy-test
policy-test: $(BUILD)/policy/test $(BUILD)/policy/progress $(BUILD)/policy/replay ## replacement policies: textbook counts, never below the optimum, and a page as long as one can leave
	@$(BUILD)/policy/test
	@$(BUILD)/policy/progress

-include $(POLICY_OBJ:.o=.d) $(wildcard $(BUILD)/policy/tb/policy/*.d)
