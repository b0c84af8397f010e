// SPDX-License-Identifier: Apache-2.0
// What scenarios ask of /proc: whole texts, a figure by its name, the word of a
// page.
#ifndef PROCFILE_H
#define PROCFILE_H

#include "test.h"

enum { ProcText = 128 * 1024 };
static char proc_text[ProcText];

// The whole of a text file, in memory that is there already: reading it makes
// no faults of its own the second time.
static inline const char *read_proc(const char *path)
{
    size_t length = 0;
    ssize_t got;
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        fail("%s: %s", path, strerror(errno));
    while (length < ProcText - 1 && (got = read(fd, proc_text + length, ProcText - 1 - length)) > 0)
        length += (size_t)got;
    close(fd);
    proc_text[length] = '\0';
    return proc_text;
}

static inline const char *proc_path(pid_t pid, const char *file)
{
    static char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
    return path;
}

// One word, to a file that takes it whole.
static inline void write_proc(const char *path, const char *word)
{
    int fd = open(path, O_WRONLY);
    EXPECT(fd >= 0);
    EXPECT_EQ(write(fd, word, strlen(word)), strlen(word));
    close(fd);
}

// The number behind "name" at the start of a line; fails where there is none.
static inline long figure_in(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = text; line && *line; line = strchr(line, '\n'), line += line != NULL)
        if (strncmp(line, name, length) == 0)
            return strtol(line + length, NULL, 10);
    fail("there is no %s", name);
}

// Of a text of smaps: the figure `name` of the region that starts at `at`, kB.
static inline long region_figure(const char *text, unsigned long at, const char *name)
{
    char start[32];
    snprintf(start, sizeof start, "%08lx-", at);
    for (const char *line = text; line && *line; line = strchr(line, '\n'), line += line != NULL)
        if (strncmp(line, start, strlen(start)) == 0)
            return figure_in(line, name);
    fail("no region begins at %lx", at);
}

static inline long status_of(pid_t pid, const char *name)
{
    return figure_in(read_proc(proc_path(pid, "status")), name);
}

static inline long own_status(const char *name) { return figure_in(read_proc("/proc/self/status"), name); }

#define PM_PRESENT (1ul << 63)
#define PM_SWAPPED (1ul << 62)
#define PM_FILE (1ul << 61)
#define PM_EXCLUSIVE (1ul << 56)
#define PM_SOFT_DIRTY (1ul << 55)
#define PM_FRAME ((1ul << 55) - 1)

static inline uint64_t word_at(const char *path, uint64_t number)
{
    uint64_t word;
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        fail("%s: %s", path, strerror(errno));
    EXPECT_EQ(pread(fd, &word, sizeof word, (off_t)(number * sizeof word)), sizeof word);
    close(fd);
    return word;
}

// Calls `see` with the word of each page in the regions of a process.
static inline void each_page(pid_t pid, void (*see)(uint64_t word, void *with), void *with)
{
    static char maps[ProcText];
    static uint64_t words[512];
    const size_t most = sizeof words / sizeof words[0];
    strcpy(maps, read_proc(proc_path(pid, "maps")));
    int pagemap = open(proc_path(pid, "pagemap"), O_RDONLY);
    EXPECT(pagemap >= 0);
    char *rest = NULL;
    for (char *line = strtok_r(maps, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        unsigned long start, end;
        EXPECT(sscanf(line, "%lx-%lx", &start, &end) == 2);
        while (start < end) {
            size_t pages = (end - start) / PageSize < most ? (end - start) / PageSize : most;
            EXPECT_EQ(pread(pagemap, words, pages * 8, (off_t)(start / PageSize * 8)), pages * 8);
            for (size_t i = 0; i < pages; i++)
                see(words[i], with);
            start += pages * PageSize;
        }
    }
    close(pagemap);
}

static inline uint64_t page_word(const volatile void *at)
{
    return word_at("/proc/self/pagemap", (uintptr_t)at / PageSize);
}

// The frame of a page that is in memory. On Linux only root sees it; here
// everybody is.
static inline uint64_t frame_number(const volatile void *at)
{
    uint64_t word = page_word(at);
    EXPECT(word & PM_PRESENT);
    return word & PM_FRAME;
}

static inline uint64_t mappings_of(const volatile void *at) { return word_at("/proc/kpagecount", frame_number(at)); }

static inline bool sees_frames(void)
{
    static volatile char here;
    here = 1;
    return page_word(&here) & PM_FRAME && access("/proc/kpagecount", R_OK) == 0;
}

static inline long major_faults(void)
{
    struct rusage usage;
    EXPECT(getrusage(RUSAGE_SELF, &usage) == 0);
    return usage.ru_majflt;
}

static inline void page_out(const volatile void *at, size_t pages)
{
    EXPECT(madvise((void *)at, pages * PageSize, 21 /* MADV_PAGEOUT */) == 0);
}

#endif
