// SPDX-License-Identifier: Apache-2.0
// The only program on a real Linux (`make linux`): its process 1. It makes the kernel work for its memory (fork, copy
// on write, exec, mapped files, more anonymous pages than there is RAM), looks at every byte of it again, reads the
// machine's events through perf_event_open(2), and powers off. It prints `ok NAME` or `not ok NAME: why` for each, as
// the kernel's scenarios do, and `# ` before figures.

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

#include "build/events/events.h"

enum { PageBytes = 4096, PageWords = PageBytes / sizeof(uint64_t) };

static const char *now;  // the name of the case that runs
static bool failed;      // in it

static void say_not(const char *why)
{
    if (!failed)
        printf("not ok %s: %s (%s)\n", now, why, strerror(errno));
    failed = true;
}

static bool check(bool good, const char *why)
{
    if (!good)
        say_not(why);
    return good;
}

static void run(const char *name, void (*body)(void))
{
    now = name;
    failed = false;
    body();
    if (!failed)
        printf("ok %s\n", name);
    fflush(stdout);
}

static void *pages(size_t count)
{
    void *at = mmap(NULL, count * PageBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at != MAP_FAILED)
        return at;
    say_not("mmap");
    return NULL;
}

// What stands in word `word` of page `page` by the hand of `writer`: no two pages are alike, none can be guessed from
// another.
static uint64_t value(uint64_t writer, uint64_t page, uint64_t word)
{
    uint64_t x = (writer << 56 ^ page << 20 ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
    return x ^ x >> 32;
}

// Words of a page that are written and looked at: its first, its last, and one between that differs from page to page.
static uint64_t word_of(uint64_t page, unsigned which)
{
    return which == 0 ? 0 : which == 1 ? PageWords - 1 : 1 + page * 37 % (PageWords - 2);
}

static void write_page(uint64_t *at, uint64_t writer, uint64_t page)
{
    for (unsigned which = 0; which < 3; which++)
        at[page * PageWords + word_of(page, which)] = value(writer, page, word_of(page, which));
}

static bool page_is(const uint64_t *at, uint64_t writer, uint64_t page)
{
    for (unsigned which = 0; which < 3; which++)
        if (at[page * PageWords + word_of(page, which)] != value(writer, page, word_of(page, which)))
            return false;
    return true;
}

// ---- cases ----

enum { CowPages = 256, Children = 4 };

// Child `writer` writes every page whose number is its own modulo Children, and must see the parent's in the others.
static int cow_child(uint64_t *heap, uint64_t writer)
{
    for (uint64_t page = 0; page < CowPages; page++)
        if (page % Children == writer % Children)
            write_page(heap, writer, page);
    for (uint64_t page = 0; page < CowPages; page++)
        if (!page_is(heap, page % Children == writer % Children ? writer : 100, page))
            return 1;
    return 0;
}

static void fork_and_copy_on_write(void)
{
    uint64_t *heap = pages(CowPages);
    if (!heap)
        return;
    for (uint64_t page = 0; page < CowPages; page++)
        write_page(heap, 100, page);
    for (uint64_t writer = 1; writer <= Children; writer++) {
        pid_t pid = fork();
        if (pid == 0)
            _exit(cow_child(heap, writer));
        check(pid > 0, "fork");
    }
    for (int i = 0; i < Children; i++) {
        int status;
        check(wait(&status) > 0 && status == 0, "a child saw what it should not");
    }
    for (uint64_t page = 0; page < CowPages; page++)
        check(page_is(heap, 100, page), "a child wrote into its parent's page");
    munmap(heap, CowPages * PageBytes);
}

static void exec_itself(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        execl("/init", "/init", "answer", "42", NULL);
        _exit(1);
    }
    int status;
    check(pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 42, "exec");
}

enum { FilePages = 96 };

// A shared mapping's stores are the file's; a private one's are not; and what was written is there when read again.
static void mapped_files(void)
{
    int file = open("/data", O_RDWR | O_CREAT | O_TRUNC, 0644);
    if (!check(file >= 0 && ftruncate(file, FilePages * PageBytes) == 0, "/data"))
        return;
    uint64_t *shared = mmap(NULL, FilePages * PageBytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    uint64_t *mine = mmap(NULL, FilePages * PageBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    if (!check(shared != MAP_FAILED && mine != MAP_FAILED, "mmap"))
        return;
    for (uint64_t page = 0; page < FilePages; page++)
        write_page(shared, 1, page);
    for (uint64_t page = 0; page < FilePages; page += 2)
        write_page(mine, 2, page);
    check(msync(shared, FilePages * PageBytes, MS_SYNC) == 0, "msync");
    for (uint64_t page = 0; page < FilePages; page++) {
        static uint64_t buffer[PageWords];
        bool came = pread(file, buffer, PageBytes, (off_t)(page * PageBytes)) == PageBytes;
        for (unsigned which = 0; came && which < 3; which++)
            came = buffer[word_of(page, which)] == value(1, page, word_of(page, which));
        check(came, "read(2) does not give what was stored through the mapping");
        check(page_is(mine, page % 2 ? 1 : 2, page), "the private mapping");
    }
    munmap(shared, FilePages * PageBytes);
    munmap(mine, FilePages * PageBytes);
    close(file);
}

static unsigned long vmstat(const char *name)
{
    char line[128];
    unsigned long count = 0;
    FILE *in = fopen("/proc/vmstat", "r");
    if (!in)
        return 0;
    while (fgets(line, sizeof line, in)) {
        size_t length = strlen(name);
        if (strncmp(line, name, length) == 0 && line[length] == ' ')
            count = strtoul(line + length, NULL, 10);
    }
    fclose(in);
    return count;
}

// A quarter more than all of RAM is written once, and looked at in an order in which no two neighbours follow.
static void swap_more_than_ram(void)
{
    struct sysinfo info;
    if (!check(sysinfo(&info) == 0 && info.totalswap > 0, "no swap"))
        return;
    size_t count = info.totalram * info.mem_unit / PageBytes * 5 / 4 | 1;
    while (count % 3 == 0 || count % 7 == 0)  // so that the stride below meets every page
        count += 2;
    uint64_t *heap = pages(count);
    if (!heap)
        return;
    for (uint64_t page = 0; page < count; page++)
        write_page(heap, 7, page);
    for (uint64_t i = 0, page = 0; i < count; i++, page = (page + 21) % count)
        check(page_is(heap, 7, page), "a page came back wrong");
    unsigned long out = vmstat("pswpout"), in = vmstat("pswpin");
    printf("# swap: %zu pages of %lu of RAM, %lu written out, %lu read back\n", count,
           info.totalram * info.mem_unit / PageBytes, out, in);
    check(out > count / 8 && in > count / 8, "hardly anything was swapped");
    munmap(heap, count * PageBytes);
}

// ---- events ----

// perf_event_attr as of its first version (linux/perf_event.h, PERF_ATTR_SIZE_VER0), which every kernel takes.
struct event_attributes {
    uint32_t type, size;
    uint64_t config, period, sample_type, read_format, flags;
    uint32_t wakeup, bp_type;
    uint64_t config1;
};

enum { TypeHardware = 0, TypeCache = 3, TypeRaw = 4 };
enum { CacheDtlb = 3, OpRead = 0, ResultMiss = 1 };

static struct event {
    const char *name;
    uint32_t type;
    uint64_t config, least;  // `least` is what the work below cannot do without
    int file;
} events[] = {
    {"cycles", TypeHardware, 0, 64 * 100, -1},
    {"instructions", TypeHardware, 1, 64 * 100, -1},
    {"cache-misses", TypeHardware, 3, 1, -1},
    {"dTLB-load-misses", TypeCache, CacheDtlb | OpRead << 8 | ResultMiss << 16, 32, -1},
    {"walk_done", TypeRaw, EVENT_WALK_DONE, 64, -1},
    {"l1d_access", TypeRaw, EVENT_L1D_ACCESS, 64 * 3, -1},
};

// The golden model has cycles and instructions alone; where there is more, the kernel's command line says
// events=hardware, which the kernel hands on as a variable. 64 pages are written, each a fault of some hundred
// instructions and a walk, and then read, which no first-level TLB holds all of.
static void count_events(void)
{
    unsigned count = getenv("events") ? sizeof events / sizeof *events : 2;
    uint64_t counted[sizeof events / sizeof *events] = {0};
    for (unsigned i = 0; i < count; i++) {
        struct event_attributes attributes = {
            .type = events[i].type, .size = sizeof attributes, .config = events[i].config};
        events[i].file = (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0);
        check(events[i].file >= 0, events[i].name);
    }
    uint64_t *heap = pages(64);
    for (uint64_t page = 0; heap && page < 64; page++)
        write_page(heap, 3, page);
    for (uint64_t page = 0; heap && page < 64; page++)
        check(page_is(heap, 3, page), "a page");
    for (unsigned i = count; i-- > 0;) {  // cycles began first and end last
        check(read(events[i].file, &counted[i], sizeof counted[i]) == sizeof counted[i], "read");
        close(events[i].file);
        printf("# %s: %llu\n", events[i].name, (unsigned long long)counted[i]);
        check(counted[i] >= events[i].least, events[i].name);
    }
    check(counted[0] >= counted[1], "more instructions than cycles");
}

// ---- the process ----

static void prepare(void)
{
    mkdir("/proc", 0755);
    if (mount("none", "/proc", "proc", 0, NULL) != 0)
        perror("# /proc");
    if (swapon("/dev/vdb", 0) != 0)
        perror("# /dev/vdb");
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "answer") == 0)
        return atoi(argv[2]);
    setvbuf(stdout, NULL, _IOLBF, 0);
    prepare();
    run("linux_fork_and_copy_on_write", fork_and_copy_on_write);
    run("linux_exec", exec_itself);
    run("linux_mapped_files", mapped_files);
    run("linux_events", count_events);
    run("linux_swap_more_than_ram", swap_more_than_ram);
    puts("# init: all is done");
    fflush(stdout);
    sync();
    reboot(RB_POWER_OFF);
    return 1;
}
