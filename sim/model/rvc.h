// SPDX-License-Identifier: Apache-2.0
//
// Compressed instructions (unprivileged manual, chapter 16, RV64C without F and D): each stands for
// one 32-bit instruction.

#ifndef PAGEWALK_MODEL_RVC_H
#define PAGEWALK_MODEL_RVC_H

#include <stdint.h>

// The instruction that `parcel` stands for; 0, which is illegal, if it is reserved or not supported.
uint32_t rvc_expand(uint16_t parcel);

// The same for every parcel: 65536 expansions.
const uint32_t *rvc_table(void);

#endif
