// SPDX-License-Identifier: Apache-2.0
// Bench of the AXI4 manager port: line reads and line writes of several IDs and device accesses of every width, all
// at once, and a far side that takes addresses and data when it likes, answers IDs in any order with their
// beats mixed, and refuses some. Each request must come out as the burst that the head of axi_edge.sv says, and
// each answer go to its own requester.
#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "Vaxi_edge_top.h"
#include "bench.h"
#include "clock.h"
#include "verilated.h"
#include "wave.h"

using bench::Run;
using bench::Stall;
using bench::Staller;
typedef bench::Traced<Vaxi_edge_top> Dut;

namespace
{

enum { kIncr = 1, kWrap = 2, kOkay = 0, kDevice = 16 };
enum { kWriteBack = 15, kDeviceMemory = 0 };
constexpr unsigned kReadIds = 6, kWriteIds = 2;  // the bench's own choice
constexpr unsigned kWrite = 32;                  // a write's key among the lines is its ID and this

// What a doubleword of memory holds, and which lines and registers refuse
uint64_t content(uint64_t pa) { return (pa >> 3) * UINT64_C(0x9e3779b97f4a7c15); }
bool refuses(uint64_t pa) { return (pa >> 6) % 7 == 3; }

struct Line {
    uint64_t pa;
    unsigned beat = 0;
    std::vector<uint64_t> data;  // of a write
    bool came_out = false;
};
struct Io {
    bool write;
    uint64_t pa;  // of its first byte
    unsigned bytes;
    uint64_t value;  // in its lanes
    bool came_out = false;
};

// Both requesters, and what they are owed.
class Inside
{
public:
    Inside(Run &run, Stall stall)
        : run_(run), lines_(stall, run.random), data_(stall, run.random), io_(stall, run.random)
    {
    }
    void drive(Dut &dut)
    {
        bench::Random &r = run_.random;
        if (!dut.mem_read_valid_i && lines_.go()) {
            unsigned id = unsigned(r.below(kReadIds));
            if (!line.count(id)) {
                dut.mem_read_valid_i = 1, dut.mem_read_id_i = id;
                dut.mem_read_pa_i = 0x80000000 + 8 * r.below(4096);
            }
        }
        if (!dut.mem_write_valid_i && lines_.go()) {
            unsigned id = unsigned(r.below(kWriteIds));
            if (!line.count(kWrite + id) && !giving) {
                dut.mem_write_valid_i = 1, dut.mem_write_id_i = id;
                dut.mem_write_pa_i = 0x80000000 + 8 * r.below(4096);
            }
        }
        if (giving && !dut.mem_wvalid_i && data_.go()) {
            dut.mem_wvalid_i = 1;
            dut.mem_wdata_i = r.next();
        }
        if (!dut.io_valid_i && !io_busy && io_.go()) {
            unsigned bytes = 1u << r.below(4), first = unsigned(r.below(8)) & ~(bytes - 1);
            dut.io_valid_i = 1, dut.io_write_i = r.percent(50);
            dut.io_pa_i = 0x10000000 + 8 * r.below(512);
            dut.io_be_i = uint8_t(((1u << bytes) - 1) << first);
            dut.io_wdata_i = r.next();
        }
    }
    void sample(Dut &dut)
    {
        took_read_ = dut.mem_read_valid_i && dut.mem_read_ready_o;
        took_write_ = dut.mem_write_valid_i && dut.mem_write_ready_o;
        took_w_ = dut.mem_wvalid_i && dut.mem_wready_o;
        took_io_ = dut.io_valid_i && dut.io_ready_o;
        if (dut.mem_rsp_valid_o)
            answered(dut);
        if (dut.mem_ack_valid_o)
            acknowledged(dut);
        if (dut.io_rsp_valid_o)
            io_answered(dut);
        if (took_w_) {
            line[kWrite + giving_id].data.push_back(dut.mem_wdata_i);
            giving = line[kWrite + giving_id].data.size() < 8;
        }
        Line l;
        if (took_read_) {
            l.pa = dut.mem_read_pa_i;
            line[dut.mem_read_id_i] = l;
        }
        if (took_write_) {
            l.pa = dut.mem_write_pa_i;
            line[kWrite + dut.mem_write_id_i] = l;
            giving = true, giving_id = dut.mem_write_id_i;
        }
        if (took_io_) {
            unsigned first = __builtin_ctz(dut.io_be_i);
            io = Io{bool(dut.io_write_i), dut.io_pa_i + first, unsigned(__builtin_popcount(dut.io_be_i)),
                    dut.io_wdata_i};
            io_busy = true;
        }
    }
    void after(Dut &dut)
    {
        if (took_read_)
            dut.mem_read_valid_i = 0;
        if (took_write_)
            dut.mem_write_valid_i = 0;
        if (took_w_)
            dut.mem_wvalid_i = 0;
        if (took_io_)
            dut.io_valid_i = 0;
    }

    std::map<unsigned, Line> line;  // by ID
    Io io = {};
    bool giving = false, io_busy = false;
    unsigned giving_id = 0;
    uint64_t reads = 0, writes = 0, ios = 0, refused = 0, most = 0;

private:
    void answered(Dut &dut)
    {
        unsigned id = dut.mem_rsp_id_o;
        auto at = line.find(id);
        if (at == line.end() || !at->second.came_out)
            return run_.fail("an answer to ID %u, which is owed none", id);
        Line &l = at->second;
        most = std::max(most, uint64_t(line.size()));
        if (dut.mem_rsp_err_o != refuses(l.pa))
            run_.fail("ID %u: refused %u", id, dut.mem_rsp_err_o);
        uint64_t pa = (l.pa & ~UINT64_C(63)) | ((l.pa + 8 * l.beat) & 56);
        if (dut.mem_rsp_last_o != (l.beat == 7))
            run_.fail("ID %u, beat %u: last %u", id, l.beat, dut.mem_rsp_last_o);
        if (!dut.mem_rsp_err_o && dut.mem_rsp_data_o != content(pa))
            run_.fail("ID %u, beat %u: %#llx, not %#llx", id, l.beat, (unsigned long long)dut.mem_rsp_data_o,
                      (unsigned long long)content(pa));
        if (l.beat++ < 7)
            return;
        reads++;
        refused += refuses(l.pa);
        line.erase(at);
    }
    void acknowledged(Dut &dut)
    {
        unsigned id = dut.mem_ack_id_o;
        auto at = line.find(kWrite + id);
        if (at == line.end() || !at->second.came_out)
            return run_.fail("an acknowledgement of ID %u, which is owed none", id);
        if (dut.mem_ack_err_o != refuses(at->second.pa))
            run_.fail("write ID %u: refused %u", id, dut.mem_ack_err_o);
        if (!dut.mem_ack_last_o || at->second.data.size() != 8)
            run_.fail("ID %u: a write is answered before its end, or without `last`", id);
        writes++;
        refused += refuses(at->second.pa);
        line.erase(at);
    }
    void io_answered(Dut &dut)
    {
        if (!io_busy || !io.came_out)
            return run_.fail("a device answers what it was not asked");
        if (dut.io_rsp_err_o != refuses(io.pa))
            run_.fail("device %#llx: refused %u", (unsigned long long)io.pa, dut.io_rsp_err_o);
        if (!io.write && !dut.io_rsp_err_o && dut.io_rsp_data_o != content(io.pa & ~UINT64_C(7)))
            run_.fail("device %#llx: %#llx", (unsigned long long)io.pa, (unsigned long long)dut.io_rsp_data_o);
        io_busy = false;
        ios++;
    }
    Run &run_;
    Staller lines_, data_, io_;
    bool took_read_ = false, took_write_ = false, took_w_ = false, took_io_ = false;
};

// The far side.
class Outside
{
public:
    Outside(Run &run, Inside &inside, Stall stall)
        : run_(run), inside_(inside), ar_(stall, run.random), aw_(stall, run.random), w_(stall, run.random),
          r_(stall, run.random), b_(stall, run.random)
    {
    }
    void drive(Dut &dut)
    {
        bench::Random &r = run_.random;
        dut.arready_i = ar_.go();
        dut.awready_i = aw_.go();
        dut.wready_i = !addressed_.empty() && w_.go();
        if (!dut.rvalid_i && !reads_.empty() && r_.go()) {
            Read &read = reads_[r.below(reads_.size())];
            dut.rvalid_i = 1, dut.rid_i = read.id;
            uint64_t pa =
                read.len ? (read.pa & ~UINT64_C(63)) | ((read.pa + 8 * read.beat) & 56) : read.pa & ~UINT64_C(7);
            dut.rresp_i = refuses(read.pa) ? 2 + unsigned(r.below(2)) : kOkay;
            dut.rdata_i = content(pa);
            dut.rlast_i = read.beat == read.len;
        }
        if (!dut.bvalid_i && !acks_.empty() && b_.go()) {
            size_t n = r.below(acks_.size());
            dut.bvalid_i = 1, dut.bid_i = acks_[n].id;
            dut.bresp_i = refuses(acks_[n].pa) ? 2 + unsigned(r.below(2)) : kOkay;
        }
    }
    void sample(Dut &dut)
    {
        if (dut.arvalid_o && dut.arready_i) {
            check(dut.arid_o, false, dut.araddr_o, dut.arlen_o, dut.arsize_o, dut.arburst_o, dut.arcache_o,
                  dut.arprot_o);
            reads_.push_back(Read{dut.arid_o, dut.araddr_o, dut.arlen_o, 0});
        }
        if (dut.wvalid_o && dut.wready_i)
            data(dut);
        if (dut.awvalid_o && dut.awready_i) {
            check(dut.awid_o, true, dut.awaddr_o, dut.awlen_o, dut.awsize_o, dut.awburst_o, dut.awcache_o,
                  dut.awprot_o);
            addressed_.push_back(Write{dut.awid_o, dut.awaddr_o, 0});
        }
        took_r_ = dut.rvalid_i && dut.rready_o;
        took_b_ = dut.bvalid_i && dut.bready_o;
        for (size_t n = 0; took_r_ && n < reads_.size(); n++)
            if (reads_[n].id == dut.rid_i) {
                if (reads_[n].beat++ == reads_[n].len)
                    reads_.erase(reads_.begin() + long(n));
                break;
            }
        for (size_t n = 0; took_b_ && n < acks_.size(); n++)
            if (acks_[n].id == dut.bid_i) {
                acks_.erase(acks_.begin() + long(n));
                break;
            }
    }
    void after(Dut &dut)
    {
        if (took_r_)
            dut.rvalid_i = 0;
        if (took_b_)
            dut.bvalid_i = 0;
    }

private:
    struct Read {
        unsigned id;
        uint64_t pa;
        unsigned len, beat;
    };
    struct Write {
        unsigned id;
        uint64_t pa;
        unsigned beat;
    };
    // A burst is what its request asked for.
    void check(unsigned id, bool write, uint64_t pa, unsigned len, unsigned size, unsigned burst, unsigned cache,
               unsigned prot)
    {
        bool good;
        if (id == kDevice) {
            Io &io = inside_.io;
            good = inside_.io_busy && !io.came_out && io.write == write && io.pa == pa && len == 0 &&
                   1u << size == io.bytes && burst == kIncr && cache == kDeviceMemory;
            io.came_out = true;
        } else {
            auto at = inside_.line.find(write ? kWrite + id : id);
            good = at != inside_.line.end() && !at->second.came_out &&
                   pa == (write ? at->second.pa & ~UINT64_C(63) : at->second.pa) && len == 7 && size == 3 &&
                   burst == (write ? kIncr : kWrap) && cache == kWriteBack;
            if (at != inside_.line.end())
                at->second.came_out = true;
        }
        if (!good || prot != 0)
            run_.fail("%s of ID %u at %#llx: length %u, size %u, burst %u, cache %#x", write ? "write" : "read", id,
                      (unsigned long long)pa, len, size, burst, cache);
    }
    void data(Dut &dut)
    {
        Write &write = addressed_.front();
        if (write.id == kDevice) {
            const Io &io = inside_.io;
            unsigned strobe = ((1u << io.bytes) - 1) << (io.pa & 7);
            if (dut.wstrb_o != strobe || dut.wdata_o != io.value)
                run_.fail("device write at %#llx: strobe %#x", (unsigned long long)io.pa, dut.wstrb_o);
        } else {
            const Line &l = inside_.line[kWrite + write.id];
            if (write.beat >= l.data.size() || dut.wdata_o != l.data[write.beat] || dut.wstrb_o != 0xff)
                run_.fail("line write of ID %u, beat %u: %#llx, strobe %#x", write.id, write.beat,
                          (unsigned long long)dut.wdata_o, dut.wstrb_o);
        }
        write.beat++;
        if (dut.wlast_o) {
            acks_.push_back(write);
            addressed_.pop_front();
        }
    }
    Run &run_;
    Inside &inside_;
    Staller ar_, aw_, w_, r_, b_;
    std::vector<Read> reads_;
    std::deque<Write> addressed_;
    std::vector<Write> acks_;
    bool took_r_ = false, took_b_ = false;
};

void requests(Run &run, Stall in, Stall out)
{
    auto dut = std::make_unique<Dut>();
    Inside inside(run, in);
    Outside outside(run, inside, out);
    dut->mem_read_valid_i = dut->mem_write_valid_i = dut->mem_wvalid_i = dut->io_valid_i = dut->bvalid_i =
        dut->rvalid_i = 0;
    bench::reset(*dut);
    for (unsigned cycle = 0; cycle < 8000 && !run.failed(); cycle++) {
        inside.drive(*dut);
        outside.drive(*dut);
        dut->eval();
        outside.sample(*dut);
        inside.sample(*dut);
        bench::clock(*dut);
        inside.after(*dut);
        outside.after(*dut);
    }
    if (!run.failed() &&
        (inside.reads < 20 || inside.writes < 10 || inside.ios < 20 || !inside.refused || inside.most < 3))
        run.fail("too little was done: %llu reads, %llu writes, %llu device accesses, %llu refused, %llu at once",
                 (unsigned long long)inside.reads, (unsigned long long)inside.writes, (unsigned long long)inside.ios,
                 (unsigned long long)inside.refused, (unsigned long long)inside.most);
}

// A line read's address is out one cycle after its request, and a beat is inside one cycle after it came.
void latencies(Run &run)
{
    auto dut = std::make_unique<Dut>();
    dut->mem_read_valid_i = dut->mem_write_valid_i = dut->mem_wvalid_i = dut->io_valid_i = dut->bvalid_i =
        dut->rvalid_i = 0;
    dut->arready_i = dut->awready_i = dut->wready_i = 1;
    bench::reset(*dut);
    auto cycle = [&] {
        dut->eval();
        bench::clock(*dut);
    };
    dut->mem_read_valid_i = 1, dut->mem_read_id_i = 2, dut->mem_read_pa_i = 0x80000008;
    cycle();
    dut->mem_read_valid_i = 0;
    if (!dut->arvalid_o || dut->arid_o != 2)
        run.fail("the address is not out in the next cycle");
    cycle();
    for (unsigned n = 0; n < 8; n++) {
        dut->rvalid_i = 1, dut->rid_i = 2, dut->rdata_i = n, dut->rresp_i = kOkay, dut->rlast_i = n == 7;
        cycle();
        if (!dut->mem_rsp_valid_o || dut->mem_rsp_data_o != n)
            run.fail("beat %u is not inside in the next cycle", n);
    }
}

}  // namespace

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    for (int a = 0; a < bench::kStalls; a++)
        for (int b = 0; b < bench::kStalls; b++) {
            Stall in = Stall(a), out = Stall(b);
            suite.run(std::string("requests, inside ") + name(in) + ", outside " + name(out), 8,
                      [=](Run &run) { requests(run, in, out); });
        }
    suite.run("latencies", 1, latencies);
    return suite.report();
}
