// SPDX-License-Identifier: Apache-2.0
// overrun: a program that writes far behind what it has allocated, where nothing is mapped, and dies of it.

#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    volatile int *volatile ip = malloc(40);
    if (!ip)
        return EXIT_FAILURE;
    ip[9] = 1;
    puts("overrun: inside the block");
    fflush(stdout);
    ip[10 * 1000 * 1000] = 99;
    puts("overrun: this is never said");
    return EXIT_SUCCESS;
}
