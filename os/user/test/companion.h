// SPDX-License-Identifier: Apache-2.0
// The programs and libraries of os/user/dynamic, which stand in the folder `dynamic` beside the scenarios: where they
// are, how they are run, and what the kernel says of them while they stay.

#ifndef COMPANION_H
#define COMPANION_H

#include <limits.h>

#include "test.h"

// The path of a companion; a static buffer for each of the four last asked for.
static inline char *companion(const char *name)
{
    static char paths[4][PATH_MAX];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 64);
    EXPECT(length > 0);
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    EXPECT(slash);
    snprintf(slash, 64, "/dynamic/%s", name);
    return path;
}

// Run a companion to its end; its exit status.
static inline int companion_status(const char *name)
{
    char *arguments[] = {companion(name), NULL};
    pid_t pid = fork_child();
    if (pid == 0) {
        execv(arguments[0], arguments);
        _exit(127);
    }
    int status = wait_for(pid);
    EXPECT(WIFEXITED(status));
    return WEXITSTATUS(status);
}

// A companion that has started and stays.
struct running {
    pid_t pid;
    int stay;  // closed: it ends
};

static inline struct running companion_start(const char *name)
{
    char byte;
    struct turn ready, stay;
    EXPECT(pipe2(ready.fd, O_CLOEXEC) == 0 && pipe2(stay.fd, O_CLOEXEC) == 0);
    char *arguments[] = {companion(name), (char[]){"stay"}, NULL};
    pid_t pid = fork_child();
    if (pid == 0) {
        EXPECT(dup2(stay.fd[0], 0) == 0 && dup2(ready.fd[1], 1) == 1);
        execv(arguments[0], arguments);
        _exit(127);
    }
    close(stay.fd[0]);
    close(ready.fd[1]);
    if (read(ready.fd[0], &byte, 1) != 1)
        fail("%s does not start", name);
    close(ready.fd[0]);
    return (struct running){pid, stay.fd[1]};
}

static inline int companion_end(struct running *running)
{
    close(running->stay);
    int status = wait_for(running->pid);
    EXPECT(WIFEXITED(status));
    return WEXITSTATUS(status);
}

// The region of a process, and what it maps: a line of /proc/PID/maps.
struct map_line {
    unsigned long start, end;
    char rights[5];
    unsigned long inode;
    char name[160];
};

enum { MapLines = 96 };

// Cut the text of a map into its lines; their number.
static inline int parse_maps(char *text, struct map_line lines[MapLines])
{
    int count = 0;
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        struct map_line *l = &lines[count];
        int name_at = 0;
        EXPECT(count++ < MapLines);
        EXPECT(sscanf(line, "%lx-%lx %4s %*x %*x:%*x %lu %n", &l->start, &l->end, l->rights, &l->inode, &name_at) >= 4);
        snprintf(l->name, sizeof l->name, "%.150s", name_at ? line + name_at : "");
    }
    return count;
}

// What can be read from a descriptor, as text.
static inline char *read_all(int fd)
{
    static char text[16384];
    size_t length = 0;
    ssize_t got;
    while (length < sizeof text - 1 && (got = read(fd, text + length, sizeof text - 1 - length)) > 0)
        length += (size_t)got;
    text[length] = '\0';
    return text;
}

// The lines of /proc/PID/maps (0: of this process), read without the heap; their number.
static inline int read_maps_of(pid_t pid, struct map_line lines[MapLines])
{
    char path[64];
    snprintf(path, sizeof path, pid ? "/proc/%d/maps" : "/proc/self/maps", pid);
    int fd = open(path, O_RDONLY);
    EXPECT(fd >= 0);
    char *text = read_all(fd);
    close(fd);
    return parse_maps(text, lines);
}

static inline bool name_ends(const struct map_line *line, const char *end)
{
    size_t length = strlen(line->name), end_length = strlen(end);
    return length >= end_length && strcmp(line->name + length - end_length, end) == 0;
}

static inline bool has_rights(const struct map_line *line, const char *rights)
{
    return strcmp(line->rights, rights) == 0;
}

// Is the line of the C library? musl's is its dynamic linker, and so has the one name.
static inline bool is_libc(const struct map_line *line)
{
    return strstr(line->name, "/ld-musl-") || strstr(line->name, "/libc.so") || strstr(line->name, "/libc-");
}

#endif
