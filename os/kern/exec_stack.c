// SPDX-License-Identifier: Apache-2.0
// What a new program finds on its stack: strings of arguments and environment, copied from the old space or the
// kernel's memory, the auxiliary vector, and the pointers to them.

#include "os/arch/machine.h"
#include "os/kern/exec_parts.h"
#include "os/kern/limits.h"
#include "os/kern/random.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/copy.h"
#include "os/vm/space.h"

#define STRINGS_LEAST (UINT64_C(128) << 10)  // bytes of all argument and environment strings that are never too many
#define STRINGS_MOST (UINT64_C(6) << 20)     // and that always are; between, it is a quarter of the stack's limit
#define STRING_MAX (32 * PAGE_SIZE)          // bytes of one
#define HWCAP_IMAC UINT64_C(0x1105)
#define CLOCK_TICKS 100

static int read_pointer(const struct strings *s, uint64_t i, uint64_t *pointer)
{
    struct io io = {.space = s->from, .addr = s->vector + 8 * i};
    return io_get(&io, pointer, sizeof *pointer);
}

// Bytes of a string up to its NUL that lie in [at, at + PAGE_SIZE), into the bounce page. -ENAMETOOLONG: no NUL there.
static int64_t read_piece(const struct exec *e, const struct strings *s, uint64_t at)
{
    if (s->from)
        return copy_string_from_user(e->bounce, s->from, at, PAGE_SIZE);
    strlcpy(e->bounce, (const char *)at, PAGE_SIZE);  // the kernel's own are shorter than a page
    return (int64_t)strlen(e->bounce);
}

static int64_t string_length(const struct exec *e, const struct strings *s, uint64_t at)
{
    for (uint64_t length = 0; length < STRING_MAX; length += PAGE_SIZE) {
        int64_t piece = read_piece(e, s, at + length);
        if (piece >= 0)
            return (int64_t)length + piece;
        if (piece != -ENAMETOOLONG)
            return piece;
    }
    return -E2BIG;
}

// Copies a string with its NUL to [to, end) of the new space: its length, or an error. Another thread may have made it
// longer since it was measured.
static int64_t copy_string(const struct exec *e, uint64_t to, uint64_t end, const struct strings *s, uint64_t at)
{
    for (uint64_t length = 0; length < STRING_MAX; length += PAGE_SIZE) {
        int64_t piece = read_piece(e, s, at + length);
        if (piece < 0 && piece != -ENAMETOOLONG)
            return piece;
        uint64_t bytes = piece < 0 ? PAGE_SIZE : (uint64_t)piece + 1;
        if (bytes > end - to)
            return -E2BIG;
        int error = copy_to_user(e->space, to, e->bounce, bytes);
        if (error != 0)
            return error;
        if (piece >= 0)
            return (int64_t)length + piece;
        to += bytes;
    }
    return -E2BIG;
}

// Counts the strings of one vector and adds their bytes, with NULs, to *bytes.
static int measure(const struct exec *e, struct strings *s, uint64_t *bytes)
{
    uint64_t pointer;
    for (s->count = 0; s->vector != 0; s->count++) {
        if (read_pointer(s, s->count, &pointer) != 0)
            return -EFAULT;
        if (pointer == 0)
            break;
        int64_t length = string_length(e, s, pointer);
        if (length < 0)
            return (int)length;
        *bytes += (uint64_t)length + 1;
        if (*bytes + 8 * s->count > MAX(STRINGS_LEAST, MIN(STRINGS_MOST, task_rlimit(LIMIT_STACK) / 4)))
            return -E2BIG;
    }
    return 0;
}

// A script's own first argument gives way to those of its line. Else a program is never without its first argument:
// Linux gives an empty one.
static int measure_argv(const struct exec *e, struct strings *s, uint64_t *bytes)
{
    static const char *const empty[] = {"", NULL};
    uint64_t dropped = 0, *sum = e->scripts.count > 0 ? &dropped : bytes;
    int error = measure(e, s, sum);
    if (error != 0 || (e->scripts.count == 0 && s->count > 0))
        return error;
    if (e->scripts.count == 0)
        *s = (struct strings){.from = NULL, .vector = (uint64_t)empty};
    else if (s->count > 0)
        s->vector += 8;
    return measure(e, s, bytes);
}

// Copies the strings of one vector to *to and on, and their new addresses to `pointers`, ended by 0.
static int copy_vector(const struct exec *e, const struct strings *s, uint64_t *to, uint64_t end, uint64_t pointers)
{
    for (uint64_t i = 0; i < s->count; i++) {
        uint64_t pointer = 0;
        if (read_pointer(s, i, &pointer) != 0)
            return -EFAULT;
        int64_t length = copy_string(e, *to, end, s, pointer);
        int error = length < 0 ? (int)length : copy_to_user(e->space, pointers + 8 * i, to, sizeof *to);
        if (error != 0)
            return error;
        *to += (uint64_t)length + 1;
        if (give_way() != 0)
            return -EINTR;
    }
    const uint64_t none = 0;
    return copy_to_user(e->space, pointers + 8 * s->count, &none, sizeof none);
}

// Puts n bytes below what is there.
static int push(struct exec *e, const void *bytes, size_t n)
{
    e->sp -= n;
    return copy_to_user(e->space, e->sp, bytes, n);
}

// Where the program's headers are mapped.
static uint64_t headers_address(const struct image *image)
{
    uint64_t at = image->header.phoff;
    for (unsigned i = 0; i < image->header.phnum; i++) {
        const struct elf_segment *s = &image->segments[i];
        if (s->type == SEGMENT_LOAD && at >= s->offset && at - s->offset < s->filesz)
            return s->vaddr + image->bias + (at - s->offset);
    }
    return 0;
}

static void add_aux(struct exec *e, uint64_t type, uint64_t value)
{
    e->aux[e->aux_count][0] = type;
    e->aux[e->aux_count++][1] = value;
}

// Size and geometry, if the device tree has told them.
static void add_cache(struct exec *e, uint64_t type, const struct cache *cache)
{
    if (cache->bytes == 0 || cache->sets == 0 || cache->line == 0)
        return;
    add_aux(e, type, cache->bytes);
    add_aux(e, type + 1, (uint64_t)(cache->bytes / cache->sets / cache->line) << 16 | cache->line);
}

static void fill_aux(struct exec *e)
{
    const struct image *p = &e->program;
    add_aux(e, AT_PHDR, headers_address(p));
    add_aux(e, AT_PHENT, sizeof(struct elf_segment));
    add_aux(e, AT_PHNUM, p->header.phnum);
    add_aux(e, AT_PAGESZ, PAGE_SIZE);
    add_aux(e, AT_BASE, e->interpreter.bias);
    add_aux(e, AT_FLAGS, 0);
    add_aux(e, AT_ENTRY, p->header.entry + p->bias);
    add_aux(e, AT_UID, 0);
    add_aux(e, AT_EUID, 0);
    add_aux(e, AT_GID, 0);
    add_aux(e, AT_EGID, 0);
    add_aux(e, AT_HWCAP, HWCAP_IMAC);
    add_aux(e, AT_CLKTCK, CLOCK_TICKS);
    add_aux(e, AT_SECURE, 0);
    add_aux(e, AT_RANDOM, e->random);
    add_aux(e, AT_EXECFN, e->execfn);
    add_cache(e, AT_L1I_CACHESIZE, &machine.l1i);
    add_cache(e, AT_L1D_CACHESIZE, &machine.l1d);
    add_cache(e, AT_L2_CACHESIZE, &machine.l2);
    add_aux(e, AT_NULL, 0);
}

int exec_fill_stack(struct exec *e)
{
    uint8_t random[16];
    uint64_t strings = 0;
    int error = measure(e, &e->scripts, &strings);
    if (error == 0)
        error = measure_argv(e, &e->argv, &strings);
    if (error == 0)
        error = measure(e, &e->envp, &strings);
    if (error != 0)
        return error;
    e->sp = STACK_TOP - 8;
    random_bytes(random, sizeof random);
    if ((error = push(e, e->target->name, strlen(e->target->name) + 1)) != 0)
        return error;
    e->execfn = e->sp;
    uint64_t strings_end = e->sp;
    uint64_t strings_at = e->sp -= strings;
    if ((error = push(e, random, sizeof random)) != 0)
        return error;
    e->random = e->sp;
    fill_aux(e);
    uint64_t aux_bytes = e->aux_count * sizeof e->aux[0];
    uint64_t argc = e->scripts.count + e->argv.count, pointers = 1 + argc + 1 + e->envp.count + 1;
    e->sp = ROUND_DOWN(e->sp - aux_bytes - 8 * pointers, 16);
    uint64_t argv_at = e->sp + 8, envp_at = argv_at + 8 * (argc + 1);
    uint64_t aux_at = envp_at + 8 * (e->envp.count + 1);
    struct space *s = e->space;
    s->start_stack = e->sp;
    s->arg_start = strings_at;
    error = copy_to_user(s, e->sp, &argc, 8);
    if (error == 0)
        error = copy_vector(e, &e->scripts, &strings_at, strings_end, argv_at);
    if (error == 0)
        error = copy_vector(e, &e->argv, &strings_at, strings_end, argv_at + 8 * e->scripts.count);
    s->arg_end = s->env_start = strings_at;
    if (error == 0)
        error = copy_vector(e, &e->envp, &strings_at, strings_end, envp_at);
    s->env_end = strings_at;
    return error != 0 ? error : copy_to_user(s, aux_at, e->aux, aux_bytes);
}
