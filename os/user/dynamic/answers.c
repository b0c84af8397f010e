// SPDX-License-Identifier: Apache-2.0
// answers: a program whose exit status is what the library libx, with which it is linked when it starts, answers. With
// an argument it first says so with a byte on descriptor 1 and stays until descriptor 0 is closed.

#include <unistd.h>

int libx_answer(void);

int main(int argc, char *argv[])
{
    (void)argv;
    char byte;
    int answer = libx_answer();
    if (argc > 1 && (write(1, "", 1) != 1 || read(0, &byte, 1) != 0))
        return 1;
    return answer;
}
