// SPDX-License-Identifier: Apache-2.0
// dlopen brings a library into regions that were not there before, its functions can be called by name, and two
// versions of it live in one program. Claims: F130.

#include <dlfcn.h>

#include "companion.h"

static bool maps_library(const char *name)
{
    static struct map_line lines[MapLines];
    int count = read_maps_of(0, lines), found = 0;
    for (int i = 0; i < count; i++)
        found += name_ends(&lines[i], name);
    return found > 0;
}

static int (*answer_of(void *library))(void)
{
    EXPECT(library);
    int (*answer)(void) = (int (*)(void))(uintptr_t)dlsym(library, "libx_answer");
    EXPECT(answer);
    return answer;
}

static bool in_library(const void *address, const char *name)
{
    static struct map_line lines[MapLines];
    int count = read_maps_of(0, lines);
    for (int i = 0; i < count; i++)
        if (lines[i].start <= (uintptr_t)address && (uintptr_t)address < lines[i].end)
            return name_ends(&lines[i], name) && has_rights(&lines[i], "r-xp");
    return false;
}

int main(void)
{
    step("before");
    EXPECT(!maps_library("/libx.so.2"));

    step("dlopen");
    int (*answer)(void) = answer_of(dlopen(companion("libx.so.2"), RTLD_NOW | RTLD_LOCAL));
    EXPECT(maps_library("/libx.so.2"));
    EXPECT(in_library((void *)(uintptr_t)answer, "/libx.so.2"));
    EXPECT_EQ(answer(), 42);

    step("another version beside it");
    int (*other)(void) = answer_of(dlopen(companion("libx.so.1"), RTLD_NOW | RTLD_LOCAL));
    EXPECT(other != answer);
    EXPECT_EQ(other(), 41);
    EXPECT_EQ(answer(), 42);

    step("what is not there");
    EXPECT(!dlopen(companion("libx.so.9"), RTLD_NOW));
    EXPECT(!dlsym(dlopen(NULL, RTLD_NOW), "libx_no_such_function"));
    return passed();
}
