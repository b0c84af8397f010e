// SPDX-License-Identifier: Apache-2.0
// The `pagewalk` command. `run`: parse, build the machine, load the images, make the engine, run, report.
#include <stdio.h>
#include <string.h>

#include "options.h"
#include "machine/walk_file.h"
#include "report.h"
#include "run.h"
#include "terminal.h"
#include "walks.h"

#define STATUS_BAD_INPUT 2

static int refuse(const struct complaint *complaint)
{
    fflush(stdout);
    fprintf(stderr, "pagewalk: %s\n", complaint->text);
    return STATUS_BAD_INPUT;
}

// Loads an image that must have something at `start`, where it is jumped to.
static bool load_at(struct machine *machine, const char *path, uint64_t start, struct complaint *complaint)
{
    if (!machine_load(machine, path, NULL, complaint))
        return false;
    return machine_loaded_at(machine, start) ||
           complain(complaint, "'%s' has nothing at 0x%llx, where its first instruction should be; %s", path,
                    (unsigned long long)start,
                    start == RAM_BASE ? "link it there" : "link it there, or run it with --bare");
}

static bool load_images(struct machine *machine, const struct options *options, struct complaint *complaint)
{
    if (options->bare)
        return load_at(machine, options->image, RAM_BASE, complaint);
    return load_at(machine, options->firmware, RAM_BASE, complaint) &&
           load_at(machine, options->image, KERNEL_BASE, complaint);
}

static int run_images(struct machine *machine, struct options *options)
{
    struct complaint complaint;
    if (!load_images(machine, options, &complaint))
        return refuse(&complaint);
    struct engine *engine = options->engine_class->create(&options->engine, machine, &complaint);
    if (!engine)
        return refuse(&complaint);
    if (options->machine.terminal)
        terminal_make_raw();
    struct run run = run_engine(options, engine, machine);
    terminal_restore();
    bool reported = report(options, &run, engine, machine, &complaint);
    options->engine_class->destroy(engine);
    return reported ? outcome_status(run.outcome) : refuse(&complaint);
}

static int run_on(struct machine *machine, struct options *options)
{
    struct complaint complaint;
    struct walk_writer *walks = NULL;
    if (options->walks_path && !(walks = walk_writer_create(options->walks_path, &complaint)))
        return refuse(&complaint);
    options->engine.walks = walks;
    int status = run_images(machine, options);
    return walks && !walk_writer_close(walks, &complaint) ? refuse(&complaint) : status;
}

int main(int argc, char **argv)
{
    if (argc >= 2 && strcmp(argv[1], "walks") == 0)
        return walks_main(argc - 1, argv + 1);
    struct options options;
    struct complaint complaint;
    options_parse(&options, argc, argv);
    struct machine *machine = machine_create(&options.machine, &complaint);
    if (!machine)
        return refuse(&complaint);
    int status = run_on(machine, &options);
    machine_destroy(machine);
    return status;
}
