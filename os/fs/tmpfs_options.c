// SPDX-License-Identifier: Apache-2.0
// The mount options of tmpfs (tmpfs(5)): how much it may hold.
#include "os/fs/fs.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/frame.h"
#include "os/vm/vm.h"

static bool takes(const char **text, const char *name)
{
    size_t length = strlen(name);
    if (strncmp(*text, name, length) != 0)
        return false;
    *text += length;
    return true;
}

static bool at_end(const char *text) { return *text == 0 || *text == ','; }

// A number with k, m or g behind it; `percent`: or a part of all memory, in bytes.
static int read_number(const char **text, int base, bool percent, uint64_t *number)
{
    char *end;
    if (**text < '0' || **text > '9')
        return -EINVAL;
    *number = strtoul(*text, &end, base);
    unsigned shift = 0;
    switch (*end) {
    case 'k':
    case 'K': shift = 10; break;
    case 'm':
    case 'M': shift = 20; break;
    case 'g':
    case 'G': shift = 30; break;
    case '%':
        if (!percent || *number > 100)
            return -EINVAL;
        *number = *number * frame_count_total() / 100 * PAGE_SIZE;
        end++;
        break;
    default: break;
    }
    if (shift && *number > UINT64_MAX >> shift)
        return -EINVAL;
    *number <<= shift;
    *text = end + (shift > 0);
    return at_end(*text) ? 0 : -EINVAL;
}

// 0 is no limit, as for Linux.
static uint64_t limit_of(uint64_t number) { return number ? number : UINT64_MAX; }

static int read_option(const char **text, struct tmpfs_limits *limits)
{
    uint64_t number = 0;
    int error = -EINVAL;
    if (takes(text, "size=")) {
        error = read_number(text, 10, true, &number);
        limits->pages = limit_of(number / PAGE_SIZE + (number % PAGE_SIZE > 0));
    } else if (takes(text, "nr_blocks=")) {
        error = read_number(text, 10, false, &number);
        limits->pages = limit_of(number);
    } else if (takes(text, "nr_inodes=")) {
        error = read_number(text, 10, false, &number);
        limits->nodes = limit_of(number);
    } else if (takes(text, "mode=")) {
        error = read_number(text, 8, false, &number);
        limits->mode = (uint32_t)number & 07777;
    }
    return error;
}

int tmpfs_options(const char *text, struct tmpfs_limits *limits)
{
    *limits = (struct tmpfs_limits){frame_count_total() / 2, UINT32_MAX, 01777};
    while (*text) {
        int error = *text == ',' ? 0 : read_option(&text, limits);
        if (error)
            return error;
        text += *text == ',';
    }
    return 0;
}
