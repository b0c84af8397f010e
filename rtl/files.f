// The order is the architecture: a file may use what stands above it, never what stands below.
// packages
rtl/pkg/riscv_pkg.sv
rtl/pkg/machine_pkg.sv
rtl/pkg/events_pkg.sv
rtl/pkg/config_pkg.sv
// library
rtl/lib/stream_register.sv

// core

// mmu

// caches

// devices and bus
rtl/dev/clint.sv
rtl/dev/plic.sv
rtl/bus/io_router.sv
rtl/bus/axi_edge.sv
rtl/bus/axi_dma.sv
// integration
rtl/memsys.sv
rtl/machine.sv
