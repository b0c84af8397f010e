// SPDX-License-Identifier: Apache-2.0
// Fences of instructions and translations, here and on other harts (SBI 2.0, chapter 8).

#ifndef FIRMWARE_FENCE_H
#define FIRMWARE_FENCE_H

#include <stdint.h>

struct fence {
    enum { FenceInstructions, FenceTranslations, FenceTranslationsOfAsid } kind;  // as the calls are numbered
    uint64_t start, bytes;                                                        // of the addresses; 0 and 0: all
    uint64_t asid;
};

// Done on all the harts of the mask when it returns. Stopped ones fence everything when they start.
void fence_harts(uint64_t harts, const struct fence *fence);

void fence_everything(void);  // on this hart
void fence_answer(void);      // on this hart, what another waits for in fence_harts

#endif
