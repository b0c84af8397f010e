// SPDX-License-Identifier: Apache-2.0
//
// Expansion of compressed instructions (unprivileged manual, 16.8, tables 16.5 to 16.7).

#include "rvc.h"

#include <pthread.h>

enum {
    OP_LOAD = 0x03,
    OP_IMM = 0x13,
    OP_IMM_32 = 0x1b,
    OP_STORE = 0x23,
    OP_OP = 0x33,
    OP_LUI = 0x37,
    OP_OP_32 = 0x3b,
    OP_BRANCH = 0x63,
    OP_JALR = 0x67,
    OP_JAL = 0x6f,
    OP_SYSTEM = 0x73
};
enum { X0 = 0, RA = 1, SP = 2 };
enum { ILLEGAL = 0 };

// Bits hi..lo of the parcel, placed at `at`.
static uint32_t put(uint16_t c, int hi, int lo, int at) { return ((c >> lo) & ((1u << (hi - lo + 1)) - 1)) << at; }

static int32_t sign_extend(uint32_t value, int bits) { return (int32_t)(value << (32 - bits)) >> (32 - bits); }

static uint32_t i_type(uint32_t op, uint32_t f3, uint32_t rd, uint32_t rs1, int32_t imm)
{
    return (uint32_t)imm << 20 | rs1 << 15 | f3 << 12 | rd << 7 | op;
}

static uint32_t s_type(uint32_t f3, uint32_t rs1, uint32_t rs2, uint32_t imm)
{
    return (imm >> 5) << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | (imm & 31) << 7 | OP_STORE;
}

static uint32_t r_type(uint32_t op, uint32_t f7, uint32_t f3, uint32_t rd, uint32_t rs1, uint32_t rs2)
{
    return f7 << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | rd << 7 | op;
}

static uint32_t b_type(uint32_t f3, uint32_t rs1, int32_t offset)
{
    uint32_t imm = (uint32_t)offset;
    return ((imm >> 12) & 1) << 31 | ((imm >> 5) & 0x3f) << 25 | rs1 << 15 | f3 << 12 | ((imm >> 1) & 0xf) << 8 |
           ((imm >> 11) & 1) << 7 | OP_BRANCH;
}

static uint32_t jal(uint32_t rd, int32_t offset)
{
    uint32_t imm = (uint32_t)offset;
    return ((imm >> 20) & 1) << 31 | ((imm >> 1) & 0x3ff) << 21 | ((imm >> 11) & 1) << 20 | ((imm >> 12) & 0xff) << 12 |
           rd << 7 | OP_JAL;
}

static uint32_t offset_d(uint16_t c)  // C.LD, C.SD
{
    return put(c, 12, 10, 3) | put(c, 6, 5, 6);
}

static uint32_t offset_w(uint16_t c)  // C.LW, C.SW
{
    return put(c, 12, 10, 3) | put(c, 6, 6, 2) | put(c, 5, 5, 6);
}

static uint32_t quadrant0(uint16_t c)
{
    uint32_t rs1 = put(c, 9, 7, 0) + 8, rd = put(c, 4, 2, 0) + 8;
    uint32_t imm;

    switch (c >> 13) {
    case 0:  // C.ADDI4SPN
        imm = put(c, 12, 11, 4) | put(c, 10, 7, 6) | put(c, 6, 6, 2) | put(c, 5, 5, 3);
        return imm ? i_type(OP_IMM, 0, rd, SP, imm) : ILLEGAL;
    case 2: return i_type(OP_LOAD, 2, rd, rs1, offset_w(c));  // C.LW
    case 3: return i_type(OP_LOAD, 3, rd, rs1, offset_d(c));  // C.LD
    case 6: return s_type(2, rs1, rd, offset_w(c));           // C.SW
    case 7: return s_type(3, rs1, rd, offset_d(c));           // C.SD
    default: return ILLEGAL;                                  // C.FLD, C.FSD, reserved
    }
}

static uint32_t lui_or_addi16sp(uint16_t c)
{
    uint32_t rd = put(c, 11, 7, 0);
    int32_t imm;

    if (rd == SP) {
        imm =
            sign_extend(put(c, 12, 12, 9) | put(c, 6, 6, 4) | put(c, 5, 5, 6) | put(c, 4, 3, 7) | put(c, 2, 2, 5), 10);
        return imm ? i_type(OP_IMM, 0, SP, SP, imm) : ILLEGAL;
    }
    imm = sign_extend(put(c, 12, 12, 5) | put(c, 6, 2, 0), 6);
    return imm ? (uint32_t)imm << 12 | rd << 7 | OP_LUI : ILLEGAL;
}

static uint32_t arithmetic(uint16_t c)
{
    static const struct {
        uint8_t op, f7, f3;
    } reg_op[8] = {
        {OP_OP, 0x20, 0},    {OP_OP, 0, 4},    {OP_OP, 0, 6}, {OP_OP, 0, 7},  // SUB XOR OR AND
        {OP_OP_32, 0x20, 0}, {OP_OP_32, 0, 0}, {0, 0, 0},     {0, 0, 0},      // SUBW ADDW
    };
    uint32_t rd = put(c, 9, 7, 0) + 8, rs2 = put(c, 4, 2, 0) + 8;
    uint32_t shamt = put(c, 12, 12, 5) | put(c, 6, 2, 0);
    unsigned which = put(c, 12, 12, 2) | put(c, 6, 5, 0);

    switch ((c >> 10) & 3) {
    case 0: return i_type(OP_IMM, 5, rd, rd, shamt);                  // C.SRLI
    case 1: return i_type(OP_IMM, 5, rd, rd, shamt | 0x400);          // C.SRAI
    case 2: return i_type(OP_IMM, 7, rd, rd, sign_extend(shamt, 6));  // C.ANDI
    default:
        if (!reg_op[which].op)
            return ILLEGAL;
        return r_type(reg_op[which].op, reg_op[which].f7, reg_op[which].f3, rd, rd, rs2);
    }
}

static int32_t jump_offset(uint16_t c)
{
    return sign_extend(put(c, 12, 12, 11) | put(c, 11, 11, 4) | put(c, 10, 9, 8) | put(c, 8, 8, 10) | put(c, 7, 7, 6) |
                           put(c, 6, 6, 7) | put(c, 5, 3, 1) | put(c, 2, 2, 5),
                       12);
}

static int32_t branch_offset(uint16_t c)
{
    return sign_extend(put(c, 12, 12, 8) | put(c, 11, 10, 3) | put(c, 6, 5, 6) | put(c, 4, 3, 1) | put(c, 2, 2, 5), 9);
}

static uint32_t quadrant1(uint16_t c)
{
    uint32_t rd = put(c, 11, 7, 0), rs1 = put(c, 9, 7, 0) + 8;
    int32_t imm = sign_extend(put(c, 12, 12, 5) | put(c, 6, 2, 0), 6);

    switch (c >> 13) {
    case 0: return i_type(OP_IMM, 0, rd, rd, imm);                    // C.ADDI, C.NOP
    case 1: return rd ? i_type(OP_IMM_32, 0, rd, rd, imm) : ILLEGAL;  // C.ADDIW
    case 2: return i_type(OP_IMM, 0, rd, X0, imm);                    // C.LI
    case 3: return lui_or_addi16sp(c);
    case 4: return arithmetic(c);
    case 5: return jal(X0, jump_offset(c));            // C.J
    case 6: return b_type(0, rs1, branch_offset(c));   // C.BEQZ
    default: return b_type(1, rs1, branch_offset(c));  // C.BNEZ
    }
}

static uint32_t jump_or_move(uint16_t c)
{
    uint32_t rd = put(c, 11, 7, 0), rs2 = put(c, 6, 2, 0);

    if (!(c & (1 << 12))) {
        if (rs2)
            return r_type(OP_OP, 0, 0, rd, X0, rs2);          // C.MV
        return rd ? i_type(OP_JALR, 0, X0, rd, 0) : ILLEGAL;  // C.JR
    }
    if (rs2)
        return r_type(OP_OP, 0, 0, rd, rd, rs2);  // C.ADD
    if (rd)
        return i_type(OP_JALR, 0, RA, rd, 0);  // C.JALR
    return i_type(OP_SYSTEM, 0, X0, X0, 1);    // C.EBREAK
}

static uint32_t quadrant2(uint16_t c)
{
    uint32_t rd = put(c, 11, 7, 0), rs2 = put(c, 6, 2, 0);
    uint32_t shamt = put(c, 12, 12, 5) | put(c, 6, 2, 0);

    switch (c >> 13) {
    case 0: return i_type(OP_IMM, 1, rd, rd, shamt);  // C.SLLI
    case 2:                                           // C.LWSP
        return rd ? i_type(OP_LOAD, 2, rd, SP, put(c, 12, 12, 5) | put(c, 6, 4, 2) | put(c, 3, 2, 6)) : ILLEGAL;
    case 3:  // C.LDSP
        return rd ? i_type(OP_LOAD, 3, rd, SP, put(c, 12, 12, 5) | put(c, 6, 5, 3) | put(c, 4, 2, 6)) : ILLEGAL;
    case 4: return jump_or_move(c);
    case 6: return s_type(2, SP, rs2, put(c, 12, 9, 2) | put(c, 8, 7, 6));   // C.SWSP
    case 7: return s_type(3, SP, rs2, put(c, 12, 10, 3) | put(c, 9, 7, 6));  // C.SDSP
    default: return ILLEGAL;                                                 // C.FLDSP, C.FSDSP
    }
}

uint32_t rvc_expand(uint16_t parcel)
{
    switch (parcel & 3) {
    case 0: return quadrant0(parcel);
    case 1: return quadrant1(parcel);
    case 2: return quadrant2(parcel);
    default: return ILLEGAL;
    }
}

static uint32_t table[1 << 16];

static void fill_table(void)
{
    for (uint32_t parcel = 0; parcel < 1 << 16; parcel++)
        table[parcel] = rvc_expand(parcel);
}

const uint32_t *rvc_table(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, fill_table);
    return table;
}
