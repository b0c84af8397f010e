// SPDX-License-Identifier: Apache-2.0
// Swap areas of the tests' own, on the third disk.

#ifndef SWAPAREA_H
#define SWAPAREA_H

#include <sys/swap.h>

#include "test.h"

#define OWN_AREA "/dev/vdc"

// What mkswap writes from byte 1024 on; "more" is uuid, label and padding.
struct swap_header {
    unsigned version, last_page, bad_count, more[125], bad[4];
};

static inline void make_area(struct swap_header header, const char *magic)
{
    static char page[PageSize];
    memset(page, 0, sizeof page);
    memcpy(page + 1024, &header, sizeof header);
    memcpy(page + PageSize - 10, magic, 10);
    int fd = open(OWN_AREA, O_WRONLY);
    EXPECT(fd >= 0 && pwrite(fd, page, PageSize, 0) == PageSize && fsync(fd) == 0 && close(fd) == 0);
}

#endif
