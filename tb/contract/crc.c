// SPDX-License-Identifier: Apache-2.0
// Instructions a cycle of a CRC-32 of 256 random bytes, bit by bit, with a branch that depends on each bit.
#include "contract.h"

enum { BYTES = 256 };
static uint8_t bytes[BYTES] ALIGNED(PAGE);
static uint64_t sum;

struct cost crc(const uint8_t *at, uint64_t count, uint64_t *sum);

MEASURED(crc, "li a3, 0xffffffff\n"
              "li a4, 0xedb88320\n"
              "enter\n"
              "1: lbu t0, 0(a0)\n"
              "addi a0, a0, 1\n"
              "xor  a3, a3, t0\n"
              "li   t1, 8\n"
              "2: srliw t2, a3, 1\n"
              "andi t0, a3, 1\n"
              "xor  t3, t2, a4\n"
              "addi t1, t1, -1\n"
              "mv   a3, t2\n"
              "beqz t0, 3f\n"
              "mv   a3, t3\n"
              "3: bnez t1, 2b\n"
              "addi a1, a1, -1\n"
              "bnez a1, 1b\n"
              "sd   a3, 0(a2)\n"
              "leave\n");

// The same, by the definition.
static uint64_t reference(void)
{
    uint32_t value = 0xffffffff;
    for (unsigned i = 0; i < 8 * BYTES; i++)
        value = value >> 1 ^ (-((value ^ bytes[i / 8] >> i % 8) & 1) & 0xedb88320);
    return value;
}

int main(void)
{
    uint64_t seed = 88172645463325252u;
    for (unsigned i = 0; i < BYTES; i++)
        bytes[i] = (uint8_t)(next_random(&seed) >> 32);
    crc(bytes, BYTES, &sum);
    struct cost cost = crc(bytes, BYTES, &sum);
    tell_ratio("crc", cost.instructions, cost.cycles);
    return sum != reference();
}
