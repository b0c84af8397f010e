// SPDX-License-Identifier: Apache-2.0
// Bench of the AXI4 subordinate port: bursts of every kind, length, size and alignment, with strobes at random and
// several on their way, and an L2 that answers when it likes and refuses where no memory is. What is read and
// what memory holds at the end follow from the bursts alone, by a model that knows AXI's addresses (A3.4.1)
// and nothing of the port. Then the promises that have numbers.
#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "Vaxi_dma_top.h"
#include "bench.h"
#include "clock.h"
#include "verilated.h"
#include "wave.h"

using bench::clock;
using bench::reset;
using bench::Run;
using bench::Stall;
using bench::Staller;
typedef bench::Traced<Vaxi_dma_top> Dut;

namespace
{

enum Burst : unsigned { Fixed, Incr, Wrap, Reserved };
enum Resp : unsigned { Okay, ExOkay, SlvErr, DecErr };
enum LineOp : unsigned { LineRead, LineWrite, DwordRead, DwordWrite };

constexpr uint64_t kBase = 0x80000000, kPage = 4096, kPages = 8;
constexpr uint64_t kBytes = kPage * kPages;
constexpr uint64_t kRefused = kBase + kBytes - kPage;  // the last page is nobody's

bool refused(uint64_t address) { return address >= kRefused; }

struct Transaction {
    bool write;
    unsigned id, len, size, burst;
    uint64_t address;
    std::vector<uint64_t> data;
    std::vector<uint8_t> strobes;
    unsigned beat = 0;  // of data, given or taken
    bool illegal() const { return burst == Reserved || size > 3; }

    // A3.4.1
    uint64_t beat_address(unsigned n) const
    {
        uint64_t bytes = UINT64_C(1) << size, aligned = address & ~(bytes - 1);
        if (burst == Fixed || n == 0)
            return address;
        if (burst == Incr)
            return aligned + n * bytes;
        uint64_t whole = bytes * (len + 1), low = address / whole * whole;
        return low + (address - low + n * bytes) % whole;
    }
    // The byte lanes that a beat may use
    uint8_t lanes(unsigned n) const
    {
        uint64_t bytes = UINT64_C(1) << size, at = beat_address(n), end = (at & ~(bytes - 1)) + bytes;
        uint8_t mask = 0;
        for (uint64_t a = at; a < end; a++)
            mask |= uint8_t(1u << (a & 7));
        return mask;
    }
    bool touches(uint64_t page) const { return address / kPage == page; }
};

struct Memory {
    uint8_t bytes[kBytes];
    uint64_t dword(uint64_t pa) const
    {
        uint64_t value;
        memcpy(&value, bytes + ((pa & ~UINT64_C(7)) - kBase), 8);
        return value;
    }
    void write(uint64_t pa, uint64_t data, uint8_t mask)
    {
        for (unsigned i = 0; i < 8; i++)
            if (mask >> i & 1)
                bytes[(pa & ~UINT64_C(7)) - kBase + i] = uint8_t(data >> 8 * i);
    }
};

// The L2: one request at a time.
class Below
{
public:
    Below(Run &run, Memory &memory, Stall stall)
        : run_(run), memory_(memory), request_(stall, run.random), data_(stall, run.random), answer_(stall, run.random)
    {
    }
    void drive(Dut &dut)
    {
        dut.req_ready_i = state_ == Idle && request_.go();
        dut.wready_i = state_ == Collect && data_.go();
        dut.rsp_valid_i = state_ == Answer && answer_.go();
        dut.rsp_err_i = refused(pa_);
        dut.rsp_last_i = left_ == 1;
        dut.rsp_data_i = refused(pa_) || writes() ? run_.random.next() : memory_.dword(address());
    }
    void sample(Dut &dut)
    {
        if (dut.req_valid_o && dut.req_ready_i) {
            op_ = dut.req_op_o;
            pa_ = dut.req_pa_o;
            be_ = dut.req_be_o;
            beats_ = line() ? 8 : 1;
            left_ = beats_;
            state_ = writes() ? Collect : Answer;
            count[op_]++;
            if (pa_ < kBase || pa_ >= kBase + kBytes)
                run_.fail("the L2 is asked for %#llx", (unsigned long long)pa_);
        } else if (dut.wvalid_o && dut.wready_i) {
            if (!refused(pa_))
                memory_.write(line() ? (pa_ & ~UINT64_C(63)) + 8 * (8 - left_) : pa_, dut.wdata_o, line() ? 0xff : be_);
            if (--left_ == 0) {
                left_ = 1;
                state_ = Answer;
            }
        } else if (dut.rsp_valid_i && --left_ == 0) {
            state_ = Idle;
        }
    }
    unsigned count[4] = {};

private:
    enum { Idle, Collect, Answer } state_ = Idle;
    bool line() const { return op_ == LineRead || op_ == LineWrite; }
    bool writes() const { return op_ == LineWrite || op_ == DwordWrite; }
    uint64_t address() const { return line() ? (pa_ & ~UINT64_C(63)) | ((pa_ + 8 * (beats_ - left_)) & 63) : pa_; }
    Run &run_;
    Memory &memory_;
    Staller request_, data_, answer_;
    unsigned op_ = 0, beats_ = 0, left_ = 0;
    uint64_t pa_ = kBase;
    uint8_t be_ = 0;
};

// A manager: keeps the rules of AXI, and never has a read and a write under way on the same page, so that what
// a read sees is known.
class Manager
{
public:
    Manager(Run &run, Memory &memory, Stall stall)
        : run_(run), due_(memory), ar_(stall, run.random), aw_(stall, run.random), w_(stall, run.random),
          b_(stall, run.random), r_(stall, run.random)
    {
    }

    void ask(const Transaction &t) { (t.write ? to_write_ : to_read_).push_back(t); }

    void drive(Dut &dut)
    {
        if (!dut.arvalid_i && !to_read_.empty() && !clash(to_read_.front(), writing_) && ar_.go()) {
            const Transaction &t = to_read_.front();
            dut.arvalid_i = 1, dut.arid_i = t.id, dut.araddr_i = t.address;
            dut.arlen_i = t.len, dut.arsize_i = t.size, dut.arburst_i = t.burst;
            reading_.push_back(t);
            to_read_.pop_front();
        }
        if (!dut.awvalid_i && !to_write_.empty() && !clash(to_write_.front(), reading_) && aw_.go()) {
            const Transaction &t = to_write_.front();
            dut.awvalid_i = 1, dut.awid_i = t.id, dut.awaddr_i = t.address;
            dut.awlen_i = t.len, dut.awsize_i = t.size, dut.awburst_i = t.burst;
            writing_.push_back(t);
            to_write_.pop_front();
        }
        Transaction *giving = next_to_give(dut);  // not before its address was taken
        if (!dut.wvalid_i && giving && w_.go()) {
            dut.wvalid_i = 1, dut.wdata_i = giving->data[giving->beat], dut.wstrb_i = giving->strobes[giving->beat];
            dut.wlast_i = giving->beat == giving->len;
        }
        dut.bready_i = b_.go();
        dut.rready_i = r_.go();
    }

    void sample(Dut &dut)
    {
        if (dut.arvalid_i && dut.arready_o)
            took_ar_ = true;
        if (dut.awvalid_i && dut.awready_o)
            took_aw_ = true;
        if (dut.wvalid_i && dut.wready_o) {
            took_w_ = true;
            Transaction &t = writing_[given_];
            if (t.beat++ == t.len)
                given_++;
        }
        if (dut.rvalid_o && dut.rready_i)
            read_beat(dut);
        if (dut.bvalid_o && dut.bready_i)
            acknowledged(dut);
    }
    // After the edge: what was taken is no longer offered.
    void after(Dut &dut)
    {
        if (took_ar_)
            dut.arvalid_i = 0;
        if (took_aw_)
            dut.awvalid_i = 0;
        if (took_w_)
            dut.wvalid_i = 0;
        took_ar_ = took_aw_ = took_w_ = false;
    }
    bool idle() const { return to_read_.empty() && to_write_.empty() && reading_.empty() && writing_.empty(); }
    uint64_t reads = 0, writes = 0, errors = 0;
    std::vector<bool> order;  // of the answers: a write's?

private:
    static bool clash(const Transaction &t, const std::deque<Transaction> &others)
    {
        for (const Transaction &o : others)
            if (t.touches(o.address / kPage))
                return true;
        return others.size() >= 6;
    }
    Transaction *next_to_give(Dut &dut)
    {
        size_t addressed = writing_.size() - (dut.awvalid_i ? 1 : 0);
        return given_ < addressed ? &writing_[given_] : nullptr;
    }
    void read_beat(Dut &dut)
    {
        if (reading_.empty())
            return run_.fail("a read beat that nobody asked for");
        Transaction &t = reading_.front();
        uint64_t at = t.beat_address(t.beat);
        bool bad = t.illegal() || refused(at);
        if (dut.rid_o != t.id || dut.rresp_o != (bad ? SlvErr : Okay) || dut.rlast_o != (t.beat == t.len))
            run_.fail("read %#llx, beat %u: ID %u, response %u, last %u", (unsigned long long)at, t.beat, dut.rid_o,
                      dut.rresp_o, dut.rlast_o);
        uint64_t mask = 0;
        for (unsigned i = 0; i < 8; i++)
            if (!bad && t.lanes(t.beat) >> i & 1)
                mask |= UINT64_C(0xff) << 8 * i;
        if (!bad && (dut.rdata_o & mask) != (due_.dword(at) & mask))
            run_.fail("read %#llx: %#llx, not %#llx", (unsigned long long)at, (unsigned long long)(dut.rdata_o & mask),
                      (unsigned long long)(due_.dword(at) & mask));
        if (t.beat++ == t.len) {
            reads++;
            errors += bad;
            order.push_back(false);
            reading_.pop_front();
        }
    }
    void acknowledged(Dut &dut)
    {
        if (given_ == 0)
            return run_.fail("a write is answered before its data");
        Transaction &t = writing_.front();
        bool bad = false;
        for (unsigned n = 0; n <= t.len; n++) {
            if (t.illegal() || refused(t.beat_address(n)))
                bad = true;
            else
                due_.write(t.beat_address(n), t.data[n], t.strobes[n]);
        }
        if (dut.bid_o != t.id || dut.bresp_o != (bad ? SlvErr : Okay))
            run_.fail("write %#llx: ID %u, response %u", (unsigned long long)t.address, dut.bid_o, dut.bresp_o);
        writes++;
        errors += bad;
        order.push_back(true);
        writing_.pop_front();
        given_--;
    }

    Run &run_;
    Memory &due_;
    Staller ar_, aw_, w_, b_, r_;
    std::deque<Transaction> to_read_, to_write_, reading_, writing_;
    size_t given_ = 0;  // of writing_: data complete
    bool took_ar_ = false, took_aw_ = false, took_w_ = false;
};

Transaction random_transaction(Run &run)
{
    bench::Random &r = run.random;
    Transaction t = {};
    t.write = r.percent(50);
    t.id = unsigned(r.below(32));
    t.burst = r.percent(60) ? Incr : r.percent(60) ? Wrap : Fixed;
    t.size = r.percent(60) ? 3 : unsigned(r.below(4));
    uint64_t page = kBase + kPage * r.below(kPages);
    if (t.burst == Wrap) {
        t.len = (2u << r.below(4)) - 1;
        t.address = page + (r.below(kPage) >> t.size << t.size);
    } else if (t.burst == Fixed) {
        t.len = unsigned(r.below(16));
        t.address = page + r.below(kPage);
    } else {
        t.len = r.percent(30) ? 7 : r.percent(80) ? unsigned(r.below(40)) : unsigned(r.below(256));
        t.address = page + (r.percent(50) ? r.below(kPage / 64) * 64 : r.below(kPage));
        uint64_t room = (page + kPage - (t.address >> t.size << t.size)) >> t.size;
        if (t.len >= room)
            t.len = unsigned(room - 1);
    }
    unsigned sparse = r.percent(60) ? 0 : r.percent(50) ? 5 : 60;  // percent of beats without all their bytes
    for (unsigned n = 0; n <= t.len; n++) {
        t.data.push_back(r.next());
        t.strobes.push_back(uint8_t(t.lanes(n) & (r.percent(sparse) ? r.next() : 0xff)));
    }
    return t;
}

struct World {
    World(Run &run, Stall above, Stall below)
        : run(run), dut(std::make_unique<Dut>()), below(run, memory, below), manager(run, due, above)
    {
        for (uint64_t i = 0; i < kBytes; i++)
            memory.bytes[i] = uint8_t(run.random.next());
        due = memory;
        dut->legal_i = 1;
        dut->arvalid_i = dut->awvalid_i = dut->wvalid_i = dut->req_ready_i = dut->rsp_valid_i = 0;
        reset(*dut);
    }
    void step()
    {
        manager.drive(*dut);
        below.drive(*dut);
        dut->eval();
        manager.sample(*dut);
        below.sample(*dut);
        clock(*dut);
        manager.after(*dut);
        cycle++;
    }
    uint64_t finish()
    {
        uint64_t begin = cycle;
        while (!manager.idle() && !run.failed()) {
            step();
            if (cycle - begin > 1000000)
                run.fail("no end");
        }
        if (!run.failed() && memcmp(memory.bytes, due.bytes, kBytes) != 0)
            run.fail("memory is not what the writes made of it");
        return cycle - begin;
    }
    Run &run;
    std::unique_ptr<Dut> dut;
    Memory memory, due;
    Below below;
    Manager manager;
    uint64_t cycle = 0;
};

void bursts(Run &run, Stall above, Stall below)
{
    auto w = std::make_unique<World>(run, above, below);
    for (unsigned i = 0; i < 150; i++)
        w->manager.ask(random_transaction(run));
    w->finish();
    if (!run.failed() && (!w->manager.errors || w->manager.reads < 30 || w->manager.writes < 30))
        run.fail("too little was done");
    for (unsigned n : w->below.count)
        if (!run.failed() && !n)
            run.fail("the L2 was not asked for every kind of transfer");
}

Transaction plain(bool write, uint64_t address, unsigned beats, unsigned burst = Incr, unsigned size = 3)
{
    Transaction t = {};
    t.write = write, t.id = 3, t.len = beats - 1, t.size = size, t.burst = burst, t.address = address;
    for (unsigned n = 0; n < beats; n++) {
        t.data.push_back(0x0101010101010101 * (n + 1));
        t.strobes.push_back(burst == Reserved || size > 3 ? 0xff : t.lanes(n));
    }
    return t;
}

// Where a burst has lines in it, the L2 is asked for lines.
void lines_at_once(Run &run)
{
    struct {
        bool write;
        uint64_t offset;
        unsigned beats, burst, lines, dwords;
    } cases[] = {
        {false, 0x40, 8, Incr, 1, 0},  {true, 0x40, 8, Incr, 1, 0},  {false, 0x100, 32, Incr, 4, 0},
        {true, 0x100, 32, Incr, 4, 0}, {true, 0x78, 10, Incr, 1, 2}, {false, 0x78, 9, Incr, 1, 1},
        {true, 0x80, 7, Incr, 0, 7},   {true, 0x80, 16, Wrap, 2, 0}, {true, 0xa0, 8, Wrap, 0, 8},
        {false, 0x80, 8, Fixed, 0, 8},
    };
    for (auto &c : cases) {
        auto w = std::make_unique<World>(run, Stall::Free, Stall::Free);
        w->manager.ask(plain(c.write, kBase + c.offset, c.beats, c.burst));
        w->finish();
        unsigned lines = w->below.count[c.write ? LineWrite : LineRead];
        unsigned dwords = w->below.count[c.write ? DwordWrite : DwordRead];
        if (lines != c.lines || dwords != c.dwords)
            run.fail("%s of %u beats at %#llx: %u lines and %u doublewords", c.write ? "write" : "read", c.beats,
                     (unsigned long long)c.offset, lines, dwords);
    }
}

// A line of which a byte is not written is not written whole.
void hole_in_a_line(Run &run)
{
    for (unsigned hole = 0; hole < 8; hole++) {
        auto w = std::make_unique<World>(run, Stall::Free, Stall::Free);
        Transaction t = plain(true, kBase + 0x40, 8);
        t.strobes[hole] = 0x7f;
        w->manager.ask(t);
        w->finish();
        if (w->below.count[LineWrite] || w->below.count[DwordWrite] != 8)
            run.fail("beat %u: %u lines written", hole, w->below.count[LineWrite]);
    }
}

// What AXI does not know is refused, every beat of it, and touches nothing; the next burst is served.
void unknown_bursts(Run &run)
{
    auto w = std::make_unique<World>(run, Stall::Random, Stall::Random);
    w->dut->legal_i = 0;
    for (unsigned i = 0; i < 40; i++) {
        bool write = run.random.percent(50), wide = run.random.percent(50);
        w->manager.ask(plain(write, kBase + 0x40 * i, 1 + unsigned(run.random.below(20)), wide ? Incr : Reserved,
                             wide ? 4 + unsigned(run.random.below(4)) : 3));
        w->manager.ask(plain(!write, kBase + kPage + 0x40 * i, 8));
    }
    w->finish();
    if (!run.failed() && w->manager.errors != 40)
        run.fail("%llu of 40 were refused", (unsigned long long)w->manager.errors);
}

// While reads and writes wait, they take turns.
void turns(Run &run)
{
    auto w = std::make_unique<World>(run, Stall::Free, Stall::Random);
    for (unsigned i = 0; i < 30; i++) {
        w->manager.ask(plain(false, kBase + 0x40 * i, 8));
        w->manager.ask(plain(true, kBase + kPage + 0x40 * i, 8));
    }
    w->finish();
    const std::vector<bool> &order = w->manager.order;
    for (size_t i = 4; i + 4 < order.size(); i++)
        if (order[i] == order[i - 1] && order[i] == order[i - 2])
            return run.fail("three of a kind in a row, at answer %u", unsigned(i));
}

// A line costs the L2's cycles and no more than the port's own beside them.
void cycles_of_a_line(Run &run)
{
    auto cost = [&](bool write) {
        auto w = std::make_unique<World>(run, Stall::Free, Stall::Free);
        w->manager.ask(plain(write, kBase, 8));
        return w->finish();
    };
    if (uint64_t n = cost(false); n != 13)
        run.fail("a read of a line takes %llu cycles", (unsigned long long)n);
    if (uint64_t n = cost(true); n != 22)
        run.fail("a write of a line takes %llu cycles", (unsigned long long)n);
}

}  // namespace

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    for (int a = 0; a < bench::kStalls; a++)
        for (int b = 0; b < bench::kStalls; b++) {
            Stall above = Stall(a), below = Stall(b);
            suite.run(std::string("bursts, manager ") + name(above) + ", L2 " + name(below), 8,
                      [=](Run &run) { bursts(run, above, below); });
        }
    suite.run("lines at once", 1, lines_at_once);
    suite.run("a hole in a line", 1, hole_in_a_line);
    suite.run("bursts that AXI does not know", 8, unknown_bursts);
    suite.run("reads and writes take turns", 4, turns);
    suite.run("cycles of a line", 1, cycles_of_a_line);
    return suite.report();
}
