// SPDX-License-Identifier: Apache-2.0
#include "pair.h"

#include <inttypes.h>
#include <string.h>

#include "model/riscv.h"

static void remember_word(void *who, uint64_t pa, uint64_t old) { past_word(who, pa, old); }

void pair_create(struct pair *p, struct run *run, const struct bus_config *config)
{
    *p = (struct pair){.run = run, .bus = bus_create(config)};
    memory_create(&p->world.memory, p->bus, config->ram_bytes, &run->random);
    p->world.memory.written = remember_word;
    p->world.memory.who = &p->world.past;
    p->world.context.privilege = BUS_M;
}

void pair_end(struct pair *p)
{
    laws_check(p->run, p->bus, &p->tally);
    memory_destroy(&p->world.memory);
    past_destroy(&p->world.past);
    bus_destroy(p->bus);
}

void pair_preload(struct pair *p, uint64_t pa, uint64_t dword)
{
    memcpy(p->world.memory.ram + (pa - BUS_RAM_BASE), &dword, sizeof dword);
    memcpy(bus_memory(p->bus) + (pa - BUS_RAM_BASE), &dword, sizeof dword);
}

// ---- The context

void pair_privilege(struct pair *p, enum bus_privilege privilege)
{
    p->world.context.privilege = privilege;
    bus_set_privilege(p->bus, privilege);
}

void pair_satp(struct pair *p, uint64_t satp)
{
    struct context *c = &p->world.context;
    if (c->satp)
        past_root(&p->world.past, (c->satp & SATP_PPN_MASK) << PAGE_SHIFT, (uint16_t)(c->satp >> SATP_ASID_SHIFT));
    c->satp = satp;
    bus_set_satp(p->bus, satp);
}

void pair_sum(struct pair *p, bool on)
{
    p->world.context.sum = on;
    bus_set_sum(p->bus, on);
}

void pair_mxr(struct pair *p, bool on)
{
    p->world.context.mxr = on;
    bus_set_mxr(p->bus, on);
}

void pair_adue(struct pair *p, bool on)
{
    p->world.context.adue = on;
    bus_set_adue(p->bus, on);
}

void pair_pbmte(struct pair *p, bool on)
{
    p->world.context.pbmte = on;
    bus_set_pbmte(p->bus, on);
}

void pair_pmp(struct pair *p, unsigned entry, uint8_t cfg, uint64_t addr)
{
    p->world.context.pmp.cfg[entry] = cfg;
    p->world.context.pmp.addr[entry] = addr;
    bus_set_pmp(p->bus, entry, cfg, addr);
    past_forget(&p->world.past);
}

void pair_sfence(struct pair *p, const struct fence *f)
{
    bus_sfence(p->bus, f->has_va ? &f->va : NULL, f->has_asid ? &f->asid : NULL);
    past_fence(&p->world.past, f);
    p->tally.sfences++;
}

void pair_fence_i(struct pair *p)
{
    bus_fence_i(p->bus);
    memory_fence_i(&p->world.memory);
}

// ---- An access

static const char *fault_name(enum bus_fault fault)
{
    static const char *const names[] = {"no fault", "a page fault", "an access fault"};
    return fault <= BUS_ACCESS_FAULT ? names[fault] : "an unknown fault";
}

static void complain_of(struct pair *p, const struct request *a, const struct answer *met, const struct answer *now,
                        bool walked)
{
    const struct context *c = &p->world.context;
    complain(p->run,
             "%s of %u bytes at %" PRIx64 " in mode %d, satp %" PRIx64 "%s%s%s%s: the machine, %s, gives %s,"
             " pa %" PRIx64 "%s; memory as it is gives %s, pa %" PRIx64 "%s%s",
             request_name(a), a->bytes, a->va, c->privilege, c->satp, c->sum ? " SUM" : "", c->mxr ? " MXR" : "",
             c->adue ? " ADUE" : "", c->pbmte ? " PBMTE" : "", walked ? "by a walk" : "without a walk",
             fault_name(met->fault), met->pa, met->sets ? ", A/D set" : "", fault_name(now->fault), now->pa,
             now->sets ? ", A/D set" : "",
             walked || !now->looked_up ? "" : ", and nothing that may be remembered gives the machine's answer");
}

static void count(struct pair *p, const struct request *a, const struct answer *met, bool unsure)
{
    bool fetch = a->kind == A_FETCH;
    *(fetch ? &p->tally.fetch_translated : &p->tally.data_translated) += met->looked_up;
    *(fetch ? &p->tally.fetch_cached : &p->tally.data_cached) += met->cached;
    *(fetch ? &p->tally.fetch_unsure : &p->tally.data_unsure) += unsure;
    p->tally.ad_updates += met->sets;
}

static uint64_t walks(const struct bus *bus)
{
    return bus_counter(bus, "walk_start_d") + bus_counter(bus, "walk_start_i");
}

void pair_use(struct pair *p, const struct request *a)
{
    struct world *w = &p->world;
    uint64_t updates = bus_counter(p->bus, "ad_update"), walks_before = walks(p->bus);
    struct bus_result r = request_make(p->bus, a);
    struct answer now = verdict_now(w, a);
    struct answer met = {.fault = r.fault, .pa = r.fault ? 0 : r.pa, .looked_up = now.looked_up};
    bool walked = walks(p->bus) != walks_before;

    met.sets = bus_counter(p->bus, "ad_update") != updates;
    bool remembered = now.looked_up && !walked && verdict_remembered(w, a, &met);
    bool present = !now.looked_up && met.fault == now.fault && met.pa == now.pa && met.sets == now.sets;
    if (now.looked_up && walked)
        present = verdict_walked(w, a, &met, &now);
    if (!remembered && !present)
        complain_of(p, a, &met, &now, walked);
    // Where an access fault came from, an entry or the page, is not seen if pointers may have been remembered.
    bool unsure = met.fault && (remembered || (walked && met.fault == BUS_ACCESS_FAULT));
    met.cached = present && !unsure ? now.cached : !met.fault;
    count(p, a, &met, unsure);
    if (present && met.sets)
        memory_write(&w->memory, now.pte_pa, PTE_BYTES, now.pte);
    if (!met.fault && memory_holds(&w->memory, met.pa, 1))
        memory_judge(&w->memory, p->run, a, met.pa, r.data);
}
