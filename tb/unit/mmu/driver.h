// SPDX-License-Identifier: Apache-2.0
// The ports of the MMU as C++ values: packs requests, unpacks answers, ticks the clock. Inputs are set,
// `settle` lets the combinational answers appear, `tick` ends the cycle. Layouts: rtl/pkg.
#ifndef TB_UNIT_MMU_DRIVER_H
#define TB_UNIT_MMU_DRIVER_H

#include <cstdint>
#include <memory>

#include "Vmmu.h"
#include "verilated.h"
#include "events.h"
#include "wave.h"

namespace mmu
{

constexpr uint64_t kRam = 0x80000000, kRamEnd = kRam + 0xf000000;

enum Op { Load = 0, Store = 1, Lr = 2, Sc = 3, AmoSwap = 4, AmoAdd = 5, Probe = 15 };
enum Fault { FaultNone = 0, FaultPage = 1, FaultAccess = 2 };

inline bool writes(Op op) { return op != Load && op != Lr; }

struct DataRequest {
    Op op;
    bool misaligned;
    uint8_t be;
    uint64_t va, wdata;
};
struct Context {
    int priv_fetch, priv_data;  // 0 user, 1 supervisor, 3 machine
    bool sum, mxr, adue, pbmte;
    uint64_t satp;
};
struct Fence {
    bool by_va, by_asid;
    uint16_t asid;
    uint64_t va;
};
struct Response {
    Fault fault;
    uint64_t pa, data;
};
struct CacheRequest {
    Op op;
    uint8_t be;
    unsigned pbmt;
    uint64_t pa, wdata;
};
struct WalkRequest {
    bool cas;
    uint64_t pa, expected, desired;
};
struct Walk {
    int access, fault, level;
    bool killed, ad_write, global;
    uint16_t asid;
    uint64_t va, pte, pte_pa;
};
struct Events {
    bool itlb_lookup, itlb_miss, dtlb_lookup, dtlb_miss, start_i, start_d, done, fault, killed, ad_update;
    bool stlb_hit, walk_cache;
};

template <class Wide> uint64_t get(const Wide &wide, int i) { return wide[2 * i] | (uint64_t)wide[2 * i + 1] << 32; }
template <class Wide> void put(Wide &wide, int i, uint64_t value)
{
    wide[2 * i] = (uint32_t)value;
    wide[2 * i + 1] = (uint32_t)(value >> 32);
}

class Driver
{
    VerilatedContext context_;

public:
    std::unique_ptr<bench::Traced<Vmmu>> dut;

    explicit Driver(uint64_t seed)
    {
        context_.randSeed((int)(seed & 0x7fffffff) | 1);
        context_.randReset(2);
        dut = std::make_unique<bench::Traced<Vmmu>>(&context_, "mmu");
        dut->clk_i = 0;
        dut->rst_ni = 0;
        for (int i = 0; i < 32; i++)
            dut->pmp_i[i] = 0;
        dut->ram_end_i = kRamEnd;
        for (unsigned i = 0; i < 7; i++)
            dut->geometry_i[i] = 0x3fffffff;  // all sets and ways
        dut->restart_i = dut->hold_i = 0;
        idle();
        for (int i = 0; i < 4; i++)
            tick();
        dut->rst_ni = 1;
        for (int i = 0; i < 20; i++)
            tick();  // the PMP's ranges
    }
    ~Driver() { dut->final(); }

    // No request, no answer, nobody ready
    void idle()
    {
        dut->fetch_req_valid_i = dut->fetch_kill_i = dut->data_req_valid_i = 0;
        dut->pmp_changed_i = dut->sfence_valid_i = 0;
        dut->ic_req_ready_i = dut->ic_rsp_valid_i = 0;
        dut->dc_req_ready_i = dut->dc_rsp_valid_i = 0;
        dut->ptw_req_ready_i = dut->ptw_rsp_valid_i = 0;
    }
    void settle() { dut->eval(); }
    void tick()
    {
        dut->eval();
        dut->clk_i = 1;
        dut->eval();
        dut->clk_i = 0;
        dut->eval();
    }

    void context(const Context &c)
    {
        put(dut->ctx_i, 0, c.satp);
        put(dut->ctx_i, 1, c.adue | c.mxr << 1 | c.sum << 2 | c.priv_data << 3 | c.priv_fetch << 5 | c.pbmte << 7);
    }
    void pmp(int i, uint8_t cfg, uint64_t addr) { put(dut->pmp_i, i, (uint64_t)cfg << 56 | addr); }
    void fetch(uint64_t va)
    {
        dut->fetch_req_valid_i = 1;
        dut->fetch_req_va_i = va;
    }
    void data(const DataRequest &r)
    {
        dut->data_req_valid_i = 1;
        put(dut->data_req_i, 0, r.wdata);
        put(dut->data_req_i, 1, r.va);
        put(dut->data_req_i, 2, r.be | (uint64_t)r.op << 8 | (uint64_t)r.misaligned << 12);
    }
    void fence(const Fence &f)
    {
        dut->sfence_valid_i = 1;
        put(dut->sfence_i, 0, f.va);
        put(dut->sfence_i, 1, f.asid | (uint64_t)f.by_asid << 16 | (uint64_t)f.by_va << 17);
    }
    void ic_answer(uint64_t data, bool err)
    {
        dut->ic_rsp_valid_i = 1;
        put(dut->ic_rsp_i, 0, data);
        put(dut->ic_rsp_i, 1, err);
    }
    void dc_answer(uint64_t data, bool err)
    {
        dut->dc_rsp_valid_i = 1;
        put(dut->dc_rsp_i, 0, data);
        put(dut->dc_rsp_i, 1, err);
    }
    void ptw_answer(uint64_t data, bool err)
    {
        dut->ptw_rsp_valid_i = 1;
        put(dut->ptw_rsp_i, 0, data);
        put(dut->ptw_rsp_i, 1, err);
    }

    bool fetch_accepted() const { return dut->fetch_req_valid_i && dut->fetch_req_ready_o; }
    bool data_accepted() const { return dut->data_req_valid_i && dut->data_req_ready_o; }
    CacheRequest dc_request() const
    {
        const uint64_t high = get(dut->dc_req_o, 2);
        const uint64_t middle = get(dut->dc_req_o, 1);
        return {(Op)(high >> 8 & 15), (uint8_t)high, (unsigned)(middle >> 56 & 3), middle & ((1ull << 56) - 1),
                get(dut->dc_req_o, 0)};
    }
    WalkRequest ptw_request() const
    {
        const uint64_t high = get(dut->ptw_req_o, 2);
        return {(bool)(high >> 56 & 1), high & ((1ull << 56) - 1), get(dut->ptw_req_o, 1), get(dut->ptw_req_o, 0)};
    }
    Response fetch_response() const { return response(dut->fetch_rsp_o); }
    Response data_response() const { return response(dut->data_rsp_o); }
    Walk walk() const
    {
        const uint64_t h = get(dut->walk_o, 3);
        return {(int)(h >> 24 & 3),  (int)(h >> 21 & 3), (int)(h >> 17 & 7),  (bool)(h >> 23 & 1), (bool)(h >> 20 & 1),
                (bool)(h >> 16 & 1), (uint16_t)h,        get(dut->walk_o, 2), get(dut->walk_o, 1), get(dut->walk_o, 0)};
    }
    Events events() const
    {
        const uint64_t e = dut->events_o;
        auto bit = [e](event_bit i) { return (bool)(e >> i & 1); };
        return {bit(EvItlbLookup),
                bit(EvItlbMiss),
                bit(EvDtlbLoadLookup) || bit(EvDtlbStoreLookup),
                bit(EvDtlbLoadMiss) || bit(EvDtlbStoreMiss),
                bit(EvWalkStartI),
                bit(EvWalkStartD),
                bit(EvWalkDone),
                bit(EvWalkFault),
                bit(EvWalkKilled),
                bit(EvAdUpdate),
                bit(EvStlbHit),
                bit(EvWalkCacheUpper) || bit(EvWalkCacheLast)};
    }

private:
    template <class Wide> static Response response(const Wide &w)
    {
        const uint64_t high = get(w, 1);
        return {(Fault)(high >> 62), high & ((1ull << 56) - 1), get(w, 0)};
    }
};

}  // namespace mmu

#endif
