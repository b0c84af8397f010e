// SPDX-License-Identifier: Apache-2.0
// formats: a small program that uses some of the C library, linked statically and dynamically; it succeeds.

#include <stdio.h>
#include <string.h>

int main(int argc, char *argv[])
{
    (void)argv;
    char text[32];
    snprintf(text, sizeof text, "%d of %s", argc, "one");
    return strcmp(text, "1 of one");
}
