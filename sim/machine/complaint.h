// SPDX-License-Identifier: Apache-2.0
// One sentence for the user when something that he gave us is no good: it names the thing, the
// value found and the remedy. A function that can refuse takes a `struct complaint *`, and where it
// answers "no" it has filled it in.
#ifndef PAGEWALK_COMPLAINT_H
#define PAGEWALK_COMPLAINT_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct complaint {
    char text[512];
};

// Fills in the sentence (no final newline, no full stop needed). Always false, so that a caller can
// `return complain(...)`.
bool complain(struct complaint *complaint, const char *format, ...) __attribute__((format(printf, 2, 3)));

#ifdef __cplusplus
}
#endif
#endif
