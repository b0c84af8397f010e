// SPDX-License-Identifier: Apache-2.0
// A whole process goes to swap, region by region, and waits: another sees that a few pages of it are left in memory,
// and that VmSwap is what its private pages were; then it goes on as if nothing had been. Claims: F82.

#include "procfile.h"

enum { Pages = 40, Regions = 64, Pageout = 21 /* MADV_PAGEOUT */ };

struct range {
    unsigned long start, end;
};

static struct range ranges[Regions];
static unsigned char data[Pages * PageSize];

static int read_ranges(void)
{
    static char text[8192];
    size_t length = 0;
    ssize_t got;
    int count = 0, fd = open("/proc/self/maps", O_RDONLY);
    while ((got = read(fd, text + length, sizeof text - 1 - length)) > 0)
        length += (size_t)got;
    close(fd);
    text[length] = '\0';
    for (char *line = text; *line && count < Regions; line = strchr(line, '\n') + 1)
        if (sscanf(line, "%lx-%lx", &ranges[count].start, &ranges[count].end) == 2)
            count++;
    return count;
}

static void page_out_everything(void)
{
    int count = read_ranges();
    EXPECT(count >= 4);
    for (int round = 0; round < 2; round++)  // the second for what the first has used
        for (int i = 0; i < count; i++)
            madvise((void *)ranges[i].start, ranges[i].end - ranges[i].start, Pageout);
}

static unsigned char *fill(void)
{
    unsigned char *heap = map_pages(Pages, PROT_READ | PROT_WRITE);
    for (int page = 0; page < Pages; page++) {
        data[page * PageSize] = (unsigned char)page;
        heap[page * PageSize + 1] = (unsigned char)(page + 100);
    }
    return heap;
}

static void expect_filled(const unsigned char *heap)
{
    for (int page = 0; page < Pages; page++) {
        EXPECT_EQ(data[page * PageSize], page);
        EXPECT_EQ(heap[page * PageSize + 1], page + 100);
    }
}

// Another run of the program: nobody else has its private pages. It says when it is filled, and when it is out, and
// then waits in the kernel.
static int other_program(void)
{
    char byte;
    unsigned char *heap = fill();
    EXPECT(write(1, "f", 1) == 1 && read(0, &byte, 1) == 1);
    page_out_everything();
    EXPECT(write(1, "o", 1) == 1 && read(0, &byte, 1) == 1);
    expect_filled(heap);
    return EXIT_SUCCESS;
}

// A process's pages as one look at its status finds them: in little memory some move between two looks.
struct pages {
    long resident, swapped, private;  // kB; private: wherever they are
};

static struct pages pages_of(const char *status)
{
    long swapped = figure_in(status, "VmSwap:");
    return (struct pages){figure_in(status, "VmRSS:"), swapped, figure_in(status, "RssAnon:") + swapped};
}

static struct pages pages_of_another(pid_t pid) { return pages_of(read_proc(proc_path(pid, "status"))); }
static struct pages own_pages(void) { return pages_of(read_proc("/proc/self/status")); }

// A program file that nobody else runs: its pages, too, may leave.
static void copy_program(const char *to)
{
    static char bytes[PageSize];
    ssize_t length;
    int from = open("/proc/self/exe", O_RDONLY), fd = open(to, O_WRONLY | O_CREAT | O_EXCL, 0700);
    EXPECT(from >= 0 && fd >= 0);
    while ((length = read(from, bytes, sizeof bytes)) > 0)
        EXPECT_EQ(write(fd, bytes, (size_t)length), length);
    EXPECT(length == 0 && close(from) == 0 && close(fd) == 0);
}

static void seen_by_another(void)
{
    enum {
        Left = 8,  // pages: what its last two calls have used of code, stack and variables
        More = 4,  // pages: variables that it has first written to since it was filled
    };
    static char program[] = "/data/whole_process";
    copy_program(program);
    struct turn said = make_turn(), go = make_turn();
    pid_t pid = fork_child();
    if (pid == 0) {
        EXPECT(dup2(go.fd[0], 0) == 0 && dup2(said.fd[1], 1) == 1);
        execv(program, (char *[]){program, "other", NULL});
        _exit(EXIT_FAILURE);
    }
    await(&said);
    EXPECT(unlink(program) == 0);
    struct pages filled = pages_of_another(pid);
    EXPECT(filled.private >= 2 * Pages * 4);
    give(&go);
    await(&said);
    struct pages out = pages_of_another(pid);
    EXPECT(out.resident <= Left * 4);
    EXPECT(out.private >= filled.private && out.private <= filled.private + More * 4);
    EXPECT(out.swapped >= filled.private - Left * 4);
    give(&go);
    wait_for_success(pid);
}

int main(int argc, char *argv[])
{
    if (!on_pagewalk())
        return skipped("pages that others use stay there");
    if (argc > 1 && strcmp(argv[1], "other") == 0)
        return other_program();
    step("seen by another");
    seen_by_another();

    step("seen by itself");
    unsigned char *heap = fill();
    struct pages filled = own_pages();
    page_out_everything();
    struct pages out = own_pages();
    EXPECT(out.resident < 2 * Pages * 4 / 2);  // what it needs to ask has come back
    EXPECT(out.swapped >= 2 * Pages * 4);      // all of the pages that nobody has asked for
    EXPECT(out.private >= filled.private && out.private <= filled.private + 8 * 4);
    expect_filled(heap);
    return passed();
}
