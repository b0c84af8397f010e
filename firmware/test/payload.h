// SPDX-License-Identifier: Apache-2.0
// What the parts of the firmware's test share: SBI calls, and checks of their answers.

#ifndef PAYLOAD_H
#define PAYLOAD_H

#include <stdbool.h>
#include <stdint.h>

struct answer {
    int64_t error;
    uint64_t value;
};

enum {
    Base = 0x10,
    Time = 0x54494d45,
    Ipi = 0x735049,
    Rfence = 0x52464e43,
    Hsm = 0x48534d,
    Reset = 0x53525354,
    Console = 0x4442434e,
    Pmu = 0x504d55,
    LegacyPutchar = 1,
    LegacyGetchar = 2
};
enum {
    Failed = -1,
    NotSupported = -2,
    InvalidParam = -3,
    InvalidAddress = -5,
    AlreadyAvailable = -6,
    AlreadyStarted = -7,
    AlreadyStopped = -8,
    NoSharedMemory = -9
};

struct answer call(uint64_t ext, uint64_t fn, uint64_t x0, uint64_t x1, uint64_t x2, uint64_t x3, uint64_t x4);
void put(const char *s);
void expect(bool condition, const char *what);  // or the test ends

#define EXPECT(condition) expect(condition, #condition)

static inline bool fails(struct answer answer, int64_t error) { return answer.error == error; }
static inline bool gives(struct answer answer, uint64_t value) { return answer.error == 0 && answer.value == value; }

// machine.c: what the firmware says of the machine in the device tree, and the counters that users may read.
void check_reservation(const void *tree);
void check_user_counters(void);

// pmu.c: the PMU extension.
void check_counters(void);

// others.c: what only a machine with a second hart shows. `hart` is the calling one.
void check_other_harts(uint64_t hart);

#endif
