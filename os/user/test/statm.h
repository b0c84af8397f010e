// SPDX-License-Identifier: Apache-2.0
// What /proc/PID/statm must say of a map: size is all of it, data what is private and writable, text the code of the
// program's own file, and the fields for libraries and dirty pages are 0 (proc(5)).

#ifndef STATM_H
#define STATM_H

#include "companion.h"

enum { StatmSize, StatmResident, StatmShared, StatmText, StatmLibrary, StatmData, StatmDirty, StatmFields };

// `statm` has the figures, in pages; `program` are the bytes of code of the program's file.
static inline void expect_figures(const unsigned long statm[StatmFields], const struct map_line *lines, int count,
                                  unsigned long program)
{
    unsigned long size = 0, data = 0;
    for (int i = 0; i < count; i++) {
        unsigned long bytes = lines[i].end - lines[i].start;
        size += strcmp(lines[i].name, "[vsyscall]") == 0 ? 0 : bytes;
        data += lines[i].rights[1] == 'w' && lines[i].rights[3] == 'p' ? bytes : 0;
    }
    EXPECT_EQ(statm[StatmSize] * PageSize, size);
    EXPECT_EQ(statm[StatmData] * PageSize, data);
    EXPECT_EQ(statm[StatmText] * PageSize, program);
    EXPECT_EQ(statm[StatmLibrary], 0);
    EXPECT_EQ(statm[StatmDirty], 0);
    EXPECT(statm[StatmShared] <= statm[StatmResident] && statm[StatmResident] <= statm[StatmSize]);
}

static inline void parse_statm(const char *text, unsigned long statm[StatmFields])
{
    EXPECT_EQ(sscanf(text, "%lu %lu %lu %lu %lu %lu %lu", &statm[0], &statm[1], &statm[2], &statm[3], &statm[4],
                     &statm[5], &statm[6]),
              StatmFields);
}

// The same of this process, whose map has these lines.
static inline void expect_statm(const struct map_line *lines, int count, unsigned long program)
{
    unsigned long statm[StatmFields];
    int fd = open("/proc/self/statm", O_RDONLY);
    EXPECT(fd >= 0);
    parse_statm(read_all(fd), statm);
    close(fd);
    expect_figures(statm, lines, count, program);
}

#endif
