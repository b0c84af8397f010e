// The order is the architecture: a file may use what stands above it, never what stands below.
// packages (events_pkg is made from the table rtl/pkg/events)
rtl/pkg/riscv_pkg.sv
rtl/pkg/machine_pkg.sv
rtl/pkg/axi_pkg.sv
build/events/events_pkg.sv
rtl/pkg/config_pkg.sv
// library
rtl/lib/plru_pkg.sv
rtl/lib/stream_register.sv
rtl/lib/ram_bank.sv
rtl/lib/ram_1r1w.sv
rtl/lib/fifo.sv
// core
rtl/core/core_pkg.sv
rtl/core/csr_pkg.sv
rtl/core/rvc_expand.sv
rtl/core/direction.sv
rtl/core/btb.sv
rtl/core/ras.sv
rtl/core/fetch_queue.sv
rtl/core/fetch.sv
rtl/core/decode.sv
rtl/core/regfile.sv
rtl/core/alu.sv
rtl/core/branch.sv
rtl/core/mul.sv
rtl/core/div.sv
rtl/core/operands.sv
rtl/core/early_trap.sv
rtl/core/late_trap.sv
rtl/core/load_value.sv
rtl/core/late_loads.sv
rtl/core/lsu.sv
rtl/core/counters.sv
rtl/core/event_counters.sv
rtl/core/irq.sv
rtl/core/pmp_csr.sv
rtl/core/triggers.sv
rtl/core/csr.sv
rtl/core/retire.sv
rtl/core/core.sv
// mmu
rtl/mmu/mmu_pkg.sv
rtl/mmu/perm_check.sv
rtl/mmu/pmp.sv
rtl/mmu/tlb_replace.sv
rtl/mmu/tlb.sv
rtl/mmu/translate.sv
rtl/mmu/walker.sv
rtl/mmu/mmu.sv
rtl/mmu/walk_events.sv
// caches
rtl/cache/tag_array.sv
rtl/cache/l1_sets.sv
rtl/cache/l1_data.sv
rtl/cache/l1_fills.sv
rtl/cache/amo_alu.sv
rtl/cache/icache.sv
rtl/cache/stream_detect.sv
rtl/cache/dcache_prefetch.sv
rtl/cache/dcache_loads.sv
rtl/cache/dcache_out.sv
rtl/cache/dcache.sv
rtl/cache/l2_pkg.sv
rtl/cache/l2_tags.sv
rtl/cache/l2_data.sv
rtl/cache/l2_dma.sv
rtl/cache/l2_writeback.sv
rtl/cache/l2_back.sv
rtl/cache/l2_turn.sv
rtl/cache/l2_slots.sv
rtl/cache/l2_answer.sv
rtl/cache/l2_arbiter.sv
rtl/cache/l2_decide.sv
rtl/cache/l2_prefetch.sv
rtl/cache/l2.sv
// devices and bus
rtl/dev/clint.sv
rtl/dev/plic.sv
rtl/bus/io_router.sv
rtl/bus/axi_edge.sv
rtl/bus/axi_dma.sv
// integration
rtl/memsys.sv
rtl/machine.sv
