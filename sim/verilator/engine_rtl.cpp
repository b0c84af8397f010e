// SPDX-License-Identifier: Apache-2.0
// The engine `rtl`: clocks the compiled machine, answers its AXI ports, and passes what it shows to
// the observers. One call of step() is one clock edge.
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "dpi.h"
#include "event_counters.h"
#include "fault_costs.h"
#include "lockstep_observer.h"
#include "rtl.h"
#include "trace_window.h"

extern "C" {
#include "machine/engine.h"
}

namespace {

// Serves tohost: a store to it is a command to the host.
class HtifObserver : public Observer {
 public:
  explicit HtifObserver(machine *machine) : machine_(machine), tohost_(machine_tohost(machine)) {}
  bool on_retire(const commit &c, uint64_t) override {
    if (c.mem_write && c.mem_pa >> 3 == tohost_ >> 3)
      machine_htif_store(machine_, c.mem_pa, c.mem_bytes, c.mem_wdata);
    return true;
  }

 private:
  machine *machine_;
  uint64_t tohost_;
};

// Where the machine stands, for those who ask after a watchdog.
class Position : public Observer {
 public:
  bool on_retire(const commit &c, uint64_t cycle) override {
    instructions += !c.trap;
    last = c;
    last_cycle = cycle;
    if (c.trap) last_trap = c;
    return true;
  }
  uint64_t instructions = 0, last_cycle = 0;
  commit last = {}, last_trap = {};
};

}  // namespace

struct engine : DpiListener {
  engine(const engine_config &config, struct machine *machine, std::unique_ptr<Rtl> rtl)
      : config(config),
        machine(machine),
        rtl(std::move(rtl)),
        axi(machine, config.mem_latency),
        dma(machine, [this](uint64_t pa, uint64_t data, uint8_t mask) { dma_written(pa, data, mask); }) {
    observers.push_back(&position);
    if (config.lockstep) {
      lockstep = std::make_unique<LockstepObserver>(machine, config.mem_latency);
      observers.push_back(lockstep.get());
    }
    if (machine_tohost(machine)) {
      htif = std::make_unique<HtifObserver>(machine);
      observers.push_back(htif.get());
    }
    observers.push_back(&costs);
    if (config.trace_path) {
      window = std::make_unique<TraceWindow>(config);
      observers.push_back(window.get());
    }
    for (const Observer *o : observers) wants_csrs |= o->wants_csrs();
    dpi_listener = this;
    this->rtl->reset();
  }

  engine_status run(uint64_t until) {
    dpi_listener = this;
    while (cycle < until) {
      step();
      if (failed) return ENGINE_MISMATCH;
      if (machine_stopped(machine)) return ENGINE_STOPPED;
      if (config.stuck_cycles && cycle - position.last_cycle > config.stuck_cycles) return ENGINE_STUCK;
      if (window && window->step(cycle, rtl.get()) == TraceWindow::Done) return ENGINE_STOPPED;
    }
    return ENGINE_RUNS;
  }

  void step() {
    machine_tick(machine, cycle);
    RtlInputs in = {};
    const AxiFromMachine &offered = out.axi;
    if (axi.busy() || offered.arvalid || offered.awvalid || offered.wvalid) in.axi = axi.step(offered, cycle);
    if (!dma.busy() && machine_wants_service(machine)) dma.start();
    if (dma.busy()) {
      in.dma = dma.drive();
      dma.step(out.dma);
    }
    in.irq = machine_irq_lines(machine);
    rtl->edge(in, &out);
    cycle++;
  }

  void dma_written(uint64_t pa, uint64_t data, uint8_t mask) {
    for (Observer *o : observers) failed |= !o->on_dma_write(pa, data, mask, cycle);
  }

  // DpiListener
  void retired(const commit &c) override {
    for (Observer *o : observers) failed |= !o->on_retire(c, cycle);
  }
  void csrs(const csr_state &state) override {
    for (Observer *o : observers) failed |= !o->on_csrs(state);
  }
  void walked(const Walk &walk) override {
    for (Observer *o : observers) failed |= !o->on_walk(walk, cycle);
  }
  void events(uint64_t bits) override { counters.add(bits); }

  engine_config config;
  struct machine *machine;
  std::unique_ptr<Rtl> rtl;
  AxiHost axi;
  DmaPort dma;
  RtlOutputs out = {};
  uint64_t cycle = 0;
  bool failed = false;

  Position position;
  EventCounters counters;
  FaultCosts costs;
  std::unique_ptr<LockstepObserver> lockstep;
  std::unique_ptr<HtifObserver> htif;
  std::unique_ptr<TraceWindow> window;
  std::vector<Observer *> observers;
};

namespace {

engine *create(const engine_config *config, machine *machine, complaint *complaint) {
  bool waves = config->trace_path != nullptr;
  std::unique_ptr<Rtl> rtl = rtl_create(config->preset, waves, config->seed);
  if (!rtl) {
    complain(complaint, "preset %s%s: the RTL was not built so; run 'make %s PRESET=%s' first",
             config->preset, waves ? " with waveforms" : "", waves ? "waves-model" : "model",
             config->preset);
    return nullptr;
  }
  if (config->trace_event && !TraceWindow::known_event(config->trace_event)) {
    complain(complaint, "--trace-event %s: no such event; one of: %s", config->trace_event,
             TraceWindow::event_names().c_str());
    return nullptr;
  }
  return new engine(*config, machine, std::move(rtl));
}

engine_status run(engine *e, uint64_t until) { return e->run(until); }
uint64_t cycles(const engine *e) { return e->cycle; }
uint64_t instructions(const engine *e) { return e->position.instructions; }

void add_stats(const engine *e, stats *out) {
  e->counters.add_stats(out);
  stats_count(out, "axi_line_reads", e->axi.memory_reads());
  stats_count(out, "axi_line_writes", e->axi.memory_writes());
  stats_count(out, "dma_beats", e->dma.beats());
  for (const Observer *o : e->observers) o->add_stats(out);
}

void where(const engine *e, FILE *out) {
  const commit &last = e->position.last, &trap = e->position.last_trap;
  fprintf(out, "last retired: pc %016lx insn %08x priv %u at cycle %lu\n", last.pc, last.insn, last.priv,
          e->position.last_cycle);
  fprintf(out, "last trap:    pc %016lx cause %lx tval %016lx\n", trap.pc, trap.cause, trap.tval);
}

void destroy(engine *e) { delete e; }

}  // namespace

extern "C" const engine_class engine_rtl = {
    "rtl", "the hardware, compiled by Verilator: cycle-accurate", create, run, cycles, instructions,
    add_stats, where, destroy};
