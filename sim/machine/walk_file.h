// SPDX-License-Identifier: Apache-2.0
// The trace of the page-table walks of a run: a header, then a record a walk in the order of their ends
// (docs/walks.md has the layout byte by byte). All numbers are little-endian. A reader takes the record's size
// from the header, so that a later version may add fields at its end.
#ifndef PAGEWALK_WALK_FILE_H
#define PAGEWALK_WALK_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "complaint.h"

#ifdef __cplusplus
extern "C" {
#endif

enum walk_kind { WALK_FETCH, WALK_LOAD, WALK_STORE };

enum walk_result { WALK_DONE, WALK_PAGE_FAULT, WALK_ACCESS_FAULT, WALK_KILLED };

// Why it faulted: machine_pkg::reason_e
enum walk_reason {
    WALK_REASON_NONE,
    WALK_REASON_INVALID,
    WALK_REASON_RESERVED,
    WALK_REASON_NO_LEAF,
    WALK_REASON_RIGHTS,
    WALK_REASON_USER,
    WALK_REASON_MISALIGNED,
    WALK_REASON_ACCESSED,
    WALK_REASON_DIRTY,
    WALK_REASON_READ,
    WALK_REASON_WRITE,
    WALK_REASONS
};

// Who served an access to a table: the walk cache (the table's place alone, no access), the data cache, the
// second-level cache, or memory: its line came from there while the walk waited.
enum walk_source { WALK_FROM_WALK_CACHE, WALK_FROM_L1, WALK_FROM_L2, WALK_FROM_MEMORY, WALK_SOURCES };

enum { WALK_VERSION = 1, WALK_STEPS = 8 };

struct walk_header {
    char magic[8];  // "pwwalks\n"
    uint32_t version;
    uint32_t header_bytes;
    uint32_t record_bytes;
    uint32_t steps;  // places for steps in a record
    uint64_t reserved;
};

enum { WALK_STEP_SET = 1, WALK_STEP_REFUSED = 2 };

struct walk_step {
    uint64_t pa;      // of the entry
    uint64_t value;   // that was read; of a compare-and-set what was there before it; after a refusal 0
    uint32_t cycles;  // from the request to the answer
    uint8_t level;    // of the table: 0 the last
    uint8_t source;   // enum walk_source
    uint8_t flags;    // WALK_STEP_SET: a compare-and-set of A and D; WALK_STEP_REFUSED: the bus refused
    uint8_t zero;
};

enum { WALK_AD_WRITE = 1, WALK_GLOBAL = 2 };

struct walk_record {
    uint64_t cycle;   // in which the walk began, counted from reset
    uint64_t va;      // that was asked for
    uint32_t cycles;  // from that to its end
    uint16_t asid;
    uint8_t hart;
    uint8_t kind;       // enum walk_kind
    uint8_t result;     // enum walk_result
    uint8_t reason;     // enum walk_reason
    uint8_t page_bits;  // of the page found: 12 for 4 KiB; 0 unless WALK_DONE
    uint8_t flags;      // WALK_AD_WRITE: A or D was set; WALK_GLOBAL: G on the way
    uint16_t accesses;  // to tables, of which the first WALK_STEPS follow
    uint16_t zero;
    struct walk_step step[WALK_STEPS];
};

// Names of the enums' values, as `pagewalk walks` takes and prints them; NULL beyond the last.
const char *walk_kind_name(unsigned kind);
const char *walk_result_name(unsigned result);
const char *walk_reason_name(unsigned reason);
const char *walk_source_name(unsigned source);

struct walk_writer;
struct walk_writer *walk_writer_create(const char *path, struct complaint *complaint);
void walk_writer_add(struct walk_writer *writer, const struct walk_record *record);
// False: something could not be written.
bool walk_writer_close(struct walk_writer *writer, struct complaint *complaint);

struct walk_reader;
struct walk_reader *walk_reader_open(const char *path, struct complaint *complaint);
// 1: here is the next record; 0: there are no more; -1: the file is damaged, the complaint says how.
int walk_reader_next(struct walk_reader *reader, struct walk_record *record, struct complaint *complaint);
void walk_reader_close(struct walk_reader *reader);

#ifdef __cplusplus
}
#endif
#endif
