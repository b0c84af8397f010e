// SPDX-License-Identifier: Apache-2.0
// The host-target interface of Spike's front-end server, by which a bare-metal test program ends a
// run and prints: doublewords `tohost` and `fromhost` in its memory. A command is device << 56 |
// command << 48 | payload. Served: device 0 command 0 (odd payload: exit with code payload >> 1;
// even: system call, the payload points at eight doublewords number, arguments; write to fd 1 and 2
// and exit), device 1 (console) commands 0 (read a byte) and 1 (write a byte).
#ifndef PAGEWALK_HTIF_H
#define PAGEWALK_HTIF_H

#include <stdbool.h>
#include <stdint.h>

#include "console.h"
#include "dma.h"

struct htif;

struct htif *htif_create(struct console *console, uint64_t tohost_pa, uint64_t fromhost_pa);
void htif_destroy(struct htif *htif);

uint64_t htif_tohost(const struct htif *htif);
uint64_t htif_fromhost(const struct htif *htif);

// A store of `bytes` bytes at `pa` inside the aligned doubleword of tohost. A command is taken when
// its low half is written.
void htif_store(struct htif *htif, uint64_t pa, unsigned bytes, uint64_t value);

bool htif_wants_service(const struct htif *htif);
void htif_service(struct htif *htif, const struct dma *dma);

// Whether the program has ended, and with which code (0: pass).
bool htif_exited(const struct htif *htif, uint32_t *code);

#endif
