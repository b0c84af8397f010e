// SPDX-License-Identifier: Apache-2.0
// A program whose headers lie is refused or dies of what it does, and harms nobody: segments that lie over each other,
// in the stack, in page 0, around the end of addresses or beyond their file, tables of segments that are not there,
// interpreters without a name, an entry in the kernel; and headers damaged at random.
// Boot: rounds=1000
// Machine: --ram 16M
// Engine: model

#include "elfprogram.h"

enum { Segments = 3, CodeAt = 0x800, ExitCode = 77, Base = 0x10000, FewRounds = 12 };

// The file's first page.
struct program {
    Elf64_Ehdr header;
    Elf64_Phdr segment[Segments];
};

// Into the file, which must not be open when it is run.
static void put(const void *bytes, size_t n, off_t at)
{
    int file = open("/data/crafted", O_WRONLY);
    EXPECT(file >= 0);
    EXPECT_EQ(pwrite(file, bytes, n, at), (ssize_t)n);
    EXPECT(close(file) == 0);
}

static struct program sound(void)
{
    return (struct program){.header = elf_header(Base + CodeAt, 1), .segment = {elf_first_page(Base)}};
}

// With a second segment.
static struct program with(uint64_t vaddr, uint64_t offset, uint64_t filesz, uint64_t memsz)
{
    struct program p = sound();
    p.header.e_phnum = 2;
    p.segment[1] = (Elf64_Phdr){.p_type = PT_LOAD,
                                .p_flags = PF_R | PF_W,
                                .p_vaddr = vaddr,
                                .p_offset = offset,
                                .p_filesz = filesz,
                                .p_memsz = memsz,
                                .p_align = PageSize};
    return p;
}

// Its exit code, the error of execve, or 1000 and the signal that it died of.
static int run(const struct program *p)
{
    char *arguments[] = {"crafted", NULL}, *environment[] = {NULL};
    put(p, sizeof *p, 0);
    pid_t pid = fork_child();
    if (pid == 0) {
        execve("/data/crafted", arguments, environment);
        _exit(errno);
    }
    int status = wait_for(pid);
    vm_check();
    return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void expect(const char *what, struct program p, int result)
{
    step(what);
    EXPECT_EQ(run(&p), result);
}

static struct program with_interpreter(const char *path, size_t bytes)
{
    struct program p = sound();
    p.header.e_phnum = 2;
    p.segment[1] = (Elf64_Phdr){.p_type = PT_INTERP, .p_offset = PageSize, .p_filesz = bytes, .p_memsz = bytes};
    put(path, bytes, PageSize);
    return p;
}

static void segments(void)
{
    const uint64_t top = (uint64_t)1 << 38;
    expect("sound", sound(), ExitCode);
    expect("a second one below", with(Base - 4 * PageSize, PageSize, 8, PageSize), ExitCode);
    expect("over each other", with(Base, 0, PageSize, PageSize), ENOEXEC);
    expect("bss over the next", with(Base - PageSize, PageSize, 8, 2 * PageSize), ENOEXEC);
    expect("in the stack", with(top - 3 * PageSize, 0, 0, PageSize), ENOEXEC);
    expect("in the last page", with(top - PageSize, 0, 0, PageSize), ENOEXEC);
    expect("in page 0", with(0, 0, 0, PageSize), ENOEXEC);
    expect("in the kernel", with(-top, 0, 0, PageSize), ENOEXEC);
    expect("around the end", with(-(uint64_t)PageSize, 0, 0, 2 * PageSize), ENOEXEC);
    expect("huge", with(2 * Base, 0, 0, (uint64_t)1 << 62), ENOEXEC);
    expect("more bytes than memory", with(2 * Base, 0, PageSize, 8), ENOEXEC);
    expect("beyond the file", with(2 * Base, 0, 5 * PageSize, 8 * PageSize), ENOEXEC);
    expect("offset wraps", with(2 * Base, -(uint64_t)PageSize, 2 * PageSize, 2 * PageSize), ENOEXEC);
    expect("not congruent", with(2 * Base + 8, PageSize, 8, 8), ENOEXEC);
}

static void headers(void)
{
    struct program p = sound();
    p.header.e_phoff = -(uint64_t)8;
    expect("table of segments nowhere", p, ENOEXEC);
    p = sound();
    p.header.e_phnum = 0;
    expect("no segments", p, ENOEXEC);
    p.header.e_phnum = UINT16_MAX;
    expect("too many", p, ENOEXEC);
    p = sound();
    p.header.e_phentsize = 8;
    expect("of a strange size", p, ENOEXEC);
    p = sound();
    p.segment[0].p_type = PT_NOTE;
    expect("none to load", p, ENOEXEC);
    p = sound();
    p.header.e_entry = -(uint64_t)PageSize;
    expect("entry in the kernel", p, 1000 + SIGSEGV);
    p = sound();
    p.segment[0].p_flags = PF_R;
    expect("code without the right", p, 1000 + SIGSEGV);
    expect("interpreter without an end", with_interpreter("/bin/init", 9), ENOEXEC);
    expect("interpreter that is not there", with_interpreter("/bin/none", 10), ENOENT);
    expect("interpreter that is itself", with_interpreter("/data/crafted", 14), ENOEXEC);
    expect("interpreter that is no file", with_interpreter("/bin", 5), EACCES);
}

static uint32_t next_random(void)
{
    static uint32_t state = 20240229;
    state = state * 1664525 + 1013904223;
    return state >> 8;
}

static int rounds(void)
{
    char line[512] = {0}, *found;
    int fd = open("/proc/cmdline", O_RDONLY);
    EXPECT(fd >= 0 && read(fd, line, sizeof line - 1) > 0);
    close(fd);
    found = strstr(line, "rounds=");
    return found ? atoi(found + 7) : FewRounds;
}

// One to four bytes of a program with three segments are others; many stay programs.
static void damaged(void)
{
    static const unsigned char edges[] = {0, 1, 7, 0x10, 0x3f, 0x40, 0x7f, 0x80, 0xff};
    for (int left = rounds(); left > 0; left--) {
        struct program p = with(2 * Base, PageSize, 16, 2 * PageSize);
        p.header.e_phnum = 3;
        p.segment[2] = (Elf64_Phdr){.p_type = PT_LOAD, .p_flags = PF_R, .p_vaddr = 4 * Base, .p_memsz = PageSize};
        for (uint32_t n = 1 + next_random() % 4; n > 0; n--) {
            uint32_t value = next_random();
            ((unsigned char *)&p)[next_random() % sizeof p] =
                value % 2 ? edges[value / 2 % sizeof edges] : (unsigned char)(value >> 8);
        }
        run(&p);
    }
}

int main(void)
{
    static const uint32_t code[] = {0x04d00513, 0x05d00893, 0x00000073};  // exit(77)
    if (!on_pagewalk())
        return skipped("its programs are for RISC-V");
    put(code, sizeof code, CodeAt);
    segments();
    headers();
    step("damaged");
    damaged();
    return passed();
}
