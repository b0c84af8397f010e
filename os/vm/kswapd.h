// SPDX-License-Identifier: Apache-2.0
// The reclaim daemon, a kernel task: it sleeps until fewer than watermarks.low frames are free, and frees pages of the
// common pool until watermarks.high are. So who needs a page seldom has to evict one first.
#ifndef VM_KSWAPD_H
#define VM_KSWAPD_H

void kswapd_start(void);  // once, at boot

#endif
