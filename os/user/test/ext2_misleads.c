// SPDX-License-Identifier: Apache-2.0
// A file system that was made to mislead, on the third disk: directories whose way up is a circle or ends in a file,
// while one is moved below them; directories with a second name, above them, beside them and in themselves, which does
// not lead to them; a block device among its files, which is the swap device and not what else its inode holds. Every
// call returns, and the file system can be unmounted.

#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/swap.h>

#include "test.h"

enum { ImageMax = 4 << 20, Owner = 12345, Block = 1024, ModeOfDevice = 0060600, SwapNumber = 254 << 8 | 16 };

static unsigned char image[ImageMax], changed[ImageMax];
static size_t size;
static int disk;

static uint32_t word_at(const unsigned char *at)
{
    uint32_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

static uint32_t ino_of(const char *path)
{
    struct stat st;
    EXPECT(stat(path, &st) == 0);
    return (uint32_t)st.st_ino;
}

// The directory's ".." leads to `up`. Its first block begins with its own number, and 12 bytes on is the second entry.
static void turn_up(uint32_t directory, uint32_t up)
{
    for (size_t at = 0; at + Block <= size; at += Block)
        if (word_at(changed + at) == directory && memcmp(changed + at + 8, ".\0\0\0", 4) == 0 &&
            memcmp(changed + at + 20, "..", 2) == 0) {
            memcpy(changed + at + 12, &up, sizeof up);
            return;
        }
    fail("directory %u has no block", directory);
}

// What was the regular file `name`, a name that nothing else has, is one more name of a directory.
static void turn_name(const char *name, uint32_t directory)
{
    size_t length = strlen(name);
    for (size_t at = 0; at + 8 + length <= size; at += 4)
        if (changed[at + 6] == length && memcmp(changed + at + 8, name, length) == 0) {
            memcpy(changed + at, &directory, sizeof directory);
            changed[at + 7] = 2;  // a directory
            return;
        }
    fail("%s has no entry", name);
}

static void become_device(void)
{
    uint16_t mode = ModeOfDevice;
    uint32_t number = SwapNumber;
    for (size_t at = 0; at + 128 <= size; at += 128)
        if (word_at(changed + at) == ((uint32_t)Owner << 16 | S_IFREG | 0600)) {
            memcpy(changed + at, &mode, sizeof mode);
            memcpy(changed + at + 40, &number, sizeof number);
            return;
        }
    fail("the file has no inode");
}

static void write_image(const unsigned char *bytes)
{
    EXPECT(pwrite(disk, bytes, size, 0) == (ssize_t)size && fsync(disk) == 0);
}

static void read_image(unsigned char *bytes)
{
    EXPECT(ioctl(disk, 0x1261) == 0);  // BLKFLSBUF: what is cached of it is older
    EXPECT(pread(disk, bytes, size, 0) == (ssize_t)size);
}

int main(void)
{
    if (!on_pagewalk() || mkdir("/tmp/ext2_misleads", 0755) != 0 || chdir("/tmp/ext2_misleads") != 0)
        return skipped("there is no disk to damage");
    EXPECT(mkdir("m", 0755) == 0);
    if (mount("/dev/vdc", "m", "ext2", 0, NULL) != 0)
        return skipped("the third disk has no file system");
    EXPECT(umount("m") == 0);
    disk = open("/dev/vdc", O_RDWR);
    size = (size_t)lseek(disk, 0, SEEK_END);
    EXPECT(size > 0 && size <= ImageMax);
    read_image(image);

    step("made");
    EXPECT(mount("/dev/vdc", "m", "ext2", 0, NULL) == 0);
    for (const char **name = (const char *[]){"m/a", "m/b", "m/c", "m/d", "m/e", NULL}; *name; name++)
        EXPECT(mkdir(*name, 0755) == 0);
    EXPECT(mknod("m/file", S_IFREG | 0600, 0) == 0 && mknod("m/node", S_IFREG | 0600, 0) == 0);
    EXPECT(chown("m/node", Owner, 0) == 0);
    EXPECT(mkdir("m/f", 0755) == 0 && mkdir("m/f/g", 0755) == 0 && mkdir("m/h", 0755) == 0);
    for (const char **name = (const char *[]){"m/f/to-root", "m/f/to-itself", "m/f/g/to-above", "m/f/to-beside", NULL};
         *name; name++)
        EXPECT(mknod(*name, S_IFREG | 0600, 0) == 0);
    uint32_t a = ino_of("m/a"), b = ino_of("m/b"), c = ino_of("m/c"), file = ino_of("m/file"), e = ino_of("m/e"),
             f = ino_of("m/f"), h = ino_of("m/h"), root = ino_of("m");
    EXPECT(umount("m") == 0);
    read_image(changed);
    turn_up(a, b);
    turn_up(b, a);
    turn_up(c, file);
    turn_up(h, f);
    turn_name("to-root", root);
    turn_name("to-itself", f);
    turn_name("to-above", f);
    turn_name("to-beside", e);
    become_device();
    write_image(changed);

    step("misleads");
    EXPECT(mount("/dev/vdc", "m", "ext2", 0, NULL) == 0);
    EXPECT_ERRNO(rename("m/d", "m/a/d"), EIO);
    EXPECT_ERRNO(rename("m/d", "m/c/d"), EIO);
    EXPECT(rename("m/d", "m/e/d") == 0);
    EXPECT_ERRNO(swapon("m/node", 0), EBUSY);

    step("has directories twice");
    struct stat st;
    EXPECT_ERRNO(stat("m/h/../to-root", &st), EIO);  // before m/f has been seen with its own name
    EXPECT(umount("m") == 0 && mount("/dev/vdc", "m", "ext2", 0, NULL) == 0);
    for (const char **name = (const char *[]){"m/f/to-root", "m/f/to-itself", "m/f/g/to-above", "m/f/to-beside", NULL};
         *name; name++) {
        EXPECT_ERRNO(stat(*name, &st), EIO);
        EXPECT_ERRNO(rmdir(*name), EIO);
        EXPECT_ERRNO(rename(*name, "m/new"), EIO);
        EXPECT_ERRNO(rename("m/d", *name), EIO);
    }
    EXPECT(stat("m/f/g/../../e/d", &st) == 0);
    EXPECT(umount("m") == 0);
    write_image(image);
    EXPECT(close(disk) == 0 && rmdir("m") == 0 && chdir("/") == 0 && rmdir("/tmp/ext2_misleads") == 0);
    return passed();
}
