// SPDX-License-Identifier: Apache-2.0
// For every process at one moment: statm's first three fields are VmSize, VmRSS
// and RssFile plus RssShmem of status, in pages; VmRSS is the sum of its three
// kinds; and it is the number of pages that pagemap calls present, without the
// page of zeroes that all share. Claims: F104, F138.
#include <dirent.h>

#include "procfile.h"

enum { Pages = 12 };

static void expect_agreement(pid_t pid)
{
    long size, resident, shared;
    char text[128];
    int fd = open(proc_path(pid, "statm"), O_RDONLY);
    EXPECT(fd >= 0);
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    const char *status = read_proc(proc_path(pid, "status"));
    text[n > 0 ? n : 0] = '\0';
    EXPECT(sscanf(text, "%ld %ld %ld", &size, &resident, &shared) == 3);
    if (!strstr(status, "VmSize:"))
        return;  // a task of the kernel, or one that has ended
    EXPECT_EQ(figure_in(status, "VmSize:"), size * 4);
    EXPECT_EQ(figure_in(status, "VmRSS:"), resident * 4);
    EXPECT_EQ(figure_in(status, "RssFile:") + figure_in(status, "RssShmem:"), shared * 4);
    EXPECT_EQ(figure_in(status, "VmRSS:"), figure_in(status, "RssAnon:") + shared * 4);
}

struct present {
    uint64_t zero;
    long pages;
};

static void count_present(uint64_t word, void *with)
{
    struct present *present = with;
    present->pages += word & PM_PRESENT && (word & PM_FRAME) != present->zero;
}

// Pages that are present in all regions of the process, but for those that show `zero`.
static long present_pages(pid_t pid, uint64_t zero)
{
    struct present present = {zero, 0};
    each_page(pid, count_present, &present);
    return present.pages;
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("Linux counts in batches, and other processes do not stand still");
    volatile unsigned char *pages = map_pages(Pages, PROT_READ | PROT_WRITE);
    volatile unsigned char *common =
        mmap(NULL, Pages * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(common != MAP_FAILED);
    for (int i = 0; i < Pages; i++) {
        pages[i * PageSize] = i % 2 ? 1 : pages[i * PageSize] + 1;
        common[i * PageSize] = 1;
    }
    volatile unsigned char *unwritten = map_pages(2, PROT_READ);
    (void)*unwritten;
    uint64_t zero = frame_number(unwritten);

    struct turn stay = make_turn(), ready = make_turn();
    pid_t child = fork_child();
    if (child == 0) {
        for (int i = 0; i < Pages / 2; i++)
            pages[i * PageSize] = common[i * PageSize];
        page_out(&pages[Pages / 2 * PageSize], 2);
        give(&ready);
        await(&stay);
        _exit(EXIT_SUCCESS);
    }
    await(&ready);

    step("every process");
    int seen = 0;
    DIR *proc = opendir("/proc");
    EXPECT(proc);
    for (const struct dirent *entry; (entry = readdir(proc));)
        if (atoi(entry->d_name) > 0) {
            expect_agreement(atoi(entry->d_name));
            seen++;
        }
    closedir(proc);
    EXPECT(seen >= 3);

    step("what is present");
    long present = present_pages(child, zero);
    EXPECT_EQ(present * 4, status_of(child, "VmRSS:"));
    EXPECT_EQ(status_of(child, "RssShmem:"), Pages / 2 * 4);
    give(&stay);
    wait_for_success(child);
    return passed();
}
