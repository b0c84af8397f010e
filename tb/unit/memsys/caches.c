// SPDX-License-Identifier: Apache-2.0
// The three caches as one memory, in M mode: random loads, stores, atomics and fetches over working sets that hit,
// that crowd one set, and that are larger than the L1 or the L2, on memory of several latencies that stalls its
// handshakes at random. Every answer is held against a byte-exact scoreboard; at the end what is dirty is pushed out,
// and the memory behind the caches must be the scoreboard's, byte for byte.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "laws.h"
#include "memory.h"

// Sizes of the default preset (rtl/pkg/config_pkg.sv); the L1s are alike.
enum { LINE = 64, L1_BYTES = 32 << 10, L1_WAYS = 8, L2_BYTES = 256 << 10, L2_WAYS = 8 };
enum { L1_STRIDE = L1_BYTES / L1_WAYS, L2_STRIDE = L2_BYTES / L2_WAYS };  // lines that share a set

// Working sets begin at RAM's start; at its end lies what pushes them out, which nobody writes.
enum { RAM_BYTES = 2 << 20, SWEEP = RAM_BYTES - 2 * L1_BYTES - 2 * L2_BYTES };

struct mix {
    const char *name;
    uint64_t stride;  // from line to line
    unsigned lines;
    unsigned streams;   // per cent of accesses that go on at the next doubleword
    unsigned fetches;   // per cent
    unsigned fences_i;  // per thousand
    unsigned steps;
};

struct caches {
    struct run *run;
    struct bus *bus;
    struct memory memory;
    struct tally tally;
};

static void begin(struct caches *c, struct run *run, uint64_t latency, unsigned stall_percent)
{
    struct bus_config config = {
        .ram_bytes = RAM_BYTES, .mem_latency = latency, .seed = run->seed, .stall_percent = stall_percent};
    *c = (struct caches){.run = run, .bus = bus_create(&config)};
    memory_create(&c->memory, c->bus, RAM_BYTES, &run->random);
}

static void end(struct caches *c)
{
    laws_check(c->run, c->bus, &c->tally);
    memory_destroy(&c->memory);
    bus_destroy(c->bus);
}

// Makes an access in M mode, where va is pa, and judges it. Beyond RAM nobody answers, and no cache is asked.
static void make(struct caches *c, const struct request *a)
{
    struct bus_result r = request_make(c->bus, a);
    if (memory_holds(&c->memory, a->va, a->bytes)) {
        if (a->kind == A_FETCH)
            c->tally.fetch_cached++;
        else
            c->tally.data_cached++;
    }
    if (!memory_holds(&c->memory, a->va, a->bytes)) {
        if (r.fault != BUS_ACCESS_FAULT)
            complain(c->run, "%s at %" PRIx64 ", where nobody answers: fault %d", request_name(a), a->va, r.fault);
    } else if (r.fault != BUS_OK || r.pa != a->va) {
        complain(c->run, "%s at %" PRIx64 ": fault %d, pa %" PRIx64, request_name(a), a->va, r.fault, r.pa);
    } else {
        memory_judge(&c->memory, c->run, a, r.pa, r.data);
    }
}

static void load(struct caches *c, uint64_t offset)
{
    make(c, &(struct request){.kind = A_LOAD, .va = BUS_RAM_BASE + offset, .bytes = 8});
}

static void store(struct caches *c, uint64_t offset)
{
    make(c, &(struct request){
                .kind = A_STORE, .va = BUS_RAM_BASE + offset, .bytes = 8, .value = random_next(&c->run->random)});
}

// Pushes every dirty line out to memory and compares: loads of twice the L1's size, then of twice the L2's. While loads
// come one upon the other, the L1's last write-backs may have to wait.
static void compare_memory(struct caches *c)
{
    for (uint64_t at = SWEEP; at < RAM_BYTES && !c->run->failed; at += LINE) {
        load(c, at);
        if (at == SWEEP + 2 * L1_BYTES - LINE)
            bus_idle(c->bus, 5000);
    }
    bus_idle(c->bus, 5000);
    const uint8_t *behind = bus_memory(c->bus);
    for (uint64_t at = 0; at < RAM_BYTES; at++) {
        if (behind[at] == c->memory.ram[at])
            continue;
        complain(c->run, "memory at %" PRIx64 " holds %02x in the end, %02x was stored", BUS_RAM_BASE + at, behind[at],
                 c->memory.ram[at]);
        return;
    }
}

// ---- Random accesses

// The next address of the working set: anywhere, or on from the last.
static uint64_t next_address(struct random *random, const struct mix *mix, uint64_t last)
{
    uint64_t next = (last & ~UINT64_C(7)) + 8, span = mix->stride * mix->lines;
    if (random_percent(random, mix->streams) && next - BUS_RAM_BASE < span)
        return next;
    if (random_below(random, 300) == 0)
        return BUS_RAM_BASE + RAM_BYTES + random_below(random, 4 * LINE);  // nobody answers
    return BUS_RAM_BASE + mix->stride * random_below(random, mix->lines) + random_below(random, LINE);
}

// A load or a store of 1, 2, 4 or 8 bytes within a doubleword, aligned or not; a fetch; an atomic.
static struct request random_request(struct random *random, const struct mix *mix, uint64_t va)
{
    struct request a = {.va = va, .bytes = 1u << random_below(random, 4), .value = random_next(random)};
    uint64_t dice = random_below(random, 100);
    if (random_percent(random, 30))
        a.value = (int64_t)a.value >> random_below(random, 64);  // small numbers, of both signs
    if (dice < mix->fetches) {
        a.kind = A_FETCH;
        a.bytes = 8;
        a.va &= ~UINT64_C(7);
    } else if (random_percent(random, 15)) {
        a.kind = A_ATOMIC;
        a.op = BUS_LR + random_below(random, BUS_MAXU - BUS_LR + 1);
        a.bytes = random_percent(random, 50) ? 4 : 8;
        a.va &= ~(uint64_t)(a.bytes - 1);
    } else {
        a.kind = random_percent(random, 50) ? A_LOAD : A_STORE;
        if (a.va % 8 + a.bytes > 8)
            a.va &= ~(uint64_t)(a.bytes - 1);
    }
    return a;
}

// An SC soon after an LR, on its line or on another.
static void reserve_and_store(struct caches *c, const struct mix *mix, uint64_t va)
{
    struct random *random = &c->run->random;
    struct request a = {.kind = A_ATOMIC, .op = BUS_LR, .va = va & ~UINT64_C(7), .bytes = 8};
    make(c, &a);
    for (uint64_t between = random_below(random, 3); between > 0; between--) {
        struct request other = random_request(random, mix, next_address(random, mix, va));
        make(c, &other);
    }
    a.op = BUS_SC;
    a.value = random_next(random);
    if (random_percent(random, 30))
        a.va = (a.va & ~(uint64_t)(LINE - 1)) + 8 * random_below(random, 8);
    if (random_percent(random, 20))
        a.va ^= LINE << random_below(random, 3);
    make(c, &a);
}

// Code is fetched, changed while its line may still be coming, and fetched again after a fence.i.
static void patch_code(struct caches *c, uint64_t va)
{
    uint64_t line = va & ~(uint64_t)(LINE - 1);
    struct request fetch = {.kind = A_FETCH, .va = line + 8 * random_below(&c->run->random, 8), .bytes = 8};
    make(c, &fetch);
    store(c, line + 8 * random_below(&c->run->random, 8) - BUS_RAM_BASE);
    bus_fence_i(c->bus);
    memory_fence_i(&c->memory);
    for (fetch.va = line; fetch.va < line + LINE; fetch.va += 8)
        make(c, &fetch);
}

static void random_accesses(struct run *run, const void *detail)
{
    static const uint64_t latencies[] = {7, 1, 20, 60};
    static const unsigned stalls[] = {0, 25, 70};
    const struct mix *mix = detail;
    struct random *random = &run->random;
    struct caches c;
    begin(&c, run, latencies[run->seed % 4], stalls[run->seed % 3]);

    bool gaps = random_percent(random, 50);
    uint64_t va = BUS_RAM_BASE;
    for (run->step = 0; run->step < mix->steps && !run->failed; run->step++) {
        va = next_address(random, mix, va);
        if (random_percent(random, 3)) {
            reserve_and_store(&c, mix, va);
        } else {
            struct request a = random_request(random, mix, va);
            make(&c, &a);
        }
        if (random_below(random, 1000) < mix->fences_i) {
            if (va < BUS_RAM_BASE + RAM_BYTES)
                patch_code(&c, va);
        }
        if (gaps && random_percent(random, 10))
            bus_idle(c.bus, random_below(random, 60));
    }
    compare_memory(&c);
    end(&c);
}

// ---- What the sizes promise

static uint64_t pass(struct caches *c, uint64_t stride, unsigned lines, const char *event)
{
    bus_idle(c->bus, 100);  // what is under way has come
    uint64_t before = bus_counter(c->bus, event);
    for (unsigned i = 0; i < lines; i++)
        load(c, stride * i);
    return bus_counter(c->bus, event) - before;
}

// A second pass over what fits meets no miss; over one line more in a set, or a set larger than the cache, it does.
static void what_fits(struct run *run, const void *detail)
{
    static const struct {
        uint64_t stride;
        unsigned lines;
        const char *event;
        bool fits;
    } sets[] = {
        {LINE, L1_BYTES * 3 / 4 / LINE, "l1d_miss", true},
        {LINE, 2 * L1_BYTES / LINE, "l1d_miss", false},
        {L1_STRIDE, L1_WAYS, "l1d_miss", true},
        {L1_STRIDE, L1_WAYS + 1, "l1d_miss", false},
        {LINE, L2_BYTES / 2 / LINE, "axi_line_reads", true},
        {LINE, 2 * L2_BYTES / LINE, "axi_line_reads", false},
        {L2_STRIDE, L2_WAYS, "axi_line_reads", true},
        {L2_STRIDE, 2 * L2_WAYS + 1, "axi_line_reads", false},
    };
    (void)detail;
    for (run->step = 0; run->step < sizeof sets / sizeof *sets; run->step++) {
        struct caches c;
        begin(&c, run, 1, 0);
        pass(&c, sets[run->step].stride, sets[run->step].lines, sets[run->step].event);
        uint64_t misses = pass(&c, sets[run->step].stride, sets[run->step].lines, sets[run->step].event);
        if ((misses == 0) != sets[run->step].fits)
            complain(run, "%u lines every %" PRIu64 " bytes: %s %" PRIu64 " in the second pass", sets[run->step].lines,
                     sets[run->step].stride, sets[run->step].event, misses);
        end(&c);
    }
}

// Each dirty line is written back once by either cache, a clean one by none.
static void written_back_once(struct run *run, const void *detail)
{
    enum { DIRTY = L1_BYTES / 2 / LINE };
    struct caches c;
    (void)detail;
    begin(&c, run, 1, 0);
    for (uint64_t i = 0; i < DIRTY; i++)
        for (unsigned times = 0; times < 3; times++)
            store(&c, LINE * i + 8 * times);
    pass(&c, LINE, L1_BYTES / LINE, "l1d_miss");
    compare_memory(&c);
    uint64_t l1 = bus_counter(c.bus, "l1d_writeback"), l2 = bus_counter(c.bus, "l2_writeback");
    if (l1 != DIRTY || l2 != DIRTY)
        complain(run, "%d dirty lines, L1D wrote back %" PRIu64 ", L2 %" PRIu64, DIRTY, l1, l2);
    end(&c);
}

int main(int argc, char **argv)
{
    static const struct mix mixes[] = {
        {"fits the L1", LINE, 128, 30, 5, 1, 30000},
        {"crowds one set of the L1", L1_STRIDE, 24, 0, 5, 2, 6000},
        {"crowds one set of the L2", L2_STRIDE, 40, 0, 5, 2, 8000},
        {"larger than the L1", LINE, 3 * L1_BYTES / LINE, 40, 5, 1, 8000},
        {"larger than the L2", LINE, 3 * L2_BYTES / LINE, 60, 5, 1, 8000},
        {"streams", LINE, 3 * L2_BYTES / LINE, 98, 2, 1, 20000},
        {"code that is written", LINE, 40, 40, 40, 30, 20000},
        {"code larger than the L1", LINE, 2 * L1_BYTES / LINE, 60, 50, 5, 8000},
    };
    struct bench b;
    bench_begin(&b, "unit-memsys-caches", argc, argv);
    bench_case(&b, "what fits stays", 1, what_fits, NULL);
    bench_case(&b, "a dirty line is written back once", 1, written_back_once, NULL);
    for (unsigned i = 0; i < sizeof mixes / sizeof *mixes; i++)
        bench_case(&b, mixes[i].name, 3, random_accesses, &mixes[i]);
    return bench_end(&b);
}
