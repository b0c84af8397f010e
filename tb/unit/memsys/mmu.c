// SPDX-License-Identifier: Apache-2.0
// The MMU and what lies below it as one machine: random page tables of each mode that are rewritten, with and without
// the fence that covers the change, under accesses of every kind and privilege; SUM, MXR and hardware A/D updates
// switched; address spaces and roots exchanged; PMP entries laid over data and page tables. Every answer must be one
// that verdict.h finds legal, every byte the scoreboard's, and in the end every entry what the scoreboard says.
#include <inttypes.h>
#include <stdio.h>

#include "model/riscv.h"
#include "pair.h"
#include "spaces.h"

enum { RAM_BYTES = 8 << 20, HOT_PLACES = 40, SPACES = 3, PMP_OPEN = 15 };

struct mix {
    const char *name;
    unsigned places;   // how many pages are in use
    unsigned rewrite;  // per thousand steps each: an entry is rewritten,
    unsigned fence;    // a fence of random form comes,
    unsigned change;   // an entry is used, rewritten, fenced and used again,
    unsigned context;  // the context changes,
    unsigned pmp;      // or the PMP
    unsigned steps;
};

struct mmu_bench {
    struct pair pair;
    struct place hot[HOT_PLACES];
    unsigned places;
    int levels;
    uint16_t asids[SPACES];
};

// ---- The context, in the machine and in the reference

static uint64_t satp_mode(int levels) { return (uint64_t)(SATP_MODE_SV39 + levels - SV39_LEVELS); }

// Another space, mostly with the root of its number; seldom none.
static void switch_space(struct mmu_bench *b)
{
    struct random *r = &b->pair.run->random;
    unsigned space = random_below(r, SPACES), root = random_percent(r, 85) ? space : random_below(r, ROOTS);
    uint64_t satp = satp_mode(b->levels) << SATP_MODE_SHIFT | (uint64_t)b->asids[space] << SATP_ASID_SHIFT;
    pair_satp(&b->pair, random_percent(r, 3) ? 0 : satp | space_root(root) >> PAGE_SHIFT);
}

static void change_context(struct mmu_bench *b)
{
    struct random *r = &b->pair.run->random;
    switch (random_below(r, 5)) {
    case 0: switch_space(b); break;
    case 1: pair_sum(&b->pair, random_percent(r, 50)); break;
    case 2: pair_mxr(&b->pair, random_percent(r, 50)); break;
    case 3: pair_adue(&b->pair, random_percent(r, 60)); break;
    default: pair_privilege(&b->pair, random_percent(r, 5) ? BUS_M : random_percent(r, 60) ? BUS_S : BUS_U);
    }
}

static void open_pmp(struct mmu_bench *b)
{
    for (unsigned i = 0; i < PMP_OPEN; i++)
        if (b->pair.world.context.pmp.cfg[i])
            pair_pmp(&b->pair, i, 0, 0);
    pair_pmp(&b->pair, PMP_OPEN, PMP_NAPOT << PMP_A_SHIFT | PMP_R | PMP_W | PMP_X, BIT(54) - 1);
}

// An entry over some of the page tables or of the rest of RAM: a power of two, or up to there from the entry below.
static void close_pmp(struct mmu_bench *b)
{
    struct random *r = &b->pair.run->random;
    uint64_t page = random_percent(r, 60) ? TABLES + random_below(r, TABLE_COUNT) * PAGE_BYTES
                                          : BUS_RAM_BASE + random_below(r, RAM_BYTES) / PAGE_BYTES * PAGE_BYTES;
    uint8_t cfg = random_below(r, 8) | (random_percent(r, 20) ? PMP_L : 0);
    unsigned entry = 1 + random_below(r, PMP_OPEN - 1);
    if (!(cfg & PMP_R))
        cfg &= ~PMP_W;
    if (random_percent(r, 70)) {
        pair_pmp(&b->pair, entry, cfg | PMP_NAPOT << PMP_A_SHIFT, page >> 2 | (BIT(random_below(r, 12)) - 1));
    } else {
        pair_pmp(&b->pair, entry - 1, 0, page >> 2);
        pair_pmp(&b->pair, entry, cfg | PMP_TOR << PMP_A_SHIFT, (page + 8 * random_below(r, 1024)) >> 2);
    }
}

// ---- Accesses

// A bit that makes an address not canonical
static uint64_t outside(struct mmu_bench *b)
{
    unsigned bits = PAGE_SHIFT + VPN_BITS * (unsigned)b->levels;
    return BIT(bits + random_below(&b->pair.run->random, 64 - bits));
}

// Mostly somewhere in a page in use, sometimes anywhere, or not canonical; without translation a physical address.
static uint64_t random_va(struct mmu_bench *b)
{
    struct random *r = &b->pair.run->random;
    const struct context *c = &b->pair.world.context;
    uint64_t va = space_va(&b->hot[random_below(r, b->places)]) + random_below(r, PAGE_BYTES);
    if (c->privilege == BUS_M || !c->satp) {
        if (random_percent(r, 5))
            return random_percent(r, 50) ? NO_DEVICE : random_next(r) | BIT(40);
        return BUS_RAM_BASE + random_below(r, RAM_BYTES);
    }
    if (random_percent(r, 5))
        va ^= random_below(r, 512) << (12 + VPN_BITS * random_below(r, 2));
    if (random_percent(r, 5))
        va ^= random_below(r, 16) << 12;  // often in one page of 64 KiB
    if (random_percent(r, 1))
        va ^= outside(b);
    return va;
}

static struct request random_request(struct mmu_bench *b, uint64_t va)
{
    struct random *r = &b->pair.run->random;
    struct request a = {.va = va, .bytes = 1u << random_below(r, 4), .value = random_next(r)};
    unsigned dice = random_below(r, 100);
    if (dice < 25) {
        a.kind = A_FETCH;
        a.bytes = 8;
        a.va &= ~UINT64_C(1);
    } else if (dice < 35) {
        a.kind = A_ATOMIC;
        a.op = BUS_LR + random_below(r, BUS_MAXU - BUS_LR + 1);
        a.bytes = random_percent(r, 50) ? 4 : 8;
        a.va &= ~(uint64_t)(a.bytes - 1);
    } else {
        a.kind = dice < 70 ? A_LOAD : A_STORE;
        if (a.va % 8 + a.bytes > 8)
            a.va &= ~(uint64_t)(a.bytes - 1);
    }
    return a;
}

static void use_somewhere(struct mmu_bench *b)
{
    struct request a = random_request(b, random_va(b));
    pair_use(&b->pair, &a);
}

// ---- Page tables and fences

// As software does it: a store, here of M mode. The PMP may refuse it.
static void write_entry(struct mmu_bench *b, uint64_t pa, uint64_t pte)
{
    enum bus_privilege before = b->pair.world.context.privilege;
    pair_privilege(&b->pair, BUS_M);
    pair_use(&b->pair, &(struct request){.kind = A_STORE, .va = pa, .bytes = PTE_BYTES, .value = pte});
    pair_privilege(&b->pair, before);
}

// A new entry, or the old one with one of its flags changed.
static void rewrite(struct mmu_bench *b, const struct place *place, int level)
{
    struct random *r = &b->pair.run->random;
    uint64_t pa = space_entry(place, level), pte = space_random_pte(r, place, level, RAM_BYTES);
    if (random_percent(r, 40))
        pte = memory_read(&b->pair.world.memory, pa, PTE_BYTES) ^ BIT(random_below(r, 8));
    write_entry(b, pa, pte);
}

static int random_level(struct mmu_bench *b)
{
    struct random *r = &b->pair.run->random;
    return random_percent(r, 65) ? 0 : random_percent(r, 70) ? 1 : 2 + (int)random_below(r, (uint64_t)b->levels - 2);
}

static struct fence random_fence(struct mmu_bench *b)
{
    struct random *r = &b->pair.run->random;
    struct fence f = {.has_va = random_percent(r, 60), .has_asid = random_percent(r, 60)};
    f.va = space_va(&b->hot[random_below(r, b->places)]) + random_below(r, PAGE_BYTES);
    f.asid = b->asids[random_below(r, SPACES)];
    if (random_percent(r, 3))
        f.va ^= outside(b);  // no page has this address: nothing is fenced
    return f;
}

// What an operating system does: a page in use is mapped anew, fenced in one of the ways that cover it, and used.
static void change_and_use(struct mmu_bench *b)
{
    struct random *r = &b->pair.run->random;
    const struct place *place = &b->hot[random_below(r, b->places)];
    struct fence f = random_fence(b);
    struct request before = random_request(b, space_va(place)), after = random_request(b, space_va(place) + 8);
    f.va = space_va(place) + random_below(r, PAGE_BYTES);
    f.asid = (uint16_t)(b->pair.world.context.satp >> SATP_ASID_SHIFT);
    pair_use(&b->pair, &before);
    rewrite(b, place, random_level(b));
    if (random_percent(r, 10))
        rewrite(b, place, random_level(b));
    pair_sfence(&b->pair, &f);
    pair_use(&b->pair, &after);
}

static void step(struct mmu_bench *b, const struct mix *mix)
{
    struct random *r = &b->pair.run->random;
    if (random_below(r, 1000) < mix->rewrite)
        rewrite(b, &b->hot[random_below(r, b->places)], random_level(b));
    if (random_below(r, 1000) < mix->fence) {
        struct fence f = random_fence(b);
        pair_sfence(&b->pair, &f);
    }
    if (random_below(r, 1000) < mix->change)
        change_and_use(b);
    if (random_below(r, 1000) < mix->context)
        change_context(b);
    if (random_below(r, 1000) < mix->pmp)
        random_percent(r, 50) ? open_pmp(b) : close_pmp(b);
    if (random_percent(r, 1))
        pair_fence_i(&b->pair);
    if (random_percent(r, 3))
        bus_idle(b->pair.bus, random_below(r, 40));
    use_somewhere(b);
}

// ---- A run

// ASIDs that differ, often in one bit.
static void choose_asids(struct mmu_bench *b)
{
    struct random *r = &b->pair.run->random;
    b->asids[0] = (uint16_t)random_next(r);
    b->asids[1] = b->asids[0] ^ (uint16_t)(1u << random_below(r, 16));
    do
        b->asids[2] = (uint16_t)random_next(r);
    while (b->asids[2] == b->asids[0] || b->asids[2] == b->asids[1]);
}

// Zeroes the tables and fills in the entries of every place.
static void build_spaces(struct mmu_bench *b)
{
    struct place p = {.levels = b->levels};
    int top = b->levels - 1;
    for (uint64_t pa = TABLES; pa < TABLES + TABLE_COUNT * (uint64_t)PAGE_BYTES; pa += PTE_BYTES)
        pair_preload(&b->pair, pa, 0);
    for (p.root = 0; p.root < ROOTS; p.root++)
        for (p.index[top] = 0; p.index[top] < TOPS; p.index[top]++)
            for (p.index[1] = 0; p.index[1] < INDICES; p.index[1]++)
                for (p.index[0] = 0; p.index[0] < INDICES; p.index[0]++)
                    for (int level = 0; level < b->levels; level++)
                        pair_preload(&b->pair, space_entry(&p, level),
                                     space_random_pte(&b->pair.run->random, &p, level, RAM_BYTES));
}

static void compare_tables(struct mmu_bench *b)
{
    open_pmp(b);
    pair_privilege(&b->pair, BUS_M);
    for (uint64_t pa = TABLES; pa < TABLES + TABLE_COUNT * (uint64_t)PAGE_BYTES && !b->pair.run->failed; pa += 8)
        if (memory_read(&b->pair.world.memory, pa, 8) != 0)
            pair_use(&b->pair, &(struct request){.kind = A_LOAD, .va = pa, .bytes = 8});
}

static void begin(struct mmu_bench *b, struct run *run, const struct mix *mix)
{
    static const uint64_t latencies[] = {1, 5, 40};
    struct random *r = &run->random;
    struct bus_config config = {.ram_bytes = RAM_BYTES,
                                .seed = run->seed,
                                .mem_latency = latencies[run->seed % 3],
                                .stall_percent = run->seed % 4 == 0 ? 40 : 0};
    *b = (struct mmu_bench){.places = mix->places,
                            .levels = LEVELS_LEAST + (int)random_below(r, LEVELS_MOST - LEVELS_LEAST + 1)};
    pair_create(&b->pair, run, &config);
    b->pair.world.memory.sc_may_fail = true;  // the walker may push the reserved line out
    build_spaces(b);
    for (unsigned i = 0; i < b->places; i++)
        b->hot[i] = space_random_place(r, b->levels);
    choose_asids(b);
    open_pmp(b);
    pair_privilege(&b->pair, BUS_S);
    pair_pbmte(&b->pair, random_percent(r, 70));  // for the whole run: a change wants everything fenced
    switch_space(b);
}

static uint64_t judged;  // translations of all runs

static void random_spaces(struct run *run, const void *detail)
{
    const struct mix *mix = detail;
    struct mmu_bench b;
    begin(&b, run, mix);
    for (run->step = 0; run->step < mix->steps && !run->failed; run->step++)
        step(&b, mix);
    compare_tables(&b);
    judged += b.pair.tally.data_translated + b.pair.tally.fetch_translated;
    pair_end(&b.pair);
}

int main(int argc, char **argv)
{
    static const struct mix mixes[] = {
        {"few pages, many fences", 3, 40, 60, 60, 60, 2, 4000},
        {"pages that fit the TLBs", 12, 20, 10, 20, 40, 1, 4000},
        {"more pages than the TLBs hold", HOT_PLACES, 20, 8, 10, 20, 1, 4000},
        {"contexts that change all the time", 8, 20, 15, 20, 400, 2, 4000},
        {"stale for long", 6, 60, 4, 20, 30, 0, 3000},
        {"a PMP that changes", 8, 60, 10, 20, 30, 30, 4000},
    };
    struct bench b;
    bench_begin(&b, "unit-memsys-mmu", argc, argv);
    for (unsigned i = 0; i < sizeof mixes / sizeof *mixes; i++)
        bench_case(&b, mixes[i].name, 20, random_spaces, &mixes[i]);
    printf("# %" PRIu64 " random translations judged\n", judged);
    return bench_end(&b);
}
