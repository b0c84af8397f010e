// SPDX-License-Identifier: Apache-2.0
// A mapping of /dev/zero is anonymous memory: private it is the process's own, shared it is the children's, too. And a
// system call with a number that there is not is ENOSYS, whatever the number.

#include "test.h"

int main(void)
{
    static const long numbers[] = {1000, 4096, 1l << 20, -1, 1l << 40, INT64_MIN};
    enum { Numbers = sizeof numbers / sizeof numbers[0], OfInt = 4 };  // some machines have numbers of 32 bits
    int fd = open("/dev/zero", O_RDWR);
    EXPECT(fd >= 0);
    const int kinds[] = {MAP_PRIVATE, MAP_SHARED};
    for (int kind = 0; kind < 2; kind++) {
        step(kind ? "shared" : "private");
        volatile unsigned char *map = mmap(NULL, 2 * PageSize, PROT_READ | PROT_WRITE, kinds[kind], fd, 0);
        EXPECT(map != MAP_FAILED);
        for (int i = 0; i < 2 * PageSize; i++)
            EXPECT_EQ(map[i], 0);
        map[7] = 5;
        pid_t pid = fork_child();
        if (pid == 0) {
            EXPECT_EQ(map[7], 5);
            map[7] = 6;
            _exit(EXIT_SUCCESS);
        }
        wait_for_success(pid);
        EXPECT_EQ(map[7], kind ? 6 : 5);
        volatile unsigned char *other = mmap(NULL, PageSize, PROT_READ, kinds[kind], fd, 0);
        EXPECT(other != MAP_FAILED);
        EXPECT_EQ(other[7], 0);
        EXPECT(munmap((void *)map, 2 * PageSize) == 0 && munmap((void *)other, PageSize) == 0);
    }

    step("system calls that there are not");
    for (int i = 0; i < (on_pagewalk() ? Numbers : OfInt); i++)
        EXPECT_ERRNO(syscall(numbers[i], 0, 0, 0, 0, 0, 0), ENOSYS);
    return passed();
}
