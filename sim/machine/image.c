// SPDX-License-Identifier: Apache-2.0
#include "image.h"

#include <assert.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const Elf64_Ehdr *header_of(const struct image *image) { return (const Elf64_Ehdr *)image->bytes; }

// A table of `count` entries of `entry_bytes` at `offset`; NULL if it is not wholly in the file.
static const void *table_at(const struct image *image, uint64_t offset, uint64_t count, uint64_t entry_bytes)
{
    if (offset > image->size || count > (image->size - offset) / entry_bytes)
        return NULL;
    return image->bytes + offset;
}

static bool map_file(struct image *image, struct complaint *complaint)
{
    struct stat file;
    int fd = open(image->path, O_RDONLY);
    if (fd < 0)
        return complain(complaint, "cannot open '%s': %s", image->path, strerror(errno));
    bool known = fstat(fd, &file) == 0 && S_ISREG(file.st_mode);
    if (known && file.st_size > 0) {
        image->size = (size_t)file.st_size;
        image->bytes = mmap(NULL, image->size, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    close(fd);
    if (!known)
        return complain(complaint, "'%s' is not a regular file; give an ELF executable", image->path);
    if (file.st_size <= 0)
        return complain(complaint, "'%s' is empty; build it again", image->path);
    if (image->bytes == MAP_FAILED)
        return complain(complaint, "cannot map '%s': %s", image->path, strerror(errno));
    return true;
}

static const char *machine_name(unsigned machine)
{
    switch (machine) {
    case EM_X86_64: return "x86-64";
    case EM_386: return "i386";
    case EM_AARCH64: return "AArch64";
    case EM_ARM: return "ARM";
    default: return "another machine";
    }
}

static bool check_kind(const struct image *image, struct complaint *complaint)
{
    const Elf64_Ehdr *header = header_of(image);
    const char *path = image->path;
    assert(image->bytes);  // map_file refuses a file without any
    size_t ident_bytes = image->size < SELFMAG ? image->size : SELFMAG;
    if (memcmp(image->bytes, ELFMAG, ident_bytes) != 0)
        return complain(complaint, "'%s' is not an ELF file; give a RISC-V executable", path);
    if (image->size < sizeof *header)
        return complain(complaint,
                        "'%s' is truncated: %zu bytes are less than an ELF header (%zu); build or "
                        "copy it again",
                        path, image->size, sizeof *header);
    if (header->e_ident[EI_CLASS] != ELFCLASS64)
        return complain(complaint, "'%s' is a 32-bit ELF (class %u); build it for rv64", path,
                        header->e_ident[EI_CLASS]);
    if (header->e_ident[EI_DATA] != ELFDATA2LSB)
        return complain(complaint, "'%s' is big-endian; build it little-endian", path);
    if (header->e_machine != EM_RISCV)
        return complain(complaint, "'%s' is for %s (machine %u), not RISC-V (%u); build it for rv64", path,
                        machine_name(header->e_machine), header->e_machine, EM_RISCV);
    if (header->e_type != ET_EXEC && header->e_type != ET_DYN)
        return complain(complaint, "'%s' is not an executable (ELF type %u); link it", path, header->e_type);
    return true;
}

static bool check_segments(const struct image *image, struct complaint *complaint)
{
    const Elf64_Ehdr *header = header_of(image);
    uint64_t table_end = header->e_phoff + (uint64_t)header->e_phnum * sizeof(Elf64_Phdr);
    const Elf64_Phdr *segments = table_at(image, header->e_phoff, header->e_phnum, sizeof *segments);
    if (header->e_phnum == 0 || header->e_phentsize != sizeof *segments)
        return complain(complaint, "'%s' has no program headers; link it as an executable", image->path);
    if (!segments)
        return complain(complaint,
                        "'%s' is truncated: its program headers end at byte %" PRIu64 " of %zu; build or copy it again",
                        image->path, table_end, image->size);
    unsigned loadable = 0;
    for (unsigned i = 0; i < header->e_phnum; i++) {
        const Elf64_Phdr *segment = &segments[i];
        if (segment->p_type != PT_LOAD || segment->p_memsz == 0)
            continue;
        loadable++;
        if (!table_at(image, segment->p_offset, segment->p_filesz, 1))
            return complain(complaint,
                            "'%s' is truncated: segment %u wants %" PRIu64 " bytes from byte %" PRIu64
                            ", the file has %zu; build or copy it again",
                            image->path, i, segment->p_filesz, segment->p_offset, image->size);
        if (segment->p_filesz > segment->p_memsz || segment->p_paddr + segment->p_memsz < segment->p_paddr)
            return complain(complaint,
                            "'%s' is damaged: segment %u has %" PRIu64 " bytes in the file and %" PRIu64
                            " in memory at 0x%" PRIx64 "; build it again",
                            image->path, i, segment->p_filesz, segment->p_memsz, segment->p_paddr);
    }
    if (loadable == 0)
        return complain(complaint, "'%s' has nothing to load (no LOAD segment); check its linking", image->path);
    return true;
}

bool image_open(struct image *image, const char *path, struct complaint *complaint)
{
    *image = (struct image){.path = path};
    if (!map_file(image, complaint))
        return false;
    if (!check_kind(image, complaint) || !check_segments(image, complaint)) {
        image_close(image);
        return false;
    }
    image->entry = header_of(image)->e_entry;
    return true;
}

void image_close(struct image *image) { munmap((void *)image->bytes, image->size); }

bool image_next_segment(const struct image *image, unsigned *cursor, struct image_segment *segment)
{
    const Elf64_Ehdr *header = header_of(image);
    const Elf64_Phdr *all = (const Elf64_Phdr *)(image->bytes + header->e_phoff);
    while (*cursor < header->e_phnum) {
        const Elf64_Phdr *found = &all[(*cursor)++];
        if (found->p_type != PT_LOAD || found->p_memsz == 0)
            continue;
        *segment = (struct image_segment){
            .pa = found->p_paddr,
            .bytes = found->p_memsz,
            .file_bytes = found->p_filesz,
            .data = image->bytes + found->p_offset,
        };
        return true;
    }
    return false;
}

// The first symbol table and its strings; false if there is none, or it is not wholly in the file.
static bool find_symbols(const struct image *image, const Elf64_Sym **symbols, uint64_t *count, const char **strings,
                         uint64_t *string_bytes)
{
    const Elf64_Ehdr *header = header_of(image);
    const Elf64_Shdr *sections = table_at(image, header->e_shoff, header->e_shnum, sizeof *sections);
    if (!sections || header->e_shentsize != sizeof *sections)
        return false;
    for (unsigned i = 0; i < header->e_shnum; i++) {
        const Elf64_Shdr *section = &sections[i];
        if (section->sh_type != SHT_SYMTAB || section->sh_link >= header->e_shnum)
            continue;
        const Elf64_Shdr *linked = &sections[section->sh_link];
        *count = section->sh_size / sizeof **symbols;
        *string_bytes = linked->sh_size;
        *symbols = table_at(image, section->sh_offset, *count, sizeof **symbols);
        *strings = table_at(image, linked->sh_offset, linked->sh_size, 1);
        return *symbols && *strings;
    }
    return false;
}

bool image_symbol(const struct image *image, const char *name, uint64_t *value)
{
    const Elf64_Sym *symbols;
    const char *strings;
    uint64_t count, string_bytes, name_bytes = strlen(name) + 1;
    if (!find_symbols(image, &symbols, &count, &strings, &string_bytes))
        return false;
    for (uint64_t i = 0; i < count; i++) {
        if (symbols[i].st_shndx == SHN_UNDEF || symbols[i].st_name >= string_bytes ||
            string_bytes - symbols[i].st_name < name_bytes ||
            memcmp(strings + symbols[i].st_name, name, name_bytes) != 0)
            continue;
        *value = symbols[i].st_value;
        return true;
    }
    return false;
}
