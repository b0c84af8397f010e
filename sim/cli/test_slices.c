// SPDX-License-Identifier: Apache-2.0
// test_slices GUESTS: how a run is cut into calls of the engine must not be visible in it. The
// program that uses every device is run on the model engine in slices of many lengths; cycles,
// instructions and memory at the end are always the same.
#include <stdlib.h>
#include <unistd.h>

#include "machine/engine.h"
#include "machine/testing.h"

#define DISK "test_slices.img"
#define LIMIT 10000000

struct end {
    uint64_t cycles, instructions, memory;
    enum machine_end how;
};

static const char *program;

static uint64_t hash(const struct machine *machine)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (uint64_t i = 0; i < machine->ram_bytes; i++)
        hash = (hash ^ machine->ram[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static struct end run_in_slices_of(uint64_t slice)
{
    struct complaint complaint = {"nothing"};
    struct machine_config config = {.ram_bytes = 1 << 20, .disk_latency = 777, .snapshot = true};
    config.disk_path[0] = DISK;
    struct machine *machine = machine_create(&config, &complaint);
    if (!machine || !machine_load(machine, program, NULL, &complaint)) {
        fprintf(stderr, "%s\n", complaint.text);
        exit(1);
    }
    struct engine *engine = engine_model.create(&(struct engine_config){.preset = "default"}, machine, &complaint);
    while (engine_model.run(engine, engine_model.cycles(engine) + slice) == ENGINE_RUNS)
        if (engine_model.cycles(engine) > LIMIT)
            break;
    struct end end = {engine_model.cycles(engine), engine_model.instructions(engine), hash(machine), machine->end};
    engine_model.destroy(engine);
    machine_destroy(machine);
    return end;
}

static void slices_are_invisible(void)
{
    static const uint64_t slices[] = {1, 3, 10, 99, 100, 101, 1000, 12345};
    struct end whole = run_in_slices_of(LIMIT);
    EXPECT(whole.how == MACHINE_PASSED);
    for (unsigned i = 0; i < sizeof slices / sizeof *slices; i++) {
        struct end cut = run_in_slices_of(slices[i]);
        EXPECT(cut.cycles == whole.cycles && cut.instructions == whole.instructions);
        EXPECT(cut.memory == whole.memory && cut.how == whole.how);
    }
}

static void make_disk(void)
{
    FILE *out = testing_file(DISK);
    for (int i = 0; i < 64 * 512; i++)
        putc(i / 512, out);
    fclose(out);
}

int main(int argc, char **argv)
{
    static char path[4096];
    if (argc != 2)
        return 2;
    snprintf(path, sizeof path, "%s/devices.elf", argv[1]);
    program = path;
    make_disk();
    int out = dup(STDOUT_FILENO);
    testing_out = out < 0 ? NULL : fdopen(out, "w");
    if (!testing_out || !freopen("/dev/null", "w", stdout))  // the guest's console
        return 2;
    TEST(slices_are_invisible);
    unlink(DISK);
    fclose(testing_out);
    return TEST_STATUS;
}
