// SPDX-License-Identifier: Apache-2.0
// What a touch of memory costs in faults, pages and signals, said line by line (`delta NAME FIGURE`), so that this
// kernel and Linux can be compared (tb/os/deltas): the same program runs on both. Here only what must hold everywhere
// is asserted: that a second touch costs nothing.
#include "procfile.h"

enum { Many = 64, Some = 10, Few = 4 };

static void say(const char *name, long figure) { printf("delta %s %ld\n", name, figure); }

static long faults_before, anonymous_before;

// Private pages in memory, counted by walking the tables, kB.
static long anonymous(void) { return figure_in(read_proc("/proc/self/smaps_rollup"), "Anonymous:"); }

static void begin(void)
{
    anonymous_before = anonymous();
    faults_before = minor_faults();
}

static void end(const char *name)
{
    long faults = minor_faults() - faults_before;
    char line[64];
    say(name, faults);
    snprintf(line, sizeof line, "%s_anonymous_kb", name);
    say(line, anonymous() - anonymous_before);
}

static void load(volatile unsigned char *pages, int count)
{
    for (int i = 0; i < count; i++)
        (void)pages[i * PageSize];
}

static void store(volatile unsigned char *pages, int count)
{
    for (int i = 0; i < count; i++)
        pages[i * PageSize] = (unsigned char)(i + 1);
}

static void anonymous_pages(void)
{
    volatile unsigned char *pages = map_pages(Many, PROT_READ | PROT_WRITE);
    begin(), load(pages, Many), end("first_read");
    begin(), store(pages, Many), end("write_after_read");
    begin(), store(pages, Many), end("write_again");
    volatile unsigned char *fresh = map_pages(Many, PROT_READ | PROT_WRITE);
    begin(), store(fresh, Many), end("first_write");
    EXPECT(madvise((void *)fresh, PageSize, MADV_DONTNEED) == 0);
    begin();
    say("value_after_dontneed", fresh[0]);
    end("read_after_dontneed");
}

static void copies_on_write(void)
{
    volatile unsigned char *pages = map_pages(Many, PROT_READ | PROT_WRITE);
    store(pages, Many);
    struct turn copied = make_turn(), stay = make_turn();
    fflush(stdout);
    pid_t child = fork_child();
    if (child == 0) {
        read_proc("/proc/self/smaps_rollup");
        begin(), store(pages, Some), end("child_writes");
        fflush(stdout);
        give(&copied);
        await(&stay);
        _exit(EXIT_SUCCESS);
    }
    await(&copied);
    read_proc("/proc/self/smaps_rollup");
    begin(), store(pages, Some), end("parent_writes_what_the_child_copied");
    begin(), store(pages + Some * PageSize, Some), end("parent_writes_what_both_have");
    give(&stay);
    wait_for_success(child);
    begin(), store(pages + 2 * Some * PageSize, Some), end("parent_writes_what_the_dead_child_had");
}

static void shared_pages(void)
{
    enum { Shared = 16 };
    volatile unsigned char *pages =
        mmap(NULL, Shared * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(pages != MAP_FAILED);
    begin(), store(pages, Shared), end("shared_write");
    fflush(stdout);
    pid_t child = fork_child();
    if (child == 0) {
        read_proc("/proc/self/smaps_rollup");
        begin(), store(pages, Shared), end("child_writes_shared");
        fflush(stdout);
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(child);
}

static __attribute__((noinline)) int descend(int pages)
{
    volatile unsigned char page[PageSize];
    page[0] = (unsigned char)pages;
    return pages > 1 ? descend(pages - 1) + page[0] : page[0];
}

static void stack_and_heap(void)
{
    enum { Deep = 40, Grown = 32 };
    begin(), descend(Deep), end("stack");
    begin(), descend(Deep), end("stack_again");
    uintptr_t heap = ((uintptr_t)syscall(SYS_brk, 0) + PageSize - 1) / PageSize * PageSize;
    EXPECT_EQ(syscall(SYS_brk, heap + Grown * PageSize), heap + Grown * PageSize);
    begin(), store((unsigned char *)heap, Grown), end("heap");
}

static void private_file_pages(void)
{
    char path[] = "/tmp/linux_deltas.XXXXXX", byte = 7;
    int fd = open("/data/GPL-3", O_RDONLY);
    if (fd < 0) {
        fd = mkstemp(path);
        EXPECT(fd >= 0 && unlink(path) == 0 && ftruncate(fd, Some * PageSize) == 0);
        EXPECT(pwrite(fd, &byte, 1, 0) == 1);
    }
    volatile unsigned char *pages =
        mmap(NULL, Few * PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    EXPECT(pages != MAP_FAILED);
    char before[1], after[1];
    EXPECT(pread(fd, before, 1, 0) == 1);
    load(pages, Few);
    begin(), store(pages, Few), end("private_file_write");
    EXPECT(pread(fd, after, 1, 0) == 1);
    say("file_changed_by_private_write", before[0] != after[0]);
    close(fd);
}

static void signal_of(const char *name, struct fault fault)
{
    char line[64];
    snprintf(line, sizeof line, "%s_signal", name);
    say(line, fault.signal * 100 + fault.code);
}

static void refused_accesses(void)
{
    unsigned char *pages = map_pages(2, PROT_READ);
    signal_of("null_store", fault_of_store(NULL));
    signal_of("read_only_store", fault_of_store(pages));
    signal_of("data_call", fault_of_call(pages));
    EXPECT(munmap(pages, PageSize) == 0);
    signal_of("unmapped_load", fault_of_load(pages));
    int fd = open("/proc/self/exe", O_RDONLY);
    unsigned char *beyond = mmap(NULL, 4096 * PageSize, PROT_READ, MAP_PRIVATE, fd, 0);
    EXPECT(beyond != MAP_FAILED);
    signal_of("beyond_the_end_load", fault_of_load(beyond + 4095 * PageSize));
    errno = 0;
    say("map_nothing_errno", mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0);
    say("unmap_unaligned_errno", munmap(beyond + 1, PageSize) ? errno : 0);
}

static void sizes(void)
{
    long size = own_status("VmSize:"), data = own_status("VmData:"), locked = own_status("VmLck:");
    unsigned char *pages = mmap(NULL, Many * PageSize, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(pages != MAP_FAILED);
    say("reserved_size_kb", own_status("VmSize:") - size);
    say("reserved_data_kb", own_status("VmData:") - data);
    EXPECT(mprotect(pages, Many * PageSize, PROT_READ | PROT_WRITE) == 0);
    say("writable_data_kb", own_status("VmData:") - data);
    madvise(pages, Many * PageSize, 15 /* MADV_NOHUGEPAGE */);
    long before = anonymous();
    EXPECT(mlock(pages, Few * PageSize) == 0);
    say("locked_kb", own_status("VmLck:") - locked);
    say("locked_anonymous_kb", anonymous() - before);
    EXPECT(munlock(pages, Few * PageSize) == 0);
    say("unlocked_kb", own_status("VmLck:") - locked);
}

int main(void)
{
    volatile unsigned char *probe = map_pages(1, PROT_READ | PROT_WRITE);
    begin(), store(probe, 1), end("warm_up");
    anonymous_pages();
    copies_on_write();
    shared_pages();
    stack_and_heap();
    private_file_pages();
    refused_accesses();
    sizes();
    begin();
    store(probe, 1);
    EXPECT(minor_faults() - faults_before <= 1);
    return passed();
}
