// SPDX-License-Identifier: Apache-2.0
// What exec hands over: arguments and environment arrive whole and in order, empty strings and one of thirty-two pages
// among them; one byte more in one string, or too much in all, is E2BIG; and no argument at all becomes one empty one,
// with no environment, but an auxiliary vector. All functions of the family do the same.
// Claims: F60, F133.
//
// Engine: model

#include <limits.h>
#include <sys/auxv.h>

#include "test.h"

extern char **environ;

enum { Arguments = 200, LongString = 32 * PageSize - 1, TooLong = 32 * PageSize, Received = 99 };

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

// Of this program run without arguments and environment.
static int receive_nothing(int count)
{
    bool right = count == 1 && !environ[0] && getauxval(AT_PAGESZ) == PageSize && getauxval(AT_PHNUM) > 1;
    return right ? Received : 1;
}

// The functions of the family, and what each of them must hand over.
static int receive_family(char *strings[])
{
    EXPECT(strcmp(strings[2], "") == 0);
    EXPECT(strcmp(strings[3], "two words") == 0);
    EXPECT(!strings[4]);
    EXPECT(strcmp(environ[0], "ONE=1") == 0);
    EXPECT(strcmp(environ[1], "EMPTY=") == 0);
    EXPECT(strncmp(environ[2], "PATH=", 5) == 0);
    EXPECT(!environ[3]);
    return Received;
}

static void run_family(char *self)
{
    static char path[PATH_MAX] = "PATH=/nowhere:";
    char *slash = strrchr(self, '/');
    EXPECT(slash);
    snprintf(path + strlen(path), sizeof path - strlen(path), "%.*s", (int)(slash - self), self);
    char *environment[] = {"ONE=1", "EMPTY=", path, NULL}, *arguments[] = {"x", "family", "", "two words", NULL};
    for (int function = 0; function < 6; function++) {
        pid_t pid = fork_child();
        if (pid == 0) {
            char *none[] = {NULL};
            environ = function == 2 || function == 3 ? none : environment;
            switch (function) {
            case 0: execl(self, "x", "family", "", "two words", NULL); break;
            case 1: execv(self, arguments); break;
            case 2: execle(self, "x", "family", "", "two words", NULL, environment); break;
            case 3: execve(self, arguments, environment); break;
            case 4: execvp(slash + 1, arguments); break;
            default: execlp(slash + 1, "x", "family", "", "two words", NULL);
            }
            _exit(1);
        }
        EXPECT_EQ(WEXITSTATUS(wait_for(pid)), Received);
    }
}

int main(int argc, char *argv[])
{
    if (argc == 0)
        return 1;
    if (argv[0][0] == '\0')
        return receive_nothing(argc);
    if (argc == 4 && strcmp(argv[1], "family") == 0)
        return receive_family(argv);
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

    static char *too_many[60];
    long_string[TooLong - 1] = '\0';
    too_many[0] = argv[0];
    for (int i = 1; i < 59; i++)
        too_many[i] = long_string;
    EXPECT_EQ(run(argv[0], too_many, environment), E2BIG);

    step("the family");
    run_family(argv[0]);

    step("bad pointers");
    char *bad[] = {argv[0], (char *)16, NULL};
    EXPECT_EQ(run(argv[0], bad, environment), EFAULT);
    char **volatile nowhere = (char **)16;
    EXPECT_EQ(run(argv[0], nowhere, environment), EFAULT);
    return passed();
}
