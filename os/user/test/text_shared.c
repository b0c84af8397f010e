// SPDX-License-Identifier: Apache-2.0
// A program's pages that nobody writes are in memory once, however many processes run it: the second copy of a program
// with 64 pages of constants, all of them read, costs far fewer than 64 pages, and its frames are mapped by all of
// them. Claims: F49.

#include "procfile.h"

enum { TablePages = 64, Copies = 3, OwnPages = 32 };

#define PAGE(n) [(n)*PageSize] = (n) + 1
#define EIGHT(n) PAGE(n), PAGE(n + 1), PAGE(n + 2), PAGE(n + 3), PAGE(n + 4), PAGE(n + 5), PAGE(n + 6), PAGE(n + 7)

static const unsigned char table[TablePages * PageSize] = {
    EIGHT(0), EIGHT(8), EIGHT(16), EIGHT(24), EIGHT(32), EIGHT(40), EIGHT(48), EIGHT(56),
};

static void read_table(void)
{
    for (int page = 0; page < TablePages; page++)
        EXPECT_EQ(((const volatile unsigned char *)table)[page * PageSize], page + 1);
}

// The other life of this program: read everything, say so on descriptor 1, and stay until descriptor 0 is closed.
static int copy(void)
{
    char byte;
    read_table();
    EXPECT(write(1, "", 1) == 1);
    EXPECT(read(0, &byte, 1) == 0);
    return EXIT_SUCCESS;
}

static pid_t start_copy(char *program, struct turn *ready, struct turn *stay)
{
    char byte;
    char *arguments[] = {program, "copy", NULL};
    pid_t pid = fork_child();
    if (pid == 0) {
        EXPECT(dup2(stay->fd[0], 0) == 0 && dup2(ready->fd[1], 1) == 1);
        close(stay->fd[1]);
        execv(program, arguments);
        _exit(EXIT_FAILURE);
    }
    EXPECT(read(ready->fd[0], &byte, 1) == 1);
    return pid;
}

int main(int argc, char *argv[])
{
    pid_t pids[Copies];
    if (argc > 1)
        return copy();

    step("read everything");
    read_table();
    struct turn ready = make_turn(), stay = make_turn();

    step("start the copies");
    for (int i = 0; i < Copies; i++) {
        long before = meminfo_kb("MemFree"), copied = vmstat("vmx_file_copy");
        pids[i] = start_copy(argv[0], &ready, &stay);
        long pages = (before - meminfo_kb("MemFree")) / (PageSize / 1024);
        if (on_pagewalk() && pages > OwnPages)
            fail("copy %d of the program costs %ld pages", i + 2, pages);
        copied = vmstat("vmx_file_copy") - copied;
        if (copied > OwnPages)  // when all memory is in use, what is free tells nothing
            fail("copy %d of the program has %ld pages of the file copied", i + 2, copied);
    }

    if (on_pagewalk())
        for (int page = 0; page < TablePages; page += 7)
            if (page_word(table + page * PageSize) & PM_PRESENT)
                EXPECT_EQ(mappings_of(table + page * PageSize), Copies + 1);

    step("end");
    close(stay.fd[1]);
    for (int i = 0; i < Copies; i++)
        wait_for_success(pids[i]);
    return passed();
}
