// SPDX-License-Identifier: Apache-2.0
// One compiled model of `machine`: a preset, with or without waveform support. Each is a class of its
// own (variant.cpp, compiled once for each); they enter themselves in the list that rtl_create reads.
#ifndef PAGEWALK_RTL_H
#define PAGEWALK_RTL_H

#include <cstdint>
#include <memory>

#include "far_side.h"

class Rtl
{
public:
    virtual ~Rtl() = default;
    // RAM is [RAM_BASE, ram_end); the L2 and the instruction cache prefetch so many lines.
    virtual void reset(uint64_t ram_end, unsigned l2_prefetch, unsigned l1i_prefetch) = 0;
    virtual void edge(const RtlInputs &in, RtlOutputs *out) = 0;
    // A waveform of the cycles from here on; only if the model was built for it.
    virtual bool trace_open(const char *path) = 0;
    virtual void trace_close() = 0;
    // An assertion of the hardware has failed; it has been printed.
    virtual bool asserted() const = 0;
};

// Null: no such model was built.
std::unique_ptr<Rtl> rtl_create(const char *preset, bool trace, uint64_t seed);

struct RtlVariant {
    using Create = std::unique_ptr<Rtl> (*)(uint64_t seed);
    RtlVariant(const char *preset, bool trace, Create create);
    const char *preset;
    bool trace;
    Create create;
    const RtlVariant *next;
};

#endif
