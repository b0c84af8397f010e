// SPDX-License-Identifier: Apache-2.0
// vmstat [DELAY [COUNT]]: processes, memory, swap, blocks, interrupts and the use of the CPU, a line a sample, in the
// columns of the program of that name (procps): the first line is since the boot, each further one since the line
// before. Figures come from /proc/stat, /proc/meminfo and /proc/vmstat; memory is in KiB, rates are a second.

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "vmstat.h"

enum { User, Nice, System, Idle, IoWait, Irq, SoftIrq, Steal, CpuKinds };

// What only grows; the printed rates are differences of these.
struct sample {
    unsigned long cpu[CpuKinds];            // ticks of CLK_TCK
    unsigned long swapped_in, swapped_out;  // pages
    unsigned long read, written;            // KiB
    unsigned long interrupts, switches;
    double seconds;  // since boot
};

static unsigned long figure(const char *path, const char *name)
{
    long value = proc_figure(path, name);
    return value < 0 ? 0 : (unsigned long)value;
}

static void take_cpu(struct sample *s)
{
    FILE *stat = fopen("/proc/stat", "r");
    if (!stat || fscanf(stat, "cpu %lu %lu %lu %lu %lu %lu %lu %lu", &s->cpu[User], &s->cpu[Nice], &s->cpu[System],
                        &s->cpu[Idle], &s->cpu[IoWait], &s->cpu[Irq], &s->cpu[SoftIrq], &s->cpu[Steal]) != CpuKinds) {
        fputs("vmstat: /proc/stat cannot be read\n", stderr);
        exit(EXIT_FAILURE);
    }
    fclose(stat);
}

static struct sample take_sample(void)
{
    struct sample s = {0};
    struct timespec now;
    take_cpu(&s);
    clock_gettime(CLOCK_MONOTONIC, &now);
    s.seconds = (double)now.tv_sec + (double)now.tv_nsec / 1e9;
    s.interrupts = figure("/proc/stat", "intr");
    s.switches = figure("/proc/stat", "ctxt");
    s.read = figure("/proc/vmstat", "pgpgin");
    s.written = figure("/proc/vmstat", "pgpgout");
    s.swapped_in = figure("/proc/vmstat", "pswpin");
    s.swapped_out = figure("/proc/vmstat", "pswpout");
    return s;
}

static unsigned long rate(unsigned long now, unsigned long before, double seconds)
{
    return seconds > 0 ? (unsigned long)((double)(now - before) / seconds + 0.5) : now - before;
}

static unsigned long percent(unsigned long part, unsigned long all) { return all ? (100 * part + all / 2) / all : 0; }

static void print_memory(void)
{
    long swapped = meminfo_kb("SwapTotal") - meminfo_kb("SwapFree");
    long cache = meminfo_kb("Cached") + (long)figure("/proc/meminfo", "SReclaimable");
    printf("%2lu %2lu %6ld %6ld %6ld %6ld", figure("/proc/stat", "procs_running"),
           figure("/proc/stat", "procs_blocked"), swapped, meminfo_kb("MemFree"),
           (long)figure("/proc/meminfo", "Buffers"), cache);
}

static void print_sample(const struct sample *now, const struct sample *before)
{
    double seconds = now->seconds - before->seconds;
    unsigned long page_kb = (unsigned long)sysconf(_SC_PAGESIZE) / 1024, cpu[CpuKinds], all = 0;
    for (int kind = 0; kind < CpuKinds; kind++)
        all += cpu[kind] = now->cpu[kind] - before->cpu[kind];
    print_memory();
    printf(" %4lu %4lu %5lu %5lu %4lu %4lu", rate(now->swapped_in, before->swapped_in, seconds) * page_kb,
           rate(now->swapped_out, before->swapped_out, seconds) * page_kb, rate(now->read, before->read, seconds),
           rate(now->written, before->written, seconds), rate(now->interrupts, before->interrupts, seconds),
           rate(now->switches, before->switches, seconds));
    printf(" %2lu %2lu %2lu %2lu %2lu\n", percent(cpu[User] + cpu[Nice], all),
           percent(cpu[System] + cpu[Irq] + cpu[SoftIrq], all), percent(cpu[Idle], all), percent(cpu[IoWait], all),
           percent(cpu[Steal], all));
    fflush(stdout);
}

int main(int argc, char *argv[])
{
    long delay = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
    long count = argc > 2 ? strtol(argv[2], NULL, 10) : delay > 0 ? -1 : 1;
    if (argc > 3 || (argc > 1 && delay <= 0) || count == 0) {
        fputs("usage: vmstat [SECONDS [COUNT]]\n", stderr);
        return 2;
    }
    puts("procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----");
    puts(" r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st");
    struct sample before = {0};
    for (long i = 0; count < 0 || i < count; i++) {
        if (i > 0)
            sleep((unsigned)delay);
        struct sample now = take_sample();
        print_sample(&now, &before);
        before = now;
    }
    return EXIT_SUCCESS;
}
