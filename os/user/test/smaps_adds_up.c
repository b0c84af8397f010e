// SPDX-License-Identifier: Apache-2.0
// smaps by region: sharing and rights as maps has them, what is resident, whose
// it is alone, and the share of it that is this process's; all regions together
// are what smaps_rollup and status say. fork halves the shares, the first write
// makes a page private again. A new program's stack has the pages of its
// arguments and no more. Claims: F53, F105, F113, F115.
#include <sys/auxv.h>

#include "procfile.h"

enum { Dirty = 32, ArgumentPages = 5 };

static const char *flags_of(const char *text, const char *what)
{
    static char flags[128];
    const char *line = strstr(text, what);
    EXPECT(line && (line = strstr(line, "VmFlags:")));
    snprintf(flags, sizeof flags, "%.*s", (int)strcspn(line, "\n"), line);
    return flags;
}

static long sum_of(const char *text, const char *name)
{
    long sum = 0;
    size_t length = strlen(name);
    for (const char *line = text; line && *line; line = strchr(line, '\n'), line += line != NULL)
        if (strncmp(line, name, length) == 0)
            sum += strtol(line + length, NULL, 10);
    return sum;
}

static void expect_sums(void)
{
    static const char *const names[] = {
        "Rss:",        "Shared_Clean:", "Shared_Dirty:", "Private_Clean:", "Private_Dirty:",
        "Referenced:", "Anonymous:",    "Swap:",         "Locked:"};
    static char smaps[ProcText];
    strcpy(smaps,
           read_proc("/proc/self/smaps"));  // the second time without new pages
    strcpy(smaps, read_proc("/proc/self/smaps"));
    const char *rollup = read_proc("/proc/self/smaps_rollup");
    EXPECT(strstr(rollup, "[rollup]\n"));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        EXPECT_EQ(figure_in(rollup, names[i]), sum_of(smaps, names[i]));
    EXPECT_EQ(sum_of(smaps, "Rss:"), own_status("VmRSS:"));
    EXPECT_EQ(sum_of(smaps, "Size:"), own_status("VmSize:"));
    EXPECT_EQ(sum_of(smaps, "Swap:"), own_status("VmSwap:"));
    long parts = sum_of(smaps, "Shared_Clean:") + sum_of(smaps, "Shared_Dirty:") + sum_of(smaps, "Private_Clean:") +
                 sum_of(smaps, "Private_Dirty:");
    EXPECT_EQ(parts, sum_of(smaps, "Rss:"));
}

// The other life of this program, with much to carry on its stack: only that
// may be resident of it.
static int new_program(char *argv[])
{
    const char *smaps = read_proc("/proc/self/smaps");
    unsigned long start, end, first = (unsigned long)argv / PageSize * PageSize;
    const char *line = strstr(smaps, "[stack]");
    EXPECT(line);
    while (line > smaps && line[-1] != '\n')
        line--;
    EXPECT(sscanf(line, "%lx-%lx", &start, &end) == 2);
    long arguments = (long)(end - first) / PageSize;
    EXPECT(arguments >= ArgumentPages);
    long resident = figure_in(line, "Rss:") / 4;
    EXPECT(resident >= arguments && resident <= arguments + 1);  // and what main stands on
    return EXIT_SUCCESS;
}

static void run_new_program(char *program)
{
    static char large[ArgumentPages * PageSize];
    memset(large, 'a', sizeof large - 1);
    pid_t pid = fork_child();
    if (pid == 0) {
        execv(program, (char *[]){program, large, NULL});
        _exit(EXIT_FAILURE);
    }
    wait_for_success(pid);
}

int main(int argc, char *argv[])
{
    if (!on_pagewalk())
        return skipped("other kernels have other regions besides");
    if (argc > 1)
        return new_program(argv);

    step("sharing, rights, names");
    unsigned char *shared = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(shared != MAP_FAILED);
    const char *smaps = read_proc("/proc/self/smaps");
    EXPECT(strstr(flags_of(smaps, "[stack]"), " gd") && !strstr(flags_of(smaps, "[stack]"), " sh"));
    EXPECT(strstr(flags_of(smaps, "rw-s "), " sh") && strstr(flags_of(smaps, "rw-s "), " rd wr"));
    EXPECT(strstr(flags_of(smaps, "r-xp "), " rd ex") && !strstr(flags_of(smaps, "r-xp "), " wr"));
    EXPECT_EQ(getauxval(33 /* AT_SYSINFO_EHDR */), 0);
    EXPECT(!strstr(smaps, "[vdso]") && !strstr(smaps, "[vvar]") && !strstr(smaps, "[vsyscall]"));
    EXPECT(malloc(100));
    EXPECT(strstr(read_proc("/proc/self/maps"), "[heap]\n"));

    step("sums");
    expect_sums();

    step("fork, and write");
    unsigned char *dirty = map_pages(Dirty, PROT_READ | PROT_WRITE);
    EXPECT(mprotect(dirty, Dirty * PageSize, PROT_READ | PROT_WRITE | PROT_EXEC) == 0);  // a region of its own
    memset(dirty, 1, Dirty * PageSize);
    unsigned long at = (unsigned long)dirty;
    smaps = read_proc("/proc/self/smaps");
    EXPECT_EQ(region_figure(smaps, at, "Private_Dirty:"), Dirty * 4);
    EXPECT_EQ(region_figure(smaps, at, "Pss:"), Dirty * 4);
    struct turn stay = make_turn();
    pid_t child = fork_child();
    if (child == 0) {
        await(&stay);
        _exit(EXIT_SUCCESS);
    }
    smaps = read_proc("/proc/self/smaps");
    EXPECT_EQ(region_figure(smaps, at, "Shared_Dirty:"), Dirty * 4);
    EXPECT_EQ(region_figure(smaps, at, "Pss:"), Dirty * 2);
    EXPECT_EQ(region_figure(smaps, at, "Private_Dirty:"), 0);
    dirty[0] = 2;
    smaps = read_proc("/proc/self/smaps");
    EXPECT_EQ(region_figure(smaps, at, "Shared_Dirty:"), (Dirty - 1) * 4);
    EXPECT_EQ(region_figure(smaps, at, "Private_Dirty:"), 4);
    EXPECT_EQ(region_figure(smaps, at, "Rss:"), Dirty * 4);
    give(&stay);
    wait_for_success(child);
    expect_sums();

    step("a new program's stack");
    run_new_program(argv[0]);
    return passed();
}
