// SPDX-License-Identifier: Apache-2.0
// Writes a record of every walk (machine/walk_file.h).
#ifndef PAGEWALK_WALK_TRACE_H
#define PAGEWALK_WALK_TRACE_H

#include "observation.h"

class WalkTrace : public Observer
{
public:
    explicit WalkTrace(walk_writer *writer) : writer_(writer) {}
    bool on_walk(const Walk &, uint64_t cycle) override;

private:
    walk_writer *writer_;
};

#endif
