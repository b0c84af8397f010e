// SPDX-License-Identifier: Apache-2.0
// A shared library is in memory once: the first program that uses it waits for the disk, the second has minor faults
// only, and the pages of the C library are the same frames in both. A static program has the library's code in itself:
// it shares no frame with another program, its file is larger, and it starts in fewer instructions. Claims: F95, F128,
// F129, F139.

#include <sys/stat.h>

#include "companion.h"

enum { MaxPages = 512 };

struct frames {
    int count;
    struct {
        unsigned long page;  // of its region
        uint64_t frame;
    } at[MaxPages];
};

static bool is_code(const struct map_line *line) { return has_rights(line, "r-xp"); }

static bool is_libc_code(const struct map_line *line) { return is_code(line) && is_libc(line); }

// The frames of all pages of the process that are present in regions of a kind.
static void frames_of(pid_t pid, bool (*wanted)(const struct map_line *), struct frames *frames)
{
    static struct map_line lines[MapLines];
    int count = read_maps_of(pid, lines);
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/pagemap", pid);
    int fd = open(path, O_RDONLY);
    EXPECT(fd >= 0);
    frames->count = 0;
    for (int i = 0; i < count; i++)
        for (unsigned long va = lines[i].start; wanted(&lines[i]) && va < lines[i].end; va += PageSize) {
            uint64_t entry;
            EXPECT_EQ(pread(fd, &entry, sizeof entry, (off_t)(va / PageSize * sizeof entry)), sizeof entry);
            if (!(entry >> 63))
                continue;
            EXPECT(frames->count < MaxPages);
            frames->at[frames->count].page = (va - lines[i].start) / PageSize;
            frames->at[frames->count++].frame = entry & ((1UL << 55) - 1);
        }
    close(fd);
}

static int shared(const struct frames *a, const struct frames *b)
{
    int count = 0;
    for (int i = 0; i < a->count; i++)
        for (int j = 0; j < b->count; j++)
            count += a->at[i].frame == b->at[j].frame;
    return count;
}

// Pages that both have present must be the same frames.
static void expect_same_frames(const struct frames *a, const struct frames *b)
{
    int both = 0;
    for (int i = 0; i < a->count; i++)
        for (int j = 0; j < b->count; j++)
            if (a->at[i].page == b->at[j].page) {
                EXPECT_EQ(a->at[i].frame, b->at[j].frame);
                both++;
            }
    EXPECT(both > 0);
}

// The major faults of a process, from /proc/PID/stat.
static long major_faults(pid_t pid)
{
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    int fd = open(path, O_RDONLY);
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    EXPECT(length > 0);
    text[length] = '\0';
    long faults;
    EXPECT(sscanf(strrchr(text, ')') + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %ld", &faults) == 1);
    return faults;
}

// Bytes of the file, and bytes of the map, without what belongs to no file.
static void sizes(const char *name, const struct map_line *lines, int count)
{
    struct stat file;
    unsigned long mapped = 0;
    EXPECT(stat(companion(name), &file) == 0);
    for (int i = 0; i < count; i++)
        mapped += lines[i].end - lines[i].start;
    printf("%s: %ld bytes of file, %lu bytes mapped\n", name, (long)file.st_size, mapped);
    EXPECT((unsigned long)file.st_size < mapped);
}

static long size_of(const char *name)
{
    struct stat file;
    EXPECT(stat(companion(name), &file) == 0);
    return (long)file.st_size;
}

// The machine's retired instructions between the start of a program and its end; 0 where they cannot be read.
static unsigned long instructions(void)
{
#ifdef __riscv
    unsigned long count;
    __asm__ volatile("rdinstret %0" : "=r"(count));
    return count;
#else
    return 0;
#endif
}

static unsigned long cost_of(const char *name)
{
    EXPECT_EQ(companion_status(name), 0);  // so that its pages are in memory
    unsigned long before = instructions();
    EXPECT_EQ(companion_status(name), 0);
    return instructions() - before;
}

int main(void)
{
    static struct frames a, b;
    static struct map_line lines[MapLines];

    step("the library is read once");
    struct running first = companion_start("answers.cold");
    long reclaimed = vmstat("pgsteal_direct");
    struct running second = companion_start("answers.cold");
    if (on_pagewalk())
        EXPECT(major_faults(first.pid) > 0);
    if (vmstat("pgsteal_direct") == reclaimed)  // where memory is short, pages may have gone meanwhile
        EXPECT_EQ(major_faults(second.pid), 0);

    step("the same frames");
    frames_of(first.pid, is_libc_code, &a);
    frames_of(second.pid, is_libc_code, &b);
    if (b.count && b.at[0].frame == 0)
        return skipped("this kernel does not tell frames");
    expect_same_frames(&a, &b);
    EXPECT_EQ(companion_end(&first), 44);
    EXPECT_EQ(companion_end(&second), 44);

    step("two dynamic programs");
    first = companion_start("answers.1");
    second = companion_start("answers.2");
    frames_of(first.pid, is_libc_code, &a);
    frames_of(second.pid, is_libc_code, &b);
    expect_same_frames(&a, &b);
    int count = read_maps_of(first.pid, lines);
    sizes("answers.1", lines, count);
    EXPECT_EQ(companion_end(&first), 41);
    EXPECT_EQ(companion_end(&second), 42);

    step("two static programs");
    first = companion_start("answers.static");
    frames_of(first.pid, is_code, &a);
    frames_of(getpid(), is_code, &b);
    EXPECT(a.count > 0 && b.count > 0);
    if (on_pagewalk())
        EXPECT_EQ(shared(&a, &b), 0);
    count = read_maps_of(first.pid, lines);
    for (int i = 0; i < count; i++)
        EXPECT(!is_libc(&lines[i]));
    sizes("answers.static", lines, count);
    EXPECT_EQ(companion_end(&first), 41);
    EXPECT(size_of("formats.static") > size_of("formats"));

    step("what linking at the start costs");
    unsigned long fixed = cost_of("formats.static"), linked = cost_of("formats");
    printf("a program that formats a line: %lu instructions static, %lu dynamic\n", fixed, linked);
    if (fixed > 0)
        EXPECT(linked > fixed);
    return passed();
}
