// SPDX-License-Identifier: Apache-2.0
// The map of a dynamic program: its own file, and the C library and dynamic linker, which exec and the linker have
// mapped in parts, each with its rights: code, constants, data. The auxiliary vector tells where: the linker's base,
// the program's entry and headers. statm counts the pages as in a static program; text is the program's alone. Claims:
// F63, F102, F103, F139.

#include <sys/auxv.h>
#include <sys/stat.h>

#include "companion.h"
#include "statm.h"

static struct map_line lines[MapLines];
static int count;

static const struct map_line *line_of(unsigned long address)
{
    for (int i = 0; i < count; i++)
        if (lines[i].start <= address && address < lines[i].end)
            return &lines[i];
    return NULL;
}

static bool is_program(const struct map_line *line) { return name_ends(line, program_invocation_short_name); }

static int lines_with(bool (*wanted)(const struct map_line *), const char *rights)
{
    int found = 0;
    for (int i = 0; i < count; i++)
        found += wanted(&lines[i]) && has_rights(&lines[i], rights);
    return found;
}

static void expect_parts(bool (*wanted)(const struct map_line *))
{
    EXPECT_EQ(lines_with(wanted, "r-xp"), 1);
    EXPECT(lines_with(wanted, "r--p") >= 2);  // what comes before the code, constants, what is relocated
    EXPECT(lines_with(wanted, "rw-p") >= 1);
    EXPECT_EQ(lines_with(wanted, "rwxp"), 0);
}

int main(void)
{
    count = read_maps_of(0, lines);

    step("parts of the program and of the library");
    expect_parts(is_program);
    expect_parts(is_libc);

    step("the auxiliary vector");
    const struct map_line *line = line_of(getauxval(AT_ENTRY));
    EXPECT(line && is_program(line) && has_rights(line, "r-xp"));
    line = line_of(getauxval(AT_PHDR));
    EXPECT(line && is_program(line));
    line = line_of(getauxval(AT_BASE));
    EXPECT(line && line->start == getauxval(AT_BASE) && line->inode && strstr(line->name, "/ld-"));

    step("code of the library that is called");
    line = line_of((uintptr_t)dup2);
    EXPECT(line && is_libc(line) && has_rights(line, "r-xp"));

    step("statm");
    unsigned long program = 0, total = 0;
    for (int i = 0; i < count; i++) {
        program += is_program(&lines[i]) && has_rights(&lines[i], "r-xp") ? lines[i].end - lines[i].start : 0;
        total += lines[i].end - lines[i].start;
    }
    expect_statm(lines, count, program);

    step("the file is much smaller than what it maps");
    struct stat file;
    EXPECT(stat("/proc/self/exe", &file) == 0);
    printf("%s: %ld bytes of file, %lu bytes mapped\n", program_invocation_short_name, (long)file.st_size, total);
    EXPECT(on_pagewalk() ? (unsigned long)file.st_size * 4 < total : (unsigned long)file.st_size < total);
    return passed();
}
