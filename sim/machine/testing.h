// SPDX-License-Identifier: Apache-2.0
// The few words that the unit tests of this folder need. A test is a function; TEST(name) runs it
// and prints `ok name` or `not ok name: ` and the first expectation that failed.
#ifndef PAGEWALK_TESTING_H
#define PAGEWALK_TESTING_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *testing_name;  // of the test that runs
static bool testing_failed;       // it has
static FILE *testing_out;         // where it is said; NULL: stdout
static int testing_failures;      // tests that have

static inline void testing_expect(bool holds, const char *what, const char *file, int line)
{
    if (holds || testing_failed)
        return;
    testing_failed = true;
    fprintf(testing_out ? testing_out : stdout, "not ok %s: %s:%d: expected %s\n", testing_name, file, line, what);
}

#define EXPECT(condition) testing_expect(condition, #condition, __FILE__, __LINE__)

#define TEST(name) \
    do { \
        testing_name = #name; \
        testing_failed = false; \
        name(); \
        testing_failures += testing_failed; \
        if (!testing_failed) \
            fprintf(testing_out ? testing_out : stdout, "ok " #name "\n"); \
    } while (0)

// The file that a test is about to write, opened; without it there is nothing to test.
static inline FILE *testing_file(const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file) {
        perror(path);
        exit(2);
    }
    return file;
}

#define TEST_STATUS (testing_failures ? 1 : 0)

#endif
