// SPDX-License-Identifier: Apache-2.0
// Numbers as people write them on a command line.
#ifndef PAGEWALK_QUANTITY_H
#define PAGEWALK_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>

// A count, decimal or 0x..., with k, M or G for thousands, millions, milliards: "20M".
bool parse_count(const char *text, uint64_t *value);

// A size in bytes, with K, M or G for 2^10, 2^20, 2^30: "64M".
bool parse_size(const char *text, uint64_t *bytes);

// A range of counts, both ends in it: "N", "N-M", or "N-" without an end, as [*first, *end). Changes the text.
bool parse_range(char *text, uint64_t *first, uint64_t *end);

// Which of those that match, counted from 1, as [*from, *to): "N" the first N, "N-M", "N-"; NULL: all. Changes the
// text.
bool parse_which(char *text, uint64_t *from, uint64_t *to);

#endif
