# Kernel scenarios: the kernel and its programs on the engines.

OS_IMAGES := $(BUILD)/kernel.elf $(BUILD)/firmware.elf $(BUILD)/disk.img $(BUILD)/swap.img $(BUILD)/out.img
OS_NEEDS  := $(BUILD)/pagewalk $(OS_IMAGES) $(BUILD)/scenarios-alone $(BUILD)/type_ahead.keys

.PHONY: os-model os-random os-small os-protected os-radix os-ext2 os-rtl os-rtl-tiny same-console os-policies
TESTS += os-model os-policies os-random os-small os-protected os-radix os-ext2 os-rtl os-rtl-tiny same-console

# Scripts in the machine's own shell, and other programs of the image with a user space.
.PHONY: os-shell
TESTS += os-shell

# What os/user/test/input_flushed.c says.
$(BUILD)/type_ahead.keys: tb/os/rules.mk
	@awk 'function much() { for (i = 0; i < 600; i++) print "line " i " of more than a terminal keeps" } \
	  BEGIN { much(); print "the last line"; much(); printf "\003"; print "the end" }' >$@

os-model: $(OS_NEEDS) ## every scenario on the C model: much and little memory, A and D by software and by hardware
	@tb/os/scenarios model "frames=250" -- --engine model --ram 16M
	@tb/os/scenarios model-little "frames=190" -- --engine model --ram 4M
	@tb/os/scenarios model-svadu "frames=250 adue=1" -- --engine model --ram 16M

os-random: $(OS_NEEDS) ## random operations on memory by 4 seeds, in little memory and in more; more of them: OS_SEEDS=N
	@tb/os/random 1 $(or $(OS_SEEDS),4)

os-policies: $(OS_NEEDS) $(BUILD)/policy/replay $(BUILD)/policy/patterns ## every replacement policy: random reference strings count as on the host (POLICY_SEED=N), and scenarios that need more memory than there is
	@tb/os/policies $(or $(POLICY_SEED),1) 9 -- --engine model --ram 16M
	@tb/os/under-policies -- --engine model --ram 16M

.PHONY: os-policies-whole
os-policies-whole: $(OS_NEEDS) $(BUILD)/policy/patterns ## every scenario under every replacement policy, or under POLICIES="arc car"
	@WHOLE=1 tb/os/under-policies $(POLICIES) -- --engine model --ram 16M

os-shell: $(OS_NEEDS) $(BUILD)/user.img ## scripts in the machine's own shell say what they say on this host
	@tb/os/shell
	@tb/os/session tb/os/terminal.session

.PHONY: conformance
TESTS += conformance
conformance: $(OS_NEEDS) $(BUILD)/user.img ## suites that nobody here wrote: libsigsegv's tests, memtester, stress
	@tb/os/conformance

.PHONY: host-tools deltas fault-phases
TESTS += host-tools deltas fault-phases

fault-phases: $(OS_NEEDS) ## the kernel's records of faults and what the harness makes of its marks agree, on the RTL
	@tb/os/fault-phases

host-tools: $(OS_NEEDS) ## this host's pmap, free, vmstat and shell scripts on a snapshot of our /proc (as root)
	@tb/os/host-tools

deltas: $(OS_NEEDS) $(BUILD)/host/user/linux_deltas ## what touching memory costs, on this host's Linux and on our kernel
	@tb/os/deltas

os-small: $(OS_NEEDS) ## however little memory there is, the kernel says so and ends
	@tb/os/small-memory

os-ext2: $(OS_NEEDS) ## trees of files that the kernel writes, judged by e2fsck and debugfs; a thousand damaged file systems
	@tb/os/ext2

os-radix: $(BUILD)/test/radix ## the tree that indexes the pages of objects, on this machine, against an array
	@$<

$(BUILD)/test/radix: tb/os/radix/radix_test.c os/vm/radix.c os/vm/radix.h os/vm/kalloc.h
	@mkdir -p $(@D)
	@$(CC) -std=gnu11 -O1 -g -fsanitize=address,undefined -Wall -Wextra -Werror -I. $(filter %.c,$^) -o $@

os-protected: $(OS_NEEDS) ## the kernel's own pages: stacks end in nothing, text and constants stay, data does not run
	@tb/os/protected

os-rtl: $(OS_NEEDS) ## every scenario on the RTL, in lockstep
	@tb/os/scenarios rtl "frames=250" -- --engine rtl --lockstep --ram 16M

os-rtl-tiny: $(OS_NEEDS) ## paging programs on the RTL with the smallest TLBs and caches, one ASID, A and D by hardware, in lockstep
	@tb/os/boot $(BUILD)/test/os-rtl-tiny.console "adue=1 asids=1 frames=140 run=/bin/cowfork run=/bin/swap_roundtrip run=/bin/asid_pingpong" \
	  -- --engine rtl --preset tiny --lockstep --ram 4M && echo "ok rtl-tiny-svadu" \
	  || { echo "not ok rtl-tiny-svadu: see $(BUILD)/test/os-rtl-tiny.console.err"; cat $(BUILD)/test/os-rtl-tiny.console.err; exit 1; }

.PHONY: os-modes
TESTS += os-modes
os-modes: $(OS_NEEDS) ## four and five levels of page tables, which QEMU's hart has: tables shared, moved, split and in swap
	@tb/os/modes

same-console: $(OS_NEEDS) ## the same image says the same on QEMU, model, RTL and SystemC
	@tb/os/same-console

.PHONY: os-fuzz os-fuzz-rtl fuzz-vm
TESTS += os-fuzz os-fuzz-rtl

os-fuzz: $(OS_NEEDS) ## 10,000 random operations on memory, 800 with huge pages, and 110,000 hostile system calls, some while disks fail, by several processes, on the C model
	@status=0; tb/os/fuzz vm-huge 7000 "/bin/vmfuzz,4,800,4,huge thp=always" -- --engine model --ram 32M || status=1; \
	for frames in 90 150 250 600; do \
	  tb/os/fuzz vm-$$frames $$frames /bin/vmfuzz,$$frames,2500,6 -- --engine model --ram 16M || status=1; done; \
	for seed in 1 2; do \
	  tb/os/fuzz calls-$$seed 200 /bin/sysfuzz,$$seed,50000,4 -- --engine model --ram 16M || status=1; done; \
	mkdir -p $(BUILD)/test/fuzz && mke2fs -q -F -t ext2 -b 1024 -O none,filetype,sparse_super,large_file $(BUILD)/test/fuzz/fs.img 1M || exit 1; \
	tb/os/fuzz calls-disk 150 /bin/sysfuzz,3,10000,4 -- --engine model --ram 16M --disk $(BUILD)/test/fuzz/fs.img \
	  --disk-error 1:write:all:30-120 --disk-error 1:write:144-1500 --disk-error 0:write:all:20-40 \
	  --disk-error 3:read:all:20-60 --disk-error 3:write:all:10-80 --disk-reset 3:write:all:90-92 || status=1; exit $$status

os-fuzz-rtl: $(OS_NEEDS) ## 1,000 random operations on memory on the RTL, in lockstep
	@tb/os/fuzz vm-rtl 120 /bin/vmfuzz,1,1000,3 -- --engine rtl --lockstep --ram 8M

fuzz-vm: $(OS_NEEDS) ## a campaign: N random operations on memory from seed FIRST on, 10,000 a run (N=1000000 FIRST=1)
	@tb/os/fuzz-campaign $(or $(N),100000) $(or $(FIRST),1)
