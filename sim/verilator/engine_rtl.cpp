// SPDX-License-Identifier: Apache-2.0
// The engine `rtl`: clocks the compiled machine and answers its AXI ports. One call of step() is one
// clock edge.
#include <memory>

#include "machine_target.h"
#include "rtl.h"
#include "trace_window.h"
#include "watch.h"

struct engine {
  engine(const engine_config &config, struct machine *machine, std::unique_ptr<Rtl> rtl)
      : stuck_cycles(config.stuck_cycles),
        machine(machine),
        rtl(std::move(rtl)),
        watch(config, machine),
        target(machine),
        axi(&target, config.mem_latency),
        dma(machine, [this](uint64_t pa, uint64_t data, uint8_t mask) { watch.dma_written(pa, data, mask); }) {
    if (config.trace_path) {
      window = std::make_unique<TraceWindow>(config);
      watch.attach(window.get());
    }
    dpi_listener = &watch;
    this->rtl->reset();
  }

  engine_status run(uint64_t until) {
    dpi_listener = &watch;
    while (watch.cycle < until) {
      step();
      if (watch.failed) return ENGINE_MISMATCH;
      if (machine_stopped(machine)) return ENGINE_STOPPED;
      if (stuck_cycles && watch.cycle - watch.position.last_cycle > stuck_cycles) return ENGINE_STUCK;
      if (window && window->step(watch.cycle, rtl.get()) == TraceWindow::Done) return ENGINE_STOPPED;
    }
    return ENGINE_RUNS;
  }

  void step() {
    machine_tick(machine, watch.cycle);
    RtlInputs in = {};
    const AxiFromMachine &offered = out.axi;
    if (axi.busy()) in.axi = axi.give(watch.cycle);
    if (offered.arvalid || offered.awvalid || offered.wvalid) axi.take(offered, watch.cycle);
    if (!dma.busy() && machine_wants_service(machine)) dma.start();
    in.irq = machine_irq_lines(machine);
    if (dma.busy()) {
      in.dma = dma.drive();
      dma.step(out.dma);
    }
    rtl->edge(in, &out);
    watch.cycle++;
  }

  uint64_t stuck_cycles;
  struct machine *machine;
  std::unique_ptr<Rtl> rtl;
  Watch watch;
  MachineTarget target;
  AxiHost axi;
  DmaPort dma;
  RtlOutputs out = {};
  std::unique_ptr<TraceWindow> window;
};

namespace {

engine *create(const engine_config *config, machine *machine, complaint *complaint) {
  bool waves = config->trace_path != nullptr;
  if (config->trace_event && !TraceWindow::known_event(config->trace_event)) {
    complain(complaint, "--trace-event %s: no such event; one of: %s", config->trace_event,
             TraceWindow::event_names().c_str());
    return nullptr;
  }
  std::unique_ptr<Rtl> rtl = rtl_create(config->preset, waves, config->seed);
  if (!rtl) {
    complain(complaint, "--preset %s%s: this model was not built; run 'make pagewalk RTL_VARIANTS=%s%s' first",
             config->preset, waves ? " with --trace" : "", config->preset, waves ? "-waves" : "");
    return nullptr;
  }
  return new engine(*config, machine, std::move(rtl));
}

engine_status run(engine *e, uint64_t until) { return e->run(until); }
uint64_t cycles(const engine *e) { return e->watch.cycle; }
uint64_t instructions(const engine *e) { return e->watch.position.instructions; }

void add_stats(const engine *e, stats *out) {
  stats_count(out, "axi_line_reads", e->axi.memory_reads());
  stats_count(out, "axi_line_writes", e->axi.memory_writes());
  stats_count(out, "dma_beats", e->dma.beats());
  e->watch.add_stats(out);
}

void where(const engine *e, FILE *out) { e->watch.where(out); }
void destroy(engine *e) { delete e; }

}  // namespace

extern "C" const engine_class engine_rtl = {
    "rtl", "the hardware, compiled by Verilator: cycle-accurate", create, run, cycles, instructions,
    add_stats, where, destroy};
