// SPDX-License-Identifier: Apache-2.0
// Bench of the rules of AXI4 (tb/props/axi_props.sv): traffic that keeps them all is silent, and each way to break one,
// the least change of that traffic, is told with that rule's own message.
#include <unistd.h>

#include <functional>
#include <memory>
#include <string>

#include "Vaxi_props_top.h"
#include "bench.h"
#include "clock.h"
#include "verilated.h"
#include "wave.h"

using bench::Run;
typedef bench::Traced<Vaxi_props_top> Dut;

namespace
{

enum { Fixed, Incr, Wrap, Reserved };

// One run of the checker, and what it has said.
class Port
{
public:
    explicit Port(const std::function<void(Port &)> &traffic)
    {
        char path[] = "/tmp/axi_props.XXXXXX";
        int file = mkstemp(path);
        unlink(path);
        fflush(stdout);
        int console = dup(STDOUT_FILENO);
        dup2(file, STDOUT_FILENO);
        context_.fatalOnError(false);
        dut_ = std::make_unique<Dut>(&context_, "TOP");
        quiet();
        bench::reset(*dut_);
        traffic(*this);
        quiet();
        edge();
        failed = context_.gotError();
        fflush(stdout);
        dup2(console, STDOUT_FILENO);
        close(console);
        char text[4096];
        ssize_t n = pread(file, text, sizeof text, 0);
        said.assign(text, n > 0 ? size_t(n) : 0);
        close(file);
    }

    Dut &pins() { return *dut_; }
    void edge()
    {
        dut_->eval();
        bench::clock(*dut_);
        quiet();
    }
    // What is offered until the next edge; taken there unless `ready` is false.
    void aw(unsigned id, uint64_t address, unsigned len, unsigned size = 3, unsigned burst = Incr, bool ready = true)
    {
        Dut &d = *dut_;
        d.awvalid_i = 1, d.awready_i = ready, d.awid_i = id, d.awaddr_i = address;
        d.awlen_i = len, d.awsize_i = size, d.awburst_i = burst;
    }
    void ar(unsigned id, uint64_t address, unsigned len, unsigned size = 3, unsigned burst = Incr, bool ready = true)
    {
        Dut &d = *dut_;
        d.arvalid_i = 1, d.arready_i = ready, d.arid_i = id, d.araddr_i = address;
        d.arlen_i = len, d.arsize_i = size, d.arburst_i = burst;
    }
    void w(unsigned strobe, bool last, bool ready = true)
    {
        dut_->wvalid_i = 1, dut_->wready_i = ready, dut_->wstrb_i = strobe, dut_->wlast_i = last;
    }
    void b(unsigned id, bool ready = true) { dut_->bvalid_i = 1, dut_->bready_i = ready, dut_->bid_i = id; }
    void r(unsigned id, bool last, bool ready = true)
    {
        dut_->rvalid_i = 1, dut_->rready_i = ready, dut_->rid_i = id, dut_->rlast_i = last;
    }

    bool failed = false;
    std::string said;

private:
    void quiet()
    {
        Dut &d = *dut_;
        d.awvalid_i = d.arvalid_i = d.wvalid_i = d.bvalid_i = d.rvalid_i = 0;
        d.awcache_i = d.arcache_i = 3;
        d.wdata_i = d.rdata_i = 0;
        d.bresp_i = d.rresp_i = 0;
    }
    VerilatedContext context_;
    std::unique_ptr<Dut> dut_;
};

// Two reads whose beats mix, two writes, narrow, fixed and wrapping bursts, waits on every channel.
void good(Port &p)
{
    p.ar(1, 0x1008, 7, 3, Wrap), p.edge();
    p.ar(2, 0x2003, 1, 1, Incr, false), p.edge();
    p.ar(2, 0x2003, 1, 1), p.edge();
    for (unsigned n = 0; n < 8; n++) {
        p.r(1, n == 7, n != 3), p.edge();
        if (n == 3)
            p.r(1, false), p.edge();
        if (n == 4 || n == 6)
            p.r(2, n == 6), p.edge();
    }
    p.aw(3, 0x3000, 1), p.w(0xff, false), p.edge();
    p.aw(4, 0x4006, 2, 1), p.w(0x7f, true, false), p.edge();
    p.w(0x7f, true), p.edge();
    p.w(0xc0, false), p.edge();
    p.w(0x03, false), p.b(3, false), p.edge();
    p.w(0x0c, true), p.b(3), p.edge();
    p.b(4), p.edge();
    p.aw(3, 0x5004, 1, 2, Fixed), p.edge();
    p.w(0xf0, false), p.edge();
    p.w(0x70, true), p.edge();
    p.b(3), p.edge();
    p.ar(1, 0xff8, 0), p.edge();
    p.r(1, true), p.edge();
}

struct Break {
    const char *what, *message;
    std::function<void(Port &)> traffic;
};

const char *kWithdrawn = "was withdrawn or changed";
const char *kWrite = "a write burst that AXI does not know";
const char *kRead = "a read burst that AXI does not know";

const Break kBreaks[] = {
    {"an address is withdrawn", kWithdrawn, [](Port &p) { p.ar(1, 0, 0, 3, Incr, false), p.edge(), p.edge(); }},
    {"an address changes", kWithdrawn,
     [](Port &p) { p.aw(1, 0, 0, 3, Incr, false), p.edge(), p.aw(1, 8, 0, 3, Incr, false), p.edge(); }},
    {"write data change", kWithdrawn,
     [](Port &p) { p.aw(1, 0, 1), p.w(0xff, false, false), p.edge(), p.w(0xfe, false, false), p.edge(); }},
    {"a read beat changes", kWithdrawn,
     [](Port &p) {
         p.ar(1, 0, 1), p.edge(), p.r(1, false, false), p.edge(), p.pins().rdata_i = 1, p.r(1, false), p.edge();
     }},
    {"a write's answer changes", kWithdrawn,
     [](Port &p) {
         p.aw(1, 0, 0), p.w(0xff, true), p.edge(), p.b(1, false), p.edge();
         p.pins().bresp_i = 2, p.b(1), p.edge();
     }},
    {"a read of 16 bytes a beat", kRead, [](Port &p) { p.ar(1, 0, 0, 4), p.edge(); }},
    {"a write of the reserved kind", kWrite, [](Port &p) { p.aw(1, 0, 0, 3, Reserved), p.edge(); }},
    {"a read across 4 KiB", kRead, [](Port &p) { p.ar(1, 0xff8, 1), p.edge(); }},
    {"a wrapping read of 3 beats", kRead, [](Port &p) { p.ar(1, 0, 2, 3, Wrap), p.edge(); }},
    {"a wrapping write that is not aligned", kWrite, [](Port &p) { p.aw(1, 4, 1, 3, Wrap), p.edge(); }},
    {"a fixed write of 17 beats", kWrite, [](Port &p) { p.aw(1, 0, 16, 3, Fixed), p.edge(); }},
    {"a write's memory type", "a write of a memory type",
     [](Port &p) { p.aw(1, 0, 0), p.pins().awcache_i = 4, p.edge(); }},
    {"a read's memory type", "a read of a memory type",
     [](Port &p) { p.ar(1, 0, 0), p.pins().arcache_i = 8, p.edge(); }},
    {"five reads", "more reads than are watched",
     [](Port &p) {
         for (unsigned id = 0; id < 5; id++)
             p.ar(id, 0, 0), p.edge();
     }},
    {"two reads of an ID", "a read of an ID that has one",
     [](Port &p) { p.ar(1, 0, 0), p.edge(), p.ar(1, 8, 0), p.edge(); }},
    {"a beat for another ID", "a read beat that nobody asked for",
     [](Port &p) { p.ar(1, 0, 0), p.edge(), p.r(2, true), p.edge(); }},
    {"a beat too many", "a read beat that nobody asked for",
     [](Port &p) { p.ar(1, 0, 0), p.edge(), p.r(1, true), p.edge(), p.r(1, true), p.edge(); }},
    {"RLAST too early", "RLAST on another beat", [](Port &p) { p.ar(1, 0, 1), p.edge(), p.r(1, true), p.edge(); }},
    {"no RLAST", "RLAST on another beat", [](Port &p) { p.ar(1, 0, 0), p.edge(), p.r(1, false), p.edge(); }},
    {"five writes", "more writes than are watched",
     [](Port &p) {
         for (unsigned id = 0; id < 5; id++)
             p.aw(id, 0, 0), p.edge();
     }},
    {"two writes of an ID", "a write of an ID that has one",
     [](Port &p) { p.aw(1, 0, 0), p.edge(), p.aw(1, 8, 0), p.edge(); }},
    {"WLAST too early", "WLAST on another beat", [](Port &p) { p.aw(1, 0, 1), p.edge(), p.w(0xff, true), p.edge(); }},
    {"no WLAST", "WLAST on another beat", [](Port &p) { p.aw(1, 0, 0), p.edge(), p.w(0xff, false), p.edge(); }},
    {"a strobe beside a narrow beat", "a strobe outside the bytes",
     [](Port &p) { p.aw(1, 4, 0, 2), p.edge(), p.w(0x10 | 0x08, true), p.edge(); }},
    {"a strobe below the first byte", "a strobe outside the bytes",
     [](Port &p) { p.aw(1, 5, 0), p.edge(), p.w(0xff, true), p.edge(); }},
    {"a strobe of the beat before", "a strobe outside the bytes",
     [](Port &p) { p.aw(1, 0, 1, 1), p.edge(), p.w(0x03, false), p.edge(), p.w(0x03, true), p.edge(); }},
    {"data before their address", "write data before their address", [](Port &p) { p.w(0xff, true), p.edge(); }},
    {"an answer without a write", "a write response without a write", [](Port &p) { p.b(1), p.edge(); }},
    {"an answer before the last data", "a write response without a write",
     [](Port &p) { p.aw(1, 0, 1), p.w(0xff, false), p.edge(), p.b(1), p.edge(); }},
    {"an answer twice", "a write response without a write",
     [](Port &p) { p.aw(1, 0, 0), p.w(0xff, true), p.edge(), p.b(1), p.edge(), p.b(1), p.edge(); }},
};

}  // namespace

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    suite.run("good traffic is silent", 1, [](Run &run) {
        Port p(good);
        if (p.failed)
            run.fail("%s", p.said.c_str());
    });
    for (const Break &b : kBreaks)
        suite.run(b.what, 1, [&b](Run &run) {
            Port p(b.traffic);
            if (!p.failed || p.said.find(b.message) == std::string::npos)
                run.fail("not told; but: %s", p.said.empty() ? "nothing" : p.said.c_str());
        });
    return suite.report();
}
