// SPDX-License-Identifier: Apache-2.0
#include "bus.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "Vmemsys_top.h"
#include "axi_stalls.h"
#include "verilated.h"
#include "machine/engine.h"
#include "verilator/axi_pins.h"
#include "verilator/event_counters.h"
#include "verilator/machine_target.h"

namespace
{

constexpr uint64_t kDefaultRam = UINT64_C(16) << 20;
constexpr uint64_t kDefaultLatency = 40;
constexpr uint64_t kStuck = 100000;  // cycles without an answer
enum : unsigned { kOpLoad = 0, kOpStore = 1 };

[[noreturn]] void die(const char *what, const char *detail)
{
    fprintf(stderr, "bus: %s: %s\n", what, detail);
    exit(2);
}

}  // namespace

struct bus {
    bus(const bus_config &config, machine *machine)
        : host(machine), target(machine),
          axi(&target, MemoryTiming(config.mem_latency ? config.mem_latency : kDefaultLatency)),
          stalls(config.stall_percent, config.seed)
    {
        context.threads(1);
        context.fatalOnError(false);
        context.randReset(config.seed ? 2 : 0);
        context.randSeed(int(config.seed));
        top = std::make_unique<Vmemsys_top>(&context);
        quiet();
        top->ram_end_i = RAM_BASE + machine->ram_bytes;
        top->l2_prefetch_i = config.no_l2_prefetch ? 0 : L2_PREFETCH_DEFAULT;
        top->l1i_prefetch_i = !config.no_l1i_prefetch;
        top->rst_ni = 0;
        for (int i = 0; i < 4; i++)
            edge();
        top->rst_ni = 1;
        top->priv_i = BUS_M;
        cycles = 0;
        counters = EventCounters();
    }
    ~bus()
    {
        // The model leaves the thread's context, which may be that of a bus which is gone.
        Verilated::threadContextp(&context);
        top->final();
        machine_destroy(host);
    }

    // Inputs wake up random too.
    void quiet()
    {
        Vmemsys_top &t = *top;
        t.fetch_valid_i = t.data_valid_i = t.fence_valid_i = t.pmp_write_i = 0;
        t.fence_empty_i = t.fence_replace_i = 0;
        t.satp_i = 0;
        t.sum_i = t.mxr_i = t.adue_i = t.pbmte_i = 0;
    }

    // Combinational answers (ready) to what the caller drives, then the edge.
    void settle()
    {
        top->clk_i = 0;
        top->eval();
    }
    void edge()
    {
        Vmemsys_top &t = *top;
        settle();
        counters.add(t.events_o);
        counters.add_seldom(t.seldom_o);
        AxiFromMachine out = {};
        axi_sample(t, &out);
        machine_tick(host, cycles);
        AxiStalls::Goes goes = stalls.draw(axi.writing(), out.awvalid);
        AxiToMachine in = axi.give(cycles, out.rready && goes.r, out.bready && goes.b);
        // before reset has done its work, the valids are random too
        out.arvalid = out.arvalid && goes.ar && t.rst_ni;
        out.awvalid = out.awvalid && goes.aw && t.rst_ni;
        out.wvalid = out.wvalid && goes.w && t.rst_ni;
        axi.take(out, cycles);
        t.m_arready_i = goes.ar, t.m_awready_i = goes.aw, t.m_wready_i = goes.w;
        axi_drive(&t, in);
        t.clk_i = 1;
        t.eval();
        cycles++;
        if (context.gotError())
            die("an assertion of the hardware has failed", "it is printed above");
    }

    // Presents what `valid` drives until it is accepted, then waits for `answered`.
    template <class Ready, class Answered> uint64_t access(CData *valid, Ready ready, Answered answered)
    {
        uint64_t begin = cycles;
        *valid = 1;
        for (settle(); !ready(); settle())
            tick(begin);
        tick(begin);
        *valid = 0;
        for (settle(); !answered(); settle())
            tick(begin);
        return cycles - begin;
    }
    void tick(uint64_t begin)
    {
        edge();
        if (cycles - begin > kStuck)
            die("no answer", "the memory system is stuck");
    }

    bus_result data(unsigned op, uint64_t va, unsigned bytes, uint64_t value)
    {
        unsigned first = va & 7;
        if (!(bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8) || first + bytes > 8)
            die("access", "not 1, 2, 4 or 8 bytes within an aligned doubleword");
        Vmemsys_top &t = *top;
        t.data_op_i = op;
        t.data_be_i = CData(((1u << bytes) - 1) << first);
        t.data_misaligned_i = va % bytes != 0;
        t.data_va_i = va;
        t.data_wdata_i = value << 8 * first;
        bus_result r = {};
        r.cycles = access(
            &t.data_valid_i, [&] { return t.data_ready_o; }, [&] { return t.data_rsp_valid_o; });
        r.fault = bus_fault(t.data_fault_o);
        if (r.fault != BUS_OK)
            return r;
        r.pa = t.data_pa_o;
        r.data = op == BUS_SC ? t.data_rdata_o & 1 : t.data_rdata_o >> 8 * first;
        if (bytes < 8)
            r.data &= (UINT64_C(1) << 8 * bytes) - 1;
        return r;
    }

    // A write to mreplace or mgeometry: nothing is kept in TLBs and caches, which is what its cycles go to.
    uint64_t reshape(bool replace, uint64_t value)
    {
        top->fence_empty_i = 1;
        top->fence_replace_i = replace;
        top->fence_value_i = value;
        uint64_t spent = access(
            &top->fence_valid_i, [&] { return top->fence_ready_o; }, [] { return true; });
        top->fence_empty_i = 0;
        return spent;
    }

    uint64_t fence(bool icache, const uint64_t *va, const uint16_t *asid)
    {
        Vmemsys_top &t = *top;
        t.fence_icache_i = icache;
        t.fence_by_va_i = va != nullptr;
        t.fence_by_asid_i = asid != nullptr;
        t.fence_va_i = va ? *va : 0;
        t.fence_asid_i = asid ? *asid : 0;
        return access(
            &t.fence_valid_i, [&] { return t.fence_ready_o; }, [] { return true; });
    }

    machine *host;
    VerilatedContext context;
    std::unique_ptr<Vmemsys_top> top;
    MachineTarget target;
    AxiHost axi;
    AxiStalls stalls;
    EventCounters counters;
    uint64_t cycles = 0;
};

extern "C" {

struct bus *bus_create(const struct bus_config *config)
{
    if (config->stall_percent > 99)
        return nullptr;
    machine_config m = {};
    m.ram_bytes = config->ram_bytes ? config->ram_bytes : kDefaultRam;
    complaint complaint;
    machine *host = machine_create(&m, &complaint);
    return host ? new bus(*config, host) : nullptr;
}

void bus_destroy(struct bus *bus) { delete bus; }

struct bus_result bus_load(struct bus *bus, uint64_t va, unsigned bytes) { return bus->data(kOpLoad, va, bytes, 0); }

struct bus_result bus_store(struct bus *bus, uint64_t va, unsigned bytes, uint64_t value)
{
    return bus->data(kOpStore, va, bytes, value);
}

struct bus_result bus_atomic(struct bus *bus, enum bus_atomic op, uint64_t va, unsigned bytes, uint64_t value)
{
    if (bytes < 4 || va % bytes)
        die("atomic", "not an aligned word or doubleword");
    return bus->data(op, va, bytes, value);
}

struct bus_result bus_fetch(struct bus *bus, uint64_t va)
{
    Vmemsys_top &t = *bus->top;
    t.fetch_va_i = va;
    bus_result r = {};
    r.cycles = bus->access(
        &t.fetch_valid_i, [&] { return t.fetch_ready_o; }, [&] { return t.fetch_rsp_valid_o; });
    r.fault = bus_fault(t.fetch_fault_o);
    r.pa = t.fetch_pa_o;
    r.data = t.fetch_data_o;
    return r;
}

void bus_idle(struct bus *bus, uint64_t cycles)
{
    while (cycles-- > 0)
        bus->edge();
}

uint64_t bus_sfence(struct bus *bus, const uint64_t *va, const uint16_t *asid) { return bus->fence(false, va, asid); }

uint64_t bus_fence_i(struct bus *bus) { return bus->fence(true, nullptr, nullptr); }

uint64_t bus_set_geometry(struct bus *bus, uint64_t value) { return bus->reshape(false, value); }
uint64_t bus_set_replace(struct bus *bus, uint64_t value) { return bus->reshape(true, value); }
uint64_t bus_geometry(const struct bus *bus) { return bus->top->geometry_o; }
uint64_t bus_replace(const struct bus *bus) { return bus->top->replace_o; }

void bus_set_satp(struct bus *bus, uint64_t satp) { bus->top->satp_i = satp; }
void bus_set_privilege(struct bus *bus, enum bus_privilege privilege) { bus->top->priv_i = privilege; }
void bus_set_sum(struct bus *bus, bool on) { bus->top->sum_i = on; }
void bus_set_mxr(struct bus *bus, bool on) { bus->top->mxr_i = on; }
void bus_set_adue(struct bus *bus, bool on) { bus->top->adue_i = on; }
void bus_set_pbmte(struct bus *bus, bool on) { bus->top->pbmte_i = on; }

void bus_set_pmp(struct bus *bus, unsigned entry, uint8_t cfg, uint64_t addr)
{
    if (entry > 15)
        die("pmp", "entry is 0 to 15");
    Vmemsys_top &t = *bus->top;
    t.pmp_write_i = 1;
    t.pmp_index_i = CData(entry);
    t.pmp_cfg_i = cfg;
    t.pmp_addr_i = addr;
    bus->edge();
    t.pmp_write_i = 0;
}

uint8_t *bus_memory(struct bus *bus) { return bus->host->ram; }

uint64_t bus_cycles(const struct bus *bus) { return bus->cycles; }

uint64_t bus_counter(const struct bus *bus, const char *event)
{
    if (!strcmp(event, "axi_line_reads"))
        return bus->axi.memory_reads();
    if (!strcmp(event, "axi_line_writes"))
        return bus->axi.memory_writes();
    int found = EventCounters::find(event);
    if (found < 0)
        die("no such event", event);
    return bus->counters.count(Event(found));
}

}  // extern "C"
