// SPDX-License-Identifier: Apache-2.0
// A pipe is made smaller while a write into it is under way, asleep over a page that comes from swap: what has been
// written stays, in order, and the pipe then takes no more than it may until it has been emptied.
// Claims: F140.
//
// Engine: model

#include <sched.h>

#include "test.h"

enum { Pages = 12, Pageout = 21 /* MADV_PAGEOUT */ };

#define SET_SIZE 1031

static unsigned char *bytes;

static void shrink_while_written(int late)
{
    int ends[2];
    size_t got = 0;
    EXPECT(pipe(ends) == 0);
    for (size_t i = 0; i < Pages * PageSize; i++)
        bytes[i] = (unsigned char)(i * 7 / 3);
    EXPECT(madvise(bytes, Pages * PageSize, Pageout) == 0);
    pid_t writer = fork_child();
    if (writer == 0) {
        for (size_t done = 0; done < 2 * Pages * PageSize;) {
            size_t at = done % (Pages * PageSize);
            ssize_t n = write(ends[1], bytes + at, Pages * PageSize - at);
            EXPECT(n > 0);
            done += (size_t)n;
        }
        _exit(EXIT_SUCCESS);
    }
    close(ends[1]);
    for (int i = 0; i < late; i++)
        sched_yield();
    int size = fcntl(ends[0], SET_SIZE, PageSize);
    EXPECT(size == PageSize || (size == -1 && errno == EBUSY));
    for (int i = 0; i < 50; i++)
        sched_yield();
    while (got < 2 * Pages * PageSize) {
        static unsigned char part[1000];
        ssize_t n = read(ends[0], part, sizeof part);
        EXPECT(n > 0);
        for (ssize_t i = 0; i < n; i++, got++)
            if (part[i] != (unsigned char)(got % (Pages * PageSize) * 7 / 3))
                fail("byte %zu is %d", got, part[i]);
    }
    wait_for_success(writer);
    close(ends[0]);
}

int main(void)
{
    bytes = map_pages(Pages, PROT_READ | PROT_WRITE);
    for (int late = 0; late < 24; late++) {
        step("shrink");
        shrink_while_written(late);
    }
    return passed();
}
