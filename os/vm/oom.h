// SPDX-License-Identifier: Apache-2.0
// When neither RAM nor swap has room: who must go.
#ifndef VM_OOM_H
#define VM_OOM_H

#include <stdbool.h>

// The task that owns most memory is killed, init last. True: that is another task, which has had a turn to end since:
// try again. False: it is the running task, whose fault must fail. May sleep.
bool oom_relieve(void);

#endif
