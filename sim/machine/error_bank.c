// SPDX-License-Identifier: Apache-2.0
#include "error_bank.h"

#include <string.h>

#define BIT(n) (UINT64_C(1) << (n))

enum { BANK_INFO = 0x08, VALID_SUMMARY = 0x10, CONTROL = 0x40, STATUS = 0x48, ADDR_INFO = 0x50 };

// Layout version 1, one record
#define BANK_INFO_VALUE (UINT64_C(1) << 56 | UINT64_C(1) << 16)

#define VALID_SUMMARY_SV BIT(0)

#define CONTROL_ELSE BIT(0)
#define CONTROL_UECS_SHIFT 6
#define CONTROL_UECS (UINT64_C(3) << CONTROL_UECS_SHIFT)
#define CONTROL_SINV BIT(48)
#define CONTROL_SRDP BIT(49)

#define STATUS_V BIT(0)
#define STATUS_UEC BIT(3)
#define STATUS_MO BIT(6)
#define STATUS_TT_IMPLICIT_WRITE (UINT64_C(7) << 8)
#define STATUS_AIT_SPA (UINT64_C(1) << 12)
#define STATUS_RDIP BIT(23)
#define STATUS_EC_MEMORY (UINT64_C(19) << 24)
#define STATUS_FIXED (STATUS_UEC | STATUS_TT_IMPLICIT_WRITE | STATUS_AIT_SPA | STATUS_EC_MEMORY)

#define ADDR_INFO_MASK (BIT(56) - BIT(6))

#define LOWER_HALF UINT64_C(0xffffffff)

void error_bank_reset(struct error_bank *bank) { *bank = (struct error_bank){0}; }

static bool is_taken(uint64_t offset, unsigned bytes) { return (bytes == 4 || bytes == 8) && offset % bytes == 0; }

static uint64_t control(const struct error_bank *bank)
{
    return (bank->logs ? CONTROL_ELSE : 0) | (uint64_t)bank->signal << CONTROL_UECS_SHIFT;
}

static uint64_t status(const struct error_bank *bank)
{
    return STATUS_FIXED | (bank->valid ? STATUS_V : 0) | (bank->more ? STATUS_MO : 0) |
           (bank->in_progress ? STATUS_RDIP : 0);
}

// The doubleword register at `offset`, whole.
static uint64_t doubleword(const struct error_bank *bank, uint64_t offset)
{
    switch (offset) {
    case BANK_INFO: return BANK_INFO_VALUE;
    case VALID_SUMMARY: return VALID_SUMMARY_SV | (bank->valid ? BIT(1) : 0);
    case CONTROL: return control(bank);
    case STATUS: return status(bank);
    case ADDR_INFO: return bank->address;
    default: return 0;
    }
}

bool error_bank_read(const struct error_bank *bank, uint64_t offset, unsigned bytes, uint64_t *value)
{
    if (!is_taken(offset, bytes))
        return false;
    uint64_t whole = doubleword(bank, offset & ~UINT64_C(7));
    *value = 0;
    memcpy(value, (const uint8_t *)&whole + (offset & 7), bytes);
    return true;
}

// ---- writing: `mask` has the bits that are written ----

// A record goes only if software has seen the last that was lost.
static void write_control(struct error_bank *bank, uint64_t mask, uint64_t value)
{
    if (mask & CONTROL_ELSE) {
        bank->logs = value & CONTROL_ELSE;
        bank->signal = (value & CONTROL_UECS) >> CONTROL_UECS_SHIFT;
    }
    if (value & mask & CONTROL_SRDP)
        bank->in_progress = true;
    if ((value & mask & CONTROL_SINV) && bank->in_progress)
        bank->valid = false;
}

static void write_status(struct error_bank *bank, uint64_t mask, uint64_t value)
{
    if (bank->valid || !(mask & STATUS_V))
        return;
    bank->valid = value & STATUS_V;
    bank->more = value & STATUS_MO;
    bank->in_progress = value & STATUS_RDIP;
}

bool error_bank_write(struct error_bank *bank, uint64_t offset, unsigned bytes, uint64_t value)
{
    if (!is_taken(offset, bytes))
        return false;
    unsigned shift = 8 * (offset & 7);
    uint64_t mask = (bytes == 8 ? UINT64_MAX : LOWER_HALF) << shift;
    switch (offset & ~UINT64_C(7)) {
    case CONTROL: write_control(bank, mask, value << shift); break;
    case STATUS: write_status(bank, mask, value << shift); break;
    case ADDR_INFO:
        mask &= ADDR_INFO_MASK;
        bank->address = (bank->address & ~mask) | (value << shift & mask);
        break;
    default: break;
    }
    return true;
}

bool error_bank_lost(struct error_bank *bank, uint64_t pa)
{
    if (!bank->logs)
        return false;
    if (bank->valid) {  // no error is more severe than another: the first stays
        bank->more = true;
        bank->in_progress = false;
        return true;
    }
    bank->valid = true;
    bank->in_progress = true;
    bank->more = false;
    bank->address = pa & ADDR_INFO_MASK;
    return true;
}

bool error_bank_notifies(const struct error_bank *bank) { return bank->valid && bank->signal; }
