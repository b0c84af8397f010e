// SPDX-License-Identifier: Apache-2.0
// The kernel's figures by name, from /proc/vmstat ("name value" lines) and /proc/meminfo ("Name:  value kB" lines).
// Reading allocates nothing and touches the same few pages each time, so that a program can count its own faults.

#ifndef VMSTAT_H
#define VMSTAT_H

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// The value that stands behind `name` at the start of a line of the file, or -1 if there is none.
static inline long proc_figure(const char *path, const char *name)
{
    static char text[16384];
    size_t length = 0;
    ssize_t got;
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        return -1;
    while (length < sizeof text - 1 && (got = read(fd, text + length, sizeof text - 1 - length)) > 0)
        length += (size_t)got;
    close(fd);
    text[length] = '\0';

    size_t name_length = strlen(name);
    for (const char *line = text; *line; line++) {
        if (strncmp(line, name, name_length) == 0 && strchr(": ", line[name_length]) && line[name_length])
            return strtol(line + name_length + 1, NULL, 10);
        line = strchr(line, '\n');
        if (!line)
            break;
    }
    return -1;
}

static inline long vmstat(const char *name) { return proc_figure("/proc/vmstat", name); }

static inline long meminfo_kb(const char *name) { return proc_figure("/proc/meminfo", name); }

#endif
