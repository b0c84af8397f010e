// SPDX-License-Identifier: Apache-2.0
// /proc/self/maps describes the space as it is: lines in the format of proc(5), in order, disjoint, whole pages;
// program, heap and stack with their names and rights; and it follows mmap, mprotect and munmap. They lie in the
// order of every program: its own, heap, mappings from the top downwards, stack, below the end of user addresses.
// Claims: F17, F112, F113, F114, F120, F132.

#include "test.h"

struct region {
    unsigned long start, end;
    char rights[5];
    char name[128];
};

enum { MaxRegions = 64, NameColumn = 73 };

static struct region regions[MaxRegions];
static int region_count;

static char *read_text(void)
{
    static char text[16384];
    size_t length = 0;
    ssize_t got;
    int fd = open("/proc/self/maps", O_RDONLY);
    EXPECT(fd >= 0);
    while (length < sizeof text - 1 && (got = read(fd, text + length, sizeof text - 1 - length)) > 0)
        length += (size_t)got;
    close(fd);
    text[length] = '\0';
    return text;
}

// Without stdio, whose buffers would change the map.
static void read_maps(void)
{
    region_count = 0;
    unsigned long last_end = 0;
    char *rest = NULL;
    for (char *line = strtok_r(read_text(), "\n", &rest); line && region_count < MaxRegions;
         line = strtok_r(NULL, "\n", &rest)) {
        struct region *r = &regions[region_count++];
        unsigned long offset, inode;
        unsigned major, minor;
        int name_at = 0;
        EXPECT(sscanf(line, "%lx-%lx %4s %lx %x:%x %lu %n", &r->start, &r->end, r->rights, &offset, &major, &minor,
                      &inode, &name_at) >= 7);
        snprintf(r->name, sizeof r->name, "%.100s", name_at ? line + name_at : "");
        char exact[256];
        int length = snprintf(exact, sizeof exact, "%08lx-%08lx %s %08lx %02x:%02x %lu ", r->start, r->end, r->rights,
                              offset, major, minor, inode);
        if (r->name[0])
            snprintf(exact + length, sizeof exact - (size_t)length, "%*s%s",
                     length < NameColumn ? NameColumn - length : 0, "", r->name);
        if (strcmp(line, exact) != 0)
            fail("the line is '%s', not '%s'", line, exact);
        EXPECT(r->start < r->end && r->start >= last_end);
        EXPECT(r->start % PageSize == 0 && r->end % PageSize == 0 && offset % PageSize == 0);
        last_end = r->end;
    }
}

static const struct region *region_of(const void *address)
{
    for (int i = 0; i < region_count; i++)
        if (regions[i].start <= (uintptr_t)address && (uintptr_t)address < regions[i].end)
            return &regions[i];
    return NULL;
}

static void expect_region(const void *address, const char *rights, const char *name_end)
{
    const struct region *r = region_of(address);
    EXPECT(r);
    if (strcmp(r->rights, rights) != 0)
        fail("rights of %lx-%lx are %s, not %s", r->start, r->end, r->rights, rights);
    size_t length = strlen(r->name), end_length = strlen(name_end);
    if (length < end_length || strcmp(r->name + length - end_length, name_end) != 0)
        fail("name of %lx-%lx is '%s', not '%s'", r->start, r->end, r->name, name_end);
}

static int initialized = 1;
static volatile char uninitialized[8 * PageSize];

// Text and stack are a region each; the data are regions side by side: those of the file, then those of no file.
static void expect_runs(void)
{
    int texts = 0, stacks = 0;
    for (int i = 0; i < region_count; i++) {
        texts +=
            strcmp(regions[i].rights, "r-xp") == 0 && strstr(regions[i].name, program_invocation_short_name) != NULL;
        stacks += strcmp(regions[i].name, "[stack]") == 0;
    }
    EXPECT(texts == 1 && stacks == 1);
    const struct region *data = region_of(&initialized),
                        *end = region_of((void *)(uintptr_t)&uninitialized[sizeof uninitialized - 1]);
    for (; data < end; data++)
        EXPECT(data[0].end == data[1].start && strcmp(data[1].rights, "rw-p") == 0);
    EXPECT(data == end);
}

static void expect_order(uintptr_t heap, uintptr_t map, uintptr_t stack)
{
    EXPECT((uintptr_t)expect_runs < (uintptr_t)&initialized && (uintptr_t)&initialized < heap && heap < map &&
           map < stack);
    if (on_pagewalk())
        for (int i = 0; i < region_count; i++)
            EXPECT(regions[i].start >= PageSize && regions[i].end <= (uintptr_t)1 << 38);
    uintptr_t second = (uintptr_t)map_pages(3, PROT_READ | PROT_EXEC);
    EXPECT(second < map);
    EXPECT(munmap((void *)second, 3 * PageSize) == 0);
}

int main(void)
{
    int local = 0;
    uintptr_t heap_end = (uintptr_t)syscall(SYS_brk, 0);
    void *heap = (void *)heap_end;
    unsigned char *map = map_pages(3, PROT_READ | PROT_WRITE);
    EXPECT_EQ(syscall(SYS_brk, heap_end + PageSize), heap_end + PageSize);

    step("program, heap, stack");
    read_maps();
    expect_region((void *)(uintptr_t)main, "r-xp", program_invocation_short_name);
    expect_region(&initialized, "rw-p", program_invocation_short_name);
    expect_region(heap, "rw-p", "[heap]");
    expect_region(&local, "rw-p", "[stack]");
    expect_region(map, "rw-p", "");
    const struct region *bss = region_of((void *)(uintptr_t)&uninitialized[4 * PageSize]);
    EXPECT(bss && strcmp(bss->rights, "rw-p") == 0 && !strchr(bss->name, '/'));
    EXPECT_EQ(uninitialized[4 * PageSize], 0);

    step("runs, and their order");
    expect_runs();
    expect_order((uintptr_t)heap, (uintptr_t)map, (uintptr_t)&local);

    step("mprotect and munmap");
    EXPECT(mprotect(map + PageSize, PageSize, PROT_READ) == 0);
    read_maps();
    expect_region(map, "rw-p", "");
    expect_region(map + PageSize, "r--p", "");
    expect_region(map + 2 * PageSize, "rw-p", "");
    EXPECT_EQ(region_of(map + PageSize)->end - region_of(map + PageSize)->start, PageSize);
    EXPECT(munmap(map + PageSize, PageSize) == 0);
    read_maps();
    EXPECT(!region_of(map + PageSize));
    expect_region(map, "rw-p", "");

    step("fork");
    pid_t pid = fork_child();
    if (pid == 0) {
        int before = region_count;
        read_maps();
        EXPECT_EQ(region_count, before);
        _exit(0);
    }
    wait_for_success(pid);
    return passed();
}
