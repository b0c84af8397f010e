// SPDX-License-Identifier: Apache-2.0
// Damaged file systems are refused or answered with errors: the third disk's is damaged in a thousand ways, by seed,
// and each time mounted, walked, written to and unmounted. The kernel stays whole, and every call returns. So it does
// with a file of 2^44 bytes by its inode, in whose far end there is nothing. A short symbolic link whose inode has
// attributes in a block of their own is a short one still. And a directory that leads to the one above it keeps nobody
// from unmounting.

#include <dirent.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "test.h"

enum { ImageMax = 256 * 1024, Damages = 1000, DepthMax = 5, NamesMax = 40 };

static unsigned char image[ImageMax], damaged[ImageMax];
static uint32_t random_state = 1;
static int names_left;

static size_t random_below(size_t limit)
{
    random_state = random_state * 1664525 + 1013904223;
    return (random_state >> 4) % limit;
}

static uint32_t random_value(void)
{
    static const uint32_t values[] = {0, 1, 2, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff, 0x80000000};
    size_t i = random_below(sizeof values / sizeof values[0] + 3);
    if (i < sizeof values / sizeof values[0])
        return values[i];
    return i % 2 ? (uint32_t)random_below(256) : (uint32_t)random_below(0xfffffff) * 16 + (uint32_t)random_below(16);
}

// Superblock, group descriptors, bitmaps, inodes and directories lie at the beginning; some damage goes elsewhere.
static void damage(size_t size)
{
    for (size_t n = 1 + random_below(4); n > 0; n--) {
        size_t areas[] = {128, 64, 16 * 1024, 32 * 1024, size - 4096}, starts[] = {1024, 2048, 3072, 4096, 2048};
        size_t area = random_below(5), at = (starts[area] + random_below(areas[area])) & ~(size_t)1;
        uint32_t value = random_value();
        memcpy(damaged + at, &value, 1 + random_below(4));
    }
}

static void try_file(const char *path)
{
    static char bytes[8192];
    struct stat st;
    int fd = open(path, O_RDWR);
    if (fd < 0)
        return;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        (void)!read(fd, bytes, sizeof bytes);
        (void)!pread(fd, bytes, 64, st.st_size - 64);
        (void)!pwrite(fd, "damaged", 7, (off_t)random_below(300000));
        (void)!ftruncate(fd, (off_t)random_below(20000));
        fsync(fd);
    }
    close(fd);
}

static void walk(const char *path, int depth)
{
    char name[512], link[256];
    struct stat st;
    DIR *dir = opendir(path);
    if (!dir)
        return;
    for (struct dirent *entry; names_left > 0 && (entry = readdir(dir));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        names_left--;
        if (snprintf(name, sizeof name, "%s/%s", path, entry->d_name) >= (int)sizeof name || lstat(name, &st) != 0)
            continue;
        if (S_ISDIR(st.st_mode) && depth < DepthMax)
            walk(name, depth + 1);
        else if (S_ISLNK(st.st_mode))
            (void)!readlink(name, link, sizeof link);
        else
            try_file(name);
    }
    closedir(dir);
}

static void change(void)
{
    int fd = open("m/made", O_RDWR | O_CREAT, 0644);
    if (fd >= 0) {
        (void)!pwrite(fd, "some bytes", 10, (off_t)random_below(100000));
        close(fd);
    }
    mkdir("m/made-directory", 0755);
    rename("m/made", "m/made-directory/moved");
    rename("m/sub", "m/made-directory/sub");
    (void)!link("m/small", "m/second");
    unlink("m/big");
    rmdir("m/made-directory");
    (void)!symlink("nowhere", "m/made-link");
}

static void one(int disk, size_t size)
{
    memcpy(damaged, image, size);
    damage(size);
    EXPECT_EQ(pwrite(disk, damaged, size, 0), size);
    EXPECT(fsync(disk) == 0);
    if (mount("/dev/vdc", "m", "ext2", 0, NULL) != 0)
        return;
    names_left = NamesMax;
    walk("m", 0);
    change();
    names_left = NamesMax;
    walk("m", 0);
    sync();
    umount("m");  // its own errors are the disk's
    if (mount("/dev/vdc", "m", "tmpfs", 0, NULL) != 0 || umount("m") != 0)
        fail("the file system is still in use");
}

// Where the inode of a file begins in the image: one group, blocks of 1 KiB.
static size_t inode_at(ino_t number)
{
    uint16_t size;
    uint32_t table;
    memcpy(&size, image + 1024 + 88, sizeof size);
    memcpy(&table, image + 2048 + 8, sizeof table);
    return table * 1024u + (number - 1) * size;
}

static void huge_file(int disk, size_t size)
{
    const off_t huge = (off_t)1 << 44;
    const uint32_t high = (uint32_t)(huge >> 32);
    char byte = 'x';
    struct stat st;
    EXPECT(mount("/dev/vdc", "m", "ext2", 0, NULL) == 0 && stat("m/small", &st) == 0 && umount("m") == 0);
    memcpy(damaged, image, size);
    memcpy(damaged + inode_at(st.st_ino) + 108, &high, sizeof high);
    EXPECT_EQ(pwrite(disk, damaged, size, 0), (ssize_t)size);
    EXPECT(fsync(disk) == 0 && mount("/dev/vdc", "m", "ext2", 0, NULL) == 0);
    int fd = open("m/small", O_RDONLY);
    if (fd >= 0) {
        EXPECT(pread(fd, &byte, 1, huge) <= 0 || byte == 0);
        volatile unsigned char *map = mmap(NULL, PageSize, PROT_READ, MAP_SHARED, fd, huge - PageSize);
        if (map != MAP_FAILED) {
            int signal = fault_of_load(map).signal;
            EXPECT(signal == SIGBUS || (signal == 0 && *map == 0));
            EXPECT(munmap((void *)map, PageSize) == 0);
        }
        close(fd);
    }
    EXPECT(umount("m") == 0);
}

// An entry of a directory leads to the root, above it, and none is its way up: it is refused where it is found.
static void root_below_itself(int disk, size_t size)
{
    struct stat st;
    size_t at = 0;
    memcpy(damaged, image, size);
    for (size_t block = 4096; block < size && !at; block += 1024)  // lost+found's: its own number and `.`, then `..`
        if (damaged[block + 8] == '.' && damaged[block] == 11 && damaged[block + 20] == '.')
            at = block + 20;
    EXPECT(at);
    memcpy(damaged + at, "up", 2);
    EXPECT_EQ(pwrite(disk, damaged, size, 0), (ssize_t)size);
    EXPECT(fsync(disk) == 0 && mount("/dev/vdc", "m", "ext2", 0, NULL) == 0);
    EXPECT_ERRNO(stat("m/lost+found/up/lost+found/up/small", &st), EIO);
    EXPECT_ERRNO(stat("m/lost+found", &st), EIO);
    EXPECT(umount("m") == 0);
    EXPECT_EQ(pwrite(disk, image, size, 0), (ssize_t)size);
    EXPECT(fsync(disk) == 0);
}

static void link_with_attributes(void)
{
    char target[64];
    EXPECT(mount("/dev/vdc", "m", "ext2", 0, NULL) == 0);
    EXPECT_EQ(readlink("m/fast", target, sizeof target), 5);
    EXPECT(memcmp(target, "small", 5) == 0);
    EXPECT_EQ(readlink("m/slow", target, sizeof target), (ssize_t)sizeof target);
    EXPECT(umount("m") == 0);
}

int main(void)
{
    char made[] = "/tmp/ext2_damaged.XXXXXX";
    if (!on_pagewalk())
        return skipped("there is no disk to damage");
    EXPECT(mkdtemp(made) && chdir(made) == 0 && mkdir("m", 0755) == 0);
    if (mount("/dev/vdc", "m", "ext2", 0, NULL) != 0)
        return skipped("the third disk has no file system");
    EXPECT(umount("m") == 0);
    int disk = open("/dev/vdc", O_RDWR);
    ssize_t size = pread(disk, image, sizeof image, 0);
    EXPECT(size >= 64 * 1024);
    step("a short link with attributes");
    link_with_attributes();
    step("a root below itself");
    root_below_itself(disk, (size_t)size);
    step("a huge file");
    huge_file(disk, (size_t)size);
    step("damage");
    for (int i = 0; i < Damages; i++) {
        one(disk, (size_t)size);
        if (i % 50 == 49)
            vm_check();
    }
    EXPECT_EQ(pwrite(disk, image, (size_t)size, 0), size);
    EXPECT(fsync(disk) == 0 && chdir("/") == 0);
    return passed();
}
