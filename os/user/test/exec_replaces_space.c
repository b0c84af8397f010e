// SPDX-License-Identifier: Apache-2.0
// exec puts a new address space in the place of the old one: old mappings are gone, data and bss are new, arguments and
// environment arrive whole (the empty ones too), and only the touched pages are resident. Exec without arguments works.
// Claims: F4, F60, F61, F62, F133.

#include "test.h"

static int initialized = 42;
static int zeroed;

static int second_life(int argc, char *argv[], char *envp[])
{
    test_step = "second life";
    EXPECT_EQ(argc, 5);
    EXPECT(strcmp(argv[2], "") == 0);
    EXPECT(strcmp(argv[3], "two words") == 0);
    EXPECT(!argv[5]);
    EXPECT(strcmp(envp[0], "ONE=1") == 0);
    EXPECT(strcmp(envp[1], "EMPTY=") == 0);
    EXPECT(!envp[2]);
    EXPECT_EQ(initialized, 42);
    EXPECT_EQ(zeroed, 0);

    void *old_mapping = (void *)(uintptr_t)strtoul(argv[4], NULL, 16);
    EXPECT_EQ(fault_of_load(old_mapping).signal, SIGSEGV);
    return EXIT_SUCCESS;
}

static void first_life(char *argv[])
{
    char address[32];
    void *mapping =
        mmap((void *)0x2000000000, PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    EXPECT(mapping != MAP_FAILED);
    *(volatile char *)mapping = 1;
    initialized = zeroed = 7;
    snprintf(address, sizeof address, "%lx", (unsigned long)(uintptr_t)mapping);
    char *arguments[] = {argv[0], "again", "", "two words", address, NULL};
    char *environment[] = {"ONE=1", "EMPTY=", NULL};
    execve(argv[0], arguments, environment);
    fail("execve: %s", strerror(errno));
}

int main(int argc, char *argv[], char *envp[])
{
    if (argc == 0 || argv[0][0] == '\0')
        _exit(7);  // exec without arguments
    if (argc > 1)
        _exit(second_life(argc, argv, envp));

    step("exec");
    pid_t pid = fork_child();
    if (pid == 0)
        first_life(argv);
    wait_for_success(pid);

    step("exec without arguments");
    pid = fork_child();
    if (pid == 0) {
        syscall(SYS_execve, argv[0], NULL, NULL);
        _exit(1);
    }
    int status = wait_for(pid);
    EXPECT(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 7);
    return passed();
}
