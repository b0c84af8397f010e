// SPDX-License-Identifier: Apache-2.0
// The sum of promises and its limits.
#include "os/vm/commit.h"

#include "os/vm/frame.h"
#include "os/vm/space.h"
#include "os/vm/swap.h"

int64_t commit_mode = COMMIT_HEURISTIC;
int64_t commit_ratio = 50;

uint64_t commit_promised;

uint64_t commit_limit(void) { return frame_count_total() * (uint64_t)commit_ratio / 100 + swap_total(); }

// A 32nd of what a space has stays free of promises to it, up to 128 MiB or a 32nd of RAM, so that one program alone
// cannot leave nothing for who would end it.
static uint64_t user_reserve(const struct space *space)
{
    uint64_t most = MIN(frame_count_total() / 32, (128ul << 20) >> PAGE_SHIFT);
    return space ? MIN(space->pages / 32, most) : 0;
}

bool commit_allows_by_sums(const struct space *space, uint64_t pages)
{
    if (commit_mode == COMMIT_ALWAYS)
        return true;
    if (commit_mode == COMMIT_HEURISTIC)
        return pages <= frame_count_total() + swap_total();
    uint64_t limit = commit_limit(), reserve = user_reserve(space);
    return commit_promised + pages + reserve < limit;
}
