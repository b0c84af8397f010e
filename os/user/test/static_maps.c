// SPDX-License-Identifier: Apache-2.0
// The map of a static program is its executable and nothing but: each loaded segment of the file gives the regions that
// its header says, rounded to pages, the rest of it that the file does not have is anonymous; heap, stack and the C
// library's own anonymous pages explain what is left. statm counts the same pages. Claims: F4, F102, F106, F107,
// F109, F111.

#include <elf.h>
#include <sys/auxv.h>
#include <sys/stat.h>

#include "companion.h"
#include "statm.h"

static int initialized = 1;
static char uninitialized[5 * PageSize];

static unsigned long page_of(unsigned long address) { return address / PageSize * PageSize; }

static unsigned long page_after(unsigned long address) { return page_of(address + PageSize - 1); }

static bool any_rights(const struct map_line *line, unsigned flags)
{
    bool relocated = (flags & PF_W) && line->rights[1] == '-';  // read-only after relocation
    return (line->rights[0] == 'r') == !!(flags & PF_R) && (line->rights[2] == 'x') == !!(flags & PF_X) &&
           (relocated || (line->rights[1] == 'w') == !!(flags & PF_W)) && line->rights[3] == 'p';
}

// The pages of [start, end) that lines cover with the rights of a segment, from the program's file or from none.
static unsigned long covered(const struct map_line *lines, int count, unsigned long start, unsigned long end,
                             unsigned flags, bool file)
{
    unsigned long sum = 0;
    for (int i = 0; i < count; i++) {
        unsigned long from = lines[i].start > start ? lines[i].start : start;
        unsigned long to = lines[i].end < end ? lines[i].end : end;
        if (from < to && any_rights(&lines[i], flags) && (lines[i].inode != 0) == file)
            sum += to - from;
    }
    return sum;
}

// Is the page of a segment that is loaded?
static bool is_loaded(unsigned long page)
{
    const Elf64_Phdr *h = (const Elf64_Phdr *)getauxval(AT_PHDR);
    for (unsigned long i = 0; i < getauxval(AT_PHNUM); i++, h++)
        if (h->p_type == PT_LOAD && page_of(h->p_vaddr) <= page && page < page_after(h->p_vaddr + h->p_memsz))
            return true;
    return false;
}

int main(void)
{
    static struct map_line lines[MapLines];
    initialized += uninitialized[PageSize];
    int count = read_maps_of(0, lines);

    step("each segment is mapped as its header says");
    const Elf64_Phdr *headers = (const Elf64_Phdr *)getauxval(AT_PHDR);
    unsigned long loaded = 0, in_file = 0, program = 0;
    for (unsigned long i = 0; i < getauxval(AT_PHNUM); i++) {
        const Elf64_Phdr *h = &headers[i];
        if (h->p_type != PT_LOAD)
            continue;
        unsigned long start = page_of(h->p_vaddr), file_end = page_after(h->p_vaddr + h->p_filesz);
        unsigned long end = page_after(h->p_vaddr + h->p_memsz);
        EXPECT_EQ(covered(lines, count, start, file_end, h->p_flags, true), file_end - start);
        EXPECT_EQ(covered(lines, count, file_end, end, h->p_flags, false), end - file_end);
        loaded += end - start;
        in_file += h->p_filesz;
        if (h->p_flags & PF_X)
            program += file_end - start;
    }

    step("there is nothing else of any file");
    unsigned long of_files = 0, total = 0;
    struct stat file;
    EXPECT(stat("/proc/self/exe", &file) == 0);
    for (int i = 0; i < count; i++) {
        total += lines[i].end - lines[i].start;
        if (lines[i].inode) {
            EXPECT_EQ(lines[i].inode, file.st_ino);
            of_files += lines[i].end - lines[i].start;
        }
        EXPECT(!is_libc(&lines[i]));
    }
    EXPECT(of_files <= loaded);

    step("more is mapped than the file has, and this is why");
    unsigned long inside = 0, outside = 0, heap_and_stack = 0;
    for (int i = 0; i < count; i++)
        for (unsigned long page = lines[i].start; page < lines[i].end; page += PageSize) {
            bool of_segment = is_loaded(page);
            *(of_segment ? &inside : &outside) += PageSize;
            EXPECT(of_segment || lines[i].inode == 0);
            heap_and_stack += !of_segment && (strcmp(lines[i].name, "[heap]") == 0 || name_ends(&lines[i], "[stack]"));
        }
    EXPECT_EQ(inside, loaded);           // the segments, rounded to pages
    EXPECT_EQ(total, loaded + outside);  // and what no file has
    EXPECT(heap_and_stack > 0 && total > (unsigned long)file.st_size && in_file <= (unsigned long)file.st_size);
    EXPECT(loaded - in_file >= sizeof uninitialized);
    printf("%s: %ld bytes of file, %lu of them loaded, in pages and with uninitialised data %lu, beside it %lu\n",
           program_invocation_short_name, (long)file.st_size, in_file, loaded, outside);

    step("statm");
    expect_statm(lines, count, program);
    EXPECT_EQ(initialized, 1);
    return passed();
}
