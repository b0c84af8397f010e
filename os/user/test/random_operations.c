// SPDX-License-Identifier: Apache-2.0
// random_operations [SEED [ROUNDS]]: a tree of processes does what it likes with its memory - stores, loads, munmap,
// mmap, mprotect, mremap, madvise, fork - and each keeps a shadow of what its pages must hold. Memory that is shared
// counts what all have added to it. The same seed is the same run.
// Claims: F110.

#include "test.h"

enum { Pages = 64, RunMost = 8, SharedPages = 12, FilePages = 6, Depth = 2, Steps = 60, ChildSteps = 20 };

enum rights { Hole, ReadOnly, ReadWrite, NoAccess };

static unsigned char *area, *file_map;
static unsigned *shared;  // a counter at the start of each page; the first counts the additions to all others
static struct page {
    enum rights rights;
    unsigned tag;  // what was stored last; 0: zeros
} shadow[Pages];
static unsigned char file_byte[FilePages];
static unsigned seed;

static unsigned draw(unsigned below)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return (seed >> 8) % below;
}

static unsigned char *at(int page) { return area + page * PageSize; }

// Three words of a page, one of them at a place of its own.
static void store_tag(int page, unsigned tag)
{
    unsigned *word = (unsigned *)at(page);
    word[0] = tag;
    word[page + 1] = tag ^ (unsigned)page;
    word[1023] = tag * 3;
    shadow[page].tag = tag;
}

static void expect_tag(int page)
{
    const unsigned *word = (const unsigned *)at(page);
    unsigned tag = shadow[page].tag, place = tag ? tag ^ (unsigned)page : 0;
    if (word[0] != tag || word[page + 1] != place || word[1023] != tag * 3)
        fail("page %d holds %x %x %x, not %x %x %x", page, word[0], word[page + 1], word[1023], tag, place, tag * 3);
}

static bool readable(int page) { return shadow[page].rights == ReadOnly || shadow[page].rights == ReadWrite; }

static void set_shadow(int first, int end, struct page what)
{
    for (int page = first; page < end; page++)
        shadow[page] = what;
}

static bool whole(int first, int end)
{
    for (int page = first; page < end; page++)
        if (shadow[page].rights == Hole)
            return false;
    return true;
}

static bool alike(int first, int end)
{
    for (int page = first; page < end; page++)
        if (shadow[page].rights != shadow[first].rights)
            return false;
    return shadow[first].rights != Hole;
}

// ---- what a process does to the pages [first, end) ----

static void store_some(int first, int end)
{
    for (int page = first; page < end; page++)
        if (shadow[page].rights == ReadWrite)
            store_tag(page, draw(0x1000000) | 1);
}

static void load_some(int first, int end)
{
    for (int page = first; page < end; page++)
        if (readable(page))
            expect_tag(page);
}

static void forbidden_access(int first, int end)
{
    (void)end;
    int code = shadow[first].rights == Hole ? SEGV_MAPERR : SEGV_ACCERR;
    if (shadow[first].rights != ReadWrite)
        EXPECT_FAULT(fault_of_store(at(first) + 7), SIGSEGV, code, at(first) + 7);
    if (!readable(first))
        EXPECT_FAULT(fault_of_load(at(first) + 9), SIGSEGV, code, at(first) + 9);
}

static void unmap(int first, int end)
{
    EXPECT(munmap(at(first), (size_t)(end - first) * PageSize) == 0);
    set_shadow(first, end, (struct page){Hole, 0});
}

static void map_anew(int first, int end)
{
    void *map = mmap(at(first), (size_t)(end - first) * PageSize, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    EXPECT(map == at(first));
    set_shadow(first, end, (struct page){ReadWrite, 0});
}

static void protect(int first, int end)
{
    static const int protection[] = {
        [ReadOnly] = PROT_READ, [ReadWrite] = PROT_READ | PROT_WRITE, [NoAccess] = PROT_NONE};
    enum rights rights = (enum rights)(ReadOnly + draw(3));
    if (!whole(first, end))
        return;
    EXPECT(mprotect(at(first), (size_t)(end - first) * PageSize, protection[rights]) == 0);
    for (int page = first; page < end; page++)
        shadow[page].rights = rights;
}

static void forget(int first, int end)
{
    if (!whole(first, end))
        return;
    EXPECT(madvise(at(first), (size_t)(end - first) * PageSize, MADV_DONTNEED) == 0);
    for (int page = first; page < end; page++)
        shadow[page].tag = 0;
}

static void push_out(int first, int end)
{
    if (whole(first, end))
        EXPECT(madvise(at(first), (size_t)(end - first) * PageSize, 21 /* MADV_PAGEOUT */) == 0);
}

// Away, or longer where it is, and back. The pages are never copied, so their contents come along.
static void move(int first, int end)
{
    size_t bytes = (size_t)(end - first) * PageSize, more = bytes + 2 * PageSize;
    if (!alike(first, end))
        return;
    unsigned char *there = mremap(at(first), bytes, more, MREMAP_MAYMOVE);
    if (there == MAP_FAILED)  // Linux: the pages are of more than one region
        return;
    if (there != at(first)) {
        EXPECT(mremap(there, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, at(first)) == at(first));
        EXPECT(munmap(there + bytes, 2 * PageSize) == 0);
        return;
    }
    for (int page = end; page < end + 2 && page < Pages; page++)
        EXPECT_EQ(shadow[page].rights, Hole);
    EXPECT(munmap(at(end), 2 * PageSize) == 0);
}

static void add_to_shared(int first, int end)
{
    (void)first, (void)end;
    for (int i = 0; i < 3; i++) {
        __sync_fetch_and_add(&shared[(1 + draw(SharedPages - 1)) * (PageSize / 4)], 1);
        __sync_fetch_and_add(&shared[0], 1);
    }
    if (draw(3) == 0)
        EXPECT(madvise(shared, SharedPages * PageSize, 21) == 0);
}

static void use_file(int first, int end)
{
    (void)first, (void)end;
    int page = (int)draw(FilePages);
    EXPECT_EQ(file_map[page * PageSize + 100], file_byte[page]);
    if (draw(2))
        file_map[page * PageSize + 100] = file_byte[page] = (unsigned char)draw(256);
    if (draw(3) == 0)
        EXPECT(madvise(file_map, FilePages * PageSize, 21) == 0);
}

static const struct operation {
    unsigned weight;  // they sum to 100
    void (*act)(int first, int end);
} operations[] = {
    {30, store_some}, {20, load_some}, {4, forbidden_access}, {6, unmap},    {9, map_anew}, {8, protect}, {4, forget},
    {7, push_out},    {4, move},       {5, add_to_shared},    {3, use_file},
};

static void act(void)
{
    int first = (int)draw(Pages), end = first + 1 + (int)draw(RunMost);
    unsigned lot = draw(100);
    const struct operation *operation = operations;
    while (lot >= operation->weight)
        lot -= operation++->weight;
    operation->act(first, end < Pages ? end : Pages);
}

// ---- processes ----

static void run(int depth, int steps);

static void have_child(int depth)
{
    fflush(stdout);
    unsigned child_seed = draw(0x1000000) | 1;
    pid_t pid = fork();
    if (pid < 0) {
        EXPECT(errno == EAGAIN || errno == ENOMEM);  // in very little memory
        return;
    }
    if (pid == 0) {
        seed = child_seed;
        run(depth - 1, ChildSteps);
        load_some(0, Pages);
        _exit(EXIT_SUCCESS);
    }
    if (draw(2))
        wait_for_success(pid);
}

static void run(int depth, int steps)
{
    for (int i = 0; i < steps; i++) {
        act();
        if (depth > 0 && draw(25) == 0)
            have_child(depth);
    }
    int status;
    while (wait(&status) > 0)
        if (status != 0)
            fail("a child ended with %x", (unsigned)status);
}

static void expect_sum(void)
{
    unsigned sum = 0;
    for (int page = 1; page < SharedPages; page++)
        sum += shared[page * (PageSize / 4)];
    EXPECT_EQ(sum, shared[0]);
}

static void open_maps(void)
{
    int fd = open(access("/data/GPL-3", R_OK) == 0 ? "/data/GPL-3" : "/usr/share/common-licenses/GPL-3", O_RDONLY);
    area = map_pages(Pages, PROT_READ | PROT_WRITE);
    set_shadow(0, Pages, (struct page){ReadWrite, 0});
    shared = mmap(NULL, SharedPages * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    file_map = mmap(NULL, FilePages * PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    EXPECT(shared != MAP_FAILED && file_map != MAP_FAILED);
    for (int page = 0; page < FilePages; page++)
        EXPECT_EQ(pread(fd, &file_byte[page], 1, page * PageSize + 100), 1);
    close(fd);
}

int main(int argc, char *argv[])
{
    static char name[40];
    unsigned first_seed = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 0) : 12345;
    int rounds = argc > 2 ? atoi(argv[2]) : 1;
    seed = first_seed ? first_seed : 1;
    open_maps();
    for (int round = 0; round < rounds; round++) {
        snprintf(name, sizeof name, "seed %u round %d", first_seed, round);
        step(name);
        run(Depth, Steps);
        load_some(0, Pages);
        expect_sum();
    }
    EXPECT(munmap(area, Pages * PageSize) == 0);
    EXPECT(munmap(shared, SharedPages * PageSize) == 0);
    EXPECT(munmap(file_map, FilePages * PageSize) == 0);
    return passed();
}
