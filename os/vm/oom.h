// SPDX-License-Identifier: Apache-2.0
// When neither RAM nor swap has room: who must go.
#ifndef VM_OOM_H
#define VM_OOM_H

#include <stdbool.h>
#include <stdint.h>

struct task;

// Unless there is memory after all, the task that owns most is killed, and all that share its space; init last. True:
// that is another task, which has had a turn to end since: try again. False: it is the running task, or that one is
// dying already: its fault must fail. May give the hart away.
bool oom_relieve(void);

// What the end of the task would give back, in pages, moved by its oom_score_adj thousandths of all memory; never below
// 1 for a task that may be chosen. 0: it may not be.
int64_t oom_badness(const struct task *task);
uint64_t oom_score(const struct task *task);  // /proc/PID/oom_score: as Linux scales it, 0 to 2000

#define OOM_ADJ_MIN (-1000)  // never to be chosen
#define OOM_ADJ_MAX 1000

#endif
