// SPDX-License-Identifier: Apache-2.0
// An access that its region does not allow raises SIGSEGV with SEGV_ACCERR at the exact address: a store to the
// program's constants and to its code, a jump into data, any access to PROT_NONE. Claims: F7, F67, F90, F35, F77.

#include "procfile.h"

static const char constant[] = "a constant";

// The lines of the program's own regions that nobody may write.
static void program_lines(char *lines, size_t size)
{
    static char maps[ProcText];
    char *rest = NULL;
    strcpy(maps, read_proc("/proc/self/maps"));
    lines[0] = '\0';
    for (char *line = strtok_r(maps, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        if (strstr(line, program_invocation_short_name) && (strstr(line, " r-xp ") || strstr(line, " r--p ")))
            snprintf(lines + strlen(lines), size - strlen(lines), "%s\n", line);
}

static void stays_for_life(void)
{
    static char before[2048], after[2048];
    program_lines(before, sizeof before);
    EXPECT(strstr(before, " r-xp "));
    for (int i = 0; i < 1000; i++) {
        volatile char *volatile block = malloc(100);
        EXPECT(block);
        block[99] = 1;
    }
    program_lines(after, sizeof after);
    EXPECT(strcmp(before, after) == 0);
}

struct counts {
    long major, read_in, resident;
};

static struct counts counts(void)
{
    return (struct counts){major_faults(), on_pagewalk() ? vmstat("pgpgin") : 0, own_resident_pages()};
}

int main(void)
{
    step("the program's code and constants stay as they are");
    stays_for_life();
    fault_of_load((void *)8);  // so that the handler has its own pages
    counts();
    struct counts before = counts();

    step("store to a constant");
    EXPECT_FAULT(fault_of_store((void *)(uintptr_t)constant), SIGSEGV, SEGV_ACCERR, constant);
    EXPECT(strcmp(constant, "a constant") == 0);

    step("store to code");
    EXPECT_FAULT(fault_of_store((void *)(uintptr_t)main), SIGSEGV, SEGV_ACCERR, main);

    step("jump into data");
    unsigned char *data = map_pages(1, PROT_READ | PROT_WRITE);
    data[0] = 1;
    EXPECT_FAULT(fault_of_call(data), SIGSEGV, SEGV_ACCERR, data);

    step("no access at all");
    unsigned char *closed = map_pages(1, PROT_NONE);
    EXPECT_FAULT(fault_of_load(closed + 5), SIGSEGV, SEGV_ACCERR, closed + 5);
    EXPECT_FAULT(fault_of_store(closed + 6), SIGSEGV, SEGV_ACCERR, closed + 6);
    EXPECT_FAULT(fault_of_call(closed + 8), SIGSEGV, SEGV_ACCERR, closed + 8);

    step("store to a page that may only be read");
    unsigned char *readable = map_pages(1, PROT_READ);
    EXPECT_EQ(readable[7], 0);
    EXPECT_FAULT(fault_of_store(readable + 7), SIGSEGV, SEGV_ACCERR, readable + 7);

    step("none of them brought a page in");
    struct counts after = counts();
    EXPECT_EQ(after.major, before.major);
    EXPECT_EQ(after.read_in, before.read_in);
    if (on_pagewalk())
        EXPECT_EQ(after.resident, before.resident + 1);  // `data` was stored to
    return passed();
}
