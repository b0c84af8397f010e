// SPDX-License-Identifier: Apache-2.0
#include "stats.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct figure {
    char *key;
    enum { COUNT, REAL, TEXT } kind;
    uint64_t count;
    double real;
    char *text;
};

struct stats {
    struct figure *figures;
    size_t used, room;
};

struct stats *stats_create(void) { return calloc(1, sizeof(struct stats)); }

void stats_destroy(struct stats *stats)
{
    if (!stats)
        return;
    for (size_t i = 0; i < stats->used; i++) {
        free(stats->figures[i].key);
        free(stats->figures[i].text);
    }
    free(stats->figures);
    free(stats);
}

static char *copy_of(const char *text)
{
    char *copy = strdup(text);
    if (!copy)
        abort();
    return copy;
}

// The place for `key`: the one it has, or a new one at the end.
static struct figure *place_of(struct stats *stats, const char *key)
{
    for (size_t i = 0; i < stats->used; i++)
        if (strcmp(stats->figures[i].key, key) == 0)
            return &stats->figures[i];
    if (stats->used == stats->room) {
        stats->room = stats->room ? 2 * stats->room : 64;
        stats->figures = realloc(stats->figures, stats->room * sizeof *stats->figures);
        if (!stats->figures)
            abort();
    }
    struct figure *figure = &stats->figures[stats->used++];
    *figure = (struct figure){.key = copy_of(key)};
    return figure;
}

static void put(struct stats *stats, const char *key, struct figure value)
{
    struct figure *figure = place_of(stats, key);
    free(figure->text);
    value.key = figure->key;
    *figure = value;
}

void stats_count(struct stats *stats, const char *key, uint64_t value)
{
    put(stats, key, (struct figure){.kind = COUNT, .count = value});
}

void stats_real(struct stats *stats, const char *key, double value)
{
    put(stats, key, (struct figure){.kind = REAL, .real = value});
}

void stats_text(struct stats *stats, const char *key, const char *value)
{
    put(stats, key, (struct figure){.kind = TEXT, .text = copy_of(value)});
}

static void print_string(const char *text, FILE *out)
{
    putc('"', out);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c == '"' || *c == '\\')
            fprintf(out, "\\%c", *c);
        else if (*c < 0x20)
            fprintf(out, "\\u%04x", *c);
        else
            putc(*c, out);
    }
    putc('"', out);
}

void stats_print_json(const struct stats *stats, FILE *out)
{
    fputs("{", out);
    for (size_t i = 0; i < stats->used; i++) {
        const struct figure *figure = &stats->figures[i];
        fputs(i ? ",\n  " : "\n  ", out);
        print_string(figure->key, out);
        fputs(": ", out);
        if (figure->kind == COUNT)
            fprintf(out, "%" PRIu64, figure->count);
        else if (figure->kind == REAL)
            fprintf(out, "%.6g", figure->real);
        else
            print_string(figure->text, out);
    }
    fputs("\n}\n", out);
}

bool stats_write_json(const struct stats *stats, const char *path, struct complaint *complaint)
{
    FILE *out = fopen(path, "w");
    if (!out)
        return complain(complaint, "cannot write '%s': %s", path, strerror(errno));
    stats_print_json(stats, out);
    bool bad = ferror(out);
    if (fclose(out) != 0 || bad)
        return complain(complaint, "cannot write '%s': %s", path, strerror(errno));
    return true;
}
