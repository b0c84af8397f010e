// SPDX-License-Identifier: Apache-2.0
// The rest of the machine: configuration, device tree (read back with libfdt), finisher, HTIF,
// CLINT, PLIC and the error bank.
#include <libfdt.h>
#include <stdlib.h>
#include <unistd.h>

#include "clint.h"
#include "error_bank.h"
#include "htif.h"
#include "isa.h"
#include "machine.h"
#include "plic.h"
#include "testing.h"

static struct machine *machine;
static struct complaint complaint;

static bool power_on(const struct machine_config *config)
{
    machine_destroy(machine);
    machine = machine_create(config, &complaint);
    return machine != NULL;
}

static bool power_on_plain(void)
{
    return power_on(&(struct machine_config){.ram_bytes = 16 << 20, .bootargs = "run=/bin/x a=1"});
}

static void machine_refuses_ram(void)
{
    EXPECT(!power_on(&(struct machine_config){.ram_bytes = 4096}));
    EXPECT(strstr(complaint.text, "4096 bytes is too small"));
    EXPECT(!power_on(&(struct machine_config){.ram_bytes = (1 << 20) + 5}));
    EXPECT(strstr(complaint.text, "--ram 1028K"));
    EXPECT(!power_on(&(struct machine_config){.ram_bytes = UINT64_C(1) << 50}));
    EXPECT(strstr(complaint.text, "too large"));
}

static void machine_refuses_long_bootargs(void)
{
    static char long_text[20000];
    memset(long_text, 'x', sizeof long_text - 1);
    EXPECT(!power_on(&(struct machine_config){.ram_bytes = 1 << 20, .bootargs = long_text}));
    EXPECT(strstr(complaint.text, "19999 bytes do not fit"));
}

static bool disk_refused(unsigned slot, const char *path, const char *contents, size_t bytes, const char *words)
{
    struct machine_config config = {.ram_bytes = 1 << 20};
    config.disk_path[slot] = path;
    if (contents) {
        FILE *out = testing_file(path);
        fwrite(contents, 1, bytes, out);
        fclose(out);
    }
    bool refused = !power_on(&config) && strstr(complaint.text, words) && strstr(complaint.text, path);
    if (contents)
        unlink(path);
    return refused;
}

static void machine_refuses_disks(void)
{
    static const char zeros[8192];
    EXPECT(disk_refused(0, "no/such.img", NULL, 0, "No such file"));
    EXPECT(disk_refused(0, ".", NULL, 0, "cannot open") || disk_refused(0, ".", NULL, 0, "regular"));
    EXPECT(disk_refused(0, "test_disk.img", zeros, 0, "is empty"));
    EXPECT(disk_refused(0, "test_disk.img", zeros, 700, "not a multiple of 512"));
    EXPECT(disk_refused(1, "test_disk.img", zeros, 8192, "no SWAPSPACE2 signature"));
    EXPECT(disk_refused(1, "test_disk.img", zeros, 512, "no SWAPSPACE2 signature"));
}

static const void *property(const char *path, const char *name, int *bytes)
{
    const void *fdt = machine->ram + (machine->devtree_pa - RAM_BASE);
    return fdt_getprop(fdt, fdt_path_offset(fdt, path), name, bytes);
}

static bool property_is(const char *path, const char *name, const void *value, int bytes)
{
    int found_bytes;
    const void *found = property(path, name, &found_bytes);
    return found && found_bytes == bytes && memcmp(found, value, (size_t)bytes) == 0;
}

static bool text_is(const char *path, const char *name, const char *value)
{
    return property_is(path, name, value, (int)strlen(value) + 1);
}

static bool cells_are(const char *path, const char *name, const uint32_t *values, unsigned count)
{
    fdt32_t cells[8];
    for (unsigned i = 0; i < count; i++)
        cells[i] = cpu_to_fdt32(values[i]);
    return property_is(path, name, cells, (int)(4 * count));
}

#define CELLS_ARE(path, name, ...) \
    cells_are(path, name, (const uint32_t[]){__VA_ARGS__}, sizeof((const uint32_t[]){__VA_ARGS__}) / 4)

static void devtree_describes_the_machine(void)
{
    EXPECT(power_on_plain());
    const void *fdt = machine->ram + (machine->devtree_pa - RAM_BASE);
    EXPECT(fdt_check_full(fdt, fdt_totalsize(fdt)) == 0);
    EXPECT(text_is("/", "compatible", "riscv-virtio"));
    EXPECT(text_is("/chosen", "bootargs", "run=/bin/x a=1"));
    EXPECT(text_is("/chosen", "stdout-path", "/soc/serial@10000000"));
    EXPECT(CELLS_ARE("/memory@80000000", "reg", 0, 0x80000000, 0, 16 << 20));
    EXPECT(CELLS_ARE("/cpus", "timebase-frequency", 10000000));
    EXPECT(text_is("/cpus/cpu@0", "mmu-type", "riscv,sv57"));
    EXPECT(CELLS_ARE("/soc/serial@10000000", "interrupts", 10));
    EXPECT(CELLS_ARE("/soc/virtio_mmio@10001000", "interrupts", 1));
    EXPECT(CELLS_ARE("/soc/virtio_mmio@10008000", "interrupts", 8));
    EXPECT(CELLS_ARE("/soc/virtio_mmio@10008000", "reg", 0, 0x10008000, 0, 0x1000));
    EXPECT(CELLS_ARE("/soc/plic@c000000", "interrupts-extended", 2, 11, 2, 9));
    EXPECT(CELLS_ARE("/soc/error-bank@6000000", "interrupts", 12));
    EXPECT(CELLS_ARE("/soc/clint@2000000", "interrupts-extended", 2, 3, 2, 7));
    EXPECT(CELLS_ARE("/poweroff", "value", 0x5555));
}

// What the hardware has, and what a model may have.
static void devtree_tells_the_isa(void)
{
    static const char base[] = "i\0m\0a\0c\0zicntr\0zicsr\0zifencei\0zihpm\0sstc\0svade\0svadu";
    struct isa isa = {.levels = 3, .pmp_grain = 1};
    const char *wrong;
    size_t length;
    int bytes;

    EXPECT(power_on(&(struct machine_config){.ram_bytes = 16 << 20, .isa = &isa}));
    EXPECT(text_is("/cpus/cpu@0", "riscv,isa", "rv64imac_zicntr_zicsr_zifencei_zihpm_sstc_svade_svadu"));
    EXPECT(text_is("/cpus/cpu@0", "mmu-type", "riscv,sv39"));
    const void *names = property("/cpus/cpu@0", "riscv,isa-extensions", &bytes);
    EXPECT(bytes == sizeof base && memcmp(names, base, sizeof base) == 0);
    EXPECT(!property("/cpus/cpu@0", "riscv,cboz-block-size", &bytes));

    EXPECT(isa_add(&isa, "zicboz,sv48,svnapot", &wrong, &length));
    EXPECT(power_on(&(struct machine_config){.ram_bytes = 16 << 20, .isa = &isa}));
    EXPECT(text_is("/cpus/cpu@0", "riscv,isa", "rv64imac_zicboz_zicntr_zicsr_zifencei_zihpm_sstc_svade_svadu_svnapot"));
    EXPECT(text_is("/cpus/cpu@0", "mmu-type", "riscv,sv48"));
    EXPECT(CELLS_ARE("/cpus/cpu@0", "riscv,cboz-block-size", 64));
    EXPECT(!isa_add(&isa, "sv57,svx,sv39", &wrong, &length) && length == 3 && memcmp(wrong, "svx", 3) == 0);
}

static void devtree_tells_caches_and_events(void)
{
    EXPECT(power_on_plain());
    EXPECT(CELLS_ARE("/cpus/cpu@0", "d-cache-size", 32768) && CELLS_ARE("/cpus/cpu@0", "d-cache-sets", 64));
    EXPECT(CELLS_ARE("/cpus/cpu@0", "d-tlb-size", 32) && CELLS_ARE("/cpus/cpu@0", "d-cache-block-size", 64));
    EXPECT(CELLS_ARE("/l2-cache", "cache-size", 262144) && CELLS_ARE("/l2-cache", "cache-sets", 512));
    EXPECT(CELLS_ARE("/pmu", "riscv,raw-event-to-mhpmcounters", 0, 0, 0xffffffff, 0xffffff00, 0x7f8));
    struct machine_config config = {.ram_bytes = 1 << 20, .preset = preset_named("tiny")};
    EXPECT(power_on(&config));
    EXPECT(CELLS_ARE("/cpus/cpu@0", "d-cache-size", 4096) && CELLS_ARE("/cpus/cpu@0", "d-tlb-size", 4));
    EXPECT(!preset_named("huge"));
}

static bool is_limit(const struct geometry_limit *limit, uint32_t sets, uint32_t ways)
{
    bool none = limit->sets == 0 && limit->ways == 0;
    return none || (UINT32_C(1) << limit->sets == sets && UINT32_C(1) << limit->ways == ways);
}

static bool is_cache_limit(const struct geometry_limit *limit, const struct cache_size *cache)
{
    return is_limit(limit, cache->bytes / cache->ways / CACHE_LINE_BYTES, cache->ways);
}

// What can be changed of an array can be changed down to one set of one way, and no further.
static void geometry_limits_are_the_sizes(void)
{
    static const char *const names[] = {"tiny", "default", "big"};
    for (int i = 0; i < 3; i++) {
        const struct preset *p = preset_named(names[i]);
        const struct geometry_limit *limit = p->geometry.array;
        EXPECT(is_limit(&limit[GEOMETRY_ITLB], 1, p->itlb_entries));
        EXPECT(is_limit(&limit[GEOMETRY_DTLB], 1, p->dtlb_entries));
        EXPECT(is_cache_limit(&limit[GEOMETRY_L1I], &p->l1i));
        EXPECT(is_cache_limit(&limit[GEOMETRY_L1D], &p->l1d));
        EXPECT(is_cache_limit(&limit[GEOMETRY_L2], &p->l2));
    }
}

static void bootrom_points_at_the_devtree(void)
{
    uint64_t literal[2];
    EXPECT(power_on_plain());
    memcpy(literal, machine->rom + 0x20, sizeof literal);
    EXPECT(literal[0] == RAM_BASE && literal[1] == machine->devtree_pa);
    EXPECT(literal[1] >= RAM_BASE && literal[1] < RAM_BASE + (16 << 20));
}

static void finisher_ends_the_run(void)
{
    EXPECT(power_on_plain() && !machine_stopped(machine));
    EXPECT(!machine_mmio_write(machine, FINISHER_BASE, 1, 0x55));
    EXPECT(machine_mmio_write(machine, FINISHER_BASE, 4, 0x1234) && !machine_stopped(machine));
    EXPECT(machine_mmio_write(machine, FINISHER_BASE, 4, 0x5555));
    EXPECT(machine->end == MACHINE_PASSED);
    EXPECT(power_on_plain() && machine_mmio_write(machine, FINISHER_BASE, 4, 0x73333));
    EXPECT(machine->end == MACHINE_FAILED && machine->exit_code == 7);
    EXPECT(power_on_plain() && machine_mmio_write(machine, FINISHER_BASE, 4, 0x7777));
    EXPECT(machine->end == MACHINE_RESET);
}

static void nobody_answers(void)
{
    uint64_t value;
    EXPECT(power_on_plain());
    EXPECT(!machine_mmio_read(machine, 0x0, 4, &value));
    EXPECT(!machine_mmio_read(machine, 0x101000, 4, &value));
    EXPECT(!machine_mmio_read(machine, 0x10000008, 1, &value));
    EXPECT(!machine_mmio_read(machine, 0x10009000, 4, &value));
    EXPECT(!machine_mmio_write(machine, 0x10000100, 1, 0));
    EXPECT(!machine_mmio_write(machine, UINT64_MAX - 7, 8, 0));
}

static void dma_reaches_memory_only(void)
{
    char buf[16] = "0123456789abcde";
    EXPECT(power_on_plain());
    struct dma dma = machine_dma(machine);
    EXPECT(dma.write(dma.ctx, RAM_BASE + (16 << 20) - 16, buf, 16));
    EXPECT(!dma.write(dma.ctx, RAM_BASE + (16 << 20) - 15, buf, 16));
    EXPECT(!dma.write(dma.ctx, ROM_BASE, buf, 16) && dma.read(dma.ctx, ROM_BASE, buf, 16));
    EXPECT(!dma.read(dma.ctx, UART_BASE, buf, 1) && !dma.read(dma.ctx, UINT64_MAX, buf, 16));
}

// -----------------------------------------------------------------------------------------------
// HTIF, on memory of its own

#define TOHOST RAM_BASE
#define FROMHOST (RAM_BASE + 64)

static FILE *sent;
static struct console *console;
static struct htif *htif;

static void htif_on(void)
{
    EXPECT(power_on_plain());
    htif_destroy(htif);
    console_destroy(console);
    if (sent)
        fclose(sent);
    sent = tmpfile();
    console = console_create(sent, NULL, &complaint);
    htif = htif_create(console, TOHOST, FROMHOST);
}

static bool host_has(const char *text)
{
    char got[64] = "";
    console_flush(console);
    if (fseek(sent, 0, SEEK_SET) != 0)
        return false;
    size_t bytes = fread(got, 1, sizeof got - 1, sent);
    return bytes == strlen(text) && memcmp(got, text, bytes) == 0;
}

static uint64_t peek(uint64_t pa)
{
    uint64_t value;
    memcpy(&value, machine->ram + (pa - RAM_BASE), 8);
    return value;
}

static void poke(uint64_t pa, uint64_t value) { memcpy(machine->ram + (pa - RAM_BASE), &value, 8); }

static void command(uint64_t value)
{
    struct dma dma = machine_dma(machine);
    poke(TOHOST, value);
    htif_store(htif, TOHOST, 8, value);
    if (htif_wants_service(htif))
        htif_service(htif, &dma);
}

static void htif_exit_codes(void)
{
    uint32_t code;
    htif_on();
    EXPECT(!htif_exited(htif, &code));
    command(1);
    EXPECT(htif_exited(htif, &code) && code == 0);
    htif_on();
    command(5 << 1 | 1);
    EXPECT(htif_exited(htif, &code) && code == 5);
    htif_on();
    htif_store(htif, TOHOST, 4, 7);  // as riscv-tests do: the low word alone
    EXPECT(htif_exited(htif, &code) && code == 3);
}

static void htif_console(void)
{
    htif_on();
    command(UINT64_C(0x0101000000000000) | 'A');
    EXPECT(host_has("A") && peek(TOHOST) == 0 && peek(FROMHOST) == 0);
}

static void htif_write_system_call(void)
{
    uint64_t frame = RAM_BASE + 0x100;
    htif_on();
    memcpy(machine->ram + 0x200, "hello\n", 6);
    poke(frame, 64);
    poke(frame + 8, 1);
    poke(frame + 16, RAM_BASE + 0x200);
    poke(frame + 24, 6);
    command(frame);
    EXPECT(host_has("hello\n") && peek(frame) == 6 && peek(FROMHOST) == 1 && peek(TOHOST) == 0);
    poke(frame, 64);
    poke(frame + 16, 8);  // not memory
    command(frame);
    EXPECT((int64_t)peek(frame) == -14);
    poke(frame, 1000);
    command(frame);
    EXPECT((int64_t)peek(frame) == -38);
    uint32_t code;
    poke(frame, 93);
    poke(frame + 8, 9);
    command(frame);
    EXPECT(htif_exited(htif, &code) && code == 9);
}

// -----------------------------------------------------------------------------------------------
// CLINT and PLIC

static void clint_timer(void)
{
    struct clint clint;
    uint64_t value;
    clint_reset(&clint);
    EXPECT(clint_read(&clint, 12345, 0xbff8, 8, &value) && value == 1234);
    EXPECT(!clint_timer_pending(&clint, 1 << 30));
    EXPECT(clint_write(&clint, 0, 0x4000, 4, 100) && clint_write(&clint, 0, 0x4004, 4, 0));
    EXPECT(!clint_timer_pending(&clint, 999) && clint_timer_pending(&clint, 1000));
    EXPECT(clint_cycle_of(&clint, 0, clint.mtimecmp) == 1000);
    EXPECT(clint_write(&clint, 5000, 0xbff8, 8, 10));  // set back
    EXPECT(clint_cycle_of(&clint, 5000, 100) == 5900 && !clint_timer_pending(&clint, 5899));
    EXPECT(clint_write(&clint, 0, 0, 4, 0xffffffff) && clint.msip);
    EXPECT(clint_read(&clint, 0, 0, 4, &value) && value == 1);
    EXPECT(!clint_read(&clint, 0, 0, 1, &value));
    EXPECT(clint_cycle_of(&clint, 5000, UINT64_MAX) == UINT64_MAX);
}

static uint64_t plic_get(struct plic *plic, uint64_t offset)
{
    uint64_t value = 0;
    EXPECT(plic_read(plic, offset, 4, &value));
    return value;
}

static void plic_set(struct plic *plic, uint64_t offset, uint64_t value) { EXPECT(plic_write(plic, offset, 4, value)); }

static void plic_claims(void)
{
    struct plic plic;
    plic_reset(&plic);
    plic_set_levels(&plic, 1 << 10 | 1 << 2);
    EXPECT(!plic_notifies(&plic, PLIC_S));
    plic_set(&plic, 4 * 10, 1);
    plic_set(&plic, 4 * 2, 1);
    plic_set(&plic, 0x2080, 1 << 10 | 1 << 2);
    EXPECT(plic_notifies(&plic, PLIC_S) && !plic_notifies(&plic, PLIC_M));
    EXPECT(plic_get(&plic, 0x1000) == (1 << 10 | 1 << 2));
    EXPECT(plic_get(&plic, 0x201004) == 2);  // the lower number goes first
    EXPECT(plic_get(&plic, 0x201004) == 10);
    EXPECT(plic_get(&plic, 0x201004) == 0 && !plic_notifies(&plic, PLIC_S));
    plic_set(&plic, 0x201004, 10);  // still high: again
    EXPECT(plic_get(&plic, 0x201004) == 10);
    plic_set_levels(&plic, 0);
    plic_set(&plic, 0x201004, 10);
    plic_set(&plic, 0x201004, 2);
    EXPECT(plic_get(&plic, 0x201004) == 0);
}

static void plic_priority_and_threshold(void)
{
    struct plic plic;
    plic_reset(&plic);
    plic_set(&plic, 4 * 1, 2);
    plic_set(&plic, 4 * 8, 5);
    plic_set(&plic, 0x2000, 0xffffffff);
    plic_set_levels(&plic, 1 << 1 | 1 << 8);
    plic_set(&plic, 0x200000, 5);
    EXPECT(!plic_notifies(&plic, PLIC_M));
    plic_set(&plic, 0x200000, 4);
    EXPECT(plic_notifies(&plic, PLIC_M));
    EXPECT(plic_get(&plic, 0x200004) == 8);
    EXPECT(!plic_notifies(&plic, PLIC_M));   // 2 is not above 4
    EXPECT(plic_get(&plic, 0x200004) == 1);  // a claim does not ask the threshold
    plic_set(&plic, 4 * 9, 0);
    plic_set_levels(&plic, 1 << 9);
    EXPECT(plic_get(&plic, 0x200004) == 0);  // priority 0: never
}

// -----------------------------------------------------------------------------------------------
// The error bank

enum { VALID_SUMMARY = 0x10, CONTROL = 0x40, STATUS = 0x48, ADDR_INFO = 0x50 };
#define EMPTY UINT64_C(0x13001708)  // status: nothing but the bits that are always set
#define V UINT64_C(1)
#define MO UINT64_C(0x40)
#define RDIP UINT64_C(0x800000)
#define ELSE UINT64_C(1)
#define UECS(n) (UINT64_C(n) << 6)
#define SINV (UINT64_C(1) << 48)
#define SRDP (UINT64_C(1) << 49)

static struct error_bank bank;

static uint64_t bank_get(uint64_t offset)
{
    uint64_t value = 0;
    EXPECT(error_bank_read(&bank, offset, 8, &value));
    return value;
}

static void bank_set(uint64_t offset, uint64_t value) { EXPECT(error_bank_write(&bank, offset, 8, value)); }

static bool bank_reads(uint64_t status, uint64_t address)
{
    return bank_get(STATUS) == (EMPTY | status) && bank_get(ADDR_INFO) == address &&
           bank_get(VALID_SUMMARY) == (status & V ? 3 : 1);
}

static void error_bank_begins_empty(void)
{
    memset(&bank, 1, sizeof bank);
    error_bank_reset(&bank);
    EXPECT(bank_get(0x08) == UINT64_C(0x0100000000010000));
    EXPECT(bank_get(CONTROL) == 0 && bank_reads(0, 0) && !error_bank_notifies(&bank));
    for (uint64_t offset = 0; offset < 0x1000; offset += 8) {
        bool has_bits = offset == 0x08 || offset == VALID_SUMMARY || offset == STATUS;
        EXPECT(has_bits == (bank_get(offset) != 0));
    }
}

static void error_bank_refuses_what_is_no_word(void)
{
    uint64_t value;
    error_bank_reset(&bank);
    for (uint64_t offset = 0; offset < 0x1000; offset++) {
        for (unsigned bytes = 1; bytes <= 8; bytes *= 2) {
            bool taken = bytes >= 4 && offset % bytes == 0;
            EXPECT(error_bank_read(&bank, offset, bytes, &value) == taken);
            if (!taken)
                EXPECT(!error_bank_write(&bank, offset, bytes, UINT64_MAX));
        }
    }
    EXPECT(bank_get(CONTROL) == 0 && bank_reads(0, 0));
}

// Of each register what can be written, and nothing of the others.
static void error_bank_holds_its_bits(void)
{
    error_bank_reset(&bank);
    for (uint64_t offset = 0; offset < 0x1000; offset += 8)
        if (offset != STATUS && offset != CONTROL && offset != ADDR_INFO)
            bank_set(offset, UINT64_MAX);
    EXPECT(bank_get(0) == 0 && bank_get(CONTROL) == 0 && bank_reads(0, 0));
    bank_set(CONTROL, UINT64_MAX);
    EXPECT(bank_get(CONTROL) == (ELSE | UECS(3)));
    bank_set(CONTROL, UECS(2));
    EXPECT(bank_get(CONTROL) == UECS(2));
    bank_set(ADDR_INFO, UINT64_MAX);
    EXPECT(bank_get(ADDR_INFO) == UINT64_C(0x00ffffffffffffc0));
    bank_set(STATUS, UINT64_MAX);
    EXPECT(bank_reads(V | MO | RDIP, UINT64_C(0x00ffffffffffffc0)));
    bank_set(ADDR_INFO, 0x12345678a5);  // also while there is a record
    EXPECT(bank_get(ADDR_INFO) == 0x1234567880);
}

static void error_bank_keeps_the_first_of_several(void)
{
    error_bank_reset(&bank);
    EXPECT(!error_bank_lost(&bank, 0x80001000) && bank_reads(0, 0));  // not asked for
    bank_set(CONTROL, ELSE);
    EXPECT(error_bank_lost(&bank, UINT64_C(0xff0000008000107f)));
    EXPECT(bank_reads(V | RDIP, 0x80001040) && !error_bank_notifies(&bank));
    bank_set(CONTROL, ELSE | UECS(1));
    EXPECT(error_bank_notifies(&bank));
    EXPECT(error_bank_lost(&bank, 0x80002000));
    EXPECT(bank_reads(V | MO, 0x80001040) && error_bank_notifies(&bank));
    bank_set(CONTROL, UECS(2));  // the record stands where nothing more is logged
    EXPECT(!error_bank_lost(&bank, 0x80003000));
    EXPECT(bank_reads(V | MO, 0x80001040) && error_bank_notifies(&bank));
}

static void error_bank_record_goes_when_it_has_been_read(void)
{
    error_bank_reset(&bank);
    bank_set(CONTROL, ELSE | UECS(3));
    error_bank_lost(&bank, 0x80001000);
    error_bank_lost(&bank, 0x80002000);
    bank_set(CONTROL, ELSE | UECS(3) | SINV);  // something was lost since
    EXPECT(bank_reads(V | MO, 0x80001000) && error_bank_notifies(&bank));
    bank_set(CONTROL, ELSE | UECS(3) | SRDP);
    EXPECT(bank_reads(V | MO | RDIP, 0x80001000) && bank_get(CONTROL) == (ELSE | UECS(3)));
    error_bank_lost(&bank, 0x80003000);
    bank_set(CONTROL, ELSE | UECS(3) | SINV);
    EXPECT(bank_reads(V | MO, 0x80001000));
    bank_set(CONTROL, ELSE | UECS(3) | SRDP | SINV);  // whatever there was
    EXPECT(bank_reads(MO | RDIP, 0x80001000) && !error_bank_notifies(&bank));
    error_bank_lost(&bank, 0x80004000);
    EXPECT(bank_reads(V | RDIP, 0x80004000) && error_bank_notifies(&bank));
    bank_set(CONTROL, ELSE | UECS(3) | SINV);  // nothing since: at once
    EXPECT(bank_reads(RDIP, 0x80004000));
}

static void error_bank_takes_a_record_of_software(void)
{
    error_bank_reset(&bank);
    bank_set(CONTROL, UECS(1));
    bank_set(ADDR_INFO, 0x90000000);
    bank_set(STATUS, MO);
    EXPECT(bank_reads(MO, 0x90000000) && !error_bank_notifies(&bank));
    bank_set(STATUS, RDIP);
    EXPECT(bank_reads(RDIP, 0x90000000));
    bank_set(STATUS, V);
    EXPECT(bank_reads(V, 0x90000000) && error_bank_notifies(&bank));
    bank_set(STATUS, MO | RDIP);  // there is one: ignored whole
    EXPECT(bank_reads(V, 0x90000000));
    bank_set(CONTROL, UECS(1) | SINV);
    EXPECT(bank_reads(V, 0x90000000));
    bank_set(CONTROL, UECS(0));
    EXPECT(!error_bank_notifies(&bank));
    bank_set(CONTROL, SRDP | SINV);
    bank_set(STATUS, V | RDIP);
    EXPECT(bank_reads(V | RDIP, 0x90000000));
}

static void error_bank_halves_are_written_alone(void)
{
    uint64_t value;
    error_bank_reset(&bank);
    EXPECT(error_bank_write(&bank, CONTROL, 4, ELSE | UECS(1)) && error_bank_write(&bank, CONTROL + 4, 4, 0xffff));
    EXPECT(bank_get(CONTROL) == (ELSE | UECS(1)));
    EXPECT(error_bank_write(&bank, STATUS + 4, 4, 0xffffffff) && bank_reads(0, 0));
    EXPECT(error_bank_write(&bank, STATUS, 4, V | MO) && bank_reads(V | MO, 0));
    EXPECT(error_bank_write(&bank, CONTROL + 4, 4, SINV >> 32) && bank_reads(V | MO, 0));
    EXPECT(error_bank_write(&bank, CONTROL + 4, 4, (SINV | SRDP) >> 32) && bank_reads(MO | RDIP, 0));
    EXPECT(bank_get(CONTROL) == (ELSE | UECS(1)));
    EXPECT(error_bank_write(&bank, CONTROL, 4, 0) && bank_get(CONTROL) == 0);
    EXPECT(error_bank_write(&bank, ADDR_INFO + 4, 4, 0xffffffff) && bank_get(ADDR_INFO) == UINT64_C(0xffffff00000000));
    EXPECT(error_bank_write(&bank, ADDR_INFO, 4, 0x12345678) && bank_get(ADDR_INFO) == UINT64_C(0xffffff12345640));
    EXPECT(error_bank_read(&bank, ADDR_INFO + 4, 4, &value) && value == 0xffffff);
    EXPECT(error_bank_read(&bank, ADDR_INFO, 4, &value) && value == 0x12345640);
    EXPECT(error_bank_read(&bank, 0x0c, 4, &value) && value == 0x01000000);
}

int main(void)
{
    TEST(machine_refuses_ram);
    TEST(machine_refuses_long_bootargs);
    TEST(machine_refuses_disks);
    TEST(devtree_describes_the_machine);
    TEST(devtree_tells_the_isa);
    TEST(devtree_tells_caches_and_events);
    TEST(geometry_limits_are_the_sizes);
    TEST(bootrom_points_at_the_devtree);
    TEST(finisher_ends_the_run);
    TEST(nobody_answers);
    TEST(dma_reaches_memory_only);
    TEST(htif_exit_codes);
    TEST(htif_console);
    TEST(htif_write_system_call);
    TEST(clint_timer);
    TEST(plic_claims);
    TEST(plic_priority_and_threshold);
    TEST(error_bank_begins_empty);
    TEST(error_bank_refuses_what_is_no_word);
    TEST(error_bank_holds_its_bits);
    TEST(error_bank_keeps_the_first_of_several);
    TEST(error_bank_record_goes_when_it_has_been_read);
    TEST(error_bank_takes_a_record_of_software);
    TEST(error_bank_halves_are_written_alone);
    machine_destroy(machine);
    htif_destroy(htif);
    console_destroy(console);
    fclose(sent);
    return TEST_STATUS;
}
