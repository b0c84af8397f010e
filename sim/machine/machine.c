// SPDX-License-Identifier: Apache-2.0
#include "machine.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bootrom.h"
#include "console.h"
#include "devtree.h"
#include "disk.h"
#include "htif.h"
#include "image.h"
#include "signature.h"
#include "uart.h"
#include "virtio_blk.h"

#define PAGE_BYTES UINT64_C(4096)
#define DEVTREE_ROOM UINT64_C(0x4000)  // at the end of RAM
#define DEVTREE_SPARE UINT64_C(0x400)  // of it, left to the firmware, which adds nodes
#define SWAP_SLOT 1
#define CONSOLE_POLL_CYCLES 20000  // how often a terminal is looked at: 0.2 ms of machine time

#define NANOSECONDS_PER_CYCLE (UINT64_C(1000000000) / (TIMEBASE_HZ * CYCLES_PER_TIME_TICK))

#define FINISHER_PASS 0x5555
#define FINISHER_FAIL 0x3333
#define FINISHER_RESET 0x7777

// A range [start, end) of physical memory that an image occupies.
struct extent {
    struct extent *next;
    uint64_t start, end;
    const char *path;
};

// Takes together what the devices want. To be called after anything that may have changed one.
static void refresh(struct machine *machine)
{
    uint32_t lines = (uint32_t)uart_irq(machine->uart) << IRQ_UART;
    uint64_t event = UINT64_MAX;
    bool service = machine->htif && htif_wants_service(machine->htif);

    for (unsigned slot = 0; slot < VIRTIO_SLOTS; slot++) {
        const struct virtio_blk *blk = machine->slot[slot];
        if (!blk)
            continue;
        lines |= (uint32_t)virtio_blk_irq(blk) << IRQ_VIRTIO(slot);
        uint64_t due = virtio_blk_due(blk);
        if (due <= machine->now)
            service = true;
        else if (due < event)
            event = due;
    }
    if (machine->signature && machine->end != MACHINE_RUNS && !machine->signature->data)
        machine->is_collecting = service = true;
    if (console_wants_poll(machine->console) && machine->now + CONSOLE_POLL_CYCLES < event)
        event = machine->now - machine->now % CONSOLE_POLL_CYCLES + CONSOLE_POLL_CYCLES;

    machine->irq_lines = lines;
    machine->next_event = event;
    machine->wants_service = service;
}

// -----------------------------------------------------------------------------------------------
// Creation

static bool check_ram(uint64_t bytes, struct complaint *complaint)
{
    if (bytes < MACHINE_MIN_RAM)
        return complain(complaint, "RAM of %" PRIu64 " bytes is too small; give --ram 1M or more", bytes);
    if (bytes > MACHINE_MAX_RAM)
        return complain(complaint, "RAM of %" PRIu64 " bytes is too large; give --ram 64G or less", bytes);
    if (bytes % PAGE_BYTES != 0)
        return complain(complaint,
                        "RAM of %" PRIu64 " bytes is not whole pages of %" PRIu64 "; give --ram %" PRIu64 "K", bytes,
                        PAGE_BYTES, (bytes + PAGE_BYTES - 1) / PAGE_BYTES * 4);
    return true;
}

static bool create_memory(struct machine *machine, uint64_t bytes, struct complaint *complaint)
{
    machine->ram = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (machine->ram == MAP_FAILED) {
        machine->ram = NULL;
        return complain(complaint, "the host has no %" PRIu64 " bytes for RAM; give a smaller --ram", bytes);
    }
    machine->ram_bytes = bytes;
    machine->rom = calloc(1, ROM_BYTES);
    return machine->rom || complain(complaint, "the host is out of memory");
}

static bool create_disk(struct machine *machine, unsigned slot, const struct machine_config *config,
                        struct complaint *complaint)
{
    const char *path = config->disk_path[slot];
    struct virtio_blk_config blk = {.latency = config->disk_latency,
                                    .slot = slot,
                                    .now = &machine->now,
                                    .faults = config->faults,
                                    .fault_count = config->fault_count};
    if (!disk_open(&blk.disk, path, config->snapshot, complaint))
        return false;
    if (slot == SWAP_SLOT && !disk_is_swap(&blk.disk)) {
        disk_close(&blk.disk);
        return complain(complaint, "swap '%s' has no SWAPSPACE2 signature; prepare it with mkswap", path);
    }
    machine->slot[slot] = virtio_blk_create(&blk);
    return true;
}

static bool check_faults(const struct machine_config *config, struct complaint *complaint)
{
    for (unsigned i = 0; i < config->fault_count; i++)
        if (!config->disk_path[config->faults[i].slot])
            return complain(complaint, "no disk in slot %u to fail; give --disk or --swap", config->faults[i].slot);
    return true;
}

static bool create_disks(struct machine *machine, const struct machine_config *config, struct complaint *complaint)
{
    if (!check_faults(config, complaint))
        return false;
    for (unsigned slot = 0; slot < VIRTIO_SLOTS; slot++)
        if (config->disk_path[slot] && !create_disk(machine, slot, config, complaint))
            return false;
    return true;
}

static bool write_devtree(struct machine *machine, const struct machine_config *config, struct complaint *complaint)
{
    const struct isa isa = config->isa ? *config->isa : isa_default();
    const struct devtree tree = {.ram_bytes = machine->ram_bytes,
                                 .preset = config->preset ? config->preset : preset_named("default"),
                                 .isa = &isa,
                                 .bootargs = config->bootargs};
    uint64_t offset = machine->ram_bytes - DEVTREE_ROOM;
    if (devtree_build(machine->ram + offset, DEVTREE_ROOM - DEVTREE_SPARE, &tree) == 0)
        return complain(complaint, "boot arguments of %zu bytes do not fit into the device tree; shorten --append",
                        strlen(config->bootargs));
    machine->devtree_pa = RAM_BASE + offset;
    machine->kernel_pa = KERNEL_BASE;
    machine->mgeometry = config->mgeometry;
    machine->mreplace = config->mreplace;
    bootrom_write(machine->rom, machine->devtree_pa, machine->kernel_pa, machine->mgeometry, machine->mreplace);
    return true;
}

static bool create_parts(struct machine *machine, const struct machine_config *config, struct complaint *complaint)
{
    memcpy(machine->memory_faults, config->memory_faults, sizeof machine->memory_faults);
    machine->memory_fault_count = config->memory_fault_count;
    if (!check_ram(config->ram_bytes, complaint) || !create_memory(machine, config->ram_bytes, complaint) ||
        !write_devtree(machine, config, complaint) || !create_disks(machine, config, complaint))
        return false;
    machine->console = console_create(stdout, config->input_path, complaint);
    if (!machine->console)
        return false;
    if (config->terminal)
        console_attach_terminal(machine->console);
    machine->uart = uart_create(machine->console);
    if (config->signature && !(machine->signature = calloc(1, sizeof *machine->signature)))
        abort();
    return true;
}

struct machine *machine_create(const struct machine_config *config, struct complaint *complaint)
{
    struct machine *machine = calloc(1, sizeof *machine);
    if (!machine)
        abort();
    if (!create_parts(machine, config, complaint)) {
        machine_destroy(machine);
        return NULL;
    }
    refresh(machine);
    return machine;
}

void machine_destroy(struct machine *machine)
{
    if (!machine)
        return;
    for (struct extent *image = machine->images, *next; image; image = next) {
        next = image->next;
        free(image);
    }
    for (unsigned slot = 0; slot < VIRTIO_SLOTS; slot++)
        virtio_blk_destroy(machine->slot[slot]);
    if (machine->signature)
        free(machine->signature->data);
    free(machine->signature);
    htif_destroy(machine->htif);
    uart_destroy(machine->uart);
    console_destroy(machine->console);
    free(machine->rom);
    if (machine->ram)
        munmap(machine->ram, machine->ram_bytes);
    free(machine);
}

// -----------------------------------------------------------------------------------------------
// Images

static const struct extent *overlapping(const struct machine *machine, uint64_t start, uint64_t end)
{
    for (const struct extent *image = machine->images; image; image = image->next)
        if (image->start < end && start < image->end)
            return image;
    return NULL;
}

bool machine_loaded_at(const struct machine *machine, uint64_t pa) { return overlapping(machine, pa, pa + 1) != NULL; }

static bool check_place(const struct machine *machine, const char *path, const struct image_segment *segment,
                        struct complaint *complaint)
{
    uint64_t start = segment->pa, end = segment->pa + segment->bytes;
    if (start < RAM_BASE)
        return complain(complaint,
                        "'%s' wants memory at 0x%" PRIx64 ", RAM starts at 0x%" PRIx64 "; link it at an address in RAM",
                        path, start, RAM_BASE);
    if (end > machine->devtree_pa)
        return complain(complaint,
                        "'%s' does not fit into RAM: it reaches to 0x%" PRIx64 ", RAM of %" PRIu64
                        "K is free up to 0x%" PRIx64 "; give --ram %" PRIu64 "M or more",
                        path, end, machine->ram_bytes >> 10, machine->devtree_pa,
                        ((end - RAM_BASE + DEVTREE_ROOM) >> 20) + 1);
    const struct extent *other = overlapping(machine, start, end);
    if (other)
        return complain(complaint,
                        "'%s' at [0x%" PRIx64 ", 0x%" PRIx64 ") overlaps '%s' at [0x%" PRIx64 ", 0x%" PRIx64
                        "); link one of them elsewhere",
                        path, start, end, other->path, other->start, other->end);
    return true;
}

static void place(struct machine *machine, const char *path, const struct image_segment *segment)
{
    uint8_t *to = machine->ram + (segment->pa - RAM_BASE);
    memcpy(to, segment->data, segment->file_bytes);
    memset(to + segment->file_bytes, 0, segment->bytes - segment->file_bytes);
    struct extent *image = malloc(sizeof *image);
    if (!image)
        abort();
    *image = (struct extent){machine->images, segment->pa, segment->pa + segment->bytes, path};
    machine->images = image;
}

// Serves the image's tohost and fromhost, if it has both, in RAM and aligned.
static bool find_htif(struct machine *machine, const struct image *image, struct complaint *complaint)
{
    uint64_t pa[2];
    if (!image_symbol(image, "tohost", &pa[0]) || !image_symbol(image, "fromhost", &pa[1]))
        return true;
    for (int i = 0; i < 2; i++)
        if (pa[i] % 8 != 0 || pa[i] < RAM_BASE || pa[i] - RAM_BASE > machine->ram_bytes - 8)
            return complain(complaint, "'%s' has %s at 0x%" PRIx64 ", not an aligned doubleword in RAM", image->path,
                            i ? "fromhost" : "tohost", pa[i]);
    htif_destroy(machine->htif);
    machine->htif = htif_create(machine->console, pa[0], pa[1]);
    return true;
}

// Everything is checked before anything is changed.
static bool load(struct machine *machine, const struct image *image, struct complaint *complaint)
{
    struct image_segment segment;
    for (unsigned cursor = 0; image_next_segment(image, &cursor, &segment);)
        if (!check_place(machine, image->path, &segment, complaint))
            return false;
    if (!find_htif(machine, image, complaint))
        return false;
    if (machine->signature && !signature_find(machine->signature, image, RAM_BASE, machine->ram_bytes, complaint))
        return false;
    for (unsigned cursor = 0; image_next_segment(image, &cursor, &segment);)
        place(machine, image->path, &segment);
    machine->kernel_pa = image->entry;
    bootrom_write(machine->rom, machine->devtree_pa, machine->kernel_pa, machine->mgeometry, machine->mreplace);
    return true;
}

bool machine_load(struct machine *machine, const char *path, uint64_t *entry, struct complaint *complaint)
{
    struct image image;
    if (!image_open(&image, path, complaint))
        return false;
    bool loaded = load(machine, &image, complaint);
    if (entry)
        *entry = image.entry;
    image_close(&image);
    return loaded;
}

// -----------------------------------------------------------------------------------------------
// Device registers

static bool read_slot(struct machine *machine, uint64_t offset, unsigned bytes, uint64_t *value)
{
    struct virtio_blk *blk = machine->slot[offset / VIRTIO_STRIDE];
    return blk ? virtio_blk_read(blk, offset % VIRTIO_STRIDE, bytes, value)
               : virtio_empty_read(offset % VIRTIO_STRIDE, bytes, value);
}

static bool write_slot(struct machine *machine, uint64_t offset, unsigned bytes, uint64_t value)
{
    struct virtio_blk *blk = machine->slot[offset / VIRTIO_STRIDE];
    return !blk || virtio_blk_write(blk, offset % VIRTIO_STRIDE, bytes, value);
}

// A wider access to the UART reaches the register at its address alone, as on QEMU.
static bool read_uart(struct machine *machine, uint64_t offset, uint64_t *value)
{
    if (offset >= 8)
        return false;
    *value = uart_read(machine->uart, (unsigned)offset);
    return true;
}

static bool write_uart(struct machine *machine, uint64_t offset, uint64_t value)
{
    if (offset >= 8)
        return false;
    uart_write(machine->uart, (unsigned)offset, (uint8_t)value);
    return true;
}

static void finish(struct machine *machine, uint64_t value)
{
    switch (value & 0xffff) {
    case FINISHER_PASS: machine->end = MACHINE_PASSED; break;
    case FINISHER_FAIL:
        machine->end = MACHINE_FAILED;
        machine->exit_code = value >> 16 & 0xffff;
        break;
    case FINISHER_RESET: machine->end = MACHINE_RESET; break;
    }
}

bool machine_mmio_read(struct machine *machine, uint64_t pa, unsigned bytes, uint64_t *value)
{
    bool answered = false;
    *value = 0;
    if (pa - UART_BASE < UART_END - UART_BASE)
        answered = read_uart(machine, pa - UART_BASE, value);
    else if (pa - VIRTIO_BASE < VIRTIO_END - VIRTIO_BASE)
        answered = read_slot(machine, pa - VIRTIO_BASE, bytes, value);
    else if (pa - FINISHER_BASE < FINISHER_END - FINISHER_BASE)
        answered = true;
    refresh(machine);
    return answered;
}

bool machine_mmio_write(struct machine *machine, uint64_t pa, unsigned bytes, uint64_t value)
{
    bool answered = false;
    if (pa - UART_BASE < UART_END - UART_BASE) {
        answered = write_uart(machine, pa - UART_BASE, value);
    } else if (pa - VIRTIO_BASE < VIRTIO_END - VIRTIO_BASE) {
        answered = write_slot(machine, pa - VIRTIO_BASE, bytes, value);
    } else if (pa - FINISHER_BASE < FINISHER_END - FINISHER_BASE) {
        answered = bytes == 2 || bytes == 4;
        if (pa == FINISHER_BASE && answered)
            finish(machine, value);
    }
    refresh(machine);
    return answered;
}

// -----------------------------------------------------------------------------------------------
// Time, memory and HTIF

void machine_tick_slow(struct machine *machine, uint64_t cycle)
{
    machine->now = cycle;
    console_poll(machine->console);
    refresh(machine);
}

bool machine_left(const struct machine *machine) { return console_left(machine->console); }

void machine_idle(struct machine *machine, uint64_t cycles)
{
    console_sleep(machine->console, cycles * NANOSECONDS_PER_CYCLE);
}

static void note_exit(struct machine *machine)
{
    uint32_t code;
    if (!machine->htif || machine->end != MACHINE_RUNS || !htif_exited(machine->htif, &code))
        return;
    machine->end = code ? MACHINE_FAILED : MACHINE_PASSED;
    machine->exit_code = code;
}

void machine_service(struct machine *machine, const struct dma *dma)
{
    while (machine->wants_service) {
        if (machine->htif)
            htif_service(machine->htif, dma);
        for (unsigned slot = 0; slot < VIRTIO_SLOTS; slot++) {
            if (machine->slot[slot])
                virtio_blk_service(machine->slot[slot], dma);
            refresh(machine);
        }
        note_exit(machine);
        refresh(machine);
        if (machine->is_collecting) {
            signature_collect(machine->signature, dma);
            machine->is_collecting = false;
            refresh(machine);
        }
    }
}

uint64_t machine_tohost(const struct machine *machine) { return machine->htif ? htif_tohost(machine->htif) : 0; }

uint64_t machine_fromhost(const struct machine *machine) { return machine->htif ? htif_fromhost(machine->htif) : 0; }

void machine_htif_store(struct machine *machine, uint64_t pa, unsigned bytes, uint64_t value)
{
    htif_store(machine->htif, pa, bytes, value);
    note_exit(machine);
    refresh(machine);
}

static uint8_t *ram_at(const struct machine *machine, uint64_t pa, size_t len)
{
    uint64_t offset = pa - RAM_BASE;
    if (pa < RAM_BASE || offset > machine->ram_bytes || len > machine->ram_bytes - offset)
        return NULL;
    return machine->ram + offset;
}

bool machine_memory_read(const struct machine *machine, uint64_t pa, void *buf, size_t len)
{
    const uint8_t *from = ram_at(machine, pa, len);
    if (!from && pa >= ROM_BASE && pa < ROM_END && len <= ROM_END - pa)
        from = machine->rom + (pa - ROM_BASE);
    if (from)
        memcpy(buf, from, len);
    return from != NULL;
}

bool machine_memory_write(struct machine *machine, uint64_t pa, const void *buf, size_t len)
{
    uint8_t *to = ram_at(machine, pa, len);
    if (to)
        memcpy(to, buf, len);
    return to != NULL;
}

static bool dma_read(void *ctx, uint64_t pa, void *buf, size_t len) { return machine_memory_read(ctx, pa, buf, len); }

static bool dma_write(void *ctx, uint64_t pa, const void *buf, size_t len)
{
    return machine_memory_write(ctx, pa, buf, len);
}

struct dma machine_dma(struct machine *machine) { return (struct dma){machine, dma_read, dma_write}; }

// -----------------------------------------------------------------------------------------------
// Reports

void machine_flush(struct machine *machine) { console_flush(machine->console); }

bool machine_write_signature(const struct machine *machine, const char *path, unsigned granularity,
                             struct complaint *complaint)
{
    return !machine->signature || signature_write(machine->signature, path, granularity, complaint);
}

void machine_stats(const struct machine *machine, struct stats *stats)
{
    struct virtio_blk_counts sum = {0};
    for (unsigned slot = 0; slot < VIRTIO_SLOTS; slot++) {
        if (!machine->slot[slot])
            continue;
        struct virtio_blk_counts one = virtio_blk_counts(machine->slot[slot]);
        sum.reads += one.reads;
        sum.writes += one.writes;
        sum.flushes += one.flushes;
        sum.errors += one.errors;
        sum.bytes_read += one.bytes_read;
        sum.bytes_written += one.bytes_written;
    }
    stats_count(stats, "ram_bytes", machine->ram_bytes);
    stats_count(stats, "console_bytes", console_bytes_out(machine->console));
    stats_count(stats, "disk_reads", sum.reads);
    stats_count(stats, "disk_writes", sum.writes);
    stats_count(stats, "disk_flushes", sum.flushes);
    stats_count(stats, "disk_errors", sum.errors);
    stats_count(stats, "disk_bytes_read", sum.bytes_read);
    stats_count(stats, "disk_bytes_written", sum.bytes_written);
}
