// SPDX-License-Identifier: Apache-2.0
// What cannot be run says why and leaves the caller as it was: no such file, a folder, a file without the right to run,
// a file that is no program, one that ends in its middle, bad pointers. Claims: F111, F133.

#include "test.h"

int main(void)
{
    char *arguments[] = {"x", NULL};
    char *environment[] = {NULL};
    volatile int local = 5;
    void *volatile bad_pointer = (void *)16;

    step("no such file");
    EXPECT_ERRNO(execve("/bin/no-such-program", arguments, environment), ENOENT);
    EXPECT_ERRNO(execve("", arguments, environment), ENOENT);
    step("not in a folder");
    EXPECT_ERRNO(execve("/etc/passwd/x", arguments, environment), access("/etc/passwd", F_OK) == 0 ? ENOTDIR : ENOENT);
    step("a folder");
    EXPECT_ERRNO(execve("/bin", arguments, environment), EACCES);
    step("bad pointers");
    EXPECT_ERRNO(execve(bad_pointer, arguments, environment), EFAULT);
    EXPECT_ERRNO(execve("/bin/init", bad_pointer, environment), access("/bin/init", F_OK) == 0 ? EFAULT : ENOENT);

    if (on_pagewalk()) {
        step("not a program");
        EXPECT_ERRNO(execve("/data/notelf", arguments, environment), ENOEXEC);
        EXPECT_ERRNO(execve("/data/truncated", arguments, environment), ENOEXEC);
        EXPECT_ERRNO(execve("/data/foreign", arguments, environment), ENOEXEC);
        step("no right to run");
        EXPECT_ERRNO(execve("/data/GPL-3", arguments, environment), EACCES);
    }
    EXPECT_EQ(local, 5);
    return passed();
}
