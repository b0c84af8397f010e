// SPDX-License-Identifier: Apache-2.0
#include "disk.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

// Opens for writing where that is wanted and allowed, else for reading.
static int open_image(const char *path, bool snapshot, bool *read_only)
{
    *read_only = false;
    if (snapshot)
        return open(path, O_RDONLY);
    int fd = open(path, O_RDWR);
    if (fd >= 0 || (errno != EACCES && errno != EROFS))
        return fd;
    *read_only = true;
    return open(path, O_RDONLY);
}

static bool check_size(const struct stat *file, const char *path, struct complaint *complaint)
{
    if (!S_ISREG(file->st_mode))
        return complain(complaint, "disk '%s' is not a regular file; give a raw image", path);
    if (file->st_size == 0)
        return complain(complaint, "disk '%s' is empty; make an image with mke2fs or mkswap", path);
    if (file->st_size % SECTOR_BYTES != 0)
        return complain(complaint,
                        "disk '%s' has %" PRIu64 " bytes, not a multiple of %d; extend it with "
                        "truncate -s %%%d",
                        path, (uint64_t)file->st_size, SECTOR_BYTES, SECTOR_BYTES);
    return true;
}

bool disk_open(struct disk *disk, const char *path, bool snapshot, struct complaint *complaint)
{
    int fd = open_image(path, snapshot, &disk->read_only);
    if (fd < 0)
        return complain(complaint, "cannot open disk '%s': %s", path, strerror(errno));
    struct stat file;
    if (fstat(fd, &file) != 0 || !check_size(&file, path, complaint)) {
        close(fd);
        return false;
    }
    int protection = disk->read_only ? PROT_READ : PROT_READ | PROT_WRITE;
    int sharing = snapshot || disk->read_only ? MAP_PRIVATE : MAP_SHARED;
    disk->size = (uint64_t)file.st_size;
    disk->bytes = mmap(NULL, disk->size, protection, sharing, fd, 0);
    int error = errno;
    close(fd);
    if (disk->bytes == MAP_FAILED)
        return complain(complaint, "cannot map disk '%s': %s", path, strerror(error));
    return true;
}

void disk_close(struct disk *disk) { munmap(disk->bytes, disk->size); }

bool disk_is_swap(const struct disk *disk)
{
    static const char signature[] = "SWAPSPACE2";
    const uint64_t page = 4096, length = sizeof signature - 1;
    return disk->size >= page && memcmp(disk->bytes + page - length, signature, length) == 0;
}
