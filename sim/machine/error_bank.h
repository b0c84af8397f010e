// SPDX-License-Identifier: Apache-2.0
// The bank of error records, for engines that have none of their own (the RTL has): one bank of the RISC-V RERI
// specification 1.0 with one record, of lines that memory has refused to take back. The record logs uncorrected errors
// that need handling, and no others; software can also put one there, by a write of its status.
#ifndef PAGEWALK_ERROR_BANK_H
#define PAGEWALK_ERROR_BANK_H

#include <stdbool.h>
#include <stdint.h>

struct error_bank {
    bool logs;         // control's else: what is lost is logged
    uint8_t signal;    // control's uecs, 0 to 3: which signal a valid record raises; 0: none
    bool valid;        // status' v: there is a record
    bool more;         // mo: and more was lost after it
    bool in_progress;  // rdip: nothing has been lost since the record was made, or since software began to read it
    uint64_t address;  // addr_info
};

void error_bank_reset(struct error_bank *bank);

// Aligned accesses of 4 and 8 bytes; others are refused (false), and do nothing. Offsets without a register read as 0.
bool error_bank_read(const struct error_bank *bank, uint64_t offset, unsigned bytes, uint64_t *value);
bool error_bank_write(struct error_bank *bank, uint64_t offset, unsigned bytes, uint64_t value);

// The line at `pa` is lost. False: nobody has asked for it to be logged.
bool error_bank_lost(struct error_bank *bank, uint64_t pa);

// The wire to the PLIC.
bool error_bank_notifies(const struct error_bank *bank);

#endif
