// SPDX-License-Identifier: Apache-2.0
// Requests of a disk that fail because somebody asked for it: which ones, and how.
#ifndef PAGEWALK_DISK_FAULT_H
#define PAGEWALK_DISK_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#define DISK_FAULTS_MAX 16

enum disk_request { DISK_READ, DISK_WRITE, DISK_FLUSH };

// By the virtio specification: the request is answered with VIRTIO_BLK_S_IOERR, or is not answered and the device asks
// to be reset (1.2: 5.2.6, 2.1.2).
enum disk_failure { FAILURE_NONE, FAILURE_IO_ERROR, FAILURE_NEEDS_RESET };

// Of the requests of this kind that touch a sector of [first, end) (a flush touches all), those numbered [from, to)
// fail, counted from 1 since the start of the run.
struct disk_fault {
    unsigned slot;
    enum disk_request request;
    enum disk_failure failure;
    uint64_t first, end;
    uint64_t from, to;
    uint64_t seen;  // requests that have matched
};

// What happens to a request for the sectors [first, end). Every fault that matches counts it; the first decides.
enum disk_failure disk_fault_of(struct disk_fault *faults, unsigned count, enum disk_request request, uint64_t first,
                                uint64_t end);

#endif
