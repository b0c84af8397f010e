// SPDX-License-Identifier: Apache-2.0
#include "os/vm/watermark.h"

#include "os/lib/errno.h"
#include "os/vm/vm.h"

#define KB_A_FRAME (PAGE_SIZE / 1024)
#define SCALE_WHOLE 10000u

struct watermarks watermarks;
static uint64_t frames;
static uint64_t scale = 10;  // of SCALE_WHOLE
static bool daemon_on = true;

static void place(uint64_t min)
{
    uint64_t step = MAX(min / 4, frames * scale / SCALE_WHOLE);
    watermarks = (struct watermarks){min, min + step, min + 2 * step, daemon_on ? min + step : 0};
}

static uint64_t square_root(uint64_t n)
{
    uint64_t root = 0;
    for (uint64_t bit = UINT64_C(1) << 31; bit > 0; bit >>= 1)
        if ((root + bit) * (root + bit) <= n)
            root += bit;
    return root;
}

void watermarks_init(uint64_t count)
{
    frames = count;
    place(MAX(WATERMARK_LEAST, square_root(frames * KB_A_FRAME) / KB_A_FRAME));
}

int64_t watermark_min_kbytes(void) { return (int64_t)(watermarks.min * KB_A_FRAME); }

int watermark_set_min_kbytes(int64_t kbytes)
{
    uint64_t min = (uint64_t)kbytes / KB_A_FRAME;
    if (min < WATERMARK_LEAST || min > frames / 4)
        return -EINVAL;
    place(min);
    return 0;
}

int64_t watermark_scale(void) { return (int64_t)scale; }

int watermark_set_scale(int64_t ten_thousandths)
{
    scale = (uint64_t)ten_thousandths;
    place(watermarks.min);
    return 0;
}

int64_t watermark_daemon(void) { return daemon_on; }

int watermark_set_daemon(int64_t on)
{
    daemon_on = on != 0;
    place(watermarks.min);
    return 0;
}
