// SPDX-License-Identifier: Apache-2.0
#include "options.h"

#include <argp.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "disk_error.h"
#include "engines.h"
#include "memory_error.h"
#include "quantity.h"

enum {
    OPT_ENGINE = 0x100,
    OPT_PRESET,
    OPT_ISA,
    OPT_RAM,
    OPT_MEM_LATENCY,
    OPT_MEM_ROW_HIT,
    OPT_MEMORY_ERROR,
    OPT_DISK_LATENCY,
    OPT_DISK_ERROR,
    OPT_DISK_RESET,
    OPT_DISK,
    OPT_SWAP,
    OPT_SNAPSHOT,
    OPT_APPEND,
    OPT_FIRMWARE,
    OPT_BARE,
    OPT_LOCKSTEP,
    OPT_NO_LOCKSTEP,
    OPT_MAX_CYCLES,
    OPT_STUCK_CYCLES,
    OPT_SEED,
    OPT_TRACE,
    OPT_TRACE_FROM,
    OPT_TRACE_TO,
    OPT_TRACE_EVENT,
    OPT_L2_PREFETCH,
    OPT_GEOMETRY,
    OPT_REPLACE,
    OPT_L1I_PREFETCH,
    OPT_STATS,
    OPT_WALKS,
    OPT_SIGNATURE,
    OPT_SIGNATURE_GRANULARITY,
    OPT_HEARTBEAT,
    OPT_INPUT,
    OPT_TERMINAL,
};

static const struct argp_option option_table[] = {
    {0, 0, 0, 0, "What executes:", 1},
    {"engine", OPT_ENGINE, "NAME", 0, "rtl, systemc or model (default: the first that is built in)", 0},
    {"preset", OPT_PRESET, "NAME", 0, "sizes of TLBs and caches: tiny, default or big (rtl/pkg/config_pkg.sv)", 0},
    {"isa", OPT_ISA, "NAMES", 0,
     "extensions that the model has besides those of the hardware: sv48, sv57, svnapot, svpbmt, svinval and so on, "
     "with "
     "commas between, or all; `pagewalk isa' prints what there is",
     0},
    {"lockstep", OPT_LOCKSTEP, 0, 0, "judge each retired instruction by the golden model", 0},
    {"no-lockstep", OPT_NO_LOCKSTEP, 0, 0, "do not (the default)", 0},
    {"seed", OPT_SEED, "N", 0, "of everything random (default 1)", 0},
    {0, 0, 0, 0, "The machine:", 2},
    {"ram", OPT_RAM, "SIZE", 0, "memory, as 16M or 262144K (default 128M)", 0},
    {"mem-latency", OPT_MEM_LATENCY, "N", 0, "cycles from a memory request to its first data (default 30)", 0},
    {"mem-row-hit", OPT_MEM_ROW_HIT, "N", 0, "the same in the row that its bank has open (default: rows do not matter)",
     0},
    {"l2-prefetch", OPT_L2_PREFETCH, "N", 0, "lines that the L2 fetches ahead of a stream, 0 to 4; 0: none (default 4)",
     0},
    {"geometry", OPT_GEOMETRY, "ARRAY=SETSxWAYS", 0,
     "so much of a TLB or cache is used (" GEOMETRY_NAMES
     "); of one that is searched whole, as dtlb=8. May be given again",
     0},
    {"replace", OPT_REPLACE, "ARRAY=POLICY", 0,
     "what a new entry replaces there: " GEOMETRY_POLICIES ". May be given again", 0},
    {"memory-error", OPT_MEMORY_ERROR, "ADDRESSES[:WHICH]", 0,
     "memory does not take a line that has one of ADDRESSES (N or N-M) when the caches write it back; WHICH of them as "
     "below. May be given again",
     0},
    {"l1i-prefetch", OPT_L1I_PREFETCH, "N", 0, "lines that the instruction cache fetches ahead, 0 or 1 (default 1)", 0},
    {"disk", OPT_DISK, "FILE", 0, "raw image in virtio slot 0; given again: slots 2, 3 and so on", 0},
    {"swap", OPT_SWAP, "FILE", 0,
     "swap area made by mkswap, in virtio slot 1; the kernel uses it if --append has swap=/dev/vdb", 0},
    {"snapshot", OPT_SNAPSHOT, 0, 0, "forget what is written to the disks", 0},
    {"disk-latency", OPT_DISK_LATENCY, "N", 0, "cycles before a disk transfer starts (default 10000)", 0},
    {"disk-error", OPT_DISK_ERROR, "SLOT:KIND:SECTORS[:WHICH]", 0,
     "answer read, write or flush requests of a disk that touch SECTORS (all, N or N-M) with an I/O error; "
     "WHICH of them: N the first N, N-M, or N- from the N-th on (default: all). May be given again",
     0},
    {"disk-reset", OPT_DISK_RESET, "SLOT:KIND:SECTORS[:WHICH]", 0,
     "the same, but the disk does not answer: it sets NEEDS_RESET", 0},
    {"input", OPT_INPUT, "FILE", 0, "what the console receives; - is stdin", 0},
    {"terminal", OPT_TERMINAL, 0, 0, "the console is this terminal: every key goes to the guest, CTRL-A x leaves", 0},
    {0, 0, 0, 0, "What it runs:", 3},
    {"append", OPT_APPEND, "ARGS", 0, "the kernel's command line; docs/kernel.md lists its words", 0},
    {"firmware", OPT_FIRMWARE, "FILE", 0, "M-mode firmware (default: firmware.elf beside this program)", 0},
    {"bare", OPT_BARE, 0, 0, "no firmware: IMAGE starts at 0x80000000 in M mode", 0},
    {0, 0, 0, 0, "When it ends:", 4},
    {"max-cycles", OPT_MAX_CYCLES, "N", 0, "stop with status 4 after so many, as 20M", 0},
    {"stuck-cycles", OPT_STUCK_CYCLES, "N", 0, "stop with status 4 if so long nothing retires (default 20M; 0: never)",
     0},
    {0, 0, 0, 0, "What it tells:", 5},
    {"stats", OPT_STATS, "FILE", 0, "write the figures of the run as JSON", 0},
    {"walks", OPT_WALKS, "FILE", 0, "write a record of every page-table walk; `pagewalk walks FILE' prints them", 0},
    {"signature", OPT_SIGNATURE, "FILE", 0,
     "with --bare: write the memory between the symbols begin_signature and end_signature, as it is at the end", 0},
    {"signature-granularity", OPT_SIGNATURE_GRANULARITY, "N", 0, "bytes a line of it: 1, 2, 4, 8 or 16 (default 4)", 0},
    {"heartbeat", OPT_HEARTBEAT, "SECONDS", 0, "say how far it is that often (default 10 on a terminal; 0: never)", 0},
    {"trace", OPT_TRACE, "FILE.fst", 0, "write a waveform of a window", 0},
    {"trace-from", OPT_TRACE_FROM, "CYCLE", 0, "the window's start (default 0)", 0},
    {"trace-to", OPT_TRACE_TO, "CYCLE", 0, "the window's end, not in it (default: the run's)", 0},
    {"trace-event", OPT_TRACE_EVENT, "NAME[:N]", 0,
     "the window lies around the n-th such event: trap, walk, dtlb_miss, page_fault, cow_copy, swap_in, failure ... (a "
     "wrong NAME is answered with all of them)",
     0},
    {0},
};

static const char usage[] = "IMAGE";
static const char doc[] =
    "Runs IMAGE, a RISC-V executable, on a machine that looks like QEMU's virt board: a kernel at "
    "0x80200000 under the firmware, or a bare-metal program with --bare."
    "\v"
    "Examples:\n"
    "  pagewalk run --ram 16M --disk disk.img --swap swap.img \\\n"
    "    --append 'swap=/dev/vdb run=/bin/cowfork' kernel.elf\n"
    "  pagewalk run --engine model --append run=/bin/selfmap --disk disk.img \\\n"
    "    kernel.elf\n"
    "  pagewalk run --bare --lockstep test.elf\n"
    "  pagewalk run --trace fault.fst --trace-event page_fault:1 --disk disk.img \\\n"
    "    kernel.elf\n"
    "\n"
    "Exit status: 0 the guest passed, 1 it failed, 2 usage or bad input, 3 lockstep mismatch, "
    "a failed assertion of the hardware, or memory refused what was done, "
    "4 watchdog, 130 interrupted.\n";

static void bad_number(struct argp_state *state, const char *option, const char *value, const char *example)
{
    argp_error(state, "--%s %s: not a number; write it like %s", option, value, example);
}

static uint64_t count_of(struct argp_state *state, const char *option, const char *value)
{
    uint64_t count = 0;
    if (!parse_count(value, &count))
        bad_number(state, option, value, "4096 or 20M");
    return count;
}

static uint64_t size_of(struct argp_state *state, const char *option, const char *value)
{
    uint64_t bytes = 0;
    if (!parse_size(value, &bytes))
        bad_number(state, option, value, "16M or 65536K");
    return bytes;
}

static double seconds_of(struct argp_state *state, const char *option, const char *value)
{
    char *rest;
    double seconds = strtod(value, &rest);
    if (rest == value || *rest || !(seconds >= 0))
        bad_number(state, option, value, "10 or 0.5");
    return seconds;
}

static void set_engine(struct options *options, struct argp_state *state, const char *name)
{
    options->engine_class = engine_named(name);
    if (options->engine_class)
        return;
    char known[128] = "";
    size_t length = 0;
    const struct engine_class *engine;
    for (unsigned i = 0; (engine = engine_at(i)) && length < sizeof known; i++)
        length += (size_t)snprintf(known + length, sizeof known - length, "%s%s", i ? ", " : "", engine->name);
    argp_error(state, "--engine %s: not in this program; it has %s", name, known);
}

static void set_preset(struct options *options, struct argp_state *state, const char *name)
{
    options->machine.preset = preset_named(name);
    if (!options->machine.preset)
        argp_error(state, "--preset %s: unknown; one of tiny, default, big", name);
    options->engine.preset = name;
}

static void add_to_isa(struct options *options, struct argp_state *state, const char *names)
{
    const char *wrong;
    size_t length;
    if (!isa_add(&options->isa, names, &wrong, &length))
        argp_error(state, "--isa %s: %.*s is no extension that there is; write it like sv48,svnapot, or all", names,
                   (int)length, wrong);
    options->machine.isa = options->engine.isa = &options->isa;
}

// Nothing may be written between the guest's lines.
static void set_terminal(struct options *options, struct argp_state *state)
{
    if (!isatty(STDIN_FILENO))
        argp_error(state, "--terminal: standard input is no terminal; give --input FILE");
    options->machine.terminal = true;
    options->machine.input_path = "-";
    options->heartbeat_seconds = 0;
    options->engine.stuck_cycles = 0;  // a guest may wait for a key as long as it likes
}

// The first disk goes to slot 0, those after it to 2 and up: slot 1 is the swap's.
static void add_disk(struct options *options, struct argp_state *state, const char *path)
{
    for (unsigned slot = 0; slot < VIRTIO_SLOTS; slot++) {
        if (slot == 1 || options->machine.disk_path[slot])
            continue;
        options->machine.disk_path[slot] = path;
        return;
    }
    argp_error(state, "--disk %s: one too many; there are %d slots besides the swap's", path, VIRTIO_SLOTS - 1);
}

static void add_disk_fault(struct options *options, struct argp_state *state, const char *option, const char *text,
                           enum disk_failure failure)
{
    struct machine_config *machine = &options->machine;
    struct disk_fault fault;
    if (!parse_disk_error(text, &fault))
        argp_error(state, "--%s %s: write it like 0:read:128-135 or 1:write:all:3-, with a slot from 0 to %d", option,
                   text, VIRTIO_SLOTS - 1);
    if (machine->fault_count == DISK_FAULTS_MAX)
        argp_error(state, "--%s %s: one too many; there may be %d", option, text, DISK_FAULTS_MAX);
    fault.failure = failure;
    machine->faults[machine->fault_count++] = fault;
}

static void add_memory_fault(struct options *options, struct argp_state *state, char *text)
{
    struct machine_config *machine = &options->machine;
    struct memory_fault fault;
    char *copy = strdup(text);
    if (!copy)
        abort();
    if (!parse_memory_error(copy, &fault))
        argp_error(state, "--memory-error %s: write it like 0x80400000, 0x80400000-0x804fffff or 0x80400000:3-", text);
    free(copy);
    if (machine->memory_fault_count == MEMORY_FAULTS_MAX)
        argp_error(state, "--memory-error %s: one too many; there may be %d", text, MEMORY_FAULTS_MAX);
    machine->memory_faults[machine->memory_fault_count++] = fault;
}

// NAME or NAME:N.
static void set_trace_event(struct options *options, struct argp_state *state, char *text)
{
    char *colon = strchr(text, ':');
    options->engine.trace_event = text;
    options->engine.trace_event_count = 1;
    if (!colon)
        return;
    *colon = '\0';
    options->engine.trace_event_count = count_of(state, "trace-event", colon + 1);
    if (options->engine.trace_event_count == 0)
        argp_error(state, "--trace-event %s:0: occurrences are counted from 1", text);
}

static unsigned granularity_of(struct argp_state *state, const char *value)
{
    uint64_t bytes;
    if (!parse_count(value, &bytes) || bytes == 0 || bytes > 16 || (bytes & (bytes - 1)) != 0)
        argp_error(state, "--signature-granularity %s: one of 1, 2, 4, 8, 16", value);
    return (unsigned)bytes;
}

static void check_geometry(struct options *options, struct argp_state *state)
{
    const char *wrong = geometry_registers(&preset_named(options->engine.preset)->geometry, options->geometry,
                                           &options->machine.mgeometry, &options->machine.mreplace);
    if (wrong)
        argp_error(
            state,
            "--geometry or --replace of %s: preset %s cannot have it so; sets and ways are powers of two up to its own",
            wrong, options->engine.preset);
}

static void check(struct options *options, struct argp_state *state)
{
    check_geometry(options, state);
    if (!options->image)
        argp_error(state, "no IMAGE; give a kernel, or a bare-metal program with --bare");
    if (options->engine.isa && options->engine_class != &engine_model)
        argp_error(state, "--isa: engine %s has what is built into it; give --engine model",
                   options->engine_class->name);
    if (options->walks_path && options->engine_class == &engine_model)
        argp_error(state, "--walks %s: the model has no walker to watch; give --engine rtl", options->walks_path);
    if (options->machine.memory_fault_count && options->engine_class == &engine_model)
        argp_error(state, "--memory-error: the model has no caches to write back; give --engine rtl");
    if (options->engine.mem_row_hit > options->engine.mem_latency)
        argp_error(state, "--mem-row-hit %llu: an open row is not slower than --mem-latency %llu",
                   (unsigned long long)options->engine.mem_row_hit, (unsigned long long)options->engine.mem_latency);
    if (options->bare && options->firmware)
        argp_error(state, "--bare and --firmware %s exclude each other", options->firmware);
    if (options->signature_path && !options->bare)
        argp_error(state, "--signature is of a program without a kernel; give --bare");
    bool window =
        options->engine.trace_event || options->engine.trace_from != 0 || options->engine.trace_to != UINT64_MAX;
    if (window && !options->engine.trace_path)
        argp_error(state, "a trace window without --trace FILE.fst");
    if (options->engine.trace_from >= options->engine.trace_to)
        argp_error(state, "the trace window [%llu, %llu) is empty", (unsigned long long)options->engine.trace_from,
                   (unsigned long long)options->engine.trace_to);
}

static void set_l2_prefetch(struct options *o, struct argp_state *state, const char *value)
{
    uint64_t lines = count_of(state, "l2-prefetch", value);
    if (lines > L2_PREFETCH_MOST)
        argp_error(state, "--l2-prefetch %s: at most %d", value, L2_PREFETCH_MOST);
    o->engine.l2_prefetch = (unsigned)lines;
}

static void set_l1i_prefetch(struct options *o, struct argp_state *state, const char *value)
{
    uint64_t lines = count_of(state, "l1i-prefetch", value);
    if (lines > 1)
        argp_error(state, "--l1i-prefetch %s: at most 1", value);
    o->engine.l1i_prefetch = (unsigned)lines;
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case OPT_ENGINE: set_engine(o, state, value); break;
    case OPT_PRESET: set_preset(o, state, value); break;
    case OPT_ISA: add_to_isa(o, state, value); break;
    case OPT_LOCKSTEP:
    case OPT_NO_LOCKSTEP: o->engine.lockstep = key == OPT_LOCKSTEP; break;
    case OPT_SEED: o->engine.seed = count_of(state, "seed", value); break;
    case OPT_RAM: o->machine.ram_bytes = size_of(state, "ram", value); break;
    case OPT_MEM_LATENCY: o->engine.mem_latency = count_of(state, "mem-latency", value); break;
    case OPT_MEM_ROW_HIT: o->engine.mem_row_hit = count_of(state, "mem-row-hit", value); break;
    case OPT_L2_PREFETCH: set_l2_prefetch(o, state, value); break;
    case OPT_GEOMETRY:
        if (!geometry_parse_size(value, o->geometry))
            argp_error(state, "--geometry %s: write it like dtlb=8 or l1d=32x4, of " GEOMETRY_NAMES, value);
        break;
    case OPT_REPLACE:
        if (!geometry_parse_policy(value, o->geometry))
            argp_error(state, "--replace %s: write it like l2=random, of " GEOMETRY_NAMES " and " GEOMETRY_POLICIES,
                       value);
        break;
    case OPT_L1I_PREFETCH: set_l1i_prefetch(o, state, value); break;
    case OPT_DISK: add_disk(o, state, value); break;
    case OPT_SWAP: o->machine.disk_path[1] = value; break;
    case OPT_SNAPSHOT: o->machine.snapshot = true; break;
    case OPT_DISK_LATENCY: o->machine.disk_latency = count_of(state, "disk-latency", value); break;
    case OPT_MEMORY_ERROR: add_memory_fault(o, state, value); break;
    case OPT_DISK_ERROR: add_disk_fault(o, state, "disk-error", value, FAILURE_IO_ERROR); break;
    case OPT_DISK_RESET: add_disk_fault(o, state, "disk-reset", value, FAILURE_NEEDS_RESET); break;
    case OPT_INPUT: o->machine.input_path = value; break;
    case OPT_TERMINAL: set_terminal(o, state); break;
    case OPT_APPEND: o->machine.bootargs = value; break;
    case OPT_FIRMWARE: o->firmware = value; break;
    case OPT_BARE: o->bare = true; break;
    case OPT_MAX_CYCLES: o->max_cycles = count_of(state, "max-cycles", value); break;
    case OPT_STUCK_CYCLES: o->engine.stuck_cycles = count_of(state, "stuck-cycles", value); break;
    case OPT_STATS: o->stats_path = value; break;
    case OPT_WALKS: o->walks_path = value; break;
    case OPT_SIGNATURE:
        o->signature_path = value;
        o->machine.signature = true;
        break;
    case OPT_SIGNATURE_GRANULARITY: o->signature_granularity = granularity_of(state, value); break;
    case OPT_HEARTBEAT: o->heartbeat_seconds = seconds_of(state, "heartbeat", value); break;
    case OPT_TRACE: o->engine.trace_path = value; break;
    case OPT_TRACE_FROM: o->engine.trace_from = count_of(state, "trace-from", value); break;
    case OPT_TRACE_TO: o->engine.trace_to = count_of(state, "trace-to", value); break;
    case OPT_TRACE_EVENT: set_trace_event(o, state, value); break;
    case ARGP_KEY_ARG:
        if (o->image)
            argp_error(state, "two images, %s and %s; quote --append's arguments", o->image, value);
        o->image = value;
        break;
    case ARGP_KEY_END: check(o, state); break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

// The firmware that was built with this program lies beside it.
static const char *default_firmware(void)
{
    static char path[PATH_MAX + 16];
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0)
        return "build/firmware.elf";
    self[length] = '\0';
    snprintf(path, sizeof path, "%s/firmware.elf", dirname(self));
    return path;
}

static const struct options defaults = {
    .machine = {.ram_bytes = UINT64_C(128) << 20, .disk_latency = 10000},
    .engine = {.preset = "default",
               .mem_latency = 30,
               .l2_prefetch = L2_PREFETCH_DEFAULT,
               .l1i_prefetch = 1,
               .seed = 1,
               .stuck_cycles = 20000000,
               .trace_to = UINT64_MAX},
    .max_cycles = UINT64_MAX,
    .signature_granularity = 4,
};

static void print_verbs(FILE *out)
{
    fputs("Usage: pagewalk run [OPTION...] IMAGE\n"
          "       pagewalk walks [OPTION...] FILE\n"
          "       pagewalk isa [NAMES]\n"
          "  run    executes a program on the machine; pagewalk run --help has the options\n"
          "  walks  prints the page-table walks that run --walks FILE has written; pagewalk walks --help has the "
          "options\n"
          "  isa    prints the extensions that the hardware has, and those of NAMES as run's --isa takes them; a line "
          "each\n",
          out);
}

static void print_isa(const char *names)
{
    struct isa isa = isa_default();
    const char *name;
    size_t length;
    if (names && !isa_add(&isa, names, &name, &length)) {
        fprintf(stderr, "pagewalk: isa %s: %.*s is no extension that there is\n", names, (int)length, name);
        exit(2);
    }
    for (unsigned i = 0; (name = isa_name(&isa, i)); i++)
        puts(name);
    exit(0);
}

// The verb is taken off before the options are parsed; only run has some.
static void take_verb(int argc, char **argv)
{
    if (argc >= 2 && strcmp(argv[1], "run") == 0)
        return;
    if ((argc == 2 || argc == 3) && strcmp(argv[1], "isa") == 0)
        print_isa(argv[2]);
    if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)) {
        print_verbs(stdout);
        exit(0);
    }
    if (argc >= 2)
        fprintf(stderr, "pagewalk: %s: unknown verb\n", argv[1]);
    else
        fputs("pagewalk: no verb\n", stderr);
    print_verbs(stderr);
    exit(2);
}

// argp names itself, and its errors, by the first of what it is given.
static void parse_after_verb(const struct argp *parser, int argc, char **argv, struct options *options)
{
    char **rest = calloc((size_t)argc, sizeof *rest);
    if (!rest)
        abort();
    for (int i = 1; i < argc; i++)
        rest[i - 1] = argv[i];
    rest[0] = (char *)"pagewalk run";
    argp_parse(parser, argc - 1, rest, 0, NULL, options);
    free(rest);
}

void options_parse(struct options *options, int argc, char **argv)
{
    static const struct argp parser = {option_table, parse_option, usage, doc, NULL, NULL, NULL};
    take_verb(argc, argv);
    *options = defaults;
    options->isa = isa_default();
    options->engine_class = engine_at(0);
    options->heartbeat_seconds = isatty(STDERR_FILENO) ? 10 : 0;
    argp_err_exit_status = 2;
    parse_after_verb(&parser, argc, argv, options);
    if (!options->bare && !options->firmware)
        options->firmware = default_firmware();
}
