// SPDX-License-Identifier: Apache-2.0
// swapoff while the memory that it brings back comes to its end: a shared object whose end waits for a page that is
// being written out, by truncation and by the last munmap; and spaces whose tasks are killed, while memory is short, so
// that swapoff lets go of one for good and goes on with the next. It ends, and what is left is whole.
// Claims: F45.
//
// Engine: model

#include <pthread.h>
#include <sched.h>
#include <sys/swap.h>

#include "test.h"

enum { Pages = 12, SharedPages = 24, HogPages = 400, Heavy = 4, Rounds = 24, Pageout = 21 /* MADV_PAGEOUT */ };

static unsigned char *shared;
static int file;

static void page_out(unsigned char *at, size_t pages) { EXPECT(madvise(at, pages * PageSize, Pageout) == 0); }

static void wait_a_while(int turns)
{
    while (turns-- > 0)
        sched_yield();
}

static void *write_first_page(void *unused)
{
    page_out(shared, 1);
    return unused;
}

static void *shorten(void *unused)
{
    EXPECT(ftruncate(file, 0) == 0);
    return unused;
}

static void *unmap(void *unused)
{
    EXPECT(munmap(shared, Pages * PageSize) == 0);
    return unused;
}

// All pages but the first are in swap; the first goes there while another thread ends the object.
static void object_ends(int round, void *(*end)(void *))
{
    pthread_t writer, ender;
    pid_t pid = fork_child();
    if (pid == 0) {
        bool truncates = end == shorten;
        file = truncates ? memfd_create("object", 0) : -1;
        EXPECT(!truncates || ftruncate(file, Pages * PageSize) == 0);
        shared =
            mmap(NULL, Pages * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | (truncates ? 0 : MAP_ANONYMOUS), file, 0);
        EXPECT(shared != MAP_FAILED);
        memset(shared, round + 1, Pages * PageSize);
        page_out(shared + PageSize, Pages - 1);
        EXPECT(pthread_create(&writer, NULL, write_first_page, NULL) == 0);
        EXPECT(pthread_create(&ender, NULL, end, NULL) == 0);
        pid_t off = fork();
        if (off == 0) {
            wait_a_while(round / 4);
            _exit(swapoff("/dev/vdb") == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
        }
        EXPECT(pthread_join(writer, NULL) == 0 && pthread_join(ender, NULL) == 0);
        wait_for_success(off);
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(pid);
    EXPECT(swapon("/dev/vdb", 0) == 0);
}

// More memory than there is, over and over: so pages are under way to swap all the time.
static pid_t memory_hog(void)
{
    pid_t pid = fork_child();
    if (pid != 0)
        return pid;
    unsigned char *pages = map_pages(HogPages, PROT_READ | PROT_WRITE);
    for (size_t i = 0;; i++)
        pages[i % HogPages * PageSize] = (unsigned char)i;
}

// A process with pages of its own in swap, and shared memory whose end waits for what is on its way out.
static pid_t heavy_process(struct turn *ready)
{
    pid_t pid = fork_child();
    if (pid != 0)
        return pid;
    unsigned char *own = map_pages(Pages, PROT_READ | PROT_WRITE);
    unsigned char *memory =
        mmap(NULL, SharedPages * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(memory != MAP_FAILED);
    memset(memory, 7, SharedPages * PageSize);
    memset(own, 9, Pages * PageSize);
    page_out(own, Pages);
    give(ready);
    pause();
    _exit(EXIT_FAILURE);
}

static void spaces_end(int round)
{
    pid_t pids[Heavy];
    struct turn ready = make_turn();
    for (int i = 0; i < Heavy; i++) {
        pids[i] = heavy_process(&ready);
        await(&ready);
    }
    pid_t hog = memory_hog();
    wait_a_while(round);
    pid_t off = fork_child();
    if (off == 0) {
        int result = swapoff("/dev/vdb");
        _exit(result == 0 || errno == ENOMEM ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    wait_a_while(1 + round / 4);
    for (int i = Heavy; i-- > 0;)
        EXPECT(kill(pids[i], SIGKILL) == 0);
    for (int i = 0; i < Heavy; i++)
        EXPECT(WIFSIGNALED(wait_for(pids[i])));
    EXPECT(kill(hog, SIGKILL) == 0 && WIFSIGNALED(wait_for(hog)));
    wait_for_success(off);
    EXPECT(close(ready.fd[0]) == 0 && close(ready.fd[1]) == 0);
    EXPECT(swapon("/dev/vdb", 0) == 0 || errno == EBUSY);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("it needs a machine of its own");
    for (int round = 0; round < Rounds; round++) {
        step("an object is shortened");
        object_ends(round, shorten);
        step("an object ends");
        object_ends(round, unmap);
        step("spaces end");
        spaces_end(round);
    }
    return passed();
}
