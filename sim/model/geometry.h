// SPDX-License-Identifier: Apache-2.0
//
// What mgeometry and mreplace hold after a write (docs/isa.md, "Geometry"): all that the model knows of them, as it has
// no TLBs and caches whose size could be seen.

#ifndef PAGEWALK_MODEL_GEOMETRY_H
#define PAGEWALK_MODEL_GEOMETRY_H

#include <stdint.h>

#include "machine/geometry.h"

uint64_t geometry_legal_sizes(const struct geometry *limits, uint64_t value);
uint64_t geometry_legal_replacements(const struct geometry *limits, uint64_t value);

#endif
