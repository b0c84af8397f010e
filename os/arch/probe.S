# SPDX-License-Identifier: Apache-2.0
#
# The accesses of probe.h. They use no stack and keep ra, so that a trap between probe_start and probe_end is answered by
# a return to ra with -EFAULT (entry.S).

    .text
    .globl probe_start
probe_start:

    .globl probe_load
probe_load:
    li      t0, 2
    bltu    a1, t0, 1f
    beq     a1, t0, 2f
    li      t0, 4
    beq     a1, t0, 4f
    ld      a1, 0(a0)
    j       done
4:  lwu     a1, 0(a0)
    j       done
2:  lhu     a1, 0(a0)
    j       done
1:  lbu     a1, 0(a0)
done:
    li      a0, 0
    ret

    .globl probe_store
probe_store:
    li      t0, 2
    bltu    a1, t0, 1f
    beq     a1, t0, 2f
    li      t0, 4
    beq     a1, t0, 4f
    sd      a2, 0(a0)
    j       done
4:  sw      a2, 0(a0)
    j       done
2:  sh      a2, 0(a0)
    j       done
1:  sb      a2, 0(a0)
    j       done

    .globl probe_end
probe_end:
