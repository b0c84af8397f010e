// SPDX-License-Identifier: Apache-2.0
// The figures of /proc/self agree with each other and with what the program did: statm with status, the page faults in
// stat with getrusage, the name and the arguments. Claims: F92.

#include "test.h"

static char text[4096];

static void read_file(const char *path)
{
    int fd = open(path, O_RDONLY);
    EXPECT(fd >= 0);
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    EXPECT(length > 0);
    text[length] = '\0';
}

static long status_kb(const char *key) { return proc_figure("/proc/self/status", key); }

// A field of /proc/self/stat, counted from 1 as in proc(5); from 3 on.
static unsigned long stat_field(int number)
{
    read_file("/proc/self/stat");
    char *field = strrchr(text, ')');
    EXPECT(field);
    for (int i = 2; i < number; i++) {
        field = strchr(field + 1, ' ');
        EXPECT(field);
    }
    return strtoul(field, NULL, 10);
}

int main(int argc, char *argv[])
{
    unsigned char *region = map_pages(20, PROT_READ | PROT_WRITE);
    EXPECT(argc > 0);
    memset(region, 1, 5 * PageSize);

    step("statm and status");
    long size = 0, resident = 0, vm_size = 0, vm_rss = 0, sum = 0;
    for (int round = 0; round < 2; round++) {  // the first round brings in the pages that these functions need
        read_file("/proc/self/statm");
        EXPECT(sscanf(text, "%ld %ld", &size, &resident) == 2);
        vm_size = status_kb("VmSize");
        vm_rss = status_kb("VmRSS");
        sum = status_kb("RssAnon") + status_kb("RssFile") + status_kb("RssShmem");
    }
    EXPECT_EQ(size * 4, vm_size);
    EXPECT_EQ(sum, vm_rss);
    if (on_pagewalk())
        EXPECT_EQ(resident * 4, vm_rss);

    step("a mapping and its pages");
    long size_before = status_kb("VmSize"), resident_before = status_kb("VmRSS");
    unsigned char *more = map_pages(16, PROT_READ | PROT_WRITE);
    EXPECT_EQ(status_kb("VmSize") - size_before, 64);
    memset(more, 1, 8 * PageSize);
    if (on_pagewalk())
        EXPECT_EQ(status_kb("VmRSS") - resident_before, 32);

    step("stat");
    stat_field(10);
    unsigned long faults = stat_field(10);
    EXPECT_EQ(minor_faults(), (long)faults);
    EXPECT_EQ(stat_field(4), getppid());
    EXPECT_EQ(stat_field(23), size_before * 1024 + 65536);

    step("names");
    read_file("/proc/self/comm");
    text[strcspn(text, "\n")] = '\0';
    EXPECT(strncmp(text, program_invocation_short_name, 15) == 0);
    read_file("/proc/self/cmdline");
    EXPECT(strcmp(text, argv[0]) == 0);
    EXPECT_EQ(proc_figure("/proc/self/status", "Pid"), getpid());
    return passed();
}
