// SPDX-License-Identifier: Apache-2.0
// Each of these ends in a trap from the kernel, if its pages have the rights that kmap.h promises.
#include "os/kern/selftest.h"

#include "os/arch/machine.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"

static uint64_t word = 0x00008067;  // `ret`, as an instruction: in data, where it must not run
static const uint64_t constant = 1;

static __attribute__((noinline)) uint64_t descend(uint64_t depth)
{
    volatile uint64_t here[16];
    here[depth % 16] = depth;
    return depth == UINT64_MAX ? 0 : descend(depth + 1) + here[depth % 16];
}

static void stack_overflow(void) { descend(0); }

static void write_text(void) { *(volatile char *)kernel_start = 0; }

static void write_constant(void) { *(volatile uint64_t *)(uint64_t)&constant = 2; }

static void run_data(void)
{
    void (*code)(void) = (void (*)(void)) & word;
    code();
}

void selftest(void)
{
    static const struct {
        const char *name;
        void (*test)(void);
    } tests[] = {{"stack_overflow", stack_overflow},
                 {"write_text", write_text},
                 {"write_constant", write_constant},
                 {"run_data", run_data}};
    char name[24];
    if (!bootarg("selftest", name, sizeof name))
        return;
    for (unsigned i = 0; i < COUNT(tests); i++)
        if (strcmp(tests[i].name, name) == 0)
            tests[i].test();
    panic("selftest=%s: nothing stopped it", name);
}
