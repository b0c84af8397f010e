// SPDX-License-Identifier: Apache-2.0
// Random programs for the core; see random_program.h.
#include "random_program.h"

#include <cstring>

namespace
{

constexpr uint64_t kParameters = 0x1000, kCode = 0x4000, kCodeBytes = 0x4000, kData = 0x100000, kDataBytes = 0x10000,
                   kTables = 0x200000, kBase = 0x80000000;

class Generator
{
public:
    Generator(uint8_t *ram, bench::Random &random) : ram_(ram), r_(random) {}

    void code()
    {
        at_ = kCode;
        while (at_ < kCode + kCodeBytes - 16)
            one();
    }

private:
    void word(uint32_t insn)
    {
        memcpy(ram_ + at_, &insn, 4);
        at_ += 4;
    }
    void half(uint32_t insn)
    {
        memcpy(ram_ + at_, &insn, 2);
        at_ += 2;
    }
    unsigned pick(unsigned n) { return (unsigned)r_.below(n); }

    // Mostly registers that hold values; seldom those that point to data (x2, x8, x9, x10).
    unsigned rd()
    {
        if (r_.percent(3))
            return pick(32);
        static const unsigned list[] = {0, 1, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15, 16, 17, 18, 20, 24, 31};
        return list[pick(sizeof list / sizeof *list)];
    }
    unsigned rs() { return r_.percent(60) ? rd() : pick(32); }
    unsigned pointer()
    {
        static const unsigned list[] = {2, 8, 9, 10};
        return r_.percent(97) ? list[pick(4)] : pick(32);
    }

    static uint32_t r_type(unsigned f7, unsigned rs2, unsigned rs1, unsigned f3, unsigned rd, unsigned op)
    {
        return f7 << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | rd << 7 | op;
    }
    static uint32_t i_type(uint32_t imm, unsigned rs1, unsigned f3, unsigned rd, unsigned op)
    {
        return (imm & 0xfff) << 20 | rs1 << 15 | f3 << 12 | rd << 7 | op;
    }
    static uint32_t s_type(uint32_t imm, unsigned rs2, unsigned rs1, unsigned f3)
    {
        return (imm >> 5 & 127) << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | (imm & 31) << 7 | 0x23;
    }
    static uint32_t b_type(uint32_t imm, unsigned rs2, unsigned rs1, unsigned f3)
    {
        return (imm >> 12 & 1) << 31 | (imm >> 5 & 63) << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | (imm >> 1 & 15) << 8 |
               (imm >> 11 & 1) << 7 | 0x63;
    }
    static uint32_t j_type(uint32_t imm, unsigned rd)
    {
        return (imm >> 20 & 1) << 31 | (imm >> 1 & 1023) << 21 | (imm >> 11 & 1) << 20 | (imm >> 12 & 255) << 12 |
               rd << 7 | 0x6f;
    }

    // Offsets of memory accesses: half of them aligned, some across a page's end.
    uint32_t offset(unsigned size)
    {
        const uint32_t value = (uint32_t)r_.below(256) - 128;
        return r_.percent(60) ? value & ~((1u << size) - 1) : value;
    }

    void csr()
    {
        static const unsigned list[] = {
            0x100, 0x104, 0x106, 0x10a, 0x140, 0x141, 0x142, 0x143, 0x144, 0x14d, 0x300, 0x301, 0x302,
            0x303, 0x304, 0x306, 0x30a, 0x320, 0x341, 0x342, 0x343, 0x344, 0x3a0, 0x3a2, 0x3b8, 0x3b9,
            0x3ba, 0x3bf, 0xb00, 0xb02, 0xb03, 0xc00, 0xc01, 0xc02, 0xc03, 0xf11, 0xf14, 0x323, 0x180,
        };
        unsigned number = list[pick(sizeof list / sizeof *list)];
        if (r_.percent(5))
            number = pick(4096);
        // The frame needs these; and no rule may close the frame's own pages.
        const bool read_only = number == 0x180 || number == 0x305 || number == 0x105 || number == 0x340 ||
                               number == 0x3a0 || (number >= 0x3b0 && number < 0x3b8) || number == 0x302 ||
                               number == 0x3a2;
        static const unsigned kinds[] = {1, 2, 3, 5, 6, 7};
        if (read_only)
            word(i_type(number, 0, 2, rd(), 0x73));
        else
            word(i_type(number, rs(), kinds[pick(6)], rd(), 0x73));
    }

    void compressed()
    {
        for (;;) {
            const uint32_t insn = (uint32_t)r_.next() & 0xffff;
            if ((insn & 3) == 3)
                continue;
            const unsigned kind = (insn & 3) << 3 | insn >> 13;
            // Long jumps and what moves the pointers: seldom
            if (kind == 0xd && !r_.percent(5))
                continue;
            if (kind == 0x14 && (insn >> 2 & 31) == 0 && !r_.percent(10))
                continue;
            const unsigned full = insn >> 7 & 31;
            if ((insn & 3) != 0 && (full == 2 || full == 8 || full == 9 || full == 10) && kind != 0x16 &&
                kind != 0x17 && !r_.percent(5))
                continue;
            half(insn);
            return;
        }
    }

    void one()
    {
        const unsigned kind = pick(100);
        if (kind < 12) {
            static const unsigned f3[] = {0, 2, 3, 4, 6, 7};
            word(i_type((uint32_t)r_.next(), rs(), f3[pick(6)], rd(), 0x13));
        } else if (kind < 14) {
            word(i_type((uint32_t)r_.next(), rs(), 0, rd(), 0x1b));
        } else if (kind < 18) {
            const bool w = r_.percent(40), right = r_.percent(60), arithmetic = right && r_.percent(50);
            word(i_type(pick(w ? 32 : 64) | (arithmetic ? 0x400 : 0), rs(), right ? 5 : 1, rd(), w ? 0x1b : 0x13));
        } else if (kind < 30) {
            const unsigned f3 = pick(8);
            const bool w = r_.percent(30) && (f3 == 0 || f3 == 1 || f3 == 5);
            const bool alternate = (f3 == 0 || f3 == 5) && r_.percent(50);
            word(r_type(alternate ? 0x20 : 0, rs(), rs(), f3, rd(), w ? 0x3b : 0x33));
        } else if (kind < 36) {
            const bool w = r_.percent(30);
            unsigned f3 = pick(8);
            if (w && f3 > 0 && f3 < 4)
                f3 += 4;
            word(r_type(1, rs(), rs(), f3, rd(), w ? 0x3b : 0x33));
        } else if (kind < 39) {
            word((uint32_t)r_.next() << 12 | rd() << 7 | (r_.percent(50) ? 0x37 : 0x17));
        } else if (kind < 52) {
            const unsigned f3 = pick(7);
            word(i_type(offset(f3 & 3), pointer(), f3, rd(), 0x03));
        } else if (kind < 62) {
            const unsigned f3 = pick(4);
            word(s_type(offset(f3), rs(), pointer(), f3));
        } else if (kind < 66) {
            static const unsigned f5[] = {2, 3, 2, 3, 1, 0, 4, 12, 8, 16, 20, 24, 28};
            const unsigned op = f5[pick(13)];
            word(r_type(op << 2 | pick(4), op == 2 ? 0 : rs(), pointer(), 2 + pick(2), rd(), 0x2f));
        } else if (kind < 74) {
            static const unsigned f3[] = {0, 1, 4, 5, 6, 7};
            const int32_t distance = 2 * ((int32_t)pick(40) - (r_.percent(20) ? 20 : 0));
            word(b_type((uint32_t)(distance ? distance : 4), rs(), rs(), f3[pick(6)]));
        } else if (kind < 76) {
            word(j_type(2 * (2 + pick(30)), r_.percent(50) ? 1 : rd()));
        } else if (kind < 78) {
            // auipc, then jalr a little further
            const unsigned r = r_.percent(50) ? 1 : 5;
            word(r << 7 | 0x17);
            word(i_type(2 * (4 + pick(20)), r, 0, r_.percent(40) ? 1 : r_.percent(50) ? 0 : rd(), 0x67));
        } else if (kind < 79) {
            half(0x8082);  // ret, to wherever x1 points
        } else if (kind < 83) {
            csr();
        } else if (kind < 85) {
            static const uint32_t list[] = {0x0000000f, 0x0000100f, 0x0100000f, 0x12000073,
                                            0x00000073, 0x00100073, 0x10200073, 0x30200073};
            const unsigned which = pick(8);
            word(list[which] | (which == 3 ? rs() << 15 | rs() << 20 : 0));
        } else if (kind < 86) {
            const uint32_t insn = (uint32_t)r_.next() | 3;
            if ((insn & 0x7f) != 0x73 && (insn & 0x7f) != 0x6f)
                word(insn);
        } else {
            compressed();
        }
    }

    uint8_t *ram_;
    bench::Random &r_;
    uint64_t at_ = 0;
};

void put(uint8_t *ram, uint64_t at, uint64_t value) { memcpy(ram + at, &value, 8); }

// A root table at `root` that maps RAM's first 2 MiB page by page with random rights, some more
// with large pages, and lets the frame's S-mode handler always run.
void make_tables(uint8_t *ram, bench::Random &random, uint64_t root)
{
    enum { V = 1, R = 2, W = 4, X = 8, U = 16, G = 32, A = 64, D = 128 };
    const uint64_t middle = root + 0x1000, leaf = root + 0x2000;
    const auto table = [&](uint64_t at) { return (kBase + at) >> 12 << 10 | V; };
    const auto rights = [&]() -> uint64_t {
        static const uint64_t list[] = {R | W | X, R | W | X, R | W | X, R | W, R | X, X, R, W, W | X, 0};
        uint64_t pte = V | list[random.below(random.percent(60) ? 5 : 10)] | A | D;
        if (random.percent(50))
            pte |= U;
        if (random.percent(20))
            pte |= G;
        if (random.percent(8))
            pte &= ~(uint64_t)A;
        if (random.percent(8))
            pte &= ~(uint64_t)D;
        if (random.percent(3))
            pte &= ~(uint64_t)V;
        if (random.percent(2))
            pte |= 1ull << (54 + random.below(10));
        return pte;
    };
    for (int i = 0; i < 512; i++) {
        put(ram, root + 8 * i, random.percent(80) ? 0 : (uint64_t)random.below(4) << 28 | rights());
        put(ram, middle + 8 * i, kBase >> 12 << 10 | (uint64_t)i << 19 | rights());
        uint64_t page = i;
        if (random.percent(5) && i > 16)
            page = random.below(512);  // shuffled a little
        put(ram, leaf + 8 * i, ((kBase >> 12) + page) << 10 | rights());
    }
    put(ram, root + 8 * 2, table(middle));
    put(ram, middle + 8 * 0, table(leaf));
    put(ram, leaf + 8 * 3, ((kBase >> 12) + 3) << 10 | V | R | X | A | D);
}

}  // namespace

void make_random_program(uint8_t *ram, bench::Random &random, bool translation)
{
    Generator(ram, random).code();
    for (uint64_t at = kData; at < kData + kDataBytes; at += 8)
        put(ram, at, random.next());

    uint64_t roots[3] = {0, 0, 0};
    for (int i = 0; i < 3; i++) {
        const uint64_t root = kTables + i * 0x4000;
        make_tables(ram, random, root);
        roots[i] = 8ull << 60 | random.below(4) << 44 | (kBase + root) >> 12;
    }

    const auto parameter = [&](int i, uint64_t value) { put(ram, kParameters + 8 * i, value); };
    parameter(0, random.next() & 0xb1ff);  // medeleg, but ECALL from S mode
    parameter(1, random.next() & 0x222);
    parameter(2, random.next() & 0xaaa);
    parameter(3, random.next());
    parameter(4, random.next() & (1ull << 63 | 1ull << 61 | 1));
    parameter(5, random.next() & 7);
    parameter(6, random.next() & 7);
    parameter(7, random.below(2));
    for (int i = 0; i < 8; i++)
        parameter(8 + i, translation && i > 1 ? roots[i % 3] : 0);

    // PMP: entry 7 opens all memory; the ones before it close a few places in the data.
    uint64_t cfg = 0x1full << 56;
    for (int i = 0; i < 7; i++) {
        uint64_t address = (kBase + kData + random.below(kDataBytes)) >> 2;
        uint8_t byte = 0;
        if (random.percent(25)) {
            byte = (uint8_t)((i == 0 || random.percent(50) ? 0x18 : 0x08) | random.below(8));
            if ((byte & 0x18) == 0x18)
                address |= (1ull << random.below(6)) - 1;
            if ((byte & 0x18) == 0x08 && i > 0)
                parameter(17 + i - 1, address - 2 * random.below(64));
        }
        cfg |= (uint64_t)byte << (8 * i);
        parameter(17 + i, address);
    }
    parameter(16, cfg);
    parameter(24, ~0ull);

    for (int i = 0; i < 32; i++) {
        const bool points = i == 2 || i == 8 || i == 9 || i == 10;
        const uint64_t page_end = kBase + kData + 0x1000 * (1 + random.below(14));
        const bool boundary = random.percent(50);
        parameter(32 + i, points               ? (boundary ? page_end - random.below(16)
                                                           : kBase + kData + 256 + random.below(kDataBytes - 512))
                          : random.percent(30) ? random.below(16) - 8
                          : i == 1             ? kBase + kCode + 2 * random.below(kCodeBytes / 2)
                                               : random.next());
    }
}
