// SPDX-License-Identifier: Apache-2.0
// Page tables of a random program: three spaces that agree where S mode's handler is and nearly agree
// where the code is. Elsewhere rights, sizes and frames are random, faults of every kind included.
#include "random.h"

enum { V = 1, R = 2, W = 4, X = 8, U = 16, G = 32, A = 64, D = 128 };
static const uint64_t N = 1ull << 63;

// The tables of a space: root, S mode's view of RAM (middle, leaf), U mode's view, the window (middle);
// after those of all spaces the leaf table of the shared global pages. Behind them, where there is Sv48 or Sv57, the
// tables of the fourth and the fifth level of each space.
enum { ROOT, S_MIDDLE, S_LEAF, U_MIDDLE, U_LEAF, WINDOW_MIDDLE, TABLES_A_SPACE };

static uint64_t table(int space, int which) { return TABLES + 0x1000ull * (unsigned)(space * TABLES_A_SPACE + which); }

static uint64_t shared_leaf(void) { return table(SPACES, 0); }

static uint64_t upper(int space, int level) { return table(SPACES, 1 + 2 * space + level - 3); }

static int table_pages(void) { return SPACES * TABLES_A_SPACE + 1 + (has.sv48 || has.sv57 ? 2 * SPACES : 0); }

uint64_t space_root(int space) { return table(space, ROOT); }

static uint64_t pointer(uint64_t to) { return to >> 2 | V; }

static uint64_t flaws(uint64_t pte)
{
    if (percent(6))
        pte &= ~(uint64_t)A;
    if (percent(10))
        pte &= ~(uint64_t)D;
    if (percent(4))
        pte &= ~(uint64_t)V;
    if (percent(2))
        pte |= 1ull << (54 + below(10));
    return pte;
}

static uint64_t data_rights(unsigned user_percent)
{
    static const unsigned char kinds[] = {R | W, R | W, R | W | X, R, R | X, X, W, W | X, 0};
    uint64_t pte = V | A | D | kinds[below(percent(80) ? 4 : sizeof kinds)];

    if (percent(user_percent))
        pte |= U;
    if (has.svpbmt && percent(12))
        pte |= (uint64_t)below(percent(80) ? 3 : 4) << 61;
    return flaws(pte);
}

static uint64_t code_rights(bool user)
{
    if (percent(8))
        return data_rights(50);
    return V | R | X | A | D | (percent(80) ? W : 0) | (user ? U : 0);
}

// A frame for data: mostly one of the data's own, seldom a device register, or nothing at all.
static uint64_t data_frame(int page)
{
    if (percent(70))
        return DATA + 0x1000ull * (unsigned)page;
    if (percent(90))
        return DATA + 0x1000ull * below(DATA_PAGES);
    return percent(50) ? 0x200b000 : 0x70000000;
}

static uint64_t data_leaf(int page, unsigned user_percent)
{
    if (has.svnapot && percent(20))  // the data is one page of 64 KiB; another ending of its number is a fault
        return (DATA + (percent(90) ? 0x8000 : 0x1000ull * below(16))) >> 2 | data_rights(user_percent) | N;
    uint64_t pa = data_frame(page), pte = pa >> 2 | data_rights(user_percent);

    return pa == 0x200b000 ? pte & ~(uint64_t)(W | X) : pte;
}

static bool in(int page, uint64_t base, int pages)
{
    int first = (int)((base - RAM) >> 12);
    return page >= first && page < first + pages;
}

// Entry `page` of a view of RAM
static uint64_t view_leaf(int page, bool user)
{
    uint64_t pa = RAM + 0x1000ull * (unsigned)page;

    if (in(page, S_HANDLER, 1))
        return user ? 0 : pa >> 2 | V | R | X | A | D;
    if (in(page, CODE, CODE_PAGES))
        return pa >> 2 | code_rights(user);
    if (in(page, DATA, DATA_PAGES))
        return data_leaf(page - (int)((DATA - RAM) >> 12), user ? 90 : 20);
    if (in(page, TABLES, table_pages()))
        return user ? 0 : pa >> 2 | V | R | W | A | D;
    return 0;
}

static uint64_t large_leaf(bool gigabyte)
{
    uint64_t pa = RAM;

    if (percent(4))
        pa |= 0x1000ull << below(gigabyte ? 18 : 9);  // misaligned
    return pa >> 2 | data_rights(50);
}

static void entry(unsigned index, uint64_t pte)
{
    if (pte) {
        line(" .org tables + here + 8 * %u", index);
        line(" .dword %#llx", (unsigned long long)pte);
    }
}

static void begin_table(uint64_t pa) { line(" .set here, %#llx", (unsigned long long)(pa - TABLES)); }

static void view(int space, int middle, bool user)
{
    begin_table(table(space, middle));
    entry(0, pointer(table(space, middle + 1)));
    begin_table(table(space, middle + 1));
    for (int page = 0; page < 512; page++)
        entry((unsigned)page, view_leaf(page, user));
}

static void space_tables(int space)
{
    begin_table(table(space, ROOT));
    entry(1, pointer(table(space, WINDOW_MIDDLE)));
    entry(2, pointer(table(space, S_MIDDLE)));
    entry(3, pointer(table(space, U_MIDDLE)));
    for (unsigned i = 4; i < 512; i += i == 6 ? 505 : 1)
        entry(i, large_leaf(true));
    view(space, S_MIDDLE, false);
    view(space, U_MIDDLE, true);
    begin_table(table(space, WINDOW_MIDDLE));
    for (unsigned i = 0; i < 8; i++)
        entry(i, large_leaf(false));
    entry(8, pointer(shared_leaf()) | G);
}

// The lower half of each mode begins with the space as Sv39 has it; its last pages are large ones of the new sizes.
static void upper_tables(int space)
{
    begin_table(upper(space, 3));
    entry(0, pointer(space_root(space)));
    entry(1, percent(80) ? data_rights(50) : data_rights(50) | 0x1000ull >> 2 << below(27));
    entry(511, pointer(space_root(space)));
    begin_table(upper(space, 4));
    entry(0, pointer(upper(space, 3)));
    entry(1, percent(80) ? data_rights(50) : data_rights(50) | 0x1000ull >> 2 << below(36));
    entry(511, pointer(upper(space, 3)));
}

void write_tables(void)
{
    line(" .section .tables, \"aw\"");
    line("tables:");
    for (int space = 0; space < SPACES; space++)
        space_tables(space);
    begin_table(shared_leaf());
    for (int page = 0; page < DATA_PAGES; page++)
        entry((unsigned)page, data_leaf(page, 50) | G);
    for (int space = 0; space < SPACES && (has.sv48 || has.sv57); space++)
        upper_tables(space);
    line(" .org tables + %u", 0x1000 * (unsigned)table_pages());
}

static struct slot slot_in(uint64_t at, unsigned index, uint64_t va, uint64_t pte)
{
    return (struct slot){at + 8ull * index, va, pte};
}

struct slot random_slot(void)
{
    int space = (int)below(SPACES);
    bool user = percent(50);
    uint64_t leaf = table(space, user ? U_LEAF : S_LEAF), view = RAM + (user ? U_VIEW : 0u);
    int page = (int)below(DATA_PAGES);
    unsigned index;

    switch (below(10)) {
    case 0:
        index = below(CODE_PAGES);
        return slot_in(leaf, (unsigned)((CODE - RAM) >> 12) + index, view + (CODE - RAM) + 0x1000ull * index,
                       (CODE + 0x1000ull * index) >> 2 | code_rights(user));
    case 1:
        index = below(8);
        return slot_in(table(space, WINDOW_MIDDLE), index,
                       WINDOW + 0x200000ull * index + (DATA - RAM) + 0x1000ull * (unsigned)page, large_leaf(false));
    case 2:
        index = 4 + below(3);
        return slot_in(table(space, ROOT), index, ((uint64_t)index << 30) + (DATA - RAM) + 0x1000ull * (unsigned)page,
                       large_leaf(true));
    case 3: return slot_in(shared_leaf(), (unsigned)page, SHARED + 0x1000ull * (unsigned)page, data_leaf(page, 50) | G);
    default:
        index = (unsigned)((DATA - RAM) >> 12) + (unsigned)page;
        return slot_in(leaf, index, view + 0x1000ull * index, data_leaf(page, user ? 90 : 20));
    }
}

uint64_t random_satp(void)
{
    static const uint64_t asid[SPACES] = {1, 2, 0x8001};
    int space = (int)below(SPACES);
    uint64_t mode = 8, root = space_root(space);

    if (percent(8))
        return 0;
    if ((has.sv48 || has.sv57) && percent(60)) {
        mode = has.sv57 && percent(60) ? 10 : 9;
        root = upper(space, (int)mode - 6);
    }
    return mode << 60 | (percent(95) ? asid[space] : 1 + below(3)) << 44 | root >> 12;
}

uint64_t random_address(int mode)
{
    uint64_t offset = 0x1000ull * (1 + below(DATA_PAGES - 2));

    offset = percent(50) ? offset - below(16) : offset + below(0x1000);
    if (percent(40))
        offset &= ~7ull;
    if (mode == 3 ? percent(85) : percent(55))
        return DATA + offset + (mode == 0 ? U_VIEW : 0u);
    switch (below(5)) {
    case 0: return DATA + offset + U_VIEW;
    case 1:
        if ((has.sv48 || has.sv57) && percent(30))
            return (percent(50) ? 1ull << 39 : 1ull << 48) + DATA + offset;
        return WINDOW + 0x200000ull * below(8) + (DATA - RAM) + offset;
    case 2: return SHARED + offset;
    case 3: return ((uint64_t)(4 + below(3)) << 30) + (DATA - RAM) + offset;
    default: return percent(70) ? (DATA - RAM) + offset - (1ull << 30) : DATA + offset;
    }
}
