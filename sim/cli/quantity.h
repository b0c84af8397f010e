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

#endif
