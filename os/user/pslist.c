// SPDX-License-Identifier: Apache-2.0
// pslist: a line for each process with its memory in pages: all that it maps, what of it is in memory, and what of that
// is files and shared memory (statm and comm of proc(5)). With -m the figures are MiB with two digits.

#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool read_file(const char *pid, const char *name, char *text, int size)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%.20s/%s", pid, name);
    FILE *file = fopen(path, "r");
    bool read = file && fgets(text, size, file);
    if (file)
        fclose(file);
    return read;
}

static void print_figure(unsigned long pages, bool in_mib)
{
    if (in_mib)
        printf(" %9.2f", (double)pages * (double)sysconf(_SC_PAGESIZE) / (1024 * 1024));
    else
        printf(" %9lu", pages);
}

// A process that ends while it is read is left out.
static void print_process(const char *pid, bool in_mib)
{
    char comm[32], statm[128];
    unsigned long total, resident, shared;
    if (!read_file(pid, "comm", comm, sizeof comm) || !read_file(pid, "statm", statm, sizeof statm) ||
        sscanf(statm, "%lu %lu %lu", &total, &resident, &shared) != 3)
        return;
    comm[strcspn(comm, "\n")] = '\0';
    printf("%5s %-16s", pid, comm);
    print_figure(total, in_mib);
    print_figure(resident, in_mib);
    print_figure(shared, in_mib);
    putchar('\n');
}

int main(int argc, char *argv[])
{
    bool in_mib = argc > 1 && strcmp(argv[1], "-m") == 0;
    DIR *proc = opendir("/proc");
    if (!proc || argc > 2 || (argc == 2 && !in_mib)) {
        fputs(proc ? "usage: pslist [-m]\n" : "pslist: there is no /proc\n", stderr);
        return 2;
    }
    printf("%5s %-16s %9s %9s %9s\n", "PID", "COMMAND", "TOTAL", "RES", "SHARED");
    for (struct dirent *entry; (entry = readdir(proc));)
        if (isdigit((unsigned char)entry->d_name[0]))
            print_process(entry->d_name, in_mib);
    closedir(proc);
    return EXIT_SUCCESS;
}
