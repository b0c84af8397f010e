// SPDX-License-Identifier: Apache-2.0
#include "memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DWORD = 8, LINE = 64 };

struct bus_result request_make(struct bus *bus, const struct request *a)
{
    switch (a->kind) {
    case A_FETCH: return bus_fetch(bus, a->va);
    case A_LOAD: return bus_load(bus, a->va, a->bytes);
    case A_STORE: return bus_store(bus, a->va, a->bytes, a->value);
    default: return bus_atomic(bus, a->op, a->va, a->bytes, a->value);
    }
}

const char *request_name(const struct request *a)
{
    static const char *const atomics[] = {
        [BUS_LR] = "lr",      [BUS_SC] = "sc",        [BUS_SWAP] = "amoswap", [BUS_ADD] = "amoadd",
        [BUS_XOR] = "amoxor", [BUS_AND] = "amoand",   [BUS_OR] = "amoor",     [BUS_MIN] = "amomin",
        [BUS_MAX] = "amomax", [BUS_MINU] = "amominu", [BUS_MAXU] = "amomaxu"};
    static const char *const kinds[] = {[A_FETCH] = "fetch", [A_LOAD] = "load", [A_STORE] = "store"};
    return a->kind == A_ATOMIC ? atomics[a->op] : kinds[a->kind];
}

void memory_create(struct memory *m, struct bus *bus, uint64_t bytes, struct random *random)
{
    *m = (struct memory){.bytes = bytes, .ram = malloc(bytes)};
    if (!m->ram)
        abort();
    for (uint64_t at = 0; at < bytes; at += DWORD) {
        uint64_t value = random_next(random);
        memcpy(m->ram + at, &value, sizeof value);
    }
    memcpy(bus_memory(bus), m->ram, bytes);
}

void memory_destroy(struct memory *m)
{
    free(m->ram);
    free(m->old);
}

bool memory_holds(const struct memory *m, uint64_t pa, unsigned bytes)
{
    return pa >= BUS_RAM_BASE && pa - BUS_RAM_BASE < m->bytes && m->bytes - (pa - BUS_RAM_BASE) >= bytes;
}

uint64_t memory_read(const struct memory *m, uint64_t pa, unsigned bytes)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < bytes; i++)
        value |= (uint64_t)m->ram[pa - BUS_RAM_BASE + i] << 8 * i;
    return value;
}

static void remember(struct memory *m, uint64_t pa, uint64_t value)
{
    if (m->old_count == m->old_room) {
        m->old_room = m->old_room ? 2 * m->old_room : 256;
        m->old = realloc(m->old, m->old_room * sizeof *m->old);
        if (!m->old)
            abort();
    }
    m->old[m->old_count++] = (struct old_word){pa, value};
}

void memory_write(struct memory *m, uint64_t pa, unsigned bytes, uint64_t value)
{
    uint64_t dword = pa / DWORD * DWORD, old = memory_read(m, dword, DWORD);
    remember(m, dword, old);
    if (m->written)
        m->written(m->who, dword, old);
    for (unsigned i = 0; i < bytes; i++)
        m->ram[pa - BUS_RAM_BASE + i] = (uint8_t)(value >> 8 * i);
}

void memory_fence_i(struct memory *m) { m->old_count = 0; }

static bool fetch_may_give(const struct memory *m, uint64_t pa, uint64_t data)
{
    if (memory_read(m, pa, DWORD) == data)
        return true;
    for (unsigned i = m->old_count; i-- > 0;)
        if (m->old[i].pa == pa && m->old[i].value == data)
            return true;
    return false;
}

static uint64_t amo_result(enum bus_atomic op, unsigned bytes, uint64_t old, uint64_t operand)
{
    int64_t a = bytes == 4 ? (int32_t)old : (int64_t)old;
    int64_t b = bytes == 4 ? (int32_t)operand : (int64_t)operand;
    switch (op) {
    case BUS_SWAP: return operand;
    case BUS_ADD: return old + operand;
    case BUS_XOR: return old ^ operand;
    case BUS_AND: return old & operand;
    case BUS_OR: return old | operand;
    case BUS_MIN: return a < b ? old : operand;
    case BUS_MAX: return a > b ? old : operand;
    case BUS_MINU: return old < operand ? old : operand;
    case BUS_MAXU: return old > operand ? old : operand;
    default: abort();
    }
}

static void judge_sc(struct memory *m, struct run *run, const struct request *a, uint64_t pa, uint64_t data)
{
    bool covered = m->reserved && m->reserved_line == pa / LINE;
    if (data > 1)
        complain(run, "sc at %" PRIx64 " answers %" PRIx64, pa, data);
    if (data == 0 && !covered)
        complain(run, "sc at %" PRIx64 " stores without a reservation of its line", pa);
    if (data == 1 && covered && m->just_reserved && !m->sc_may_fail)
        complain(run, "sc at %" PRIx64 " fails right after lr", pa);
    if (data == 0)
        memory_write(m, pa, a->bytes, a->value);
}

void memory_judge(struct memory *m, struct run *run, const struct request *a, uint64_t pa, uint64_t data)
{
    uint64_t mask = a->bytes == DWORD ? UINT64_MAX : (UINT64_C(1) << 8 * a->bytes) - 1;
    if (a->kind == A_FETCH)
        pa = pa / DWORD * DWORD;
    uint64_t old = memory_read(m, pa, a->bytes);
    bool is_lr = a->kind == A_ATOMIC && a->op == BUS_LR, is_sc = a->kind == A_ATOMIC && a->op == BUS_SC;

    if (a->kind == A_FETCH) {
        if (!fetch_may_give(m, pa, data))
            complain(run,
                     "fetch at %" PRIx64 " gives %" PRIx64 "; memory holds %" PRIx64
                     ", and has not held that since the last fence.i",
                     pa, data, old);
    } else if (is_sc) {
        judge_sc(m, run, a, pa, data);
    } else if (a->kind != A_STORE && data != old) {
        complain(run, "%s of %u bytes at %" PRIx64 " gives %" PRIx64 ", memory holds %" PRIx64, request_name(a),
                 a->bytes, pa, data, old);
    }
    if (a->kind == A_STORE)
        memory_write(m, pa, a->bytes, a->value);
    else if (a->kind == A_ATOMIC && !is_lr && !is_sc)
        memory_write(m, pa, a->bytes, amo_result(a->op, a->bytes, old, a->value & mask));

    m->reserved = is_lr || (m->reserved && !is_sc);
    m->just_reserved = is_lr;
    if (is_lr)
        m->reserved_line = pa / LINE;
}
