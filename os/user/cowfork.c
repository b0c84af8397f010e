// SPDX-License-Identifier: Apache-2.0
// cowfork: fork copies a page only when it must. A heap of 64 pages is shared by fork, and parent and child write parts
// of it in a fixed order:
//
//      pages     0      8      16     24     32             48             64
//      1 child   |######|######|                                               two owners: each page is copied
//      2 parent         |++++++|######|######|                                 ++ the last owner: the frame is kept
//      3 child                 |++++++|
//      4 parent (the child is gone)          |++++++++++++++|
//
// So 32 pages are copied, 32 are written by their last owner without a copy, and the kernel's own counters must say
// just that. Neither process may see what the other wrote. Where the kernel has no such counters (on Linux), only the
// contents are checked.

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vmstat.h"

enum { PageSize = 4096, Pages = 64 };

struct counts {
    long copied;
    long reused;
    long swapped_out;
};

static unsigned char *heap;
static int to_child[2], to_parent[2];
static struct counts total;  // what this process's steps cost
static struct counts start;  // what the kernel had counted when the program began

static void die(const char *what)
{
    fprintf(stderr, "cowfork: %s: %s\n", what, strerror(errno));
    exit(EXIT_FAILURE);
}

static bool kernel_counts(void) { return vmstat("vmx_cow_copy") >= 0; }

static struct counts counts_now(void)
{
    return (struct counts){vmstat("vmx_cow_copy"), vmstat("vmx_cow_reuse"), vmstat("pswpout")};
}

static void write_pages(int begin, int end, unsigned char mark)
{
    for (int page = begin; page < end; page++)
        heap[page * PageSize + page] = mark;
}

// Write the pages [begin, end), count what that costs, and compare. The first reading of the counters takes the faults
// of this process's own stack and data out of the account; the other process sleeps meanwhile. Where memory is so short
// that pages go to swap meanwhile, one may come back as this process's own, and then there is nothing left to reuse.
static void write_and_count(const char *step, int begin, int end, unsigned char mark, struct counts expected)
{
    counts_now();
    struct counts before = counts_now();
    write_pages(begin, end, mark);
    struct counts after = counts_now();
    if (!kernel_counts())
        return;
    long copied = after.copied - before.copied, reused = after.reused - before.reused;
    bool was_short = after.swapped_out != start.swapped_out;
    if (copied != expected.copied || reused > expected.reused || (reused < expected.reused && !was_short)) {
        printf("cowfork: %s: %ld copied, %ld reused; expected %ld and %ld\n", step, copied, reused, expected.copied,
               expected.reused);
        exit(EXIT_FAILURE);
    }
    total.copied += copied;
    total.reused += reused;
}

// Each page carries the mark of the newest write that this process may see, and zeros elsewhere.
static void expect_marks(const char *who, int begin, int end, unsigned char mark)
{
    for (int page = begin; page < end; page++)
        for (int i = 0; i < PageSize; i += 8) {
            bool marked = i <= page && page < i + 8;
            uint64_t word = *(uint64_t *)(heap + page * PageSize + i);
            uint64_t expected = marked ? (uint64_t)mark << 8 * (page - i) : 0;
            if (word != expected) {
                printf("cowfork: the %s reads 0x%llx in page %d at %d, expected 0x%llx\n", who,
                       (unsigned long long)word, page, i, (unsigned long long)expected);
                exit(EXIT_FAILURE);
            }
        }
}

// The turn goes to the other process, along with what this one's steps have cost.
static void give_turn(int fd)
{
    if (write(fd, &total, sizeof total) != sizeof total)
        die("write to pipe");
}

static struct counts await_turn(int fd)
{
    struct counts others;
    if (read(fd, &others, sizeof others) != sizeof others) {
        printf("cowfork: the other process has failed\n");
        exit(EXIT_FAILURE);
    }
    return others;
}

static void child(void)
{
    close(to_parent[0]);
    close(to_child[1]);
    write_and_count("step 1, child", 0, 16, 'c', (struct counts){.copied = 16});
    give_turn(to_parent[1]);
    await_turn(to_child[0]);
    write_and_count("step 3, child", 16, 24, 'c', (struct counts){.reused = 8});
    expect_marks("child", 0, 24, 'c');
    expect_marks("child", 24, Pages, 'f');
    give_turn(to_parent[1]);
    _exit(EXIT_SUCCESS);
}

static void parent(pid_t pid)
{
    int status;
    close(to_parent[1]);
    close(to_child[0]);
    await_turn(to_parent[0]);
    write_and_count("step 2, parent", 8, 32, 'p', (struct counts){.copied = 16, .reused = 8});
    give_turn(to_child[1]);
    struct counts childs = await_turn(to_parent[0]);
    if (waitpid(pid, &status, 0) != pid || status != 0)
        die("waitpid");
    write_and_count("step 4, parent", 32, 48, 'p', (struct counts){.reused = 16});
    expect_marks("parent", 0, 8, 'f');
    expect_marks("parent", 8, 48, 'p');
    expect_marks("parent", 48, Pages, 'f');
    total.copied += childs.copied;
    total.reused += childs.reused;
}

int main(void)
{
    heap = mmap(NULL, Pages * PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (heap == MAP_FAILED)
        die("mmap");
    if (pipe(to_child) < 0 || pipe(to_parent) < 0)
        die("pipe");
    start = counts_now();
    write_pages(0, Pages, 'f');

    fflush(stdout);
    pid_t pid = fork();
    if (pid < 0)
        die("fork");
    if (pid == 0)
        child();
    parent(pid);

    if (kernel_counts())
        printf("cowfork: %d pages shared: %ld copied for the first of two writers, %ld kept by their last owner\n",
               Pages, total.copied, total.reused);
    else
        printf("cowfork: contents right; this kernel does not count its page copies\n");
    return EXIT_SUCCESS;
}
