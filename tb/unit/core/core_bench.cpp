// SPDX-License-Identifier: Apache-2.0
// Bench of the core: directed and random programs, each with every stall mode on every handshake.
// Every retired instruction and every trap is compared with the golden model.
#include "core_host.h"

#include <string>

#include "random_program.h"

using bench::Run;
using bench::Stall;

namespace
{

std::string program(const char *name) { return std::string(PROGRAMS) + "/" + name + ".bin"; }

void run_program(bench::Suite &suite, const char *name)
{
    for (int s = 0; s < bench::kStalls; s++) {
        const Stall stall = (Stall)s;
        suite.run(std::string(name) + ", " + bench::name(stall), 2, [&](Run &run) {
            CoreHost host(run, stall);
            host.load(program(name).c_str());
            if (!host.go(2000000, true) && !run.failed())
                run.fail("no end after %llu cycles", (unsigned long long)host.cycles());
        });
    }
}

void run_random(bench::Suite &suite, const char *name, bool translation, unsigned irq_every)
{
    for (int s = 0; s < bench::kStalls; s++) {
        const Stall stall = (Stall)s;
        suite.run(std::string(name) + ", " + bench::name(stall), 10, [&](Run &run) {
            CoreHost host(run, stall);
            host.load(program("random").c_str());
            make_random_program(host.ram(), run.random, translation);
            host.random_interrupts(irq_every);
            host.go(60000, true);
            if (!run.failed() && host.retired() < 1000)
                run.fail("only %llu instructions", (unsigned long long)host.retired());
        });
    }
}

}  // namespace

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    for (const char *name :
         {"smoke", "csr", "misaligned", "straddle", "interrupt_slide", "irq_priority", "changing_code"}) {
        run_program(suite, name);
    }
    suite.run("loops run at an instruction a cycle", 1, [](Run &run) {
        CoreHost host(run, Stall::Free);
        host.load(program("loop").c_str());
        if (!host.go(100000, false))
            run.fail("the program did not pass");
        const double cpi = (double)host.marked_cycles() / (double)host.marked_retired();
        printf("# %llu cycles, %llu instructions, %.3f a piece\n", (unsigned long long)host.marked_cycles(),
               (unsigned long long)host.marked_retired(), cpi);
        if (cpi > 1.05)
            run.fail("%.3f cycles an instruction", cpi);
    });
    suite.run("a copy costs at most three cycles a word", 1, [](Run &run) {
        CoreHost host(run, Stall::Free);
        host.load(program("copy").c_str());
        if (!host.go(100000, false))
            run.fail("the program did not pass");
        const double cost = (double)host.marked_cycles() / 512;
        printf("# %.3f cycles a word\n", cost);
        if (cost > 3.0)
            run.fail("%.3f cycles a word", cost);
    });
    suite.run("a fault reaches its handler within six cycles", 1, [](Run &run) {
        CoreHost host(run, Stall::Free);
        host.load(program("misaligned").c_str());
        if (!host.go(100000, true) && !run.failed())
            run.fail("the program did not pass");
        printf("# at most %llu cycles from the answer to the fetch\n", (unsigned long long)host.trap_latency());
        if (host.trap_latency() == 0 || host.trap_latency() > 6)
            run.fail("%llu cycles", (unsigned long long)host.trap_latency());
    });
    run_random(suite, "random, bare", false, 0);
    run_random(suite, "random, bare, interrupts", false, 200);
    run_random(suite, "random, Sv39", true, 0);
    run_random(suite, "random, Sv39, interrupts", true, 300);
    return suite.report();
}
