// SPDX-License-Identifier: Apache-2.0
// What children have used counts as their parent's when it has waited for them, and not before: the faults that wait4
// tells of each child are those that the children's sum grows by, and so are those in /proc/self/stat. A process's own
// count is the sum of its threads, of which RUSAGE_THREAD tells the one. Claims: F92.

#include <pthread.h>

#include "test.h"

enum { Children = 3, Pages = 10 };

static long faults_of(int who)
{
    struct rusage usage;
    EXPECT(getrusage(who, &usage) == 0);
    return usage.ru_minflt;
}

// Fields of /proc/self/stat after the name: minflt is the eighth, cminflt the ninth.
static long stat_field(int field)
{
    char text[512];
    int fd = open("/proc/self/stat", O_RDONLY);
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    text[length > 0 ? length : 0] = '\0';
    char *at = strrchr(text, ')') + 1;
    for (int i = 0; i < field; i++)
        at = strchr(at + 1, ' ');
    return atol(at);
}

static void touch(int pages)
{
    volatile unsigned char *p = map_pages((size_t)pages, PROT_READ | PROT_WRITE);
    for (int i = 0; i < pages; i++)
        p[i * PageSize] = 1;
}

static void *touch_in_thread(void *unused)
{
    long before = faults_of(RUSAGE_THREAD);
    touch(Pages);
    EXPECT(faults_of(RUSAGE_THREAD) - before >= Pages);
    return unused;
}

int main(void)
{
    pthread_t thread;
    struct rusage usage;
    int status;

    step("children");
    long before = faults_of(RUSAGE_CHILDREN), sum = 0;
    EXPECT_EQ(stat_field(8), before);
    for (int i = 1; i <= Children; i++) {
        pid_t pid = fork_child();
        if (pid == 0) {
            touch(i * Pages);
            _exit(0);
        }
        EXPECT_EQ(wait4(pid, &status, 0, &usage), pid);
        EXPECT(usage.ru_minflt >= i * Pages);
        sum += usage.ru_minflt;
    }
    EXPECT_EQ(faults_of(RUSAGE_CHILDREN) - before, sum);
    EXPECT_EQ(stat_field(8) - before, sum);

    step("a grandchild counts when its parent is waited for");
    before = faults_of(RUSAGE_CHILDREN);
    pid_t pid = fork_child();
    if (pid == 0) {
        pid_t grandchild = fork();
        if (grandchild == 0) {
            touch(Pages);
            _exit(0);
        }
        wait_for(grandchild);
        _exit(0);
    }
    wait_for_success(pid);
    EXPECT(faults_of(RUSAGE_CHILDREN) - before >= Pages);

    step("threads");
    before = faults_of(RUSAGE_SELF);
    long mine = faults_of(RUSAGE_THREAD);
    EXPECT_EQ(pthread_create(&thread, NULL, touch_in_thread, NULL), 0);
    EXPECT_EQ(pthread_join(thread, NULL), 0);
    long all = faults_of(RUSAGE_SELF) - before, own = faults_of(RUSAGE_THREAD) - mine;
    EXPECT(all - own >= Pages);
    EXPECT(own < all);
    return passed();
}
