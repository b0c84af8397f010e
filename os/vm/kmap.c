// SPDX-License-Identifier: Apache-2.0
// The kernel's own table: the physmap with its rights, and the modes of satp.
#include "os/vm/kmap.h"

#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/lib/panic.h"
#include "os/vm/kstack.h"
#include "os/vm/pte.h"

// Rows by levels: privileged manual 4.4, 4.5, 4.6. The kernel's addresses and the users' are the same in all of them:
// more levels are a longer way to the same tables.
static const struct paging_mode modes[] = {
    {"Sv39", UINT64_C(8) << 60, 3},
    {"Sv48", UINT64_C(9) << 60, 4},
    {"Sv57", UINT64_C(10) << 60, 5},
};
const struct paging_mode *paging = &modes[0];

#define SV39_TOP 2  // level of the table that has the physmap's gigapages
#define GIB_BYTES level_size(SV39_TOP)
#define PHYSMAP_INDEX index_at(PHYSMAP_BASE, SV39_TOP)
#define KSTACK_INDEX index_at(KSTACK_BASE, SV39_TOP)
#define PHYSMAP_MOST (KSTACK_INDEX - PHYSMAP_INDEX)  // GiB that the window can show
#define LEAST_LEAVES 4                               // GiB that it shows at least: devices are in the first two

#define KERNEL_LEAF (PTE_V | PTE_R | PTE_G | PTE_A | PTE_D)

static uint64_t kernel_root[ENTRIES] __attribute__((aligned(4096)));  // level 2
static uint64_t image_gib[ENTRIES] __attribute__((aligned(4096)));    // level 1, the GiB with the image
static uint64_t image_pages[ENTRIES] __attribute__((aligned(4096)));  // level 0, the 2 MiB with the image
static uint64_t upper[2][ENTRIES] __attribute__((aligned(4096)));     // levels 3 and 4, where there are any
static uint64_t physmap_leaves;

extern char text_end[], constants_end[], boot_stack[];

uint64_t satp_of(uint64_t root, uint64_t asid) { return paging->satp | asid << SATP_ASID_SHIFT | root >> PAGE_SHIFT; }

// Whether kernel_root is reached at its physical or its kernel address, the program counter decides: medany code is
// relative. `paging` holds a kernel address, and is of no use yet.
uint64_t pmap_boot(void)
{
    for (uint64_t i = 0; i < PHYSMAP_MOST; i++)
        kernel_root[PHYSMAP_INDEX + i] = pte_of_pa(i * GIB_BYTES) | KERNEL_LEAF | PTE_W | PTE_X;
    uint64_t root = (uint64_t)kernel_root;
    return SATP_SV39 | (root >= PHYSMAP_BASE ? root - PHYSMAP_BASE : root) >> PAGE_SHIFT;
}

static uint64_t table_entry(const uint64_t *table) { return pte_of_pa(pa_of(table)) | PTE_V; }

// What a page of RAM may be used for, by the kernel's image.
static uint64_t rights_at(uint64_t pa)
{
    const char *at = kva(pa);
    if (at < kernel_start || at >= kernel_end)
        return KERNEL_LEAF | PTE_W;
    if (at < text_end)
        return (KERNEL_LEAF | PTE_X) & ~PTE_D;
    if (at < constants_end)
        return KERNEL_LEAF & ~PTE_D;
    return (uint64_t)at == (uint64_t)boot_stack - PAGE_SIZE ? 0 : KERNEL_LEAF | PTE_W;
}

static void fill_image_tables(uint64_t image)
{
    uint64_t gib = image & ~(GIB_BYTES - 1), piece = image & ~(level_size(1) - 1);
    for (uint64_t i = 0; i < ENTRIES; i++) {
        uint64_t pa = piece + i * PAGE_SIZE, rights = rights_at(pa);
        image_pages[i] = rights ? pte_of_pa(pa) | rights : 0;
        image_gib[i] = pte_of_pa(gib + i * level_size(1)) | KERNEL_LEAF | PTE_W;
    }
    image_gib[index_at(image, 1)] = table_entry(image_pages);
}

uint64_t kmap_protect(uint64_t ram_end)
{
    uint64_t image = pa_of(kernel_start);
    KASSERT((image ^ (pa_of(kernel_end) - 1)) < level_size(1));  // one table of pages has room for the image
    fill_image_tables(image);
    ram_end = MIN(ram_end, PHYSMAP_MOST * GIB_BYTES);
    physmap_leaves = MAX(LEAST_LEAVES, (ram_end + GIB_BYTES - 1) / GIB_BYTES);
    kernel_root[PHYSMAP_INDEX + image / GIB_BYTES] = table_entry(image_gib);
    for (uint64_t i = 0; i < PHYSMAP_MOST; i++)
        if (i != image / GIB_BYTES)
            kernel_root[PHYSMAP_INDEX + i] = i < physmap_leaves ? pte_of_pa(i * GIB_BYTES) | KERNEL_LEAF | PTE_W : 0;
    kernel_root[KSTACK_INDEX] = table_entry(kstack_directory);
    fence_all();
    return ram_end;
}

// ---- modes ----

// The kernel's table of the topmost level of a mode.
static uint64_t *root_of(const struct paging_mode *mode)
{
    return mode->levels == SV39_TOP + 1 ? kernel_root : upper[mode->levels - SV39_TOP - 2];
}

// Does the mode stick? An unsupported one leaves satp as it was (4.1.11).
static bool enter_mode(const struct paging_mode *mode)
{
    uint64_t satp = mode->satp | pa_of(root_of(mode)) >> PAGE_SHIFT;
    CSR_WRITE(satp, satp);
    return CSR_READ(satp) == satp;
}

void kmap_choose_mode(uint64_t bits)
{
    upper[0][ENTRIES - 1] = table_entry(kernel_root);
    upper[1][ENTRIES - 1] = table_entry(upper[0]);
    for (size_t i = COUNT(modes); i-- > 0;) {
        if (PAGE_SHIFT + INDEX_BITS * modes[i].levels > MAX(bits, 39) || !enter_mode(&modes[i]))
            continue;
        paging = &modes[i];
        break;
    }
    fence_all();
}

const char *kmap_mode(void) { return paging->name; }

uint64_t kmap_satp(void) { return satp_of(pa_of(root_of(paging)), 0); }

void kmap_activate(void) { CSR_WRITE(satp, kmap_satp()); }

void kmap_copy_to(uint64_t *root)
{
    if (paging->levels > SV39_TOP + 1) {
        root[ENTRIES - 1] = root_of(paging)[ENTRIES - 1];
        return;
    }
    for (uint64_t i = 0; i < physmap_leaves; i++)
        root[PHYSMAP_INDEX + i] = kernel_root[PHYSMAP_INDEX + i];
    root[KSTACK_INDEX] = kernel_root[KSTACK_INDEX];
}

void kmap_clear(uint64_t *root)
{
    if (paging->levels > SV39_TOP + 1)
        root[ENTRIES - 1] = 0;
    for (uint64_t i = 0; i < physmap_leaves; i++)
        root[PHYSMAP_INDEX + i] = 0;
    root[KSTACK_INDEX] = 0;
}

// ---- audit ----

static void audit_leaf(uint64_t pte, uint64_t va, void (*complain)(void *to, const char *what, uint64_t va), void *to)
{
    bool text = (const char *)va >= kernel_start && (const char *)va < text_end;
    bool constants = (const char *)va >= text_end && (const char *)va < constants_end;
    if (pte & PTE_W && pte & PTE_X)
        complain(to, "kernel page can be written and executed", va);
    if (pte & PTE_U || !(pte & PTE_G))
        complain(to, "kernel page is not the kernel's alone", va);
    if (!(pte & PTE_X) == text)
        complain(to, "kernel page is text or executable, not both", va);
    if (pte & PTE_W && (text || constants))
        complain(to, "constant kernel page can be written", va);
}

static void audit_level(const uint64_t *table, unsigned level, uint64_t base,
                        void (*complain)(void *to, const char *what, uint64_t va), void *to)
{
    for (uint64_t i = 0; (i += count_empty(&table[i], ENTRIES - (unsigned)i)) < ENTRIES; i++) {
        uint64_t va = base + (i << level_shift(level));
        if (pte_is_table(table[i]))
            audit_level(kva(pte_pa(table[i])), level - 1, va, complain, to);
        else if (table[i] & PTE_V)
            audit_leaf(table[i], va, complain, to);
    }
}

void kmap_audit(void (*complain)(void *to, const char *what, uint64_t va), void *to)
{
    audit_level(kernel_root, SV39_TOP, ~UINT64_C(0) << level_shift(SV39_TOP + 1), complain, to);
}
