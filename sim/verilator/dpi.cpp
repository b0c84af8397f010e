// SPDX-License-Identifier: Apache-2.0
#include "dpi.h"

DpiListener *dpi_listener;

namespace
{

constexpr unsigned kBlockBytes = 64;

// CBO.ZERO (CMO manual): the only instruction on cache blocks that accesses memory, all of the block that its address
// lies in.
bool writes_block(uint32_t insn) { return (insn & 0x707f) == 0x200f; }

// Bytes that a memory instruction moves (unprivileged manual, chapters 2, 8 and 16): funct3 has the
// size, in bits 14:12, or, where compressed, 15:13.
unsigned memory_bytes(uint32_t insn)
{
    if (writes_block(insn))
        return kBlockBytes;
    if ((insn & 3) == 3)
        return 1u << (insn >> 12 & 3);
    return (insn >> 13 & 1) ? 8 : 4;  // c.ld, c.sd, c.ldsp, c.sdsp against c.lw, c.sw, c.lwsp, c.swsp
}

}  // namespace

extern "C" {

void pagewalk_retire(int flags, int insn, long long pc, long long rd_value, long long cause, long long tval,
                     long long mem_va, long long mem_pa, long long mem_wdata)
{
    Retired c = {};
    c.pc = uint64_t(pc);
    c.insn = uint32_t(insn);
    c.priv = flags >> 9 & 3;
    c.trap = flags >> 11 & 1;
    c.csr_write = flags >> 15 & 1;
    if (c.trap) {
        c.cause = uint64_t(cause);
        c.tval = uint64_t(tval);
    } else {
        c.rd = flags & 31;
        c.rd_valid = (flags >> 12 & 1) && c.rd != 0;
        c.rd_value = uint64_t(rd_value);
        if (c.rd_valid && (flags >> 18 & 1))
            c.late_id = flags >> 16 & 3;
        c.mem_valid = flags >> 13 & 1;
        if (c.mem_valid) {
            c.mem_write = flags >> 14 & 1;
            c.mem_bytes = uint8_t(memory_bytes(c.insn));
            uint64_t within = c.mem_bytes == kBlockBytes ? kBlockBytes - 1 : 0;
            c.mem_va = uint64_t(mem_va) & ~within;
            c.mem_pa = uint64_t(mem_pa) & ~within;
            uint64_t mask = c.mem_bytes >= 8 ? ~UINT64_C(0) : (UINT64_C(1) << 8 * c.mem_bytes) - 1;
            c.mem_wdata = c.mem_write && !within ? uint64_t(mem_wdata) & mask : 0;
        }
    }
    dpi_listener->retired(c);
}

void pagewalk_late(int id, long long value) { dpi_listener->late(id, uint64_t(value)); }

void pagewalk_refused(long long pa) { dpi_listener->refused(uint64_t(pa)); }

void pagewalk_csrs(long long mstatus, long long mie, long long mip, long long mideleg, long long medeleg,
                   long long mtvec, long long mepc, long long mcause, long long mtval, long long mscratch,
                   long long stvec, long long sepc, long long scause, long long stval, long long sscratch,
                   long long satp)
{
    csr_state s = {};
    s.mstatus = uint64_t(mstatus), s.mie = uint64_t(mie), s.mip = uint64_t(mip);
    s.mideleg = uint64_t(mideleg), s.medeleg = uint64_t(medeleg), s.mtvec = uint64_t(mtvec);
    s.mepc = uint64_t(mepc), s.mcause = uint64_t(mcause), s.mtval = uint64_t(mtval);
    s.mscratch = uint64_t(mscratch), s.stvec = uint64_t(stvec), s.sepc = uint64_t(sepc);
    s.scause = uint64_t(scause), s.stval = uint64_t(stval), s.sscratch = uint64_t(sscratch);
    s.satp = uint64_t(satp);
    dpi_listener->csrs(s);
}

void pagewalk_walk(int flags, long long va, long long pte, long long pte_pa)
{
    Walk w = {};
    w.asid = uint16_t(flags);
    w.level = flags >> 16 & 7;
    w.access = Walk::Access(flags >> 19 & 3);
    w.fault = Walk::Fault(flags >> 21 & 3);
    w.killed = flags >> 23 & 1;
    w.ad_write = flags >> 24 & 1;
    w.global = flags >> 25 & 1;
    w.reason = walk_reason(flags >> 26 & 15);
    w.va = uint64_t(va), w.pte = uint64_t(pte), w.pte_pa = uint64_t(pte_pa);
    dpi_listener->walked(w);
}

void pagewalk_walk_began() { dpi_listener->walk_began(); }
void pagewalk_pte_asked(int cas, long long pa) { dpi_listener->pte_asked(cas != 0, uint64_t(pa)); }
void pagewalk_pte_missed() { dpi_listener->pte_missed(); }
void pagewalk_pte_answered(int err, long long value) { dpi_listener->pte_answered(err != 0, uint64_t(value)); }

void pagewalk_events(long long bits)
{
    if (bits)
        dpi_listener->events(uint64_t(bits));
}

void pagewalk_seldom(long long bits) { dpi_listener->seldom(uint64_t(bits)); }

void pagewalk_wires(int irq, int lines) { dpi_listener->wires(uint32_t(irq), uint64_t(lines)); }

void pagewalk_device_asked(int flags, long long pa, long long wdata)
{
    DeviceRequest r = {};
    r.pa = uint64_t(pa);
    r.byte_enables = uint8_t(flags);
    r.write = flags >> 8 & 1;
    r.wdata = uint64_t(wdata);
    dpi_listener->device_asked(r);
}

void pagewalk_device_answered(int err, long long rdata) { dpi_listener->device_answered(err != 0, uint64_t(rdata)); }

void pagewalk_lost(int heard, long long pa) { dpi_listener->line_lost(uint64_t(pa), heard != 0); }

}  // extern "C"
