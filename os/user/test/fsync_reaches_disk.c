// SPDX-License-Identifier: Apache-2.0
// What fsync has written of a new file can be found without the file system: on the disk, which is the third, its inode
// has its length, and its map leads to its bytes, through an indirect block too. After fsync of its directory that has
// its name.

#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "test.h"

enum { ImageMax = 4 << 20, Owner = 12346, Block = 1024, Blocks = 40, Direct = 12, SizeAt = 4, MapAt = 40 };

static unsigned char image[ImageMax];
static size_t size;

static uint32_t word_at(size_t at)
{
    uint32_t word;
    EXPECT(at + sizeof word <= size);
    memcpy(&word, image + at, sizeof word);
    return word;
}

static size_t inode(void)
{
    for (size_t at = 0; at + 128 <= size; at += 128)
        if (word_at(at) == ((uint32_t)Owner << 16 | S_IFREG | 0600))
            return at;
    fail("the file has no inode on the disk");
}

static bool has_name(const char *name)
{
    for (size_t at = 0; at + 16 <= size; at += 4)
        if (word_at(at) != 0 && image[at + 6] == strlen(name) && memcmp(image + at + 8, name, strlen(name)) == 0)
            return true;
    return false;
}

static void fill(unsigned char *block, uint32_t number)
{
    for (size_t i = 0; i < Block; i++)
        block[i] = (unsigned char)(number * 7 + i / 16 + 1);
}

int main(void)
{
    unsigned char block[Block];
    if (!on_pagewalk() || mkdir("/tmp/fsync", 0755) != 0)
        return skipped("there is no disk to look at");
    if (mount("/dev/vdc", "/tmp/fsync", "ext2", 0, NULL) != 0) {
        EXPECT(rmdir("/tmp/fsync") == 0);
        return skipped("the third disk has no file system");
    }
    int fd = open("/tmp/fsync/reaches", O_RDWR | O_CREAT | O_EXCL, 0600);
    EXPECT(fd >= 0 && fchown(fd, Owner, 0) == 0);
    for (uint32_t i = 0; i < Blocks; i++) {
        fill(block, i);
        EXPECT_EQ(write(fd, block, Block), Block);
    }
    EXPECT(fsync(fd) == 0);
    int folder = open("/tmp/fsync", O_RDONLY | O_DIRECTORY);
    EXPECT(folder >= 0 && fsync(folder) == 0 && close(folder) == 0);

    step("on the disk");
    int disk = open("/dev/vdc", O_RDONLY);
    EXPECT(disk >= 0 && ioctl(disk, 0x1261) == 0);  // BLKFLSBUF: what is cached of it is older
    size = (size_t)lseek(disk, 0, SEEK_END);
    EXPECT(size <= ImageMax && pread(disk, image, size, 0) == (ssize_t)size);
    size_t at = inode();
    EXPECT_EQ(word_at(at + SizeAt), Blocks * Block);
    size_t indirect = (size_t)word_at(at + MapAt + 4 * Direct) * Block;
    EXPECT(indirect);
    for (uint32_t i = 0; i < Blocks; i++) {
        size_t there = (size_t)word_at(i < Direct ? at + MapAt + 4 * i : indirect + 4 * (i - Direct)) * Block;
        fill(block, i);
        EXPECT(there && there + Block <= size && memcmp(image + there, block, Block) == 0);
    }
    EXPECT(has_name("reaches"));
    EXPECT(close(fd) == 0 && unlink("/tmp/fsync/reaches") == 0 && close(disk) == 0);
    EXPECT(umount("/tmp/fsync") == 0 && rmdir("/tmp/fsync") == 0);
    return passed();
}
