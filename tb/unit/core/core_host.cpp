// SPDX-License-Identifier: Apache-2.0
// The memory and the wires around the core under test; see core_host.h.
#include "core_host.h"

#include "svdpi.h"

namespace
{

// Operations of machine_pkg::mem_op_e
enum Op { Load, Store, Lr, Sc, AmoSwap, AmoAdd, AmoXor, AmoAnd, AmoOr, AmoMin, AmoMax, AmoMinu, AmoMaxu, Probe = 15 };

uint64_t word(const WData *wide, int index) { return wide[2 * index] | (uint64_t)wide[2 * index + 1] << 32; }

void set_word(WData *wide, int index, uint64_t value)
{
    wide[2 * index] = (uint32_t)value;
    wide[2 * index + 1] = (uint32_t)(value >> 32);
}

int64_t sign_extend(uint64_t value, int bytes)
{
    const int shift = 64 - 8 * bytes;
    return (int64_t)(value << shift) >> shift;
}

uint64_t atomic(int op, uint64_t old, uint64_t operand, int bytes)
{
    const int64_t a = sign_extend(old, bytes), b = sign_extend(operand, bytes);
    const uint64_t mask = bytes == 8 ? ~0ull : (1ull << (8 * bytes)) - 1;
    const uint64_t ua = old & mask, ub = operand & mask;
    switch (op) {
    case AmoSwap: return operand;
    case AmoAdd: return old + operand;
    case AmoXor: return old ^ operand;
    case AmoAnd: return old & operand;
    case AmoOr: return old | operand;
    case AmoMin: return a < b ? old : operand;
    case AmoMax: return a > b ? old : operand;
    case AmoMinu: return ua < ub ? old : operand;
    default: return ua > ub ? old : operand;
    }
}

// The host whose core is being clocked: what the observer is bound to has no other way to tell.
CoreHost *clocked;

}  // namespace

extern "C" svBit core_bench_wants_csrs() { return clocked->wants_csrs(); }

extern "C" void core_bench_csrs(long long mstatus, long long mie, long long mip, long long mideleg, long long medeleg,
                                long long mtvec, long long mepc, long long mcause, long long mtval, long long mscratch,
                                long long stvec, long long sepc, long long scause, long long stval, long long sscratch,
                                long long satp)
{
    const auto u = [](long long value) { return (uint64_t)value; };
    clocked->csrs({u(mstatus), u(mie), u(mip), u(mideleg), u(medeleg), u(mtvec), u(mepc), u(mcause), u(mtval),
                   u(mscratch), u(stvec), u(sepc), u(scause), u(stval), u(sscratch), u(satp)});
}

CoreHost::CoreHost(bench::Run &run, bench::Stall stall)
    : run_(run), random_(run.seed * 7919 + (int)stall), fetch_stall_(stall, random_), data_stall_(stall, random_),
      fence_stall_(stall, random_), mode_(stall), ram_(kRamBytes), rom_(0xf000), context_(new VerilatedContext)
{
    const uint32_t boot[] = {
        0x00100293,  // li   t0, 1
        0x01f29293,  // slli t0, t0, 31
        0x00028067,  // jr   t0
    };
    memcpy(rom_.data(), boot, sizeof boot);
    context_->randReset(2);
    context_->randSeed((int)run.seed);
    core_.reset(new bench::Traced<Vcore>(context_.get()));
    clocked = this;
    core_->rst_ni = 0;
    for (int i = 0; i < 4; i++) {
        core_->clk_i = 0;
        core_->eval();
        core_->clk_i = 1;
        core_->eval();
    }
    core_->rst_ni = 1;
    if (const char *path = getenv("CORE_TRACE"))
        trace_ = fopen(path, "w");
}

CoreHost::~CoreHost()
{
    core_->final();
    if (judge_)
        lockstep_destroy(judge_);
    if (trace_)
        fclose(trace_);
}

void CoreHost::load(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f || fread(ram_.data(), 1, ram_.size(), f) == 0)
        run_.fail("cannot read %s", path);
    if (f)
        fclose(f);
}

bool CoreHost::go(uint64_t max_cycles, bool lockstep)
{
    if (lockstep) {
        const lockstep_config config = {nullptr, ram_.data(), ram_.size(), rom_.data(), rom_.size(), 0};
        judge_ = lockstep_create(&config);
    }
    last_retire_ = 0;
    while (!finished_ && !run_.failed() && cycle_ < max_cycles) {
        cycle();
        if (cycle_ - last_retire_ > 5000) {
            run_.fail("nothing retired for 5000 cycles at cycle %llu", (unsigned long long)cycle_);
        }
    }
    if (judge_) {
        if (!run_.failed() && lockstep_finish(judge_) != LOCKSTEP_OK) {
            run_.fail("lockstep, at the end");
            lockstep_report(judge_, stdout);
        }
        lockstep_stats(judge_, &judged_);
    }
    return passed_;
}

int CoreHost::latency()
{
    switch (mode_) {
    case bench::Stall::Free: return 0;
    case bench::Stall::Random: return random_.percent(50) ? 0 : (int)random_.below(4);
    default: return random_.percent(80) ? 0 : (int)random_.below(60);
    }
}

void CoreHost::cycle()
{
    bench::Traced<Vcore> &c = *core_;
    clocked = this;

    // Inputs of this cycle
    c.clk_i = 0;
    fetch_answered_ = fetch_.valid && fetch_.wait == 0;
    data_answered_ = data_.valid && data_.wait == 0;
    c.fetch_rsp_valid_i = fetch_answered_;
    c.data_rsp_valid_i = data_answered_;
    set_word(c.fetch_rsp_i, 0, fetch_answered_ && !fetch_.fault ? fetch_.data : random_.next());
    set_word(c.fetch_rsp_i, 1,
             (uint64_t)(fetch_answered_ ? (uint64_t)fetch_.fault : random_.below(3)) << 62 |
                 (fetch_answered_ ? fetch_.pa : 0));
    set_word(c.data_rsp_i, 0, data_answered_ && !data_.fault ? data_.data : random_.next());
    const bool late = data_answered_ && data_.early && data_.load && !data_.fault && mode_ != bench::Stall::Free &&
                      random_.percent(40);
    set_word(c.data_rsp_i, 1,
             (uint64_t)(data_answered_ ? (uint64_t)data_.fault : random_.below(3)) << 62 | (uint64_t)late << 61 |
                 (data_answered_ ? data_.pa : 0));
    answer_late();
    if (late) {
        set_word(c.data_rsp_i, 0, random_.next());
        late_[data_.id] = {true, 1 + (int)random_.below(40), data_.data, cycle_};
        late_count_++;
    }
    c.data_quiet_i = quiet();
    if (irq_every_ && random_.below(irq_every_) == 0)
        wires_ ^= 1ull << (3 + 2 * random_.below(5));
    wires_ &= 0xa88;
    if (later_at_ && cycle_ >= later_at_) {
        wires_ |= later_wires_;
        later_at_ = 0;
    }
    c.msip_i = wires_ >> 3 & 1;
    c.mtip_i = wires_ >> 7 & 1;
    c.seip_i = wires_ >> 9 & 1;
    c.meip_i = wires_ >> 11 & 1;
    c.mtime_i = mtime_ = cycle_ / 10;
    if (judge_) {
        queue_.event([this, wires = wires_, mtime = mtime_, cycle = cycle_] {
            lockstep_wires(judge_, wires, mtime, cycle);
            return true;
        });
    }
    c.eval();

    // Requests: at most one outstanding, a new one in the cycle of the answer at the earliest
    if (c.fetch_kill_o)
        fetch_.valid = false;
    const bool fetch_free = !fetch_.valid || fetch_answered_;
    const bool data_free = !data_.valid || data_answered_;
    c.fetch_req_ready_i = fetch_free && fetch_stall_.go();
    c.data_req_ready_i = data_free && data_stall_.go();
    c.fence_ready_i = c.fence_valid_o && fence_stall_.go();
    c.eval();
    if (c.fence_valid_o && data_.valid && !data_answered_)
        run_.fail("a fence beside a data request");
    if (fault_pending_ && c.fetch_kill_o && c.fetch_req_valid_o) {
        if (cycle_ - fault_cycle_ > trap_latency_)
            trap_latency_ = cycle_ - fault_cycle_;
        fault_pending_ = false;
    }
    if (data_answered_ && data_.fault) {
        fault_pending_ = true;
        fault_cycle_ = cycle_;
    }
    if (data_answered_ && data_.early && !data_.load && !data_.fault && mode_ != bench::Stall::Free)
        early_stores_ = {true, (int)random_.below(20), 0, cycle_};

    if (fetch_answered_)
        fetch_.valid = false;
    else if (fetch_.valid)
        fetch_.wait--;
    if (data_answered_)
        data_.valid = false;
    else if (data_.valid)
        data_.wait--;
    if (c.fetch_req_valid_o && c.fetch_req_ready_i)
        accept_fetch();
    if (c.data_req_valid_o && c.data_req_ready_i)
        accept_data();
    if (c.retire_valid_o)
        retire();
    if (c.late_valid_o)
        queue_.late(c.late_id_o, c.late_value_o);

    c.clk_i = 1;
    c.eval();
    cycle_++;
}

CoreHost::Rights CoreHost::translate(uint64_t va, sv::Access access, int bytes)
{
    bench::Traced<Vcore> &c = *core_;
    const uint64_t satp = word(c.ctx_o, 0), low = word(c.ctx_o, 1);
    const bool adue = low & 1, mxr = low >> 1 & 1, sum = low >> 2 & 1, pbmte = low >> 7 & 1;
    const int priv = access == sv::Fetch ? low >> 5 & 3 : low >> 3 & 3;

    pmp::Entry table[pmp::kEntries];
    for (int i = 0; i < pmp::kEntries; i++) {
        const uint64_t entry = word(c.pmp_o, i);
        table[i] = {(uint8_t)(entry >> 56), entry & ((1ull << 54) - 1)};
    }

    uint64_t pa = va;
    if (priv != 3 && satp >> 60) {
        const sv::Context context = {
            (satp & ((1ull << 44) - 1)) << 12, priv, sum, mxr, adue, (int)(satp >> 60) - 5, pbmte};
        sv::Memory memory;
        memory.versions = [&](uint64_t at, long) { return std::vector<sv::Version>{{read(at, 8), 0}}; };
        memory.allowed = [&](uint64_t at, bool write) { return pmp::allows(table, at, 8, write ? pmp::W : pmp::R, 1); };
        memory.answers = [&](uint64_t at) { return is_ram(at) || is_rom(at); };
        const sv::Outcome outcome = sv::walk(memory, context, va, access, 0).front();
        if (outcome.fault)
            return {outcome.fault, 0};
        pa = outcome.pa;
        if (outcome.sets_ad) {
            const uint64_t bits = sv::A | (access == sv::Store ? sv::D : 0);
            write(outcome.pte_pa, 8, outcome.pte | bits);
            if (judge_) {
                queue_.event([this, at = outcome.pte_pa, bits, cycle = cycle_] {
                    return lockstep_pte_update(judge_, at, bits, cycle) == LOCKSTEP_OK;
                });
            }
        }
        const unsigned need = access == sv::Fetch ? pmp::X : access == sv::Load ? pmp::R : pmp::W;
        if (!pmp::allows(table, pa, bytes, need, priv))
            return {sv::AccessFault, 0};
        return {sv::None, pa};
    }
    if (va >> 56)
        return {sv::AccessFault, 0};
    const unsigned need = access == sv::Fetch ? pmp::X : access == sv::Load ? pmp::R : pmp::W;
    if (!pmp::allows(table, pa, bytes, need, priv))
        return {sv::AccessFault, 0};
    return {sv::None, pa};
}

uint64_t CoreHost::read(uint64_t pa, int bytes) const
{
    uint64_t value = 0;
    if (is_ram(pa))
        memcpy(&value, &ram_[pa - kRam], bytes);
    else if (is_rom(pa))
        memcpy(&value, &rom_[pa - 0x1000], bytes);
    return value;
}

void CoreHost::write(uint64_t pa, int bytes, uint64_t value)
{
    if (is_ram(pa))
        memcpy(&ram_[pa - kRam], &value, bytes);
}

void CoreHost::accept_fetch()
{
    const uint64_t va = core_->fetch_req_va_o;
    const Rights rights = translate(va & ~7ull, sv::Fetch, 8);
    fetch_ = {true, latency(), rights.fault, rights.pa, 0};
    if (rights.fault)
        return;
    if (is_ram(rights.pa) || is_rom(rights.pa))
        fetch_.data = read(rights.pa, 8);
    else
        fetch_.fault = sv::AccessFault;
}

void CoreHost::accept_data()
{
    const WData *request = core_->data_req_o;
    const uint64_t wdata = word(request, 0), va = word(request, 1), head = word(request, 2);
    const unsigned be = head & 255, op = head >> 8 & 15;
    const bool misaligned = head >> 12 & 1, early = head >> 15 & 1;
    const unsigned id = head >> 13 & 3;
    const int first = __builtin_ctz(be | 256), bytes = __builtin_popcount(be);

    if (be == 0 || be >> first != (1u << bytes) - 1)
        run_.fail("byte enables %02x", be);
    if ((int)(va & 7) != first)
        run_.fail("address %llx, byte enables %02x", (unsigned long long)va, be);
    const bool natural = (bytes & (bytes - 1)) == 0 && va % bytes == 0;
    if (!natural && !misaligned)
        run_.fail("a misaligned part that does not say so");
    if (misaligned && op != Load && op != Store && op != Probe)
        run_.fail("a misaligned atomic");
    if (early && op != Load && op != Store)
        run_.fail("operation %u is content with an early answer", op);
    if (early && op == Load && late_[id].open)
        run_.fail("a load takes the id of one that is late");

    const sv::Access access = op == Load || op == Lr ? sv::Load : sv::Store;
    Rights rights = translate(va, access, bytes);
    data_ = {true, latency(), rights.fault, rights.pa, 0, early, op == Load, id};
    if (rights.fault)
        return;

    const uint64_t pa = rights.pa, lane = 8 * first;
    if (!is_ram(pa) && !is_rom(pa)) {
        data_.early = false;  // a device answers with all it has
        bool ok = !misaligned && op <= Store;
        uint64_t value = 0;
        if (ok && op == Load)
            value = device_read(pa, ok);
        if (ok && op == Store)
            device_write(pa, wdata >> lane, ok);
        data_.data = value << lane;
        if (!ok)
            data_.fault = sv::AccessFault;
        else if (op == Store)
            stored_.push_back(va);
        return;
    }
    if (is_rom(pa) && access == sv::Store) {
        data_.fault = sv::AccessFault;
        return;
    }

    const uint64_t old = read(pa, bytes), operand = wdata >> lane;
    data_.data = read(pa & ~7ull, 8);
    switch (op) {
    case Load:
    case Probe: return;
    case Lr: reservation_ = pa & ~63ull; return;
    case Sc: {
        const bool stands = reservation_ == (pa & ~63ull) && !random_.percent(10);
        reservation_ = ~0ull;
        data_.data = !stands;
        if (!stands)
            return;
        write(pa, bytes, operand);
        break;
    }
    case Store:
        write(pa, bytes, operand);
        if (misaligned && first == 0)
            return;  // the upper part of one that is counted already
        break;
    default: write(pa, bytes, atomic(op, old, operand, bytes)); break;
    }
    stored_.push_back(va);
}

uint64_t CoreHost::device_read(uint64_t pa, bool &ok)
{
    switch (pa & ~7ull) {
    case 0x10001000: return wires_;
    case 0x10001010: return cycle_;
    default: ok = false; return 0;
    }
}

void CoreHost::device_write(uint64_t pa, uint64_t value, bool &ok)
{
    switch (pa & ~7ull) {
    case 0x100000:
        finished_ = true;
        passed_ = (value & 0xffff) == 0x5555;
        if (!passed_)
            run_.fail("the program failed at check %llu", (unsigned long long)(value >> 16 & 0xffff));
        break;
    case 0x10001000: wires_ = value & 0xa88; break;
    case 0x10001008:
        later_wires_ = value & 0xa88;
        later_at_ = cycle_ + (value >> 16 & 0xffff);
        break;
    default: ok = false;
    }
}

void CoreHost::retire()
{
    const WData *r = core_->retire_o;
    const uint64_t head = word(r, 7);
    commit record = {};
    record.insn = (uint32_t)head;
    record.csr_write = head >> 36 & 1;
    record.mem_write = head >> 37 & 1;
    record.mem_valid = head >> 38 & 1;
    record.rd = head >> 39 & 31;
    record.rd_valid = head >> 44 & 1;
    record.priv = head >> 45 & 3;
    record.trap = head >> 47 & 1;
    record.pc = word(r, 6);
    record.rd_value = word(r, 5);
    record.cause = word(r, 4);
    record.tval = word(r, 3);
    record.mem_va = word(r, 2);
    record.mem_pa = word(r, 1);
    record.mem_wdata = word(r, 0);

    last_retire_ = cycle_;
    if (record.trap)
        traps_++;
    else
        retired_++;
    if (trace_) {
        fprintf(trace_, "%8llu %016llx %08x", (unsigned long long)cycle_, (unsigned long long)record.pc, record.insn);
        if (record.trap)
            fprintf(trace_, " trap %llx tval %llx", (unsigned long long)record.cause, (unsigned long long)record.tval);
        if (record.rd_valid)
            fprintf(trace_, " x%d=%llx", record.rd, (unsigned long long)record.rd_value);
        if (record.mem_valid)
            fprintf(trace_, " [%llx]", (unsigned long long)record.mem_va);
        fprintf(trace_, "\n");
    }

    // A FENCE that orders something retires when all older accesses have been performed.
    if (!record.trap && (record.insn & 0x707f) == 0x000f && (record.insn >> 24 & 15) && (record.insn >> 20 & 15)) {
        bool open = early_stores_.open && early_stores_.accepted + 4 < cycle_;
        for (const Early &l : late_)
            open |= l.open && l.accepted + 4 < cycle_;
        if (open)
            run_.fail("cycle %llu: a FENCE retires before an older access is performed", (unsigned long long)cycle_);
    }

    // What was stored must be what retires, and nothing else.
    if (record.mem_write) {
        if (stored_.empty() || stored_.front() != record.mem_va) {
            run_.fail("cycle %llu, pc %llx: a store to %llx retires that was not made", (unsigned long long)cycle_,
                      (unsigned long long)record.pc, (unsigned long long)record.mem_va);
        } else {
            stored_.pop_front();
        }
    }

    const uint32_t mark = record.trap ? 0 : record.insn;
    if (mark == 0x00102013) {
        mark_cycle_ = cycle_;
        mark_retired_ = retired_;
    }
    if (mark == 0x00202013) {
        marked_cycles_ = cycle_ - mark_cycle_;
        marked_retired_ = retired_ - mark_retired_;
    }

    if (!judge_)
        return;
    static const uint8_t sizes[] = {1, 2, 4, 8};
    const unsigned size = record.insn >> 12 & 3;
    record.mem_bytes = (record.insn & 3) == 3 ? sizes[size] : ((record.insn >> 13) & 1) ? 8 : 4;
    const int late_id = record.rd_valid && (head >> 50 & 1) ? (int)(head >> 48 & 3) : -1;
    queue_.record(record, late_id, [this, cycle = cycle_](const commit &complete) {
        const bool agrees = lockstep_retire(judge_, &complete, cycle) == LOCKSTEP_OK;
        if (!agrees) {
            run_.fail("lockstep mismatch at cycle %llu", (unsigned long long)cycle);
            lockstep_report(judge_, stdout);
        }
        return agrees;
    });
    wants_csrs_ = record.csr_write || record.trap;
}

bool CoreHost::quiet() const
{
    bool open = data_.valid || early_stores_.open;
    for (const Early &l : late_)
        open |= l.open;
    return !open;
}

// The data of at most one late load, in any order
void CoreHost::answer_late()
{
    bench::Traced<Vcore> &c = *core_;
    c.late_rsp_valid_i = 0;
    set_word(c.late_rsp_i, 0, random_.next());
    set_word(c.late_rsp_i, 1, random_.below(8));
    if (early_stores_.open && early_stores_.wait-- == 0)
        early_stores_.open = false;
    for (unsigned id = 0; id < 4; id++) {
        Early &l = late_[id];
        if (!l.open || (l.wait > 0 && l.wait--) || c.late_rsp_valid_i)
            continue;
        l.open = false;
        c.late_rsp_valid_i = 1;
        set_word(c.late_rsp_i, 0, l.data);
        set_word(c.late_rsp_i, 1, id << 1);
    }
}

void CoreHost::csrs(const struct csr_state &state)
{
    if (!judge_)
        return;
    queue_.event([this, state, cycle = cycle_] {
        const bool agrees = lockstep_csrs(judge_, &state) == LOCKSTEP_OK;
        if (!agrees) {
            run_.fail("lockstep mismatch of CSRs at cycle %llu", (unsigned long long)cycle);
            lockstep_report(judge_, stdout);
        }
        return agrees;
    });
}
