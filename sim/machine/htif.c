// SPDX-License-Identifier: Apache-2.0
#include "htif.h"

#include <stdlib.h>
#include <string.h>

enum { DEVICE_SYSCALL = 0, DEVICE_CONSOLE = 1 };
enum { CONSOLE_READ = 0, CONSOLE_WRITE = 1 };
enum { SYS_WRITE = 64, SYS_EXIT = 93, ERROR_BADF = 9, ERROR_FAULT = 14, ERROR_NOSYS = 38 };

#define PAYLOAD_MASK UINT64_C(0xffffffffffff)

struct htif {
    struct console *console;
    uint64_t tohost_pa, fromhost_pa;
    uint64_t tohost;   // the doubleword as the stores have made it
    uint64_t command;  // not 0: waits to be served
    uint64_t reading;  // not 0: a console read that waits for a byte
    bool exited;
    uint32_t exit_code;
};

struct htif *htif_create(struct console *console, uint64_t tohost_pa, uint64_t fromhost_pa)
{
    struct htif *htif = calloc(1, sizeof *htif);
    if (!htif)
        abort();
    htif->console = console;
    htif->tohost_pa = tohost_pa;
    htif->fromhost_pa = fromhost_pa;
    return htif;
}

void htif_destroy(struct htif *htif) { free(htif); }

uint64_t htif_tohost(const struct htif *htif) { return htif->tohost_pa; }

uint64_t htif_fromhost(const struct htif *htif) { return htif->fromhost_pa; }

bool htif_exited(const struct htif *htif, uint32_t *code)
{
    *code = htif->exit_code;
    return htif->exited;
}

static void leave(struct htif *htif, uint64_t code)
{
    htif->exited = true;
    htif->exit_code = (uint32_t)code;
}

void htif_store(struct htif *htif, uint64_t pa, unsigned bytes, uint64_t value)
{
    unsigned offset = pa & 7;
    memcpy((uint8_t *)&htif->tohost + offset, &value, bytes <= 8 - offset ? bytes : 8 - offset);
    if (offset >= 4 || htif->tohost == 0)
        return;
    if (htif->tohost >> 48 == 0 && (htif->tohost & 1))
        leave(htif, htif->tohost >> 1);
    else
        htif->command = htif->tohost;
}

bool htif_wants_service(const struct htif *htif)
{
    return htif->command != 0 || (htif->reading != 0 && console_pending(htif->console) > 0);
}

static void answer(struct htif *htif, const struct dma *dma, uint64_t command, uint64_t payload)
{
    uint64_t response = (command & ~PAYLOAD_MASK) | payload;
    dma->write(dma->ctx, htif->fromhost_pa, &response, sizeof response);
}

static int64_t write_out(struct htif *htif, const struct dma *dma, const uint64_t *arguments)
{
    uint64_t fd = arguments[0], pa = arguments[1], left = arguments[2];
    if (fd != 1 && fd != 2)
        return -ERROR_BADF;
    while (left > 0) {
        uint8_t part[256];
        size_t bytes = left < sizeof part ? left : sizeof part;
        if (!dma->read(dma->ctx, pa, part, bytes))
            return -ERROR_FAULT;
        for (size_t i = 0; i < bytes; i++)
            console_put(htif->console, part[i]);
        pa += bytes;
        left -= bytes;
    }
    return (int64_t)arguments[2];
}

static void serve_syscall(struct htif *htif, const struct dma *dma, uint64_t command)
{
    uint64_t frame_pa = command & PAYLOAD_MASK;
    uint64_t frame[8];
    int64_t result = -ERROR_NOSYS;
    if (!dma->read(dma->ctx, frame_pa, frame, sizeof frame))
        return;
    if (frame[0] == SYS_WRITE)
        result = write_out(htif, dma, &frame[1]);
    else if (frame[0] == SYS_EXIT)
        leave(htif, frame[1]);
    dma->write(dma->ctx, frame_pa, &result, sizeof result);
    answer(htif, dma, command, 1);
}

static void serve_read(struct htif *htif, const struct dma *dma)
{
    int byte = console_get(htif->console);
    if (byte < 0)
        return;
    uint64_t command = htif->reading;
    htif->reading = 0;
    answer(htif, dma, command, 0x100 | (uint64_t)byte);
}

static void serve(struct htif *htif, const struct dma *dma, uint64_t command)
{
    unsigned device = command >> 56, function = command >> 48 & 0xff;
    if (device == DEVICE_SYSCALL && function == 0)
        serve_syscall(htif, dma, command);
    else if (device == DEVICE_CONSOLE && function == CONSOLE_WRITE)
        console_put(htif->console, (uint8_t)command);
    else if (device == DEVICE_CONSOLE && function == CONSOLE_READ)
        htif->reading = command;
}

// tohost is emptied before its command is served, so that the program may give the next one.
void htif_service(struct htif *htif, const struct dma *dma)
{
    static const uint64_t empty = 0;
    uint64_t command = htif->command;
    if (command) {
        htif->command = htif->tohost = 0;
        dma->write(dma->ctx, htif->tohost_pa, &empty, sizeof empty);
        serve(htif, dma, command);
    }
    if (htif->reading)
        serve_read(htif, dma);
}
