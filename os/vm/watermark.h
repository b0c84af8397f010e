// SPDX-License-Identifier: Apache-2.0
// Watermarks: how many frames are kept free, and for whom. In frames, min <= low <= high:
//
//   free < low    the reclaim daemon is woken (kswapd.h), and works until high frames are free
//   free <= min   user pages are refused what is left: who wants one reclaims himself (supply.c). The last `min` frames
//                 are for page tables and kernel blocks, half of them for a task that is being killed, all for the
//                 daemon
//
// Settings, as Linux has them: vm.min_free_kbytes is min, in KiB; low and high stand above it by a quarter of min or by
// vm.watermark_scale_factor ten-thousandths of memory, whichever is more, and by twice that.
#ifndef VM_WATERMARK_H
#define VM_WATERMARK_H

#include <stdbool.h>
#include <stdint.h>

struct watermarks {
    uint64_t min, low, high;
    uint64_t wake;  // below it the daemon is woken: low, or 0 when it is switched off
};
extern struct watermarks watermarks;

// Of that many frames in all: min is the square root of memory in KiB, in KiB, and at least WATERMARK_LEAST frames.
void watermarks_init(uint64_t count);

// So many are needed so that evicting a page never waits for memory, whatever else is set.
#define WATERMARK_LEAST 8u

int64_t watermark_min_kbytes(void);
int watermark_set_min_kbytes(int64_t kbytes);  // 0, or -EINVAL: less than WATERMARK_LEAST, or above a quarter of memory
int64_t watermark_scale(void);
int watermark_set_scale(int64_t ten_thousandths);
int64_t watermark_daemon(void);  // vm.kswapd: 1, or 0: it is never woken
int watermark_set_daemon(int64_t on);

#endif
