// SPDX-License-Identifier: Apache-2.0
// The random code. A block's control flow goes forwards, but for loops that count, so that it ends
// whatever happens in it: by the EBREAK at its end at the latest.
//
// Registers: x2, x8, x9, x10 and x11 hold addresses of data and seldom change; x27 counts loops; the
// others hold anything.
#include "random.h"

#include <inttypes.h>
#include <stdio.h>

enum { COUNTER = 27 };

static int block, item;  // of the label that is next

// ---- operands

static unsigned rd(void)
{
    static const unsigned char list[] = {0, 1, 3, 4, 5, 6, 7, 12, 13, 14, 15, 16, 17, 18, 19, 20, 24, 25, 28, 30, 31};
    return list[below(sizeof list)];
}

static unsigned rs(void) { return percent(70) ? rd() : below(32); }

static unsigned pointer(void)
{
    static const unsigned char list[] = {2, 8, 9, 10, 11};
    return percent(98) ? list[below(sizeof list)] : below(32);
}

static int immediate(void) { return percent(50) ? (int)below(64) - 32 : (int)below(4096) - 2048; }

static int offset(unsigned size)
{
    int value = (int)below(256) - 128;
    return percent(60) ? value & -(1 << size) : value;
}

// A label a few items further on
static const char *ahead(void)
{
    static char text[24];
    snprintf(text, sizeof text, "b%d_%d", block, item + 1 + (int)below(6));
    return text;
}

// ---- instructions that any mode may execute

static void arithmetic(void)
{
    static const char *const with_immediate[] = {"addi", "slti", "sltiu", "xori", "ori", "andi", "addiw"};
    static const char *const shift[] = {"slli", "srli", "srai", "slliw", "srliw", "sraiw"};
    static const char *const two[] = {"add", "sub", "sll",  "slt",  "sltu", "xor",  "srl", "sra",
                                      "or",  "and", "addw", "subw", "sllw", "srlw", "sraw"};
    unsigned which;

    switch (below(5)) {
    case 0:
    case 1: line(" %s x%u, x%u, %d", with_immediate[below(7)], rd(), rs(), immediate()); break;
    case 2:
        which = below(6);
        line(" %s x%u, x%u, %u", shift[which], rd(), rs(), below(which < 3 ? 64 : 32));
        break;
    case 3: line(" %s x%u, x%u, x%u", two[below(15)], rd(), rs(), rs()); break;
    default: line(" %s x%u, %#x", percent(50) ? "lui" : "auipc", rd(), (unsigned)(next_random() & 0xfffff));
    }
}

static void multiply(void)
{
    static const char *const list[] = {"mul",  "mulh", "mulhsu", "mulhu", "div",  "divu", "rem",
                                       "remu", "mulw", "divw",   "divuw", "remw", "remuw"};
    line(" %s x%u, x%u, x%u", list[below(13)], rd(), rs(), rs());
}

static void load(void)
{
    static const char *const list[] = {"lb", "lh", "lw", "ld", "lbu", "lhu", "lwu"};
    unsigned which = below(7);
    line(" %s x%u, %d(x%u)", list[which], rd(), offset(which & 3), pointer());
}

// An instruction on the cache block that a register points into
static void cache_block(unsigned base)
{
    static const char *const operation[] = {"0", "1", "2", "4"};

    line(" .insn i 0x0f, 2, x0, x%u, %s", base, operation[!has.zicbom ? 3 : !has.zicboz ? below(3) : below(4)]);
}

static void store(void)
{
    static const char *const list[] = {"sb", "sh", "sw", "sd"};
    if ((has.zicbom || has.zicboz) && percent(12)) {
        cache_block(pointer());
        return;
    }
    unsigned which = below(4);
    line(" %s x%u, %d(x%u)", list[which], rs(), offset(which), pointer());
}

static void atomic(void)
{
    static const char *const list[] = {"amoswap", "amoadd", "amoxor",  "amoand", "amoor",
                                       "amomin",  "amomax", "amominu", "amomaxu"};
    static const char *const order[] = {"", ".aq", ".rl", ".aqrl"};
    char width = percent(50) ? 'w' : 'd';
    unsigned base = pointer();

    if (percent(85))  // aligned where it was not
        line(" andi x%u, x%u, -8", base, base);
    if (percent(30)) {
        line(" lr.%c%s x%u, (x%u)", width, order[below(4)], rd(), base);
        if (percent(40))
            store();
        if (percent(80))
            line(" sc.%c%s x%u, x%u, (x%u)", width, order[below(4)], rd(), rs(), percent(90) ? base : pointer());
    } else {
        line(" %s.%c%s x%u, x%u, (x%u)", list[below(9)], width, order[below(4)], rd(), rs(), base);
    }
}

// Any 16 bits, but what jumps, branches or stops, and mostly not what moves a pointer
static void compressed(void)
{
    for (;;) {
        unsigned code = (unsigned)next_random() & 0xffff, quadrant = code & 3, kind = code >> 13;
        unsigned full = code >> 7 & 31, second = code >> 2 & 31, small = 8 + (code >> 7 & 7);

        if (quadrant == 3 || (quadrant == 1 && kind >= 5))
            continue;
        if (quadrant == 2 && kind == 4 && second == 0)
            continue;
        unsigned written = quadrant == 0 ? 8 + (code >> 2 & 7) : quadrant == 1 && kind == 4 ? small : full;
        if (written == COUNTER)
            continue;
        bool moves = written == 2 || (written >= 8 && written <= 11);
        if (moves && !(quadrant == 0 && kind >= 5) && !(quadrant == 2 && kind >= 5) && !percent(5))
            continue;
        line(" .half %#x", code);
        return;
    }
}

static void branch(void)
{
    static const char *const list[] = {"beq", "bne", "blt", "bge", "bltu", "bgeu"};

    if (percent(20))
        line(" c.%s x%u, %s", percent(50) ? "beqz" : "bnez", 8 + below(8), ahead());
    else
        line(" %s x%u, x%u, %s", list[below(6)], rs(), rs(), ahead());
}

static void jump(void)
{
    switch (below(5)) {
    case 0: line(" j %s", ahead()); break;
    case 1: line(" jal x%u, %s", percent(50) ? 1 : rd(), ahead()); break;
    case 2: {  // through a register, with an odd target perhaps
        unsigned through = percent(50) ? 1 : 5;
        line(" lla x%u, %s", through, ahead());
        line(" jalr x%u, %u(x%u)", percent(30) ? 0 : percent(50) ? 1 : 5, below(2), through);
        break;
    }
    case 3:  // a call, and the return from it
        line(" jal ra, 1f");
        line(" j 2f");
        line("1:");
        line(" addi x5, x5, 1");
        line(" ret");
        line("2:");
        break;
    default:  // into the middle of a LUI, whose upper half is C.ADDI x5
        line(" %s 1f + 2", percent(50) ? "j" : "jal x1,");
        line("1: lui x%u, %#x", rd(), (0x0281 | (unsigned)below(32) << 2) << 4);
        break;
    }
}

static void plain(void);

// A few instructions several times, with an address that goes on from page to page or word to word
static void loop(void)
{
    static const int strides[] = {8, 64, -8, 1, 4093, -24, 2040};
    unsigned walker = percent(50) ? 8 : 9;
    int stride = strides[below(7)];

    line(" li x%d, %u", COUNTER, 1 + below(stride > 1000 ? 6 : 24));
    line("9:");
    for (unsigned n = 1 + below(4); n > 0; n--)
        plain();
    if (percent(70)) {
        line(" ld x%u, 0(x%u)", rd(), walker);
        if (stride > 2047)
            line(" li x31, %d\n add x%u, x%u, x31", stride, walker, walker);
        else
            line(" addi x%u, x%u, %d", walker, walker, stride);
    }
    line(" addi x%d, x%d, -1", COUNTER, COUNTER);
    line(" bgtz x%d, 9b", COUNTER);
}

static void oddity(void)
{
    static const char *const list[] = {"ecall",
                                       "fence",
                                       "fence.i",
                                       "fence rw, w",
                                       ".4byte 0x0100000f",
                                       "csrr x5, cycle",
                                       "csrr x6, instret",
                                       "csrr x7, time",
                                       "csrr x5, sstatus",
                                       "csrr x5, 0xc03",
                                       "sfence.vma",
                                       "wfi",
                                       "csrw mscratch + 0x400, x0",
                                       "sret"};
    unsigned which = below(14);

    if (which == 12) {  // any word that is not a jump nor of SYSTEM
        unsigned word = (unsigned)next_random() | 3, opcode = word & 0x7f;
        if (opcode != 0x63 && opcode != 0x67 && opcode != 0x6f && opcode != 0x73 && (word >> 7 & 31) != COUNTER)
            line(" .4byte %#x", word);
    } else if (which != 13 || percent(20)) {
        line(" %s", list[which]);
    }
}

static void plain(void)
{
    unsigned kind = below(100);

    if (kind < 25)
        arithmetic();
    else if (kind < 31)
        multiply();
    else if (kind < 50)
        load();
    else if (kind < 63)
        store();
    else if (kind < 69)
        atomic();
    else if (kind < 85)
        compressed();
    else if (kind < 93)
        branch();
    else if (kind < 97)
        jump();
    else
        oddity();
}

// ---- instructions of S and M mode

static void csr(void)
{
    static const char *const any[] = {"0x140", "0x142", "0x143", "0x341", "0x342", "0x343", "0x141", "0x106", "0x306",
                                      "0x10a", "0x302", "0x303", "0xb00", "0xb02", "0x320", "0xb03", "0x323", "0x14d",
                                      "0x104", "0x144", "0xc03", "0xc0a", "0xb0a", "0x32a", "0xb0b"};
    enum { Any = sizeof any / sizeof *any };
    static const char *const kinds[] = {"csrrw", "csrrs", "csrrc"};
    // Bits that the frame does not depend on: SIE MIE SPIE SPP MPRV SUM MXR; TVM, TW and TSR seldom
    static const unsigned char status[] = {1, 5, 8, 17, 18, 18, 18, 19, 19, 20, 21, 22};
    static const unsigned char source[] = {1, 3, 5, 9, 11};

    switch (below(7)) {
    case 0:
    case 1:
        line(" li x31, 1 << %u", status[below(percent(85) ? 9 : 12)]);
        line(" %s x%u, %s, x31", percent(60) ? "csrrs" : "csrrc", rd(), percent(50) ? "sstatus" : "mstatus");
        break;
    case 2:  // all but MTIE
        line(" li x31, 1 << %u", source[below(5)]);
        line(" %s x%u, %s, x31", percent(60) ? "csrrs" : "csrrc", rd(),
             percent(50)   ? "mip"
             : percent(50) ? "mie"
                           : "sip");
        break;
    case 3: line(" csrr x%u, %s", rd(), any[below(Any)]); break;
    case 4: line(" %si x%u, %s, %u", kinds[below(3)], rd(), any[below(Any)], below(32)); break;
    case 5:
        line(" li x31, %u", 0x80 + below(9));  // an event of the caches
        line(" csrw %s, x31", percent(50) ? "0x323" : "0x32a");
        break;
    default: line(" %s x%u, %s, x%u", kinds[below(3)], rd(), any[below(Any)], rs());
    }
}

// x30: an address, x29: an address space
static void invalidate(void)
{
    line(" .4byte 0x18000073");  // SFENCE.W.INVAL
    for (unsigned n = 1 + below(3); n > 0; n--)
        line(" .insn r 0x73, 0, 0x0b, x0, %s, %s", percent(70) ? "x30" : "x0", percent(50) ? "x29" : "x0");
    if (percent(90))
        line(" .4byte 0x18100073");  // SFENCE.INVAL.IR
}

static void fence_for(uint64_t va)
{
    line(" li x30, %#llx", (unsigned long long)va);
    line(" li x29, %u", percent(70) ? 1 + below(2) : 0x8001);
    if (has.svinval && percent(40)) {
        invalidate();
        return;
    }
    switch (below(5)) {
    case 0: line(" sfence.vma"); break;
    case 1: line(" sfence.vma x0, x29"); break;
    case 2: line(" sfence.vma x30, x29"); break;
    default: line(" sfence.vma x30");
    }
}

static void access_to(uint64_t va)
{
    line(" li x30, %#" PRIx64, va + below(4096));
    if ((has.zicbom || has.zicboz) && percent(25))
        cache_block(30);
    else if (percent(50))
        line(" lw x%u, 0(x30)", rd());
    else
        line(" sh x%u, 0(x30)", rs());
}

static void change_pte(void)
{
    struct slot slot = random_slot();

    if (percent(40))
        access_to(slot.va);
    line(" li x31, %#llx", (unsigned long long)slot.pa);
    switch (below(4)) {
    case 0:  // A and D only, one bit off or on
        line(" li x30, %u", percent(50) ? 64 : 128);
        line(" %s.d x%u, x30, (x31)", percent(50) ? "amoor" : "amoxor", rd());
        break;
    case 1:  // invalid, and valid again
        line(" ld x30, 0(x31)");
        line(" sd x0, 0(x31)");
        if (percent(50))
            fence_for(slot.va);
        else
            arithmetic();
        line(" sd x30, 0(x31)");
        break;
    default: line(" li x30, %#llx", (unsigned long long)slot.pte); line(" sd x30, 0(x31)");
    }
    if (percent(60))
        fence_for(slot.va);
    if (percent(80))
        access_to(slot.va);
}

static void switch_space(void)
{
    line(" li x31, %#llx", (unsigned long long)random_satp());
    line(" csrw satp, x31");
    if (percent(15))
        line(" sfence.vma");
}

// On in another mode, at the same place
static void change_mode(void)
{
    if (percent(50)) {
        line(" lla x31, 1f");
        line(" csrw mepc, x31");
        line(" li x31, 0x1800");
        line(" csrc mstatus, x31");
        line(" li x31, %#x", (percent(70) ? 0x800 : 0) | (percent(50) ? 0x80 : 0));
        line(" csrs mstatus, x31");
        line(" mret");
    } else {
        line(" lla x31, 1f");
        line(" csrw sepc, x31");
        line(" li x31, 0x100");
        line(" %s sstatus, x31", percent(60) ? "csrs" : "csrc");
        line(" sret");
    }
    line("1:");
}

// An instruction is replaced before it is reached, with FENCE.I or, sometimes, without
static void change_code(void)
{
    line(" lla x31, 1f");
    line(" li x30, %#x", (unsigned)below(4096) << 20 | rd() << 7 | 0x13 | rs() << 15);
    if (percent(50)) {
        line(" sw x30, 0(x31)");
    } else {
        line(" sh x30, 0(x31)");
        line(" srli x30, x30, 16");
        line(" sh x30, 2(x31)");
    }
    if (percent(70))
        line(" fence.i");
    for (unsigned n = below(6); n > 0; n--)
        arithmetic();
    line("1: .4byte %#x", 0x13 | rd() << 7);
}

static void timer(void)
{
    if (percent(60)) {
        line(" csrr x31, time");
        line(" addi x31, x31, %u", below(8));
        line(" csrw 0x14d, x31");
    } else {
        line(" li x31, 0x2000000");
        line(" li x30, 1");
        line(" sw x30, 0(x31)");
    }
    if (percent(20))
        line(" wfi");
}

static void privileged_item(void)
{
    unsigned kind = below(100);

    if (kind < 40)
        change_pte();
    else if (kind < 65)
        csr();
    else if (kind < 75)
        switch_space();
    else if (kind < 80)
        fence_for(random_address(1));
    else if (kind < 85)
        change_mode();
    else if (kind < 93)
        change_code();
    else
        timer();
}

void write_block(int n, bool privileged)
{
    int items = 12 + (int)below(28);

    block = n;
    line("block%d:", n);
    for (item = 0; item < items; item++) {
        line("b%d_%d:", block, item);
        if (privileged && percent(30))
            privileged_item();
        else if (percent(4))
            loop();
        else
            plain();
    }
    for (; item < items + 7; item++)
        line("b%d_%d:", block, item);
    line(" ebreak");
    if (percent(20))
        line(" .half 1");  // the next block at an odd multiple of two
}
