// SPDX-License-Identifier: Apache-2.0
// The program `faults` prints each page fault of a program that it runs: which process, what kind of fault, from where,
// to which address; those of its children too, and at the end sums by kind. What it prints is what the program did.
#include "test.h"

enum { Pages = 6, Lines = 1024, ReadWrite = PROT_READ | PROT_WRITE };

struct line {
    char name[20], class[12], kind[20], access, by;
    int pid;
    unsigned long pc, address;
};

static struct line lines[Lines];
static int line_count;
static char text[128 * 1024];

// The program's life: it writes pages, reads one that was never written, has a child that writes one of them, and dies
// of an address that is nobody's.
static int live(void)
{
    volatile unsigned char *pages = map_pages(Pages, ReadWrite), *zeroes = map_pages(1, PROT_READ);
    for (int page = 0; page < Pages; page++)
        pages[page * PageSize] = 1;
    (void)zeroes[0];
    pid_t pid = fork_child();
    if (pid == 0) {
        pages[2 * PageSize] = 2;
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(pid);
    fprintf(stderr, "at %p %p %d\n", (void *)pages, (void *)zeroes, pid);
    volatile unsigned char *volatile nobodys = (unsigned char *)16;
    store_byte(nobodys);
    return EXIT_SUCCESS;
}

static int run(char *self)
{
    int out[2];
    size_t length = 0;
    ssize_t got;
    EXPECT(pipe(out) == 0);
    pid_t pid = fork_child();
    if (pid == 0) {
        EXPECT(dup2(out[1], 1) == 1 && dup2(out[1], 2) == 2 && close(out[0]) == 0 && close(out[1]) == 0);
        execl("/bin/faults", "faults", self, "live", NULL);
        _exit(EXIT_FAILURE);
    }
    close(out[1]);
    while (length < sizeof text - 1 && (got = read(out[0], text + length, sizeof text - 1 - length)) > 0)
        length += (size_t)got;
    close(out[0]);
    int status = wait_for(pid);
    EXPECT(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void parse(void)
{
    for (const char *at = text; *at; at += strcspn(at, "\n") + 1) {
        struct line *l = &lines[line_count];
        if (sscanf(at, "%*u (%*u cycles): %19[^/]/%d %11s %19s [0x%lx] => 0x%lx (%c%c)", l->name, &l->pid, l->class,
                   l->kind, &l->pc, &l->address, &l->access, &l->by) != 8)
            continue;
        EXPECT(++line_count < Lines);
    }
}

static const struct line *line_of(int pid, unsigned long address, int *count)
{
    const struct line *found = NULL;
    *count = 0;
    for (const struct line *l = lines; l < lines + line_count; l++) {
        if (l->pid != pid || l->address / PageSize != address / PageSize)
            continue;
        found = l;
        ++*count;
    }
    if (!found)
        fail("no fault of %d at 0x%lx in:\n%s", pid, address, text);
    return found;
}

static void expect_line(int pid, unsigned long address, const char *class, const char *kind, char access)
{
    int count;
    const struct line *l = line_of(pid, address, &count);
    if (count != 1 || strcmp(l->class, class) != 0 || strcmp(l->kind, kind) != 0 || l->access != access || l->by != '.')
        fail("%d faults at 0x%lx, the last %s %s (%c%c)", count, address, l->class, l->kind, l->access, l->by);
}

int main(int argc, char *argv[])
{
    if (argc > 1)
        return live();
    if (!on_pagewalk())
        return skipped("it prints what this kernel alone records");
    step("a program's faults");
    EXPECT_EQ(run(argv[0]), 128 + SIGSEGV);
    unsigned long pages, zeroes;
    int child;
    const char *at = strstr(text, "at 0x");
    EXPECT(at && sscanf(at, "at %lx %lx %d\n", &pages, &zeroes, &child) == 3);
    parse();
    EXPECT(line_count > 10 && !strstr(text, "LOST"));
    int program = lines[line_count - 1].pid;
    EXPECT(program < child);
    for (int page = 0; page < Pages; page++)
        if (page != 2)
            expect_line(program, pages + (unsigned long)page * PageSize, "minfault", "demand_zero", 'w');
    expect_line(program, zeroes, "minfault", "zero_page", 'r');
    expect_line(child, pages + 2 * PageSize, "minfault", "cow_copy", 'w');
    expect_line(program, 16, "sigfault", "bad_address", 'w');

    step("its sums");
    int zeroed = 0;
    unsigned long told;
    for (int i = 0; i < line_count; i++)
        zeroed += strcmp(lines[i].kind, "demand_zero") == 0;
    at = strstr(text, "\ndemand_zero ");
    EXPECT(at && sscanf(at, " demand_zero %lu faults", &told) == 1);
    EXPECT_EQ(told, zeroed);
    int fd = open("/proc/sys/vm/trace", O_RDONLY);
    char byte;
    EXPECT(read(fd, &byte, 1) == 1 && byte == '0');
    return passed();
}
