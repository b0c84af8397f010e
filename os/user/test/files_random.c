// SPDX-License-Identifier: Apache-2.0
// Files of two directories are written, lengthened, shortened, mapped and stored to, renamed over each other and
// removed in random order, and have at each look the bytes that an array in memory has. On pagewalk in a directory of
// ext2 and in one of tmpfs; when the third disk has a file system, on that instead, for longer, and the tree is left
// there: the host's e2fsck and debugfs are the judges.
//
// Engine: model

#include <dirent.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "test.h"

enum { Files = 6, SizeMax = 20000, PieceMax = 5000, Steps = 120, StepsOnDisk = 3000 };

static struct {
    bool there;
    size_t size;
    unsigned char bytes[SizeMax];
} model[Files];

static unsigned char buffer[SizeMax + 1];
static uint32_t random_state = 1;

static size_t random_below(size_t limit)
{
    random_state = random_state * 1664525 + 1013904223;
    return (random_state >> 8) % limit;
}

static const char *name_of(int file)
{
    static char names[2][16];
    static int turn;
    char *name = names[turn ^= 1];
    snprintf(name, sizeof names[0], "d%d/f%d", file % 2, file);
    return name;
}

static int open_file(int file)
{
    int fd = open(name_of(file), O_RDWR | O_CREAT, 0644);
    if (fd < 0)
        fail("open %s: %s", name_of(file), strerror(errno));
    model[file].there = true;
    return fd;
}

static void grow_model(int file, size_t size)
{
    if (size > model[file].size) {
        memset(model[file].bytes + model[file].size, 0, size - model[file].size);
        model[file].size = size;
    }
}

static void write_some(int file)
{
    int fd = open_file(file);
    size_t length = 1 + random_below(PieceMax), offset = random_below(SizeMax - length);
    for (size_t i = 0; i < length; i++)
        buffer[i] = (unsigned char)random_below(256);
    EXPECT_EQ(pwrite(fd, buffer, length, (off_t)offset), length);
    grow_model(file, offset + length);
    memcpy(model[file].bytes + offset, buffer, length);
    close(fd);
}

static void change_length(int file)
{
    int fd = open_file(file);
    size_t size = random_below(SizeMax);
    EXPECT(ftruncate(fd, (off_t)size) == 0);
    grow_model(file, size);
    model[file].size = size;
    close(fd);
}

static void store_some(int file)
{
    int fd = open_file(file);
    size_t size = model[file].size;
    if (size > 0) {
        unsigned char *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        EXPECT(map != MAP_FAILED);
        for (int i = 0; i < 20; i++) {
            size_t at = random_below(size);
            map[at] = model[file].bytes[at] = (unsigned char)i;
        }
        EXPECT(munmap(map, size) == 0);
    }
    close(fd);
}

static void compare(int file)
{
    struct stat st;
    if (!model[file].there) {
        EXPECT_ERRNO(open(name_of(file), O_RDONLY), ENOENT);
        return;
    }
    int fd = open_file(file);
    EXPECT(fstat(fd, &st) == 0);
    EXPECT_EQ(st.st_size, model[file].size);
    EXPECT_EQ(pread(fd, buffer, sizeof buffer, 0), model[file].size);
    for (size_t i = 0; i < model[file].size; i++)
        if (buffer[i] != model[file].bytes[i])
            fail("%s: byte %zu is %d, not %d", name_of(file), i, buffer[i], model[file].bytes[i]);
    close(fd);
}

static void rename_over(int from, int to)
{
    if (!model[from].there || from == to)
        return;
    EXPECT(rename(name_of(from), name_of(to)) == 0);
    model[to] = model[from];
    model[from].there = false;
    model[from].size = 0;
}

static void remove_file(int file)
{
    if (!model[file].there)
        return;
    EXPECT(unlink(name_of(file)) == 0);
    model[file].there = false;
    model[file].size = 0;
}

static void one_step(void)
{
    int file = (int)random_below(Files);
    switch (random_below(10)) {
    case 0:
    case 1:
    case 2: write_some(file); break;
    case 3: change_length(file); break;
    case 4:
    case 5: store_some(file); break;
    case 6: rename_over(file, (int)random_below(Files)); break;
    case 7:
        if (random_below(2))
            remove_file(file);
        break;
    case 8: {
        int fd = open_file(file);
        EXPECT(random_below(2) ? fsync(fd) == 0 : fdatasync(fd) == 0);
        close(fd);
        break;
    }
    default: compare(file);
    }
}

static void work_in(const char *directory, int steps)
{
    memset(model, 0, sizeof model);
    EXPECT(chdir(directory) == 0);
    EXPECT(mkdir("d0", 0755) == 0 && mkdir("d1", 0755) == 0);
    for (int i = 0; i < steps; i++) {
        one_step();
        if (i % 16 == 0)
            vm_check();
    }
    for (int file = 0; file < Files; file++)
        compare(file);
}

// What cksum(1) says of the bytes.
static uint32_t checksum(const unsigned char *bytes, size_t size)
{
    uint32_t crc = 0;
    size_t rest = size;
    for (size_t i = 0; i < size || rest > 0; i++) {
        uint32_t byte = i < size ? bytes[i] : rest & 0xff;
        if (i >= size)
            rest >>= 8;
        crc ^= byte << 24;
        for (int bit = 0; bit < 8; bit++)
            crc = crc << 1 ^ (crc >> 31 ? 0x04c11db7 : 0);
    }
    return ~crc;
}

static void tell_sums(void)
{
    for (int file = 0; file < Files; file++)
        if (model[file].there)
            printf("tree: %u %zu ./%s\n", checksum(model[file].bytes, model[file].size), model[file].size,
                   name_of(file));
}

static void clear_away(const char *directory)
{
    for (int file = 0; file < Files; file++)
        remove_file(file);
    EXPECT(rmdir("d0") == 0 && rmdir("d1") == 0 && chdir("/") == 0 && rmdir(directory) == 0);
}

int main(void)
{
    char made[] = "/tmp/files_random.XXXXXX";
    EXPECT(mkdtemp(made));
    if (on_pagewalk() && mount("/dev/vdc", made, "ext2", 0, NULL) == 0) {
        step("on a disk");
        work_in(made, StepsOnDisk);
        tell_sums();
        sync();
        EXPECT(chdir("/") == 0 && umount(made) == 0);
        return passed();
    }
    step("in /tmp");
    work_in(made, Steps);
    clear_away(made);
    if (on_pagewalk()) {
        step("on the root's file system");
        EXPECT(mkdir("/data/files_random", 0755) == 0);
        work_in("/data/files_random", Steps);
        clear_away("/data/files_random");
    }
    return passed();
}
