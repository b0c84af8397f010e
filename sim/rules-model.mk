# The golden model and its lockstep judge: build/host/libmodel.a, for the model engine, the RTL harness
# and benches; `make model-test` runs its unit tests.

MODEL_OBJECTS := $(patsubst sim/%.c,$(HOST)/%.o,$(filter-out sim/model/test_%,$(wildcard sim/model/*.c)))
MODEL_TESTS   := $(patsubst sim/model/%.c,%,$(wildcard sim/model/test_*.c))
MODEL_TEST_OBJECTS := $(MODEL_TESTS:%=$(HOST)/model/%.o)
STALE_OBJECTS := $(patsubst sim/%.c,$(HOST)/%.o,$(wildcard sim/model/stale/*.c))

$(MODEL_OBJECTS) $(MODEL_TEST_OBJECTS) $(STALE_OBJECTS): $(HOST)/%.o: sim/%.c | $(EVENTS)/events.h
	@echo "  CC       $@"
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -Isim -I$(EVENTS) -c -o $@ $<

$(HOST)/libmodel.a: $(MODEL_OBJECTS)
	@echo "  AR       $@"
	@rm -f $@
	@ar rcs $@ $^

$(HOST)/model/test_stale: $(STALE_OBJECTS)
$(MODEL_TESTS:%=$(HOST)/model/%): %: %.o $(HOST)/libmodel.a
	@$(CC) -o $@ $^

.PHONY: model-test
TESTS += model-test
model-test: $(MODEL_TESTS:%=$(HOST)/model/%) ## unit tests of the golden model and the lockstep judge
	@set -e; for test in $(MODEL_TESTS); do $(HOST)/model/$$test; done

-include $(MODEL_OBJECTS:.o=.d) $(STALE_OBJECTS:.o=.d) $(MODEL_TEST_OBJECTS:.o=.d)
