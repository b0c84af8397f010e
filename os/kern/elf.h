// SPDX-License-Identifier: Apache-2.0
// ELF-64 as the kernel meets it (System V gABI; RISC-V psABI): headers of executables.

#ifndef OS_KERN_ELF_H
#define OS_KERN_ELF_H

#include "os/lib/types.h"

struct elf_header {
    uint8_t ident[16];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, phoff, shoff;
    uint32_t flags;
    uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct elf_segment {
    uint32_t type, flags;
    uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

enum { ELF_CLASS_64 = 2, ELF_LITTLE_ENDIAN = 1 };
enum { ELF_EXECUTABLE = 2, ELF_SHARED = 3 };
enum { ELF_RISCV = 243 };
enum { SEGMENT_LOAD = 1, SEGMENT_INTERPRETER = 3 };
enum { SEGMENT_X = 1, SEGMENT_W = 2, SEGMENT_R = 4 };

// Auxiliary vector.
enum {
    AT_NULL = 0,
    AT_PHDR = 3,
    AT_PHENT = 4,
    AT_PHNUM = 5,
    AT_PAGESZ = 6,
    AT_BASE = 7,
    AT_FLAGS = 8,
    AT_ENTRY = 9,
    AT_UID = 11,
    AT_EUID = 12,
    AT_GID = 13,
    AT_EGID = 14,
    AT_HWCAP = 16,
    AT_CLKTCK = 17,
    AT_SECURE = 23,
    AT_RANDOM = 25,
    AT_EXECFN = 31,
    AT_L1I_CACHESIZE = 40,  // each followed by its geometry: ways << 16 | bytes of a line
    AT_L1D_CACHESIZE = 42,
    AT_L2_CACHESIZE = 44,
};

#endif
