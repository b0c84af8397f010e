// SPDX-License-Identifier: Apache-2.0
// PMP against the reference, which matches byte by byte: random tables of all modes, addresses at and
// around every boundary, all privileges and rights, three users at once; and directed tables.
#include <vector>

#include "Vpmp.h"
#include "bench.h"
#include "pmp_reference.h"
#include "verilated.h"
#include "wave.h"

namespace
{

using bench::Run;
constexpr uint64_t kPaMask = (1ull << 56) - 1;
#ifdef NETLIST
constexpr unsigned kSeeds = 2;  // gates are slow
#else
constexpr unsigned kSeeds = 20;
#endif

class Dut
{
public:
    explicit Dut(uint64_t seed)
    {
        context_.randSeed((int)seed | 1);
        context_.randReset(2);
        dut_ = std::make_unique<bench::Traced<Vpmp>>(&context_);
        dut_->rst_ni = 0;
        dut_->changed_i = 0;
        dut_->fetch_valid_i = dut_->data_valid_i = dut_->walk_valid_i = 0;
        tick();
        dut_->rst_ni = 1;
    }
    ~Dut() { dut_->final(); }

    // Write the registers as a CSR file does, and wait. `late`: the pulse comes a cycle before the values.
    void set(const pmp::Entry *table, bool late, Run &run)
    {
        dut_->changed_i = 1;
        if (late)
            tick();
        if (late)
            dut_->changed_i = 0;
        for (int i = 0; i < pmp::kEntries; i++) {
            dut_->pmp_i[2 * i] = (uint32_t)table[i].addr;
            dut_->pmp_i[2 * i + 1] = (uint32_t)(table[i].addr >> 32) | (uint32_t)table[i].cfg << 24;
        }
        dut_->eval();
        if (!dut_->busy_o)
            run.fail("not busy after a change");
        if (!late)
            tick();
        dut_->changed_i = 0;
        int cycles = 0;
        for (dut_->eval(); dut_->busy_o && cycles < 100; cycles++)
            tick();
        if (cycles != 16)
            run.fail("the ranges took %d cycles, not 16", cycles);
    }

    bool fetch(uint64_t pa, int priv)
    {
        dut_->fetch_valid_i = 1;
        dut_->fetch_pa_i = pa;
        dut_->fetch_priv_i = priv;
        dut_->eval();
        return dut_->fetch_ok_o;
    }
    bool data(uint64_t pa, int priv, bool write)
    {
        dut_->data_valid_i = 1;
        dut_->data_pa_i = pa;
        dut_->data_priv_i = priv;
        dut_->data_write_i = write;
        dut_->data_line_i = 0;
        dut_->eval();
        return dut_->data_ok_o;
    }
    bool line(uint64_t pa, int priv, bool write)
    {
        data(pa, priv, write);
        dut_->data_line_i = 1;
        dut_->eval();
        return dut_->data_ok_o;
    }
    bool walk(uint64_t pa, bool write)
    {
        dut_->walk_valid_i = 1;
        dut_->walk_pa_i = pa;
        dut_->walk_write_i = write;
        dut_->eval();
        return dut_->walk_ok_o;
    }

private:
    void tick()
    {
        dut_->clk_i = 0;
        dut_->eval();
        dut_->clk_i = 1;
        dut_->eval();
        dut_->clk_i = 0;
        dut_->eval();
    }
    VerilatedContext context_;
    std::unique_ptr<bench::Traced<Vpmp>> dut_;
};

// Every user, privilege and right at the doubleword that holds `address`.
void compare(Run &run, Dut &dut, const pmp::Entry *table, uint64_t address)
{
    const uint64_t pa = address & kPaMask & ~7ull;
    for (int priv : {0, 1, 3}) {
        const bool x = pmp::allows(table, pa, 8, pmp::X, priv);
        const bool r = pmp::allows(table, pa, 8, pmp::R, priv);
        const bool w = pmp::allows(table, pa, 8, pmp::W, priv);
        if (dut.fetch(pa, priv) != x)
            run.fail("fetch of %llx, privilege %d: not %d", (long long)pa, priv, x);
        if (dut.data(pa, priv, false) != r)
            run.fail("load of %llx, privilege %d: not %d", (long long)pa, priv, r);
        if (dut.data(pa, priv, true) != w)
            run.fail("store to %llx, privilege %d: not %d", (long long)pa, priv, w);
        for (bool write : {false, true}) {
            const bool all = pmp::allows(table, pa & ~63ull, 64, write ? pmp::W : pmp::R, priv);
            if (dut.line(pa, priv, write) != all)
                run.fail("%s the line of %llx, privilege %d: not %d", write ? "writes" : "manages", (long long)pa, priv,
                         all);
        }
    }
    if (dut.walk(pa, false) != pmp::allows(table, pa, 8, pmp::R, 1))
        run.fail("walk reads %llx", (long long)pa);
    if (dut.walk(pa, true) != pmp::allows(table, pa, 8, pmp::W, 1))
        run.fail("walk writes %llx", (long long)pa);
}

// The addresses where something may change: the ends of every range, and their neighbours.
std::vector<uint64_t> edges(const pmp::Entry *table)
{
    std::vector<uint64_t> at = {0, kPaMask};
    for (int i = 0; i < pmp::kEntries; i++) {
        const uint64_t a = table[i].addr, size = (a ^ (a + 1)) + 1;
        for (uint64_t edge : {a << 2, (a & ~(size - 1)) << 2, ((a & ~(size - 1)) + size) << 2})
            for (int d = -8; d <= 8; d += 8)
                at.push_back(edge + d);
    }
    return at;
}

void compare_all(Run &run, Dut &dut, const pmp::Entry *table)
{
    for (uint64_t a : edges(table))
        compare(run, dut, table, a);
}

void random_tables(Run &run)
{
    Dut dut(run.seed);
    pmp::Entry table[pmp::kEntries];
    for (int round = 0; round < 50 && !run.failed(); round++) {
        // a small space, so that ranges meet, or the whole one
        const uint64_t span = run.random.percent(70) ? 1 << 8 : 1ull << 54;
        const unsigned used = (unsigned)run.random.below(101);
        for (auto &e : table) {
            const pmp::Match modes[] = {pmp::Tor, pmp::Napot, pmp::Off};
            const pmp::Match mode = run.random.percent(used) ? modes[run.random.below(3)] : pmp::Off;
            uint8_t rights = (uint8_t)run.random.below(8);
            if (!(rights & pmp::R))
                rights &= ~pmp::W;
            e.cfg = (uint8_t)(rights | mode << 3 | (run.random.percent(30) ? pmp::L : 0));
            e.addr = run.random.below(span);
            if (run.random.percent(30))
                e.addr |= (1ull << run.random.below(12)) - 1;
            e.addr &= (1ull << 54) - 1;
        }
        dut.set(table, run.random.percent(50), run);
        compare_all(run, dut, table);
        for (int i = 0; i < 100; i++)
            compare(run, dut, table, run.random.below(span << 2));
    }
}

constexpr uint8_t kRwx = pmp::R | pmp::W | pmp::X;

struct Directed {
    const char *name;
    std::vector<std::pair<int, pmp::Entry>> entries;
};

// The conditions that a random table seldom meets, each by name
const std::vector<Directed> kDirected = {
    {"nothing on: M mode all, others nothing", {}},
    {"NAPOT of all ones is the whole space", {{15, {kRwx | pmp::Napot << 3, (1ull << 54) - 1}}}},
    {"NAPOT of 8 bytes", {{0, {pmp::R | pmp::Napot << 3, 0x20000000}}}},
    {"NAPOT of half the space", {{3, {pmp::R | pmp::Napot << 3, (1ull << 52) - 1}}}},
    {"TOR from zero", {{0, {kRwx | pmp::Tor << 3, 0x20000000}}}},
    {"TOR to the end", {{4, {0, 0x20000000}}, {5, {kRwx | pmp::Tor << 3, (1ull << 54) - 1}}}},
    {"TOR that is empty", {{1, {0, 0x1000}}, {2, {kRwx | pmp::Tor << 3, 0x1000}}}},
    {"TOR turned round", {{1, {0, 0x2000}}, {2, {kRwx | pmp::Tor << 3, 0x1000}}}},
    {"TOR ignores the bit below the granularity", {{1, {0, 0x1001}}, {2, {kRwx | pmp::Tor << 3, 0x2001}}}},
    {"TOR begins at the address of an entry that is NAPOT",
     {{1, {pmp::R | pmp::Napot << 3, 0x10ff}}, {2, {kRwx | pmp::Tor << 3, 0x2000}}}},
    {"the lower entry wins", {{6, {pmp::R | pmp::Napot << 3, 0x1fff}}, {7, {kRwx | pmp::Napot << 3, 0x3fff}}}},
    {"locked entry binds M mode", {{0, {pmp::L | pmp::R | pmp::Napot << 3, 0x1fff}}}},
    {"unlocked entry before a locked one frees M mode",
     {{0, {pmp::Napot << 3, 0x0fff}}, {9, {pmp::L | pmp::Napot << 3, 0x1fff}}}},
    {"last entry alone", {{15, {kRwx | pmp::Napot << 3, 0x1fff}}}},
    {"NA4 is off", {{0, {kRwx | pmp::Na4 << 3, 0x1000}}}},
};

}  // namespace

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    for (const auto &d : kDirected)
        suite.run(d.name, 1, [&](Run &run) {
            Dut dut(run.seed);
            pmp::Entry table[pmp::kEntries] = {};
            for (const auto &[i, entry] : d.entries)
                table[i] = entry;
            dut.set(table, false, run);
            compare_all(run, dut, table);
        });
    suite.run("random tables", kSeeds, random_tables);
    return suite.report();
}
