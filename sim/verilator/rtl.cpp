// SPDX-License-Identifier: Apache-2.0
#include "rtl.h"

#include <cstring>

namespace
{
const RtlVariant *variants;
}

RtlVariant::RtlVariant(const char *preset, bool trace, Create create)
    : preset(preset), trace(trace), create(create), next(variants)
{
    variants = this;
}

std::unique_ptr<Rtl> rtl_create(const char *preset, bool trace, uint64_t seed)
{
    for (const RtlVariant *v = variants; v; v = v->next)
        if (v->trace == trace && !strcmp(v->preset, preset))
            return v->create(seed);
    return nullptr;
}
