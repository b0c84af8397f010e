// SPDX-License-Identifier: Apache-2.0
// The engine `systemc`: the platform of platform.h, advanced by sc_start. SystemC has one simulation a
// process, so this engine can be created once.
#include "platform.h"

extern "C" {
#include "machine/engine.h"
}

struct engine {
    engine(const engine_config &config, struct machine *machine)
        : stuck_cycles(config.stuck_cycles), machine(machine), watch(config, machine)
    {
        dpi_listener = &watch;
        // sc_stop() is how a run ends here; it need not be announced.
        sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
        Verilated::threadContextp()->fatalOnError(false);  // a failed assertion is told by run()
        platform = std::make_unique<Platform>("machine", config, machine, &watch);
    }

    engine_status run(uint64_t until)
    {
        // A step may end early: the platform stops the simulation when there is something to tell.
        while (watch.cycle < until) {
            uint64_t left = until - watch.cycle;
            sc_core::sc_start(sc_core::sc_time(10.0 * double(left), sc_core::SC_NS));
            if (watch.failed)
                return watch.outcome();
            if (Verilated::threadContextp()->gotError())
                return ENGINE_ASSERTION;
            if (machine_stopped(machine))
                return watch.adds_up() ? ENGINE_STOPPED : ENGINE_ASSERTION;
            if (stuck_cycles && watch.cycle - watch.position.last_cycle > stuck_cycles)
                return ENGINE_STUCK;
        }
        return ENGINE_RUNS;
    }

    uint64_t stuck_cycles;
    struct machine *machine;
    Watch watch;
    std::unique_ptr<Platform> platform;
};

namespace
{

engine *create(const engine_config *config, machine *machine, complaint *complaint)
{
    if (strcmp(config->preset, SYSTEMC_PRESET) != 0) {
        complain(complaint, "--preset %s: the engine systemc was built for preset %s", config->preset, SYSTEMC_PRESET);
        return nullptr;
    }
    if (config->trace_path) {
        complain(complaint, "--trace %s: the engine systemc writes no waveforms; use --engine rtl", config->trace_path);
        return nullptr;
    }
    return new engine(*config, machine);
}

engine_status run(engine *e, uint64_t until) { return e->run(until); }
uint64_t cycles(const engine *e) { return e->watch.cycle; }
uint64_t instructions(const engine *e) { return e->watch.position.instructions; }

void add_stats(const engine *e, stats *out)
{
    e->platform->add_stats(out);
    e->watch.add_stats(out);
}

void where(const engine *e, FILE *out) { e->watch.where(out); }
void destroy(engine *e) { delete e; }

}  // namespace

extern "C" const engine_class engine_systemc = {
    "systemc", "the same hardware as a SystemC/TLM-2.0 platform", create, run, cycles, instructions, add_stats, where,
    destroy};

// The library's own main() is not used; it still wants this.
int sc_main(int, char **) { return 0; }
