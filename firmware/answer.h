// SPDX-License-Identifier: Apache-2.0
// What an SBI call answers: an error, and a value if there is none (SBI 2.0, chapter 3).

#ifndef FIRMWARE_ANSWER_H
#define FIRMWARE_ANSWER_H

#include <stdint.h>

enum error {
    Success = 0,
    Failed = -1,
    NotSupported = -2,
    InvalidParam = -3,
    InvalidAddress = -5,
    AlreadyAvailable = -6,
    AlreadyStarted = -7,
    AlreadyStopped = -8,
    NoSharedMemory = -9,
};

struct answer {
    int64_t error;
    uint64_t value;
};

static inline struct answer ok(uint64_t value) { return (struct answer){Success, value}; }
static inline struct answer error(enum error e) { return (struct answer){e, 0}; }

#endif
