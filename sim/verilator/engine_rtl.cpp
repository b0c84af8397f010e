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
        : stuck_cycles(config.stuck_cycles), machine(machine), rtl(std::move(rtl)), watch(config, machine),
          target(machine), far_side(machine, &target, MemoryTiming(config.mem_latency, config.mem_row_hit), &watch)
    {
        if (config.trace_path) {
            window = std::make_unique<TraceWindow>(config, this->rtl.get());
            watch.attach(window.get());
        }
        dpi_listener = &watch;
        this->rtl->reset(RAM_BASE + machine->ram_bytes, config.l2_prefetch, config.l1i_prefetch);
    }

    engine_status run(uint64_t until)
    {
        dpi_listener = &watch;
        while (watch.cycle < until) {
            step();
            if (watch.failed)
                return over(watch.outcome());
            if (rtl->asserted())
                return over(ENGINE_ASSERTION);
            if (machine_stopped(machine))
                return over(ENGINE_STOPPED);
            if (stuck_cycles && watch.cycle - watch.position.last_cycle > stuck_cycles)
                return over(ENGINE_STUCK);
            if (window && window->step(watch.cycle) == TraceWindow::Done)
                return ENGINE_STOPPED;
        }
        return watch.adds_up() ? ENGINE_RUNS : over(ENGINE_ASSERTION);
    }

    engine_status over(engine_status status)
    {
        if (status == ENGINE_STOPPED && !watch.adds_up())
            status = ENGINE_ASSERTION;
        if (window)
            window->ended(watch.cycle, status == ENGINE_STOPPED && machine->end != MACHINE_FAILED);
        return status;
    }

    void step()
    {
        rtl->edge(far_side.before_edge(out), &out);
        watch.cycle++;
    }

    uint64_t stuck_cycles;
    struct machine *machine;
    std::unique_ptr<Rtl> rtl;
    Watch watch;
    MachineTarget target;
    FarSide far_side;
    RtlOutputs out = {};
    std::unique_ptr<TraceWindow> window;
};

namespace
{

engine *create(const engine_config *config, machine *machine, complaint *complaint)
{
    bool waves = config->trace_path != nullptr;
    if (config->trace_event && !TraceWindow::known_event(config->trace_event)) {
        complain(complaint, "--trace-event %s: no such event; one of: %s", config->trace_event,
                 TraceWindow::event_names().c_str());
        return nullptr;
    }
    std::unique_ptr<Rtl> rtl = rtl_create(config->preset, waves, config->seed);
    if (!rtl) {
        complain(complaint, "--preset %s%s: not in this program; build/%s has every preset (make build/%s)",
                 config->preset, waves ? " with --trace" : " without --trace", waves ? "pagewalk-waves" : "pagewalk",
                 waves ? "pagewalk-waves" : "pagewalk");
        return nullptr;
    }
    return new engine(*config, machine, std::move(rtl));
}

engine_status run(engine *e, uint64_t until) { return e->run(until); }
uint64_t cycles(const engine *e) { return e->watch.cycle; }
uint64_t instructions(const engine *e) { return e->watch.position.instructions; }

void add_stats(const engine *e, stats *out)
{
    e->far_side.add_stats(out);
    e->watch.add_stats(out);
}

void where(const engine *e, FILE *out) { e->watch.where(out); }
// A run that is cut off has not passed.
void destroy(engine *e)
{
    if (e->window && !machine_stopped(e->machine))
        e->window->ended(e->watch.cycle, false);
    delete e;
}

}  // namespace

extern "C" const engine_class engine_rtl = {
    "rtl",  "the hardware, compiled by Verilator: cycle-accurate", create, run, cycles, instructions, add_stats, where,
    destroy};
