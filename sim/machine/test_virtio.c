// SPDX-License-Identifier: Apache-2.0
// The block device as a driver sees it, through the machine's registers and a driver's rings in
// RAM: negotiation, requests, latency, several requests, indirect chains, errors, and a reset in
// mid-request.
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "machine.h"
#include "testing.h"

#define DISK "test_virtio.img"
#define SECTORS 64
#define LATENCY 1000

#define QUEUE_NUM 8
#define DESC_PA (RAM_BASE + 0x1000)
#define AVAIL_PA (RAM_BASE + 0x2000)
#define USED_PA (RAM_BASE + 0x3000)
#define HEADER_PA (RAM_BASE + 0x4000)
#define STATUS_PA (RAM_BASE + 0x4100)
#define DATA_PA (RAM_BASE + 0x5000)
#define TABLE_PA (RAM_BASE + 0x6000)

static struct machine *machine;
static uint16_t avail_index;

static uint32_t get(uint64_t reg)
{
    uint64_t value = 0;
    EXPECT(machine_mmio_read(machine, VIRTIO_BASE + reg, 4, &value));
    return (uint32_t)value;
}

static void set(uint64_t reg, uint32_t value) { EXPECT(machine_mmio_write(machine, VIRTIO_BASE + reg, 4, value)); }

static void *at(uint64_t pa) { return machine->ram + (pa - RAM_BASE); }

static void poke16(uint64_t pa, uint16_t value) { memcpy(at(pa), &value, 2); }

static uint16_t peek16(uint64_t pa)
{
    uint16_t value;
    memcpy(&value, at(pa), 2);
    return value;
}

static void write_descriptor(uint64_t table, unsigned index, uint64_t pa, uint32_t len, uint16_t flags, uint16_t next)
{
    uint8_t *d = at(table + 16 * index);
    memcpy(d, &pa, 8);
    memcpy(d + 8, &len, 4);
    memcpy(d + 12, &flags, 2);
    memcpy(d + 14, &next, 2);
}

static void make_disk(void)
{
    FILE *out = testing_file(DISK);
    for (unsigned sector = 0; sector < SECTORS; sector++)
        for (unsigned i = 0; i < 512; i++)
            putc((int)(sector + i), out);
    fclose(out);
}

static struct disk_fault asked;  // what the next machine's disk is to fail at

static void power_on(bool snapshot)
{
    struct complaint complaint;
    struct machine_config config = {.ram_bytes = 1 << 20, .disk_latency = LATENCY, .snapshot = snapshot};
    config.disk_path[0] = DISK;
    config.faults[0] = asked;
    config.fault_count = asked.failure != FAILURE_NONE;
    machine_destroy(machine);
    machine = machine_create(&config, &complaint);
    avail_index = 0;
}

// What a driver does first (3.1.1).
static void negotiate(void)
{
    set(0x70, 0);
    set(0x70, 1 | 2);
    set(0x24, 1);
    set(0x20, 1);  // VIRTIO_F_VERSION_1
    set(0x70, 1 | 2 | 8);
    EXPECT(get(0x70) == 11);
    set(0x30, 0);
    set(0x38, QUEUE_NUM);
    set(0x80, (uint32_t)DESC_PA);
    set(0x90, (uint32_t)AVAIL_PA);
    set(0xa0, (uint32_t)USED_PA);
    set(0x44, 1);
    set(0x70, 1 | 2 | 8 | 4);
}

static void start(void)
{
    make_disk();
    power_on(false);
    negotiate();
}

// A request as a chain of header, data and status in the table at `table`.
static void write_request(uint64_t table, uint32_t type, uint64_t sector, uint32_t bytes)
{
    uint8_t *header = at(HEADER_PA);
    memset(header, 0, 16);
    memcpy(header, &type, 4);
    memcpy(header + 8, &sector, 8);
    *(uint8_t *)at(STATUS_PA) = 0xff;
    write_descriptor(table, 0, HEADER_PA, 16, 1, 1);
    write_descriptor(table, 1, DATA_PA, bytes, type == 1 ? 1 : 3, 2);
    write_descriptor(table, 2, STATUS_PA, 1, 2, 0);
}

static void offer(uint16_t head)
{
    poke16(AVAIL_PA + 4 + 2 * (avail_index % QUEUE_NUM), head);
    poke16(AVAIL_PA + 2, ++avail_index);
}

static void pass_cycles(uint64_t cycles)
{
    struct dma dma = machine_dma(machine);
    machine_tick(machine, machine->now + cycles);
    if (machine_wants_service(machine))
        machine_service(machine, &dma);
}

static uint8_t request(uint32_t type, uint64_t sector, uint32_t bytes)
{
    write_request(DESC_PA, type, sector, bytes);
    offer(0);
    set(0x50, 0);
    pass_cycles(LATENCY);
    return *(uint8_t *)at(STATUS_PA);
}

static void virtio_identifies_itself(void)
{
    start();
    EXPECT(get(0x00) == 0x74726976 && get(0x04) == 2 && get(0x08) == 2);
    EXPECT(get(0x34) >= QUEUE_NUM);
    set(0x30, 1);
    EXPECT(get(0x34) == 0);  // there is one queue
    uint64_t capacity;
    EXPECT(machine_mmio_read(machine, VIRTIO_BASE + 0x100, 8, &capacity) && capacity == SECTORS);
    uint64_t value;
    EXPECT(!machine_mmio_read(machine, VIRTIO_BASE, 8, &value));
    EXPECT(machine_mmio_read(machine, VIRTIO_BASE + 0x1008, 4, &value) && value == 0);  // an empty slot
    EXPECT(machine_mmio_read(machine, VIRTIO_BASE + 0x1000, 4, &value) && value == 0x74726976);
}

static void virtio_refuses_features(void)
{
    start();
    set(0x70, 0);
    set(0x70, 3);
    set(0x70, 11);  // without VERSION_1
    EXPECT(get(0x70) == 3);
    set(0x70, 0);
    set(0x70, 3);
    set(0x24, 1);
    set(0x20, 3);  // one that was not offered
    set(0x70, 11);
    EXPECT(get(0x70) == 3);
}

static void virtio_reads(void)
{
    start();
    EXPECT(request(0, 3, 1024) == 0);
    const uint8_t *data = at(DATA_PA);
    EXPECT(data[0] == 3 && data[1] == 4 && data[512] == 4 && data[1023] == (uint8_t)(4 + 511));
    EXPECT(peek16(USED_PA + 2) == 1);
    EXPECT(*(uint32_t *)at(USED_PA + 4) == 0 && *(uint32_t *)at(USED_PA + 8) == 1025);
    EXPECT(machine_irq_lines(machine) == 1u << IRQ_VIRTIO(0));
    EXPECT(get(0x60) == 1);
    set(0x64, 1);
    EXPECT(machine_irq_lines(machine) == 0);
}

static void virtio_writes_reach_the_file(void)
{
    start();
    memset(at(DATA_PA), 0x77, 512);
    EXPECT(request(1, 5, 512) == 0);
    EXPECT(*(uint32_t *)at(USED_PA + 8) == 1);
    EXPECT(request(4, 0, 0) == 0);  // flush
    power_on(false);
    negotiate();
    EXPECT(request(0, 5, 512) == 0 && *(uint8_t *)at(DATA_PA + 511) == 0x77);
    EXPECT(request(0, 4, 512) == 0 && *(uint8_t *)at(DATA_PA) == 4);
}

static void virtio_snapshot_leaves_the_file(void)
{
    make_disk();
    power_on(true);
    negotiate();
    memset(at(DATA_PA), 0x77, 512);
    EXPECT(request(1, 5, 512) == 0);
    EXPECT(request(0, 5, 512) == 0 && *(uint8_t *)at(DATA_PA) == 0x77);
    power_on(true);
    negotiate();
    EXPECT(request(0, 5, 512) == 0 && *(uint8_t *)at(DATA_PA) == 5);
}

static void virtio_get_id(void)
{
    start();
    EXPECT(request(8, 0, 20) == 0);
    EXPECT(strcmp(at(DATA_PA), "pagewalk-disk0") == 0);
}

static void virtio_errors_are_answered(void)
{
    start();
    EXPECT(request(0, SECTORS, 512) == 1);  // beyond the end
    EXPECT(request(0, SECTORS - 1, 1024) == 1);
    EXPECT(request(0, UINT64_MAX, 512) == 1);
    EXPECT(request(0, 0, 100) == 1);  // not whole sectors
    EXPECT(request(99, 0, 512) == 2);
    EXPECT(peek16(USED_PA + 2) == 5 && *(uint32_t *)at(USED_PA + 8 + 8 * 4) == 1);
}

static void virtio_takes_its_time(void)
{
    start();
    machine_tick(machine, 5000);
    write_request(DESC_PA, 0, 0, 512);
    offer(0);
    set(0x50, 0);
    EXPECT(!machine_wants_service(machine) && machine_next_event(machine) == 5000 + LATENCY);
    pass_cycles(LATENCY - 1);
    EXPECT(peek16(USED_PA + 2) == 0 && machine_irq_lines(machine) == 0);
    pass_cycles(1);
    EXPECT(peek16(USED_PA + 2) == 1 && machine_irq_lines(machine) != 0);
    EXPECT(machine_next_event(machine) == UINT64_MAX);
}

// One arm: the second request of a batch starts when the first is done.
static void virtio_serves_one_after_the_other(void)
{
    start();
    write_request(DESC_PA, 0, 7, 512);
    offer(0);
    offer(0);
    set(0x50, 0);
    pass_cycles(LATENCY);
    EXPECT(peek16(USED_PA + 2) == 1);
    pass_cycles(LATENCY);
    EXPECT(peek16(USED_PA + 2) == 2);
    for (int i = 0; i < 20; i++)  // around the rings
        EXPECT(request(0, 1, 512) == 0 && peek16(USED_PA + 2) == 3 + i);
}

static void virtio_interrupt_suppressed(void)
{
    start();
    poke16(AVAIL_PA, 1);
    EXPECT(request(0, 1, 512) == 0);
    EXPECT(machine_irq_lines(machine) == 0 && peek16(USED_PA + 2) == 1);
}

static void virtio_indirect_chain(void)
{
    start();
    write_request(TABLE_PA, 0, 9, 512);
    write_descriptor(DESC_PA, 4, TABLE_PA, 3 * 16, 4, 0);
    offer(4);
    set(0x50, 0);
    pass_cycles(LATENCY);
    EXPECT(*(uint8_t *)at(STATUS_PA) == 0 && *(uint8_t *)at(DATA_PA) == 9);
    EXPECT(*(uint32_t *)at(USED_PA + 4) == 4);
}

// A driver may cut header and data where it likes (2.7.4).
static void virtio_any_layout(void)
{
    start();
    write_request(DESC_PA, 0, 2, 512);
    write_descriptor(DESC_PA, 0, HEADER_PA, 4, 1, 3);
    write_descriptor(DESC_PA, 3, HEADER_PA + 4, 12, 1, 4);
    write_descriptor(DESC_PA, 4, DATA_PA, 100, 3, 5);
    write_descriptor(DESC_PA, 5, DATA_PA + 0x800, 413, 2, 0);  // 412 of data, then the status
    offer(0);
    set(0x50, 0);
    pass_cycles(LATENCY);
    EXPECT(*(uint8_t *)at(DATA_PA + 99) == 2 + 99 && *(uint8_t *)at(DATA_PA + 0x800) == 2 + 100);
    EXPECT(*(uint8_t *)at(DATA_PA + 0x800 + 412) == 0);
}

static bool needs_reset(void) { return (get(0x70) & 64) && (get(0x60) & 2); }

static void virtio_broken_driver(void)
{
    start();
    write_request(DESC_PA, 0, 2, 512);
    write_descriptor(DESC_PA, 1, DATA_PA, 512, 3, 1);  // a loop
    offer(0);
    set(0x50, 0);
    pass_cycles(LATENCY);
    EXPECT(needs_reset());
    set(0x50, 0);  // and it stays quiet
    EXPECT(machine_next_event(machine) == UINT64_MAX && !machine_wants_service(machine));
    start();
    EXPECT(request(0, 2, 512) == 0);
    write_request(DESC_PA, 0, 2, 512);
    write_descriptor(DESC_PA, 2, UINT64_C(0x10), 1, 2, 0);  // a status that is not memory
    offer(0);
    set(0x50, 0);
    pass_cycles(LATENCY);
    EXPECT(needs_reset());
    start();
    poke16(AVAIL_PA + 2, 100);  // more than the queue holds
    set(0x50, 0);
    pass_cycles(LATENCY);
    EXPECT(needs_reset());
}

static void start_to_fail(struct disk_fault fault)
{
    asked = fault;
    start();
    asked = (struct disk_fault){0};
}

// Sectors 4 to 7 cannot be read, the second and third time; all else can.
static void virtio_read_errors_on_demand(void)
{
    start_to_fail((struct disk_fault){
        .request = DISK_READ, .failure = FAILURE_IO_ERROR, .first = 4, .end = 8, .from = 2, .to = 4});
    EXPECT(request(0, 4, 512) == 0);
    memset(at(DATA_PA), 0xee, 4 * 512);
    EXPECT(request(0, 0, 4 * 512) == 0);
    memset(at(DATA_PA), 0xee, 4 * 512);
    EXPECT(request(0, 3, 2 * 512) == 1 && *(uint8_t *)at(DATA_PA) == 0xee);
    EXPECT(request(1, 5, 512) == 0);
    EXPECT(request(0, 8, 512) == 0);
    EXPECT(request(0, 7, 512) == 1);
    EXPECT(request(0, 7, 512) == 0);
    EXPECT(!needs_reset());
}

// A write that fails writes nothing, and one that is not aimed at does.
static void virtio_write_errors_on_demand(void)
{
    start_to_fail((struct disk_fault){
        .request = DISK_WRITE, .failure = FAILURE_IO_ERROR, .first = 9, .end = 10, .from = 1, .to = UINT64_MAX});
    memset(at(DATA_PA), 0xaa, 512);
    EXPECT(request(1, 9, 512) == 1);
    EXPECT(request(1, 10, 512) == 0);
    EXPECT(request(0, 9, 512) == 0 && *(uint8_t *)at(DATA_PA) == 9);
    EXPECT(request(0, 10, 512) == 0 && *(uint8_t *)at(DATA_PA) == 0xaa);
}

// The device asks to be reset, once, instead of answering; then it works again.
static void virtio_needs_reset_on_demand(void)
{
    start_to_fail((struct disk_fault){
        .request = DISK_READ, .failure = FAILURE_NEEDS_RESET, .first = 0, .end = UINT64_MAX, .from = 2, .to = 3});
    EXPECT(request(0, 2, 512) == 0);
    write_request(DESC_PA, 0, 2, 512);
    offer(0);
    set(0x50, 0);
    pass_cycles(LATENCY);
    EXPECT(needs_reset() && *(uint8_t *)at(STATUS_PA) == 0xff);
    avail_index = 0;
    poke16(AVAIL_PA + 2, 0);
    poke16(USED_PA + 2, 0);
    negotiate();
    EXPECT(request(0, 2, 512) == 0 && !needs_reset());
}

// Data that cannot be moved is an error of the request, not of the device.
static void virtio_bad_data_address(void)
{
    start();
    write_request(DESC_PA, 0, 2, 512);
    write_descriptor(DESC_PA, 1, 0x1000000, 512, 3, 2);
    offer(0);
    set(0x50, 0);
    pass_cycles(LATENCY);
    EXPECT(*(uint8_t *)at(STATUS_PA) == 1 && peek16(USED_PA + 2) == 1);
}

// Guest memory as it is on the RTL: while a transfer waits, the guest runs, and resets the device.
static int reads_until_reset;

static bool read_then_reset(void *ctx, uint64_t pa, void *buf, size_t len)
{
    (void)ctx;
    if (reads_until_reset-- == 0)
        set(0x70, 0);
    return machine_memory_read(machine, pa, buf, len);
}

static bool write_through(void *ctx, uint64_t pa, const void *buf, size_t len)
{
    (void)ctx;
    return machine_memory_write(machine, pa, buf, len);
}

static void virtio_reset_in_mid_request(void)
{
    struct dma dma = {NULL, read_then_reset, write_through};
    for (int reads = 0; reads < 8; reads++) {
        start();
        write_request(DESC_PA, 0, 2, 512);
        offer(0);
        set(0x50, 0);
        machine_tick(machine, machine->now + LATENCY);
        reads_until_reset = reads;
        machine_service(machine, &dma);
        bool was_reset = reads_until_reset < 0;
        EXPECT(was_reset ? get(0x70) == 0 : peek16(USED_PA + 2) == 1);
        EXPECT(!was_reset || machine_irq_lines(machine) == 0);
        EXPECT(machine_next_event(machine) == UINT64_MAX && !machine_wants_service(machine));
    }
}

static uint32_t noise(void)
{
    static uint64_t state = 1;
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(state >> 33);
}

// Puts noise, often a small number, into a few places of what the device reads.
static void disturb(void)
{
    static const uint64_t places[] = {DESC_PA, DESC_PA, TABLE_PA, AVAIL_PA, HEADER_PA};
    static const unsigned bytes[] = {16 * QUEUE_NUM, 16 * 3, 16 * 3, 4 + 2 * QUEUE_NUM, 16};
    for (unsigned count = noise() % 4; count > 0; count--) {
        unsigned place = noise() % 5;
        uint64_t pa = places[place] + (noise() % bytes[place] & ~1u);
        poke16(pa, noise() % 4 ? noise() % 16 : (uint16_t)noise());
    }
}

// Disturbed rings: whatever a driver writes, the device touches nothing outside memory and the
// disk, and comes to an end.
static void virtio_disturbed_rings(void)
{
    unsigned broken = 0, answered = 0;
    make_disk();
    power_on(true);
    for (int round = 0; round < 5000; round++) {
        negotiate();
        avail_index = 0;
        poke16(AVAIL_PA, 0);
        write_request(TABLE_PA, noise() % 2, noise() % SECTORS, 512);
        write_descriptor(DESC_PA, 4, TABLE_PA, 3 * 16, 4, 0);
        write_request(DESC_PA, noise() % 2, noise() % SECTORS, 512);
        offer(0);
        offer(4);
        disturb();
        set(0x50, 0);
        for (int i = 0; i < QUEUE_NUM + 1; i++)
            pass_cycles(LATENCY);
        EXPECT(!machine_wants_service(machine));
        broken += (get(0x70) & 64) != 0;
        answered += (get(0x60) & 1) != 0;
        set(0x70, 0);
    }
    EXPECT(broken > 500 && answered > 500);
}

static void virtio_read_only(void)
{
    if (geteuid() == 0)  // root may write everything
        return;
    make_disk();
    chmod(DISK, 0444);
    power_on(false);
    EXPECT(get(0x10) & 1 << 5);
    negotiate();
    EXPECT(request(1, 0, 512) == 1);
    EXPECT(request(0, 6, 512) == 0 && *(uint8_t *)at(DATA_PA) == 6);
    chmod(DISK, 0644);
}

int main(void)
{
    TEST(virtio_identifies_itself);
    TEST(virtio_refuses_features);
    TEST(virtio_reads);
    TEST(virtio_writes_reach_the_file);
    TEST(virtio_snapshot_leaves_the_file);
    TEST(virtio_get_id);
    TEST(virtio_errors_are_answered);
    TEST(virtio_takes_its_time);
    TEST(virtio_serves_one_after_the_other);
    TEST(virtio_interrupt_suppressed);
    TEST(virtio_indirect_chain);
    TEST(virtio_any_layout);
    TEST(virtio_broken_driver);
    TEST(virtio_read_errors_on_demand);
    TEST(virtio_write_errors_on_demand);
    TEST(virtio_needs_reset_on_demand);
    TEST(virtio_bad_data_address);
    TEST(virtio_reset_in_mid_request);
    TEST(virtio_disturbed_rings);
    TEST(virtio_read_only);
    machine_destroy(machine);
    unlink(DISK);
    return TEST_STATUS;
}
