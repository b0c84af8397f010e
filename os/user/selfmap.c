// SPDX-License-Identifier: Apache-2.0
// selfmap: a program that prints its own address space: the page size, the seven figures of /proc/self/statm, and
// /proc/self/maps (proc(5)). It prints the same on Linux.

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void open_failed(const char *path)
{
    perror(path);
    exit(EXIT_FAILURE);
}

static void print_statm(void)
{
    static const char *const labels[] = {"size", "resident", "shared", "text", "library", "data", "dirty"};
    enum { Fields = sizeof labels / sizeof *labels };
    const char *path = "/proc/self/statm";
    FILE *statm = fopen(path, "r");
    if (!statm)
        open_failed(path);
    printf("%s, in pages:\n", path);
    for (int i = 0; i < Fields; i++) {
        unsigned long pages;
        if (fscanf(statm, "%lu", &pages) != 1) {
            fprintf(stderr, "%s: the figure '%s' is missing\n", path, labels[i]);
            exit(EXIT_FAILURE);
        }
        printf("  %-8s %6lu\n", labels[i], pages);
    }
    fclose(statm);
}

static void print_maps(void)
{
    const char *path = "/proc/self/maps";
    char line[512];
    FILE *maps = fopen(path, "r");
    if (!maps)
        open_failed(path);
    printf("%s:\n", path);
    while (fgets(line, sizeof line, maps))
        fputs(line, stdout);
    fclose(maps);
}

int main(void)
{
    void *heap = malloc(100);  // so that the heap is on the map
    if (!heap) {
        perror("malloc");
        return EXIT_FAILURE;
    }
    printf("page size: %ld bytes\n", sysconf(_SC_PAGESIZE));
    print_statm();
    print_maps();
    free(heap);
    return EXIT_SUCCESS;
}
