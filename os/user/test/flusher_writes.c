// SPDX-License-Identifier: Apache-2.0
// What has been dirty for long reaches the disk without being asked: by write and by stores to a mapping, bytes and
// inode. Too much goes at once. While nothing is dirty the flusher sleeps. Neighbouring pages go in one request.
// It takes seconds of the machine's time, which are long on the RTL.
//
// Engine: model
#include <sys/stat.h>
#include <time.h>

#include "procfile.h"

enum { Pages = 12, ReadWrite = PROT_READ | PROT_WRITE };

static char block[PageSize];
static int fd;

static void set(const char *name, const char *value)
{
    char path[80];
    snprintf(path, sizeof path, "/proc/sys/vm/%s", name);
    int file = open(path, O_WRONLY);
    EXPECT(file >= 0);
    EXPECT_EQ(write(file, value, strlen(value)), strlen(value));
    close(file);
}

static void rest(int milliseconds)
{
    const struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    EXPECT(nanosleep(&time, NULL) == 0);
}

static void write_pages(int pages)
{
    for (int page = 0; page < pages; page++)
        EXPECT_EQ(pwrite(fd, block, sizeof block, page * PageSize), PageSize);
}

static long dirty(void) { return vmstat("nr_dirty"); }

// Write requests of the first disk, and pages beyond the first of each.
struct requests {
    long count, merged;
};

static struct requests requests(void)
{
    struct requests r;
    const char *line = strstr(read_proc("/proc/diskstats"), " vda ");
    EXPECT(line && sscanf(line, " vda %*d %*d %*d %*d %ld %ld", &r.count, &r.merged) == 2);
    return r;
}

static pid_t flusher(void)
{
    for (pid_t pid = 1; pid < 20; pid++) {
        char name[32] = "";
        int file = open(proc_path(pid, "comm"), O_RDONLY);
        if (file >= 0 && read(file, name, sizeof name - 1) > 0 && strcmp(name, "flusher\n") == 0)
            return close(file), pid;
        close(file);
    }
    fail("there is no flusher");
}

static void expired(void)
{
    set("dirty_writeback_centisecs", "10");
    set("dirty_expire_centisecs", "50");
    write_pages(Pages);
    long most = dirty();
    EXPECT(most >= Pages);
    rest(200);
    EXPECT_EQ(dirty(), most);  // not yet
    rest(500);
    EXPECT(dirty() <= 2);  // the inode has gone to its block, which has its own time
    rest(1000);
    EXPECT_EQ(dirty(), 0);

    step("a mapping");
    char *map = mmap(NULL, Pages * PageSize, ReadWrite, MAP_SHARED, fd, 0);
    EXPECT(map != MAP_FAILED);
    map[PageSize] = map[5 * PageSize] = 1;
    EXPECT_EQ(dirty(), 2);
    EXPECT(msync(map, Pages * PageSize, MS_ASYNC) == 0);
    EXPECT_EQ(dirty(), 2);  // it has time
    rest(1500);
    EXPECT_EQ(dirty(), 0);
    map[PageSize] = 2;
    EXPECT_EQ(dirty(), 1);
    rest(1500);
    EXPECT_EQ(dirty(), 0);
    EXPECT(munmap(map, Pages * PageSize) == 0);

    step("an inode alone");
    long written = vmstat("pgpgout");
    EXPECT(fchmod(fd, 0640) == 0);
    rest(1500);
    EXPECT(vmstat("pgpgout") > written);
    EXPECT_EQ(dirty(), 0);

    step("nothing is dirty");
    pid_t pid = flusher();
    long switches = status_of(pid, "voluntary_ctxt_switches:");
    rest(3000);
    EXPECT_EQ(status_of(pid, "voluntary_ctxt_switches:"), switches);
}

static void neighbours(void)
{
    set("dirty_writeback_centisecs", "0");
    write_pages(Pages);
    rest(1000);
    EXPECT(dirty() >= Pages);  // nobody looks
    struct requests before = requests();
    EXPECT(fsync(fd) == 0);
    struct requests after = requests();
    EXPECT_EQ(after.count - before.count, 3);  // of eight pages, of four, and the block of the inode
    EXPECT_EQ(after.merged - before.merged, Pages - 2);
    EXPECT(fsync(fd) == 0);

    step("every other page");
    for (int page = 0; page < Pages; page += 2)
        EXPECT_EQ(pwrite(fd, block, sizeof block, page * PageSize), PageSize);
    before = requests();
    EXPECT_EQ(sync_file_range(fd, 0, 0, 7), 0);
    after = requests();
    EXPECT_EQ(after.count - before.count, Pages / 2);
    EXPECT_EQ(after.merged, before.merged);
    sync();
    set("dirty_writeback_centisecs", "10");
}

static void too_much(void)
{
    set("dirty_expire_centisecs", "100000");
    set("dirty_background_ratio", "2");
    long most = meminfo_kb("MemTotal") / 4 * 2 / 100;
    if (most >= Pages)
        return;
    write_pages(Pages);
    rest(300);
    EXPECT(dirty() <= most);
    set("dirty_background_ratio", "10");
}

// Only what is clean goes, and comes again from the disk.
static void dropped(void)
{
    char byte;
    EXPECT_EQ(pwrite(fd, "x", 1, 0), 1);
    EXPECT(dirty() > 0);
    set("drop_caches", "1");
    EXPECT(dirty() > 0);
    EXPECT(fsync(fd) == 0);
    set("drop_caches", "3");
    long read = vmstat("pgpgin");
    EXPECT_EQ(pread(fd, &byte, 1, 0), 1);
    EXPECT_EQ(byte, 'x');
    EXPECT(vmstat("pgpgin") >= read + 4);
    int file = open("/proc/sys/vm/drop_caches", O_RDWR);
    EXPECT(pread(file, &byte, 1, 0) == 1 && byte == '3');
    EXPECT_ERRNO(write(file, "4", 1), EINVAL);
    EXPECT(close(file) == 0);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("its settings are for the whole machine");
    char path[] = "/data/flusher_writes.XXXXXX";
    fd = mkstemp(path);
    EXPECT(fd >= 0 && unlink(path) == 0);
    write_pages(Pages);
    sync();
    step("dirty for long");
    expired();
    step("neighbours");
    neighbours();
    step("caches dropped");
    dropped();
    step("too much");
    too_much();
    set("dirty_writeback_centisecs", "500");
    set("dirty_expire_centisecs", "3000");
    return passed();
}
