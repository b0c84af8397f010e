// SPDX-License-Identifier: Apache-2.0
#include "isa.h"

#include <string.h>

enum { ALWAYS = -1, LETTERS = 4 };

// In the order of ISA strings: single letters, then Z, then S, then X (unprivileged manual, "ISA Extension Naming
// Conventions").
static const struct extension {
    const char *name;
    int at;  // where in struct isa its switch is
} extensions[] = {
    {"i", ALWAYS},
    {"m", ALWAYS},
    {"a", ALWAYS},
    {"c", ALWAYS},
    {"zicbom", offsetof(struct isa, zicbom)},
    {"zicboz", offsetof(struct isa, zicboz)},
    {"zicntr", ALWAYS},
    {"zicsr", ALWAYS},
    {"zifencei", ALWAYS},
    {"zihpm", ALWAYS},
    {"sdtrig", offsetof(struct isa, sdtrig)},
    {"sscofpmf", offsetof(struct isa, sscofpmf)},
    {"sstc", ALWAYS},
    {"svade", ALWAYS},
    {"svadu", ALWAYS},
    {"svinval", offsetof(struct isa, svinval)},
    {"svnapot", offsetof(struct isa, svnapot)},
    {"svpbmt", offsetof(struct isa, svpbmt)},
    {"svvptc", offsetof(struct isa, svvptc)},
    {"xpwgeometry", offsetof(struct isa, geometry)},
};

enum { EXTENSIONS = sizeof extensions / sizeof *extensions };

static bool has(const struct isa *isa, const struct extension *e)
{
    return e->at == ALWAYS || *((const bool *)isa + e->at);
}

static void switch_on(struct isa *isa, const struct extension *e)
{
    if (e->at != ALWAYS)
        *((bool *)isa + e->at) = true;
}

// ---- names ---------------------------------------------------------------------------------------

static bool is(const char *name, const char *text, size_t length)
{
    return strlen(name) == length && strncmp(name, text, length) == 0;
}

static void raise_levels(struct isa *isa, uint8_t levels)
{
    if (isa->levels < levels)
        isa->levels = levels;
}

static bool add(struct isa *isa, const char *name, size_t length)
{
    bool all = is("all", name, length), known = all;

    for (unsigned i = 0; i < EXTENSIONS; i++) {
        if (all || is(extensions[i].name, name, length)) {
            switch_on(isa, &extensions[i]);
            known = true;
        }
    }
    if (is("sv39", name, length))
        return true;
    if (is("sv48", name, length)) {
        raise_levels(isa, 4);
        return true;
    }
    if (all || is("sv57", name, length)) {
        raise_levels(isa, 5);
        known = true;
    }
    if (all || is("na4", name, length)) {
        isa->pmp_grain = 0;
        known = true;
    }
    return known;
}

bool isa_add(struct isa *isa, const char *names, const char **wrong, size_t *length)
{
    for (const char *at = names;; at += *length + 1) {
        *length = strcspn(at, ",");
        *wrong = at;
        if (!add(isa, at, *length))
            return false;
        if (!at[*length])
            return true;
    }
}

const char *isa_name(const struct isa *isa, unsigned number)
{
    static const char *const mode[] = {"sv39", "sv48", "sv57"};

    for (unsigned i = 0; i < EXTENSIONS; i++)
        if (has(isa, &extensions[i]) && number-- == 0)
            return extensions[i].name;
    if (number < isa->levels - 2u)
        return mode[number];
    return number == isa->levels - 2u && isa->pmp_grain == 0 ? "na4" : NULL;
}

// ---- the device tree -----------------------------------------------------------------------------

void isa_string(const struct isa *isa, char text[ISA_TEXT_ROOM])
{
    strcpy(text, "rv64");
    for (unsigned i = 0; i < EXTENSIONS; i++) {
        if (!has(isa, &extensions[i]))
            continue;
        if (i >= LETTERS)
            strcat(text, "_");
        strcat(text, extensions[i].name);
    }
}

size_t isa_extensions(const struct isa *isa, char text[ISA_TEXT_ROOM])
{
    size_t length = 0;

    for (unsigned i = 0; i < EXTENSIONS; i++) {
        if (!has(isa, &extensions[i]))
            continue;
        strcpy(text + length, extensions[i].name);
        length += strlen(extensions[i].name) + 1;
    }
    return length;
}

const char *isa_mmu_type(const struct isa *isa)
{
    static const char *const type[] = {"riscv,sv39", "riscv,sv48", "riscv,sv57"};
    return type[isa->levels - 3];
}
