// SPDX-License-Identifier: Apache-2.0
// The headers of a program that a scenario writes by hand.
#ifndef ELFPROGRAM_H
#define ELFPROGRAM_H

#include <elf.h>

#include "test.h"

// Of a static program whose table of segments lies right behind.
static inline Elf64_Ehdr elf_header(uint64_t entry, uint16_t segments)
{
    return (Elf64_Ehdr){.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
                        .e_type = ET_EXEC,
                        .e_machine = EM_RISCV,
                        .e_version = EV_CURRENT,
                        .e_entry = entry,
                        .e_phoff = sizeof(Elf64_Ehdr),
                        .e_ehsize = sizeof(Elf64_Ehdr),
                        .e_phentsize = sizeof(Elf64_Phdr),
                        .e_phnum = segments};
}

// The file's first page, as code.
static inline Elf64_Phdr elf_first_page(uint64_t vaddr)
{
    return (Elf64_Phdr){.p_type = PT_LOAD,
                        .p_flags = PF_R | PF_X,
                        .p_vaddr = vaddr,
                        .p_filesz = PageSize,
                        .p_memsz = PageSize,
                        .p_align = PageSize};
}

#endif
