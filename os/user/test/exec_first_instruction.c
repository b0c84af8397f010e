// SPDX-License-Identifier: Apache-2.0
// A program of a few instructions, written by hand, begins at its file's entry with an aligned stack pointer at the
// number of its arguments, a null behind the last of them, and the page size in the auxiliary vector. Nothing is
// resident then but the page of code that it runs and its stack's, and five page tables are enough. What its data
// segment does not have of the file is zero, to the end of the page and beyond. And another program in the place of the
// first, in the same page of the file and at the same address, is not answered with the first one's code.
// Claims: F62, F64, F75.

#include <sched.h>

#include "elfprogram.h"
#include "procfile.h"

enum { CodeAt = 0x800, Base = 0x10000, DataBase = 0x20000, FileBytes = 16, BssPages = 64 };

struct program {
    Elf64_Ehdr header;
    Elf64_Phdr segment[2];
};

static void write_program(const uint32_t *code, size_t bytes, size_t data)
{
    static unsigned char poison[PageSize];
    struct program p = {
        .header = elf_header(Base + CodeAt, 2),
        .segment = {elf_first_page(Base),
                    {.p_type = PT_LOAD,
                     .p_flags = PF_R | PF_W,
                     .p_offset = PageSize,
                     .p_vaddr = DataBase,
                     .p_filesz = data,
                     .p_memsz = BssPages * PageSize,
                     .p_align = PageSize}},
    };
    int file = open("/data/crafted", O_RDWR);  // who is written to is not run
    EXPECT(file >= 0);
    memset(poison, 0xdb, sizeof poison);
    EXPECT_EQ(pwrite(file, &p, sizeof p, 0), (ssize_t)sizeof p);
    EXPECT_EQ(pwrite(file, code, bytes, CodeAt), (ssize_t)bytes);
    EXPECT_EQ(pwrite(file, poison, sizeof poison, PageSize), PageSize);
    EXPECT(close(file) == 0);
}

static pid_t start(void)
{
    char *arguments[] = {"first", "second", "third", NULL}, *environment[] = {NULL};
    pid_t pid = fork_child();
    if (pid == 0) {
        execve("/data/crafted", arguments, environment);
        _exit(errno);
    }
    return pid;
}

static int status_of_code(const uint32_t *code, size_t bytes)
{
    write_program(code, bytes, FileBytes);
    int status = wait_for(start());
    EXPECT(WIFEXITED(status));
    return WEXITSTATUS(status);
}

#define RUN(...) status_of_code((const uint32_t[]){__VA_ARGS__}, sizeof(uint32_t[]){__VA_ARGS__})
#define EXIT 0x05d00893, 0x00000073  // li a7, exit; ecall

// Loads a byte of the data segment and exits with it.
static int byte_of_data(unsigned offset)
{
    uint32_t upper = (DataBase + offset + 0x800) >> 12, lower = offset & 0xfff;
    return RUN(0x00000537 | upper << 12,  // lui a0
               0x00054503 | lower << 20,  // lbu a0, lower(a0)
               EXIT);
}

static void waits(void)
{
    const uint32_t code[] = {0x04900893,                                      // li a7, ppoll
                             0x00000513, 0x00000593, 0x00000613, 0x00000693,  // li a0..a3, 0: for ever
                             0x00000073};
    write_program(code, sizeof code, PageSize);  // with no part of a page that exec must clear
    pid_t pid = start();
    char state = 0;
    while (state != 'S' || strcmp(read_proc(proc_path(pid, "comm")), "crafted\n") != 0) {
        sched_yield();
        const char *line = strstr(read_proc(proc_path(pid, "status")), "State:\t");
        EXPECT(line);
        state = line[strlen("State:\t")];
    }
    EXPECT(status_of(pid, "VmSize:") >= BssPages * 4);
    EXPECT_EQ(status_of(pid, "RssFile:"), 4);
    EXPECT_EQ(status_of(pid, "RssAnon:"), 4);
    EXPECT_EQ(status_of(pid, "VmPTE:"), 20);
    EXPECT(kill(pid, SIGKILL) == 0);
    EXPECT_EQ(WTERMSIG(wait_for(pid)), SIGKILL);
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("its programs are for RISC-V");

    step("one program after the other in the same page");
    for (uint32_t value = 70; value < 76; value++)
        EXPECT_EQ(RUN(0x00000513 | value << 20 /* li a0, value */, EXIT), value);

    step("the stack");
    EXPECT_EQ(RUN(0x00f17513 /* andi a0, sp, 15 */, EXIT), 0);
    EXPECT_EQ(RUN(0x00013503 /* ld a0, 0(sp) */, EXIT), 3);
    EXPECT_EQ(RUN(0x02013503 /* ld a0, 32(sp) */, EXIT), 0);
    EXPECT_EQ(RUN(0x00813503 /* ld a0, 8(sp) */, 0x00054503 /* lbu a0, 0(a0) */, EXIT), 'f');
    // behind arguments and environment: pairs, until AT_PAGESZ is found; its value is 4096
    EXPECT_EQ(RUN(0x03010313,  // addi t1, sp, 48
                  0x00600393,  // li t2, AT_PAGESZ
                  0x00033283,  // 1: ld t0, 0(t1)
                  0x01030313,  // addi t1, t1, 16
                  0xfe729ce3,  // bne t0, t2, 1b
                  0xff833503,  // ld a0, -8(t1)
                  0x00855513,  // srli a0, a0, 8
                  EXIT),
              16);

    step("data");
    EXPECT_EQ(byte_of_data(0), 0xdb);
    EXPECT_EQ(byte_of_data(FileBytes - 1), 0xdb);
    EXPECT_EQ(byte_of_data(FileBytes), 0);
    EXPECT_EQ(byte_of_data(2040), 0);
    EXPECT_EQ(byte_of_data(PageSize - 1), 0);
    EXPECT_EQ(byte_of_data(PageSize + 5), 0);

    step("what is there at the start");
    waits();
    return passed();
}
