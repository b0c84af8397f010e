// SPDX-License-Identifier: Apache-2.0
// The figures of a run: a list of flat keys (lower_case, in order of arrival) that becomes
// stats.json. Keys are string literals or live as long as the list; a key given twice keeps the
// later value.
#ifndef PAGEWALK_STATS_H
#define PAGEWALK_STATS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "complaint.h"

#ifdef __cplusplus
extern "C" {
#endif

struct stats;

struct stats *stats_create(void);
void stats_destroy(struct stats *stats);
void stats_count(struct stats *stats, const char *key, uint64_t value);
void stats_real(struct stats *stats, const char *key, double value);
void stats_text(struct stats *stats, const char *key, const char *value);
void stats_print_json(const struct stats *stats, FILE *out);
bool stats_write_json(const struct stats *stats, const char *path, struct complaint *complaint);

#ifdef __cplusplus
}
#endif
#endif
