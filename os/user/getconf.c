// SPDX-License-Identifier: Apache-2.0
// getconf NAME: the value of a configuration variable, as POSIX's utility of that name prints it; those that a program
// about memory asks for. -a prints all of them.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name;
    int variable;
} variables[] = {
    {"ARG_MAX", _SC_ARG_MAX},
    {"CHILD_MAX", _SC_CHILD_MAX},
    {"CLK_TCK", _SC_CLK_TCK},
    {"OPEN_MAX", _SC_OPEN_MAX},
    {"PAGESIZE", _SC_PAGESIZE},
    {"PAGE_SIZE", _SC_PAGESIZE},
    {"_AVPHYS_PAGES", _SC_AVPHYS_PAGES},
    {"_NPROCESSORS_CONF", _SC_NPROCESSORS_CONF},
    {"_NPROCESSORS_ONLN", _SC_NPROCESSORS_ONLN},
    {"_PHYS_PAGES", _SC_PHYS_PAGES},
};

enum { Variables = sizeof variables / sizeof *variables };

static void print_value(int variable)
{
    long value = sysconf(variable);
    if (value < 0)
        puts("undefined");
    else
        printf("%ld\n", value);
}

int main(int argc, char *argv[])
{
    if (argc != 2) {
        fputs("usage: getconf NAME | -a\n", stderr);
        return 2;
    }
    for (int i = 0; i < Variables; i++) {
        if (strcmp(argv[1], "-a") == 0)
            printf("%-35s", variables[i].name);
        else if (strcmp(argv[1], variables[i].name) != 0)
            continue;
        print_value(variables[i].variable);
        if (argv[1][0] != '-')
            return EXIT_SUCCESS;
    }
    if (strcmp(argv[1], "-a") == 0)
        return EXIT_SUCCESS;
    fprintf(stderr, "getconf: no variable %s is known\n", argv[1]);
    return 2;
}
