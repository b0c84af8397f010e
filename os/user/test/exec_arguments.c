// SPDX-License-Identifier: Apache-2.0
// What exec hands over: arguments and environment arrive whole and in order, empty strings and one of twenty-five pages
// among them; too much is E2BIG, and no argument at all becomes one empty one.
// Claims: F60, F133.

#include "test.h"

extern char **environ;

enum { Arguments = 200, LongString = 25 * PageSize, TooLong = 33 * PageSize, Received = 7 };

// The i-th argument: i % 97 letters, the last one very long.
static char *make_argument(int i)
{
    size_t length = i == Arguments - 1 ? LongString : (size_t)i % 97;
    char *text = malloc(length + 1);
    EXPECT(text);
    memset(text, 'a' + i % 26, length);
    text[length] = '\0';
    return text;
}

static int receive(int count, char *strings[])
{
    EXPECT_EQ(count, Arguments);
    for (int i = 0; i < Arguments; i++)
        EXPECT(strcmp(strings[i], make_argument(i)) == 0);
    EXPECT(strcmp(environ[0], "FIRST=1") == 0);
    EXPECT(strcmp(environ[1], "") == 0);
    EXPECT(strcmp(environ[2], "LAST=") == 0);
    EXPECT(!environ[3]);
    return Received;
}

// The errno or the exit status of running this program again.
static int run(const char *self, char **arguments, char **environment)
{
    pid_t pid = fork_child();
    if (pid == 0) {
        execve(self, arguments, environment);
        _exit(errno);
    }
    return WEXITSTATUS(wait_for(pid));
}

int main(int argc, char *argv[])
{
    if (argc == 0 || argv[0][0] == '\0')
        return Received;
    if (argc > 1)
        return receive(argc - 1, argv + 1);

    static char *arguments[Arguments + 2];
    char *environment[] = {"FIRST=1", "", "LAST=", NULL};
    arguments[0] = argv[0];
    for (int i = 0; i < Arguments; i++)
        arguments[i + 1] = make_argument(i);

    step("many");
    EXPECT_EQ(run(argv[0], arguments, environment), Received);

    step("none");
    EXPECT_EQ(run(argv[0], NULL, NULL), Received);

    step("too long");
    char *long_string = malloc(TooLong + 1);
    EXPECT(long_string);
    memset(long_string, 'z', TooLong);
    long_string[TooLong] = '\0';
    char *too_long[] = {argv[0], long_string, NULL};
    EXPECT_EQ(run(argv[0], too_long, environment), E2BIG);

    step("bad pointers");
    char *bad[] = {argv[0], (char *)16, NULL};
    EXPECT_EQ(run(argv[0], bad, environment), EFAULT);
    char **volatile nowhere = (char **)16;
    EXPECT_EQ(run(argv[0], nowhere, environment), EFAULT);
    return passed();
}
