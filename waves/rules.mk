# Waveforms: a view is VIEW.view and VIEW.gtkw; waves/view does the work, README.md lists the views.

WAVE_NEEDS := $(BUILD)/pagewalk $(BUILD)/kernel.elf $(BUILD)/firmware.elf $(BUILD)/disk.img $(BUILD)/swap.img
WAVE_VIEWS := $(patsubst waves/%.view,%,$(wildcard waves/*.view))

# What a wave cannot be shown for is said before anything is built.
wave_verb := $(if $(filter wave,$(MAKECMDGOALS)),show)$(if $(filter wave-png,$(MAKECMDGOALS)),png)
ifneq ($(wave_verb),)
  wave_refusal := $(shell waves/view ready $(wave_verb) '$(VIEW)' 2>&1)
  $(if $(wave_refusal),$(error $(wave_refusal)))
endif

.PHONY: wave wave-png
wave: $(WAVE_NEEDS) ## open GTKWave on a story: VIEW=cow_fault, tlb_miss_walk or swap_in
	@waves/view show $(VIEW)

wave-png: $(WAVE_NEEDS) ## draw the same without a screen: build/waves/VIEW.png
	@waves/view png $(VIEW)

TESTS += waves-test
.PHONY: waves-test
waves-test: $(WAVE_NEEDS) ## every view's event comes, and all that it shows exists
	@status=0; waves/view words || status=1; \
	for view in $(WAVE_VIEWS); do waves/view check $$view || status=1; done; exit $$status
