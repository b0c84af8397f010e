// SPDX-License-Identifier: Apache-2.0
// What the machine offers beyond the base of docs/isa.md: each part can be there or not. The golden model is given
// one of these at its start, the device tree tells the guest of it, and `pagewalk isa` prints it. The default is what
// the hardware has: so a part that the hardware learns is switched on here, once, for all of them.
#ifndef PAGEWALK_ISA_H
#define PAGEWALK_ISA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct isa {
    uint8_t levels;  // of the largest mode of satp: 3 for Sv39, 4 for Sv48, 5 for Sv57; the smaller ones are there too
    uint8_t pmp_grain;  // G of the privileged manual, 3.7.1: PMP regions are of at least 4 << G bytes
    bool svnapot, svpbmt, svinval, svvptc;
    bool zicbom, zicboz;
    bool sscofpmf;
    bool sdtrig;
    bool geometry;  // the registers mgeometry and mreplace (docs/isa.md, "Geometry"): the extension xpwgeometry
};

static inline struct isa isa_default(void)
{
    return (struct isa){.levels = 5,
                        .pmp_grain = 1,
                        .svnapot = true,
                        .svpbmt = true,
                        .svinval = true,
                        .svvptc = true,
                        .zicbom = true,
                        .zicboz = true,
                        .sscofpmf = true,
                        .sdtrig = true,
                        .geometry = true};
}

// Switches on what `names` lists, with commas between: extensions as in the device tree, sv48, sv57, na4 (PMP regions
// of 4 bytes), or all. False: `*wrong` is the first name that is not known, *length its length.
bool isa_add(struct isa *isa, const char *names, const char **wrong, size_t *length);

// The number-th name of what `isa` has, from 0; NULL: there are no more.
const char *isa_name(const struct isa *isa, unsigned number);

// For the device tree: riscv,isa; riscv,isa-extensions, whose strings end with a 0 each (the number of bytes is
// returned); mmu-type.
enum { ISA_TEXT_ROOM = 256 };
void isa_string(const struct isa *isa, char text[ISA_TEXT_ROOM]);
size_t isa_extensions(const struct isa *isa, char text[ISA_TEXT_ROOM]);
const char *isa_mmu_type(const struct isa *isa);

#endif
