// SPDX-License-Identifier: Apache-2.0
// A reference string through a replacement policy of the kernel, and through Belady's, which knows the future.
#ifndef TB_POLICY_REPLAY_H
#define TB_POLICY_REPLAY_H

#include <stddef.h>
#include <stdint.h>

enum { PagesMost = 4096 };  // ids are [0, PagesMost)

// Faults of `frames` empty frames under the policy on the string, a tick after each reference, as the program refstring
// does on the machine. The pages are clean. Ends the program when the policy breaks its promises.
uint64_t replay(const char *policy, unsigned frames, const unsigned *ids, size_t length);
// The fewest faults that any policy can have (Belady, 1966).
uint64_t replay_optimal(unsigned frames, const unsigned *ids, size_t length);

#endif
