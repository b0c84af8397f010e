// SPDX-License-Identifier: Apache-2.0
#include "walk_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The structs are the file's bytes.
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the file is little-endian");
_Static_assert(sizeof(struct walk_header) == 32, "no padding");
_Static_assert(sizeof(struct walk_step) == 24, "no padding");
_Static_assert(sizeof(struct walk_record) == 32 + WALK_STEPS * 24, "no padding");

static const char magic[8] = {'p', 'w', 'w', 'a', 'l', 'k', 's', '\n'};

enum { RECORD_BYTES_MAX = 65536 };

// ---- names ---------------------------------------------------------------------------------------

#define NAME_OF(names, at) ((at) < sizeof(names) / sizeof *(names) ? (names)[at] : NULL)

const char *walk_kind_name(unsigned kind)
{
    static const char *const names[] = {[WALK_FETCH] = "fetch", [WALK_LOAD] = "load", [WALK_STORE] = "store"};
    return NAME_OF(names, kind);
}

const char *walk_result_name(unsigned result)
{
    static const char *const names[] = {[WALK_DONE] = "done",
                                        [WALK_PAGE_FAULT] = "page-fault",
                                        [WALK_ACCESS_FAULT] = "access-fault",
                                        [WALK_KILLED] = "killed"};
    return NAME_OF(names, result);
}

const char *walk_reason_name(unsigned reason)
{
    static const char *const names[WALK_REASONS] = {[WALK_REASON_NONE] = "none",
                                                    [WALK_REASON_INVALID] = "invalid",
                                                    [WALK_REASON_RESERVED] = "reserved",
                                                    [WALK_REASON_NO_LEAF] = "no-leaf",
                                                    [WALK_REASON_RIGHTS] = "rights",
                                                    [WALK_REASON_USER] = "user",
                                                    [WALK_REASON_MISALIGNED] = "misaligned",
                                                    [WALK_REASON_ACCESSED] = "accessed",
                                                    [WALK_REASON_DIRTY] = "dirty",
                                                    [WALK_REASON_READ] = "read",
                                                    [WALK_REASON_WRITE] = "write"};
    return NAME_OF(names, reason);
}

const char *walk_source_name(unsigned source)
{
    static const char *const names[WALK_SOURCES] = {[WALK_FROM_WALK_CACHE] = "walk-cache",
                                                    [WALK_FROM_L1] = "l1",
                                                    [WALK_FROM_L2] = "l2",
                                                    [WALK_FROM_MEMORY] = "memory"};
    return NAME_OF(names, source);
}

// ---- writing -------------------------------------------------------------------------------------

struct walk_writer {
    FILE *file;
    const char *path;
};

struct walk_writer *walk_writer_create(const char *path, struct complaint *complaint)
{
    struct walk_header header = {.version = WALK_VERSION,
                                 .header_bytes = sizeof header,
                                 .record_bytes = sizeof(struct walk_record),
                                 .steps = WALK_STEPS};
    FILE *file = fopen(path, "wb");
    if (!file) {
        complain(complaint, "cannot write '%s': %s", path, strerror(errno));
        return NULL;
    }
    struct walk_writer *writer = malloc(sizeof *writer);
    if (!writer)
        abort();
    *writer = (struct walk_writer){file, path};
    memcpy(header.magic, magic, sizeof magic);
    fwrite(&header, sizeof header, 1, file);
    return writer;
}

// What goes wrong is found at the end.
void walk_writer_add(struct walk_writer *writer, const struct walk_record *record)
{
    fwrite(record, sizeof *record, 1, writer->file);
}

bool walk_writer_close(struct walk_writer *writer, struct complaint *complaint)
{
    bool bad = ferror(writer->file);
    bad |= fclose(writer->file) != 0;
    if (bad)
        complain(complaint, "cannot write all of '%s': %s", writer->path, strerror(errno));
    free(writer);
    return !bad;
}

// ---- reading -------------------------------------------------------------------------------------

struct walk_reader {
    FILE *file;
    const char *path;
    size_t record_bytes;
    uint64_t records;
    char record[RECORD_BYTES_MAX];
};

static bool check_header(const struct walk_header *header, size_t got, const char *path, struct complaint *complaint)
{
    if (got < sizeof header->magic || memcmp(header->magic, magic, sizeof magic) != 0)
        return complain(complaint, "'%s' is no trace of walks; run --walks writes one", path);
    if (got < sizeof *header)
        return complain(complaint, "'%s' is truncated: it ends within its header", path);
    if (header->version != WALK_VERSION)
        return complain(complaint, "'%s' is of version %u; this program reads version %u", path, header->version,
                        WALK_VERSION);
    if (header->header_bytes < sizeof *header || header->record_bytes < sizeof(struct walk_record) ||
        header->record_bytes > RECORD_BYTES_MAX || header->steps != WALK_STEPS)
        return complain(complaint, "'%s' is damaged: its header has sizes that no version has", path);
    return true;
}

struct walk_reader *walk_reader_open(const char *path, struct complaint *complaint)
{
    struct walk_header header;
    FILE *file = fopen(path, "rb");
    if (!file) {
        complain(complaint, "cannot open '%s': %s", path, strerror(errno));
        return NULL;
    }
    size_t got = fread(&header, 1, sizeof header, file);
    if (ferror(file)) {
        complain(complaint, "cannot read '%s': %s", path, strerror(errno));
    } else if (check_header(&header, got, path, complaint)) {
        struct walk_reader *reader = calloc(1, sizeof *reader);
        if (!reader)
            abort();
        reader->file = file;
        reader->path = path;
        reader->record_bytes = header.record_bytes;
        if (fseek(file, header.header_bytes, SEEK_SET) == 0)
            return reader;
        free(reader);
        complain(complaint, "cannot read '%s': %s", path, strerror(errno));
    }
    fclose(file);
    return NULL;
}

static bool is_sound(const struct walk_record *record)
{
    unsigned steps = record->accesses < WALK_STEPS ? record->accesses : WALK_STEPS;
    if (!walk_kind_name(record->kind) || !walk_result_name(record->result) || !walk_reason_name(record->reason))
        return false;
    for (unsigned i = 0; i < steps; i++)
        if (!walk_source_name(record->step[i].source))
            return false;
    return true;
}

int walk_reader_next(struct walk_reader *reader, struct walk_record *record, struct complaint *complaint)
{
    size_t got = fread(reader->record, 1, reader->record_bytes, reader->file);
    if (got == 0 && !ferror(reader->file))
        return 0;
    if (got < reader->record_bytes) {
        complain(complaint, "'%s' is truncated: it ends within record %llu", reader->path,
                 (unsigned long long)reader->records);
        return -1;
    }
    memcpy(record, reader->record, sizeof *record);
    if (!is_sound(record)) {
        complain(complaint, "'%s' is damaged: record %llu holds what no walk does", reader->path,
                 (unsigned long long)reader->records);
        return -1;
    }
    reader->records++;
    return 1;
}

void walk_reader_close(struct walk_reader *reader)
{
    fclose(reader->file);
    free(reader);
}
