// SPDX-License-Identifier: Apache-2.0
//
// The judge against a hart with real translation caches. The pretender is a model whose walks are
// answered by a TLB and a cache of pointers, tagged and fenced as the manual says, filled also for
// addresses that nobody asked for, and evicted at random; its walker sets A and D by compare-and-set; a
// device writes to its memory and is reported some cycles early or late. It runs programs that change
// page tables, switch address spaces, fence in all four forms, write mgeometry, and touch pages.
//
// The judge must accept everything that this hart does; and when one of its rules is broken on
// purpose, it must find out.
//
// test_stale [SEED [PROGRAMS]] begins at another seed, or runs more.

#include "test.h"

#include "stale/stale.h"

static const char *const flaw_name[FLAWS] = {
    "sound",
    "fence_va_ignored",
    "fence_asid_ignored",
    "fence_va_asid_ignored",
    "fence_all_keeps_pointers",
    "fence_all_keeps_global",
    "asid_not_compared",
    "invalid_remembered",
    "superpage_fenced_as_4k",
    "ad_overwrites",
    "ad_beside",
    "d_without_store",
    "wrong_page",
    "device_unreported",
    "second_part_lost",
    "second_part_follows",
    "second_parcel_follows",
    "fence_i_ignored",
    "invalidation_ignored",
    "napot_fenced_as_4k",
    "napot_keeps_offset",
    "geometry_keeps_pages",
    "geometry_keeps_pointers",
    "geometry_keeps_lines",
};

// ---- the device ----------------------------------------------------------------------------------

struct device_write {
    bool applied, reported, open;
    uint64_t pa, value, apply_at, report_at;
};

static void device_works(struct pretender *p, struct device_write *d)
{
    if (!d->open && one_in(20)) {
        *d = (struct device_write){.open = true,
                                   .pa = RAM + 2 * MEGABYTE + below(FRAMES) * 0x1000 + 64 + 8 * below(4),
                                   .value = random64(),
                                   .apply_at = p->cycle + 60 + below(60),
                                   .report_at = p->cycle + 60 + below(60)};
    }
    if (d->open && !d->applied && p->cycle >= d->apply_at) {
        memcpy(p->ram + (d->pa - RAM), &d->value, 8);
        model_memory_written(p->m, d->pa, 8);
        d->applied = true;
    }
    if (d->open && !d->reported && p->cycle >= d->report_at) {
        if (p->flaw != DEVICE_UNREPORTED)
            lockstep_external_write(p->judge, d->pa, d->value, 0xff, p->cycle);
        d->reported = true;
    }
    if (d->applied && d->reported)
        d->open = false;
}

// ---- one program ---------------------------------------------------------------------------------

static struct lockstep_stats total;

static void add_stats(const struct pretender *p)
{
    struct lockstep_stats s;
    lockstep_stats(p->judge, &s);
    total.retired += s.retired;
    total.traps += s.traps;
    total.stale_translations += s.stale_translations;
    total.skewed_loads += s.skewed_loads;
    total.failed_sc += s.failed_sc;
}

// True: the judge agreed to the end.
static bool run_program(uint64_t seed, enum flaw flaw, bool print)
{
    uint8_t boot[BOOT_BYTES];
    struct isa isa = isa_default();
    struct device_write device = {0};
    struct pretender *p;
    struct csr_state csrs;
    bool agreed = true;

    random_begin(seed);
    if (seed % 3)
        isa = (struct isa){
            .levels = MAX_LEVELS, .pmp_grain = 1, .svnapot = true, .svpbmt = true, .svinval = true, .geometry = true};
    write_rom(boot);
    p = pretender_open(&isa, new_program(&isa, flaw == AD_OVERWRITES), boot, flaw);
    while (agreed && p->m->hart.x[S0] < RAM + TABLES - 64 && p->cycle < 10 * STEPS * 8) {
        struct commit c;
        p->cycle += 1 + below(4);
        device_works(p, &device);
        if (one_in(6))
            walk_ahead(p);
        c = pretend_step(p);
        agreed = lockstep_retire(p->judge, &c, p->cycle) == LOCKSTEP_OK;
        model_csrs(p->m, &csrs);
        agreed = agreed && lockstep_csrs(p->judge, &csrs) == LOCKSTEP_OK;
        if (c.insn == 0x6f)
            break;
    }
    for (; device.open; p->cycle++)
        device_works(p, &device);
    agreed = agreed && lockstep_finish(p->judge) == LOCKSTEP_OK;
    if (!agreed && print) {
        printf("seed %" PRIu64 ":\n", seed);
        lockstep_report(p->judge, stdout);
        printf("  the pretender: root %#" PRIx64 ", asid %u%s, from its %s:", p->now.root, p->now.asid,
               p->now.global ? ", global" : "", p->hit ? "TLB" : "walk");
        for (int level = p->now.levels - 1; level >= p->now.level; level--)
            printf(" %016" PRIx64, p->now.pte[level]);
        putchar('\n');
    }
    add_stats(p);
    pretender_close(p);
    return agreed;
}

int main(int argc, char **argv)
{
    uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
    unsigned programs = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 0) : 40;

    for (int flaw = 0; flaw < FLAWS; flaw++) {
        char name[64], what[80];
        unsigned agreed = 0;
        bool good;

        snprintf(name, sizeof name, "stale_%s", flaw_name[flaw]);
        test_begin(name);
        for (unsigned i = 0; i < programs; i++)
            agreed += run_program(first + i, flaw, flaw == SOUND);
        good = flaw == SOUND ? agreed == programs : agreed < programs;
        snprintf(what, sizeof what, "the judge agreed to %u of %u programs, from seed %" PRIu64, agreed, programs,
                 first);
        if (!good)
            test_fail(__FILE__, __LINE__, what);
        test_end();
        if (flaw == SOUND)
            printf("# %" PRIu64 " instructions, %" PRIu64 " traps, %" PRIu64 " stale translations, %" PRIu64
                   " skewed loads, %" PRIu64 " failed SC\n",
                   total.retired, total.traps, total.stale_translations, total.skewed_loads, total.failed_sc);
        else
            printf("# found in %u of %u\n", programs - agreed, programs);
    }
    return test_failures != 0;
}
