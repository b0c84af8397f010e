// SPDX-License-Identifier: Apache-2.0
//
// A few words for unit tests: each case prints `ok NAME` or `not ok NAME: where and what`.

#ifndef PAGEWALK_MODEL_TEST_H
#define PAGEWALK_MODEL_TEST_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

static const char *test_name = "";
static bool test_failing;
static int test_failures;

static inline void test_begin(const char *name)
{
    test_name = name;
    test_failing = false;
}

static inline void test_fail(const char *file, int line, const char *what)
{
    if (!test_failing) {
        printf("not ok %s: %s:%d: %s\n", test_name, file, line, what);
        test_failures++;
    }
    test_failing = true;
}

static inline void test_end(void)
{
    if (!test_failing)
        printf("ok %s\n", test_name);
}

#define CHECK(condition) \
    do { \
        if (!(condition)) \
            test_fail(__FILE__, __LINE__, #condition); \
    } while (0)

#define CHECK_EQUAL(a, b) \
    do { \
        uint64_t a_ = (a), b_ = (b); \
        char what_[200]; \
        snprintf(what_, sizeof what_, "%s is %#" PRIx64 ", not %#" PRIx64, #a, a_, b_); \
        if (a_ != b_) \
            test_fail(__FILE__, __LINE__, what_); \
    } while (0)

#define TEST(name) \
    do { \
        test_begin(#name); \
        name(); \
        test_end(); \
    } while (0)

#endif
