// SPDX-License-Identifier: Apache-2.0
// riscv_hwprobe says what the hart can do, and of a key that it does not know that it does not: the key becomes -1.
// /proc/cpuinfo says the same, and names the mode of paging that the kernel has chosen.
#include "procfile.h"

#include <ctype.h>

struct pair {
    int64_t key;
    uint64_t value;
};

enum { Hwprobe = 258, BaseBehavior = 3, Extensions = 4, Unknown = 100000 };

static const char *cpuinfo(const char *name)
{
    static char value[160];
    const char *line = strstr(read_proc("/proc/cpuinfo"), name);
    EXPECT(line && (line = strchr(line, ':')));
    snprintf(value, sizeof value, "%.*s", (int)strcspn(line + 2, "\n"), line + 2);
    return value;
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("another machine");
    step("keys");
    struct pair pairs[] = {{BaseBehavior, 9}, {Unknown, 7}, {Extensions, ~0ul}, {0, 0}};
    EXPECT_EQ(syscall(Hwprobe, pairs, 4, 0, NULL, 0), 0);
    EXPECT(pairs[0].key == BaseBehavior && pairs[0].value == 1);
    EXPECT(pairs[1].key == -1 && pairs[1].value == 0);
    EXPECT(pairs[2].key == Extensions && pairs[3].key == 0);
    const char *isa = cpuinfo("isa");
    EXPECT(strncmp(isa, "rv64", 4) == 0);
    EXPECT_EQ(pairs[2].value >> 1 & 1, strcspn(isa, "c") < strcspn(isa, "_"));
    EXPECT_EQ(pairs[2].value & 1, strcspn(isa, "d") < strcspn(isa, "_"));

    step("what makes no sense");
    EXPECT_ERRNO(syscall(Hwprobe, pairs, 1, 0, NULL, 1), EINVAL);
    EXPECT_ERRNO(syscall(Hwprobe, NULL, 1, 0, NULL, 0), EFAULT);
    EXPECT_EQ(syscall(Hwprobe, NULL, 0, 0, NULL, 0), 0);

    step("the mode of paging");
    char mode[16];
    snprintf(mode, sizeof mode, "%.15s", cpuinfo("mmu"));
    EXPECT(strcmp(mode, "sv39") == 0 || strcmp(mode, "sv48") == 0 || strcmp(mode, "sv57") == 0);
    mode[0] = (char)toupper(mode[0]);
    EXPECT(strstr(read_proc("/proc/version"), mode));
    return passed();
}
