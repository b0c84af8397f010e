// SPDX-License-Identifier: Apache-2.0
// The engines that this program was built with, best first.
#ifndef PAGEWALK_ENGINES_H
#define PAGEWALK_ENGINES_H

#include "machine/engine.h"

// The i-th engine; NULL after the last. The first is the one that runs if none is asked for.
const struct engine_class *engine_at(unsigned i);

// By name; NULL if there is none of that name in this program.
const struct engine_class *engine_named(const char *name);

#endif
