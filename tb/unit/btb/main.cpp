// SPDX-License-Identifier: Apache-2.0
// The branch target buffer against a list of the jumps it was told: two of them a set, a jump keeps its
// place, a new one takes the place written less recently. Look-ups and training in the same cycle, of the
// same set and of others.
#include <memory>
#include <vector>

#include "Vbtb.h"
#include "bench.h"
#include "verilated.h"
#include "wave.h"

namespace
{

using bench::Run;

constexpr unsigned kSets = 8;     // rules.mk builds it with 16 entries
constexpr unsigned kVaBits = 39;  // what lies above is not told apart
enum Kind { Branch = 0, Jump = 1, Call = 2, Return = 3 };

uint64_t doubleword(uint64_t pc) { return (pc & ((1ull << kVaBits) - 1)) >> 3; }
unsigned parcel(uint64_t pc) { return pc >> 1 & 3; }

struct Prediction {
    bool taken = false;
    unsigned parcel = 0, kind = 0;
    uint64_t target = 0;
    bool operator==(const Prediction &o) const
    {
        return taken == o.taken && parcel == o.parcel && kind == o.kind && target == o.target;
    }
};

struct Training {
    uint64_t pc;  // of the last parcel
    uint64_t target;
    Kind kind;
    bool forget;
};

class Reference
{
public:
    Prediction look(uint64_t pc, unsigned likely) const
    {
        Prediction best;
        for (const Place &p : sets_[doubleword(pc) % kSets].place) {
            const bool here = p.valid && p.doubleword == doubleword(pc) && p.parcel >= parcel(pc);
            if (here && (p.kind != Branch || (likely >> p.parcel & 1)) && (!best.taken || p.parcel < best.parcel))
                best = {true, p.parcel, p.kind, p.target};
        }
        return best;
    }
    void train(const Training &t)
    {
        Set &set = sets_[doubleword(t.pc) % kSets];
        int way = -1;
        for (int w = 0; w < 2; w++)
            if (set.place[w].valid && set.place[w].doubleword == doubleword(t.pc) &&
                set.place[w].parcel == parcel(t.pc))
                way = w;
        if (way < 0 && t.forget)
            return;
        if (way < 0)
            way = 1 - set.newer;
        set.place[way] = {!t.forget, doubleword(t.pc), parcel(t.pc), t.kind, t.target};
        set.newer = way;
    }

private:
    struct Place {
        bool valid = false;
        uint64_t doubleword = 0;
        unsigned parcel = 0, kind = 0;
        uint64_t target = 0;
    };
    struct Set {
        Place place[2];
        int newer = 0;
    };
    Set sets_[kSets];
};

class Bench
{
    VerilatedContext context_;
    std::unique_ptr<bench::Traced<Vbtb>> dut_;

public:
    explicit Bench(Run &run) : run(run)
    {
        context_.randSeed((int)run.seed | 1);
        context_.randReset(2);
        dut_ = std::make_unique<bench::Traced<Vbtb>>(&context_);
        dut_->clk_i = dut_->lookup_i = dut_->train_i = 0;
        dut_->eval();
    }
    ~Bench() { dut_->final(); }

    // One cycle: a look-up is compared with what the reference knew before the training of the same cycle.
    void cycle(bool look, uint64_t pc, unsigned likely, const Training *t)
    {
        dut_->lookup_i = look;
        dut_->pc_i = pc;
        dut_->likely_i = likely;
        dut_->train_i = t != nullptr;
        if (t) {
            dut_->train_forget_i = t->forget;
            dut_->train_jump_i = t->kind;
            dut_->train_pc_i = t->pc;
            dut_->train_target_i = t->target;
        }
        dut_->eval();
        const Prediction is = {(bool)dut_->taken_o, dut_->parcel_o, dut_->jump_o, dut_->target_o};
        const Prediction want = look ? reference.look(pc, likely) : Prediction();
        if (!(is == want))
            run.fail(
                "cycle %ld, look-up of %llx, likely %x: taken %d at parcel %u, kind %u, to %llx, not taken %d at %u, "
                "kind %u, to %llx",
                now_, (long long)pc, likely, is.taken, is.parcel, is.kind, (long long)is.target, want.taken,
                want.parcel, want.kind, (long long)want.target);
        predicted += want.taken;
        dut_->clk_i = 1;
        dut_->eval();
        dut_->clk_i = 0;
        dut_->eval();
        if (t)
            reference.train(*t);
        now_++;
    }
    void train(uint64_t pc, uint64_t target, Kind kind, bool forget = false)
    {
        const Training t = {pc, target, kind, forget};
        cycle(false, 0, 0, &t);
    }
    // All starts within the doubleword of `pc`, under every opinion about branches
    void look(uint64_t pc)
    {
        for (unsigned start = 0; start < 4; start++)
            for (unsigned likely = 0; likely < 16; likely++)
                cycle(true, (pc & ~7ull) + 2 * start, likely, nullptr);
    }

    Run &run;
    Reference reference;
    long predicted = 0;

private:
    long now_ = 0;
};

constexpr uint64_t kPc = 0x80001000;
constexpr uint64_t kAlias = kPc + (kSets << 3);  // the same set, another tag
constexpr uint64_t kHigh = kPc + (1ull << (kVaBits - 1)), kBeyond = kPc + (1ull << kVaBits);

struct Directed {
    const char *name;
    std::vector<Training> train;
};

const std::vector<Directed> kDirected = {
    {"knows nothing at first", {}},
    {"one jump, from its parcel back", {{kPc + 4, 0x1234, Jump, false}}},
    {"a branch only where it is likely", {{kPc + 2, 0x1234, Branch, false}}},
    {"the first of two in a doubleword", {{kPc + 6, 0x100, Return, false}, {kPc + 2, 0x200, Branch, false}}},
    {"the same the other way round", {{kPc + 2, 0x200, Branch, false}, {kPc + 6, 0x100, Call, false}}},
    {"a jump keeps its place and takes a new target", {{kPc, 0x100, Jump, false}, {kPc, 0x300, Call, false}}},
    {"the third goes where was written less recently",
     {{kPc, 1 << 4, Jump, false}, {kPc + 2, 2 << 4, Jump, false}, {kPc + 4, 3 << 4, Jump, false}}},
    {"an update makes a place the newer one",
     {{kPc, 16, Jump, false}, {kPc + 2, 32, Jump, false}, {kPc, 48, Jump, false}, {kPc + 4, 64, Jump, false}}},
    {"another tag in the same set", {{kPc, 16, Jump, false}, {kAlias, 32, Jump, false}}},
    {"a forgotten jump", {{kPc, 16, Jump, false}, {kPc + 2, 32, Jump, false}, {kPc, 0, Jump, true}}},
    {"forgetting what is not known changes nothing", {{kPc, 16, Jump, false}, {kPc + 2, 0, Jump, true}}},
    {"the highest address that is told apart", {{kHigh, 16, Jump, false}, {kPc, 32, Call, false}}},
    {"what lies above its tags is not told apart", {{kBeyond, 16, Jump, false}, {kPc, 32, Call, false}}},
    {"all bits of a target", {{kPc, 0xfedcba9876543210, Call, false}, {kPc + 2, 0x0123456789abcdef, Return, false}}},
};

void random_jumps(Run &run)
{
    Bench bench(run);
    // few places, so that they meet
    const uint64_t sets = 1 + run.random.below(kSets), tags = 1 + run.random.below(4);
    auto place = [&] {
        const uint64_t tag = run.random.below(tags), high = run.random.percent(10) ? run.random.below(1 << 10) : 0;
        return kPc + (run.random.below(sets) << 3) + tag * (kSets << 3) + (high << (kVaBits - 8)) +
               2 * run.random.below(4);
    };
    for (int i = 0; i < 4000 && !run.failed(); i++) {
        Training t = {place(), run.random.next(), (Kind)run.random.below(4), run.random.percent(15)};
        const bool train = run.random.percent(50);
        const uint64_t pc = run.random.percent(30) ? t.pc : place();
        bench.cycle(run.random.percent(80), pc, (unsigned)run.random.below(16), train ? &t : nullptr);
    }
    if (bench.predicted < 100)
        run.fail("%ld predictions only", bench.predicted);
}

}  // namespace

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    for (const auto &d : kDirected)
        suite.run(d.name, 1, [&](Run &run) {
            Bench bench(run);
            for (const Training &t : d.train) {
                const Training copy = t;
                bench.cycle(true, t.pc, 15, &copy);  // a look-up does not see the training of its cycle
                for (uint64_t pc : {kPc, kAlias, kHigh, kBeyond, kPc + 8})
                    bench.look(pc);
            }
            bench.look(kPc);
        });
    suite.run("random jumps", 20, random_jumps);
    return suite.report();
}
