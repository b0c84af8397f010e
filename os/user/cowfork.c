// SPDX-License-Identifier: Apache-2.0
//
// cowfork: fork copies a page only when it must. A heap of 64 pages is shared by fork, and parent and child write parts
// of it in a fixed order:
//
//      pages     0      8      16     24     32             48             64
//      1 child   |######|######|                                               two owners: each page is copied
//      2 parent         |++++++|######|######|                                 ++ the last owner: the frame is kept
//      3 child                 |++++++|
//      4 parent (the child is gone)          |++++++++++++++|
//
// So 32 pages are copied, 32 are written by their last owner without a copy, and the kernel's own counters must say just
// that. Neither process may see what the other wrote. Where the kernel has no such counters (on Linux), only the
// contents are checked.

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vmstat.h"

enum { PageSize = 4096, Pages = 64 };

struct counts {
    long copied;
    long reused;
};

static unsigned char *heap;
static int to_child[2], to_parent[2];

static void die(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static struct counts counts_now(void)
{
    return (struct counts){ vmstat("vmx_cow_copy"), vmstat("vmx_cow_reuse") };
}

static void write_pages(int begin, int end, unsigned char mark)
{
    for (int page = begin; page < end; page++)
        heap[page * PageSize + page] = mark;
}

// Write the pages [begin, end) and count what that cost. The first reading of the counters takes the faults of this
// process's own stack and data out of the account, the other process sleeps meanwhile.
static struct counts cost_of_writing(int begin, int end, unsigned char mark)
{
    counts_now();
    struct counts before = counts_now();
    write_pages(begin, end, mark);
    struct counts after = counts_now();
    return (struct counts){ after.copied - before.copied, after.reused - before.reused };
}

static void expect_cost(const char *step, struct counts cost, struct counts expected)
{
    if (vmstat("vmx_cow_copy") < 0)
        return;
    if (cost.copied != expected.copied || cost.reused != expected.reused) {
        printf("cowfork: %s: %ld copied, %ld reused; expected %ld and %ld\n", step, cost.copied, cost.reused,
               expected.copied, expected.reused);
        exit(EXIT_FAILURE);
    }
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

static void wake(int fd)
{
    if (write(fd, "", 1) != 1)
        die("write to pipe");
}

static void await(int fd)
{
    char byte;
    if (read(fd, &byte, 1) != 1)
        die("read from pipe");
}

static void child(void)
{
    expect_cost("step 1, child", cost_of_writing(0, 16, 'c'), (struct counts){ 16, 0 });
    wake(to_parent[1]);
    await(to_child[0]);
    expect_cost("step 3, child", cost_of_writing(16, 24, 'c'), (struct counts){ 0, 8 });
    expect_marks("child", 0, 24, 'c');
    expect_marks("child", 24, Pages, 'f');
    _exit(EXIT_SUCCESS);
}

static void parent(pid_t pid)
{
    int status;
    await(to_parent[0]);
    expect_cost("step 2, parent", cost_of_writing(8, 32, 'p'), (struct counts){ 16, 8 });
    wake(to_child[1]);
    if (waitpid(pid, &status, 0) != pid)
        die("waitpid");
    if (status != 0) {
        printf("cowfork: the child failed\n");
        exit(EXIT_FAILURE);
    }
    expect_cost("step 4, parent", cost_of_writing(32, 48, 'p'), (struct counts){ 0, 16 });
    expect_marks("parent", 0, 8, 'f');
    expect_marks("parent", 8, 48, 'p');
    expect_marks("parent", 48, Pages, 'f');
}

int main(void)
{
    heap = mmap(NULL, Pages * PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (heap == MAP_FAILED)
        die("mmap");
    if (pipe(to_child) < 0 || pipe(to_parent) < 0)
        die("pipe");
    write_pages(0, Pages, 'f');

    fflush(stdout);
    pid_t pid = fork();
    if (pid < 0)
        die("fork");
    if (pid == 0)
        child();
    parent(pid);

    if (vmstat("vmx_cow_copy") < 0)
        printf("cowfork: contents right; this kernel does not count its page copies\n");
    else
        printf("cowfork: %d pages shared: 32 copied for the first of two writers, 32 kept by their last owner\n", Pages);
    return EXIT_SUCCESS;
}
