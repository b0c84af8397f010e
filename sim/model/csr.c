// SPDX-License-Identifier: Apache-2.0
//
// The control and status registers: which there are, who may touch them, what they hold
// (privileged manual, chapters 2 to 4; the legal values are those of docs/isa.md, "CSRs").

#include <string.h>

#include "events.h"
#include "state.h"

#define MISA UINT64_C(0x8000000000141105)
#define MEDELEG_WRITABLE UINT64_C(0xb3ff)
#define S_INTERRUPTS (BIT(IRQ_SSI) | BIT(IRQ_STI) | BIT(IRQ_SEI))
#define M_INTERRUPTS (BIT(IRQ_MSI) | BIT(IRQ_MTI) | BIT(IRQ_MEI))
#define COUNTERS_WRITABLE (COUNTEREN_CY | COUNTEREN_TM | COUNTEREN_IR | COUNTEREN_HPM)
#define COUNTINHIBIT_WRITABLE (COUNTEREN_CY | COUNTEREN_IR | COUNTEREN_HPM)
// Of menvcfg and senvcfg, and what the optional extensions add
#define SENVCFG_WRITABLE MENVCFG_FIOM
#define MENVCFG_WRITABLE (SENVCFG_WRITABLE | MENVCFG_ADUE | MENVCFG_STCE)

#define SSTATUS_WRITABLE (MSTATUS_SIE | MSTATUS_SPIE | MSTATUS_SPP | MSTATUS_SUM | MSTATUS_MXR)
#define SSTATUS_MASK (SSTATUS_WRITABLE | MSTATUS_UXL_64)
#define MSTATUS_WRITABLE \
    (SSTATUS_WRITABLE | MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_MPP | MSTATUS_MPRV | MSTATUS_TVM | MSTATUS_TW | \
     MSTATUS_TSR)

// ---- interrupts pending --------------------------------------------------------------------------

static bool sstc_enabled(const struct hart *h) { return h->menvcfg & MENVCFG_STCE; }

static uint64_t pending_written(const struct model *m)
{
    const struct hart *h = &m->hart;

    if (!sstc_enabled(h))
        return h->mip;
    return (h->mip & ~BIT(IRQ_STI)) | (m->mtime >= h->stimecmp ? BIT(IRQ_STI) : 0);
}

uint64_t hart_pending(const struct model *m) { return pending_written(m) | m->lines; }

// Of Sscofpmf: the bit in mip, mie, mideleg; 0: not there
static uint64_t lcofi(const struct model *m) { return m->isa.sscofpmf ? BIT(IRQ_LCOFI) : 0; }

static void write_mip(struct model *m, uint64_t value)
{
    struct hart *h = &m->hart;
    uint64_t writable = BIT(IRQ_SSI) | BIT(IRQ_SEI) | lcofi(m) | (sstc_enabled(h) ? 0 : BIT(IRQ_STI));
    h->mip = (h->mip & ~writable) | (value & writable);
}

// ---- who may -------------------------------------------------------------------------------------

static bool in(unsigned csr, unsigned first, unsigned last) { return csr >= first && csr <= last; }

static bool exists(const struct model *m, unsigned csr)
{
    switch (csr) {
    case CSR_SCOUNTOVF: return m->isa.sscofpmf;
    case CSR_TSELECT:
    case CSR_TDATA1:
    case CSR_TDATA2:
    case CSR_TINFO: return m->isa.sdtrig;
    case CSR_MGEOMETRY:
    case CSR_MREPLACE: return m->isa.geometry;
    case CSR_SSTATUS:
    case CSR_SIE:
    case CSR_STVEC:
    case CSR_SCOUNTEREN:
    case CSR_SENVCFG:
    case CSR_SSCRATCH:
    case CSR_SEPC:
    case CSR_SCAUSE:
    case CSR_STVAL:
    case CSR_SIP:
    case CSR_STIMECMP:
    case CSR_SATP:
    case CSR_MSTATUS:
    case CSR_MISA:
    case CSR_MEDELEG:
    case CSR_MIDELEG:
    case CSR_MIE:
    case CSR_MTVEC:
    case CSR_MCOUNTEREN:
    case CSR_MENVCFG:
    case CSR_MCOUNTINHIBIT:
    case CSR_MSCRATCH:
    case CSR_MEPC:
    case CSR_MCAUSE:
    case CSR_MTVAL:
    case CSR_MIP:
    case CSR_PMPCFG0:
    case CSR_PMPCFG2:
    case CSR_MCYCLE:
    case CSR_MINSTRET:
    case CSR_CYCLE:
    case CSR_TIME:
    case CSR_INSTRET:
    case CSR_MVENDORID:
    case CSR_MARCHID:
    case CSR_MIMPID:
    case CSR_MHARTID:
    case CSR_MCONFIGPTR: return true;
    default:
        return in(csr, CSR_PMPADDR0, CSR_PMPADDR15) || in(csr, CSR_MHPMEVENT3, CSR_MHPMEVENT31) ||
               in(csr, CSR_MHPMCOUNTER3, CSR_MHPMCOUNTER31) || in(csr, CSR_HPMCOUNTER3, CSR_HPMCOUNTER31);
    }
}

static bool counter_enabled(const struct hart *h, unsigned csr)
{
    uint64_t bit = BIT(csr - CSR_CYCLE);

    return h->priv == PRIV_M || ((h->mcounteren & bit) && (h->priv == PRIV_S || (h->scounteren & bit)));
}

bool csr_readable(const struct model *m, unsigned csr)
{
    const struct hart *h = &m->hart;

    if (!exists(m, csr) || h->priv < ((csr >> 8) & 3))
        return false;
    if (in(csr, CSR_CYCLE, CSR_HPMCOUNTER31))
        return counter_enabled(h, csr);
    if (csr == CSR_SATP)
        return h->priv == PRIV_M || !(h->mstatus & MSTATUS_TVM);
    if (csr == CSR_STIMECMP)
        return h->priv == PRIV_M || ((h->mcounteren & COUNTEREN_TM) && sstc_enabled(h));
    return true;
}

// ---- event counters ----

// Is csr one of the counters that are there, or its selector, when `first` is the number of counter 3 or of its
// selector?
static bool hpm(unsigned csr, unsigned first) { return in(csr, first, first + HPM_END - HPM_FIRST - 1); }

bool csr_counts_events(unsigned csr) { return hpm(csr, CSR_MHPMCOUNTER3) || hpm(csr, CSR_HPMCOUNTER3); }

// mhpmevent holds a code of the table (docs/isa.md, "Events") or 0; and the bits of Sscofpmf.
static uint64_t legal_event(const struct model *m, uint64_t value)
{
    static const uint8_t codes[] = {EVENT_CODE_LIST};
    uint64_t code = value & EVENT_CODE;
    bool listed = memchr(codes, (int)code, sizeof codes);
    uint64_t more = m->isa.sscofpmf ? value & (EVENT_OF | EVENT_MINH | EVENT_SINH | EVENT_UINH) : 0;
    return more | (listed ? code : 0);
}

// Below M mode mcounteren hides what it hides of the counters (Sscofpmf manual, "Supervisor Count Overflow").
static uint64_t overflows(const struct hart *h)
{
    uint64_t seen = h->priv == PRIV_M ? UINT64_MAX : h->mcounteren, bits = 0;

    for (unsigned n = HPM_FIRST; n < HPM_END; n++)
        if (h->mhpmevent[n - HPM_FIRST] & EVENT_OF)
            bits |= BIT(n);
    return bits & seen;
}

// ---- reading -------------------------------------------------------------------------------------

uint64_t csr_read(const struct model *m, unsigned csr)
{
    const struct hart *h = &m->hart;

    switch (csr) {
    case CSR_SSTATUS: return h->mstatus & SSTATUS_MASK;
    case CSR_SIE: return h->mie & h->mideleg;
    case CSR_STVEC: return h->stvec;
    case CSR_SCOUNTEREN: return h->scounteren;
    case CSR_SENVCFG: return h->senvcfg;
    case CSR_SSCRATCH: return h->sscratch;
    case CSR_SEPC: return h->sepc;
    case CSR_SCAUSE: return h->scause;
    case CSR_STVAL: return h->stval;
    case CSR_SIP: return hart_pending(m) & h->mideleg;
    case CSR_STIMECMP: return h->stimecmp;
    case CSR_SATP: return h->satp;
    case CSR_MSTATUS: return h->mstatus;
    case CSR_MISA: return MISA;
    case CSR_MEDELEG: return h->medeleg;
    case CSR_MIDELEG: return h->mideleg;
    case CSR_MIE: return h->mie;
    case CSR_MTVEC: return h->mtvec;
    case CSR_MCOUNTEREN: return h->mcounteren;
    case CSR_MENVCFG: return h->menvcfg;
    case CSR_MCOUNTINHIBIT: return h->mcountinhibit;
    case CSR_MSCRATCH: return h->mscratch;
    case CSR_MEPC: return h->mepc;
    case CSR_MCAUSE: return h->mcause;
    case CSR_MTVAL: return h->mtval;
    case CSR_MIP: return hart_pending(m);
    case CSR_PMPCFG0: return pmp_read_cfg(&h->pmp, 0);
    case CSR_PMPCFG2: return pmp_read_cfg(&h->pmp, 1);
    case CSR_MCYCLE:
    case CSR_CYCLE: return h->mcycle;
    case CSR_MINSTRET:
    case CSR_INSTRET: return h->minstret;
    case CSR_TIME: return m->mtime;
    case CSR_SCOUNTOVF: return overflows(h);
    case CSR_TSELECT: return h->triggers.selected;
    case CSR_TDATA1: return h->triggers.one[h->triggers.selected].tdata1;
    case CSR_TDATA2: return h->triggers.one[h->triggers.selected].tdata2;
    case CSR_TINFO: return triggers_tinfo();
    case CSR_MGEOMETRY: return h->mgeometry;
    case CSR_MREPLACE: return h->mreplace;
    default:
        if (in(csr, CSR_PMPADDR0, CSR_PMPADDR15))
            return pmp_read_addr(&h->pmp, csr - CSR_PMPADDR0);
        if (hpm(csr, CSR_MHPMEVENT3))
            return h->mhpmevent[csr - CSR_MHPMEVENT3];
        if (hpm(csr, CSR_MHPMCOUNTER3))
            return h->mhpmcounter[csr - CSR_MHPMCOUNTER3];
        if (hpm(csr, CSR_HPMCOUNTER3))
            return h->mhpmcounter[csr - CSR_HPMCOUNTER3];
        return 0;  // the other counters and the identity registers
    }
}

uint64_t csr_read_for_change(const struct model *m, unsigned csr)
{
    return csr == CSR_MIP ? pending_written(m) : csr_read(m, csr);
}

// ---- writing -------------------------------------------------------------------------------------

static uint64_t merge(uint64_t old, uint64_t value, uint64_t mask) { return (old & ~mask) | (value & mask); }

static void write_mstatus(struct model *m, uint64_t value, uint64_t writable)
{
    struct hart *h = &m->hart;

    if ((value & MSTATUS_MPP) >> MSTATUS_MPP_SHIFT == 2)
        writable &= ~MSTATUS_MPP;
    h->mstatus = merge(h->mstatus, value, writable);
    tlb_context_changed(m);
}

// A mode that is not there leaves all of satp as it is (privileged manual 4.1.11).
static void write_satp(struct model *m, uint64_t value)
{
    uint64_t mode = value >> SATP_MODE_SHIFT, last = SATP_MODE_SV39 + m->isa.levels - SV39_LEVELS;

    if (mode != SATP_MODE_BARE && (mode < SATP_MODE_SV39 || mode > last))
        return;
    m->hart.satp = value;
    tlb_flush(m);
}

static void write_counter(struct model *m, uint64_t *counter, unsigned which, uint64_t value)
{
    *counter = value;
    m->counter_written[which] = true;
}

static void write_pmp(struct model *m, unsigned csr, uint64_t value)
{
    if (csr == CSR_PMPCFG0 || csr == CSR_PMPCFG2)
        pmp_write_cfg(&m->hart.pmp, csr == CSR_PMPCFG2, value);
    else
        pmp_write_addr(&m->hart.pmp, csr - CSR_PMPADDR0, value);
    tlb_flush(m);
}

static uint64_t cbo_writable(const struct model *m)
{
    return (m->isa.zicbom ? MENVCFG_CBIE | MENVCFG_CBCFE : 0) | (m->isa.zicboz ? MENVCFG_CBZE : 0);
}

// CBIE = 2 is reserved: it is written as 0.
static uint64_t legal_cbie(uint64_t value) { return (value & MENVCFG_CBIE) == BIT(5) ? value & ~MENVCFG_CBIE : value; }

static uint64_t legal_menvcfg(const struct model *m, uint64_t value)
{
    return legal_cbie(value & (MENVCFG_WRITABLE | cbo_writable(m) | (m->isa.svpbmt ? MENVCFG_PBMTE : 0)));
}

static uint64_t legal_senvcfg(const struct model *m, uint64_t value)
{
    return legal_cbie(value & (SENVCFG_WRITABLE | cbo_writable(m)));
}

static void write_register(struct model *m, unsigned csr, uint64_t value)
{
    const uint64_t vector_mask = ~UINT64_C(2), pc_mask = ~UINT64_C(1);
    struct hart *h = &m->hart;

    switch (csr) {
    case CSR_SSTATUS: write_mstatus(m, value, SSTATUS_WRITABLE); break;
    case CSR_SIE: h->mie = merge(h->mie, value, h->mideleg); break;
    case CSR_STVEC: h->stvec = value & vector_mask; break;
    case CSR_SCOUNTEREN: h->scounteren = value & COUNTERS_WRITABLE; break;
    case CSR_SENVCFG: h->senvcfg = legal_senvcfg(m, value); break;
    case CSR_SSCRATCH: h->sscratch = value; break;
    case CSR_SEPC: h->sepc = value & pc_mask; break;
    case CSR_SCAUSE: h->scause = value; break;
    case CSR_STVAL: h->stval = value; break;
    case CSR_SIP: h->mip = merge(h->mip, value, h->mideleg & (BIT(IRQ_SSI) | lcofi(m))); break;
    case CSR_STIMECMP: h->stimecmp = value; break;
    case CSR_SATP: write_satp(m, value); break;
    case CSR_MSTATUS: write_mstatus(m, value, MSTATUS_WRITABLE); break;
    case CSR_MEDELEG: h->medeleg = value & MEDELEG_WRITABLE; break;
    case CSR_MIDELEG: h->mideleg = value & (S_INTERRUPTS | lcofi(m)); break;
    case CSR_MIE: h->mie = value & (S_INTERRUPTS | M_INTERRUPTS | lcofi(m)); break;
    case CSR_MTVEC: h->mtvec = value & vector_mask; break;
    case CSR_MCOUNTEREN: h->mcounteren = value & COUNTERS_WRITABLE; break;
    case CSR_MENVCFG:
        h->menvcfg = legal_menvcfg(m, value);
        tlb_flush(m);
        break;
    case CSR_MCOUNTINHIBIT: h->mcountinhibit = value & COUNTINHIBIT_WRITABLE; break;
    case CSR_MSCRATCH: h->mscratch = value; break;
    case CSR_MEPC: h->mepc = value & pc_mask; break;
    case CSR_MCAUSE: h->mcause = value; break;
    case CSR_MTVAL: h->mtval = value; break;
    case CSR_MIP: write_mip(m, value); break;
    case CSR_MCYCLE: write_counter(m, &h->mcycle, 0, value); break;
    case CSR_MINSTRET: write_counter(m, &h->minstret, 2, value); break;
    case CSR_TSELECT: triggers_write_tselect(&h->triggers, value); break;
    case CSR_TDATA1:
        triggers_write_tdata1(&h->triggers, value);
        tlb_flush(m);
        break;
    case CSR_TDATA2:
        h->triggers.one[h->triggers.selected].tdata2 = value;
        tlb_flush(m);
        break;
    case CSR_MGEOMETRY:
        h->mgeometry = geometry_legal_sizes(&m->geometry, value);
        h->geometry_writes++;
        break;
    case CSR_MREPLACE:
        h->mreplace = geometry_legal_replacements(&m->geometry, value);
        h->geometry_writes++;
        break;
    case CSR_PMPCFG0:
    case CSR_PMPCFG2: write_pmp(m, csr, value); break;
    default:
        if (in(csr, CSR_PMPADDR0, CSR_PMPADDR15))
            write_pmp(m, csr, value);
        else if (hpm(csr, CSR_MHPMEVENT3))
            h->mhpmevent[csr - CSR_MHPMEVENT3] = legal_event(m, value);
        else if (hpm(csr, CSR_MHPMCOUNTER3))
            h->mhpmcounter[csr - CSR_MHPMCOUNTER3] = value;
        break;  // misa and the counters that are not there hold what they hold
    }
}

void csr_write(struct model *m, unsigned csr, uint64_t value)
{
    write_register(m, csr, value);
    hart_update_interrupts(m);
}
