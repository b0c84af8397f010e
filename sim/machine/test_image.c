// SPDX-License-Identifier: Apache-2.0
// The loader against good executables and every kind of bad one: each is told by its own sentence,
// and a refused image leaves memory alone.
#include <elf.h>
#include <stdlib.h>
#include <unistd.h>

#include "machine.h"
#include "testing.h"

#define PATH "test_image.elf"

// A file with one segment of four bytes, and a symbol table with tohost and fromhost.
struct file {
    Elf64_Ehdr header;
    Elf64_Phdr segment;
    uint8_t payload[8];
    Elf64_Sym symbols[3];
    char strings[24];
    Elf64_Shdr sections[3];
};

static struct file good(void)
{
    struct file f = {
        .header = {.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
                   .e_type = ET_EXEC,
                   .e_machine = EM_RISCV,
                   .e_version = EV_CURRENT,
                   .e_entry = 0x80000000,
                   .e_phoff = offsetof(struct file, segment),
                   .e_shoff = offsetof(struct file, sections),
                   .e_ehsize = sizeof(Elf64_Ehdr),
                   .e_phentsize = sizeof(Elf64_Phdr),
                   .e_phnum = 1,
                   .e_shentsize = sizeof(Elf64_Shdr),
                   .e_shnum = 3},
        .segment = {.p_type = PT_LOAD,
                    .p_offset = offsetof(struct file, payload),
                    .p_vaddr = 0xffffffff80000000,
                    .p_paddr = 0x80000000,
                    .p_filesz = 4,
                    .p_memsz = 8192},
        .payload = {0x11, 0x22, 0x33, 0x44, 0x55},
        .symbols = {{0},
                    {.st_name = 1, .st_shndx = 1, .st_value = 0x80001000},
                    {.st_name = 8, .st_shndx = 1, .st_value = 0x80001040}},
        .strings = "\0tohost\0fromhost",
        .sections = {{0},
                     {.sh_type = SHT_SYMTAB,
                      .sh_offset = offsetof(struct file, symbols),
                      .sh_size = 3 * sizeof(Elf64_Sym),
                      .sh_link = 2},
                     {.sh_type = SHT_STRTAB, .sh_offset = offsetof(struct file, strings), .sh_size = 24}},
    };
    return f;
}

static struct machine *machine;
static struct complaint complaint;

static bool load_bytes(const void *bytes, size_t count)
{
    FILE *out = testing_file(PATH);
    fwrite(bytes, 1, count, out);
    fclose(out);
    machine_destroy(machine);
    machine = machine_create(&(struct machine_config){.ram_bytes = 1 << 20}, &complaint);
    machine->ram[4] = 0xaa;
    complaint.text[0] = '\0';
    return machine_load(machine, PATH, NULL, &complaint);
}

static bool load_file(const struct file *file) { return load_bytes(file, sizeof *file); }

static bool said(const char *words) { return strstr(complaint.text, words) && strstr(complaint.text, PATH); }

static void image_good(void)
{
    struct file f = good();
    EXPECT(load_file(&f));
    EXPECT(memcmp(machine->ram, "\x11\x22\x33\x44", 4) == 0);
    EXPECT(machine->ram[4] == 0);  // the rest of the segment is zeroed
    EXPECT(machine_tohost(machine) == 0x80001000 && machine_fromhost(machine) == 0x80001040);
    EXPECT(machine_loaded_at(machine, 0x80001fff) && !machine_loaded_at(machine, 0x80002000));
}

static void image_without_symbols(void)
{
    struct file f = good();
    f.header.e_shnum = 0;
    EXPECT(load_file(&f) && machine_tohost(machine) == 0);
}

static void image_missing(void)
{
    EXPECT(!machine_load(machine, "no/such.elf", NULL, &complaint));
    EXPECT(strstr(complaint.text, "'no/such.elf': No such file"));
    EXPECT(!machine_load(machine, ".", NULL, &complaint));
    EXPECT(strstr(complaint.text, "not a regular file"));
}

static void image_truncated(void)
{
    struct file f = good();
    EXPECT(!load_bytes(&f, 0) && said("is empty"));
    EXPECT(!load_bytes(&f, 20) && said("truncated"));
    EXPECT(!load_bytes(&f, sizeof f.header + 8) && said("program headers end at byte 120"));
    EXPECT(!load_bytes(&f, offsetof(struct file, payload) + 2) && said("segment 0 wants 4 bytes"));
    for (size_t bytes = 0; bytes < offsetof(struct file, payload) + 4; bytes++)
        EXPECT(!load_bytes(&f, bytes));
    EXPECT(machine->ram[4] == 0xaa);
    // Symbols that are cut off are symbols that are not there.
    EXPECT(load_bytes(&f, offsetof(struct file, sections)) && machine_tohost(machine) == 0);
}

static void image_of_another_kind(void)
{
    struct file f = good();
    EXPECT(!load_bytes("#!/bin/sh\n", 10) && said("not an ELF file"));
    f.header.e_ident[EI_CLASS] = ELFCLASS32;
    EXPECT(!load_file(&f) && said("32-bit"));
    f = good();
    f.header.e_ident[EI_DATA] = ELFDATA2MSB;
    EXPECT(!load_file(&f) && said("big-endian"));
    f = good();
    f.header.e_machine = EM_X86_64;
    EXPECT(!load_file(&f) && said("x86-64"));
    f = good();
    f.header.e_type = ET_REL;
    EXPECT(!load_file(&f) && said("not an executable"));
    f = good();
    f.segment.p_type = PT_NOTE;
    EXPECT(!load_file(&f) && said("nothing to load"));
    f = good();
    f.header.e_phnum = 0;
    EXPECT(!load_file(&f) && said("no program headers"));
}

static void image_damaged(void)
{
    struct file f = good();
    f.header.e_phoff = UINT64_MAX - 8;
    EXPECT(!load_file(&f) && said("truncated"));
    f = good();
    f.segment.p_offset = UINT64_MAX - 1;
    EXPECT(!load_file(&f) && said("truncated"));
    f = good();
    f.segment.p_memsz = 2;
    EXPECT(!load_file(&f) && said("damaged"));
    f = good();
    f.segment.p_memsz = UINT64_MAX;
    EXPECT(!load_file(&f) && said("damaged"));
    f = good();
    f.symbols[1].st_value = 0x80001004;
    EXPECT(!load_file(&f) && said("tohost at 0x80001004"));
}

static void image_outside_ram(void)
{
    struct file f = good();
    f.segment.p_paddr = 0x10000;
    EXPECT(!load_file(&f) && said("RAM starts at 0x80000000"));
    f = good();
    f.segment.p_memsz = 2 << 20;
    EXPECT(!load_file(&f) && said("does not fit into RAM") && said("--ram 3M"));
    EXPECT(machine->ram[4] == 0xaa);
}

static void images_overlap(void)
{
    struct file f = good();
    EXPECT(load_file(&f));
    EXPECT(!machine_load(machine, PATH, NULL, &complaint) && said("overlaps"));
}

int main(void)
{
    TEST(image_good);
    TEST(image_without_symbols);
    TEST(image_missing);
    TEST(image_truncated);
    TEST(image_of_another_kind);
    TEST(image_damaged);
    TEST(image_outside_ram);
    TEST(images_overlap);
    machine_destroy(machine);
    unlink(PATH);
    return TEST_STATUS;
}
