// SPDX-License-Identifier: Apache-2.0
#include "engines.h"

#include <string.h>

// One line an engine. A weak one that was not linked in is NULL here.
static const struct engine_class *const engines[] = {
    &engine_rtl,
    &engine_systemc,
    &engine_model,
};

#define ENGINES (sizeof engines / sizeof *engines)

const struct engine_class *engine_at(unsigned i)
{
    for (unsigned slot = 0; slot < ENGINES; slot++)
        if (engines[slot] && i-- == 0)
            return engines[slot];
    return NULL;
}

const struct engine_class *engine_named(const char *name)
{
    const struct engine_class *engine;
    for (unsigned i = 0; (engine = engine_at(i)); i++)
        if (strcmp(engine->name, name) == 0)
            return engine;
    return NULL;
}
