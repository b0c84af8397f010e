// SPDX-License-Identifier: Apache-2.0
// Restartable sequences: a sum kept by two processes with loads and stores alone is right however often they are
// interrupted in between, because what was interrupted begins again; without them it is not. A signal's handler finds
// the thread outside the sequence, and a page that has to be fetched from the disk meanwhile interrupts it as well. The
// area is the thread's: a child has its own, a thread and a new program have none. What makes no sense is refused, or
// ends in SIGSEGV.
// Engine: model

#include <pthread.h>
#include <sys/time.h>
#include <ucontext.h>

#include "procfile.h"

#if __riscv

enum { Signature = 0xf1401073, Rounds = 3000, Unregister = 1 };

struct area {
    uint32_t cpu_start, cpu;
    uint64_t sequence;
    uint32_t flags, room[3];
} __attribute__((aligned(32)));

struct sequence {
    uint32_t version, flags;
    uint64_t start, length, abort;
};

static __thread struct area area;
static long *sum;                   // shared
static volatile long restarts;      // of this process
static volatile uintptr_t handled;  // where the last signal has found it
static bool unprotected;            // no sequences are named

// Adds 1 to *to between a load and a store that are `spin` turns apart; loads from `page` too, if that is one. The
// instruction before the last label is the only one that has an effect. The words before `abort` are the signature.
static __attribute__((noinline)) void add_one(long *to, long spin, const volatile char *page)
{
    static const char nothing;
    static struct sequence sequence;
    page = page ? page : &nothing;
    __asm__ volatile("1:\n"
                     "    la      t0, 2f\n"
                     "    sd      t0, 8(%[sequence])\n"
                     "    la      t1, 3f\n"
                     "    sub     t1, t1, t0\n"
                     "    sd      t1, 16(%[sequence])\n"
                     "    la      t0, 4f\n"
                     "    sd      t0, 24(%[sequence])\n"
                     "    mv      t0, zero\n"
                     "    bnez    %[unprotected], 5f\n"
                     "    mv      t0, %[sequence]\n"
                     "5:  mv      t2, %[spin]\n"
                     "    sd      t0, 8(%[area])\n"
                     "2:  ld      t1, 0(%[to])\n"
                     "    lb      t0, 0(%[page])\n"
                     "6:  addi    t2, t2, -1\n"
                     "    bgtz    t2, 6b\n"
                     "    addi    t1, t1, 1\n"
                     "    sd      t1, 0(%[to])\n"
                     "3:  j       7f\n"
                     "    .balign 4\n"
                     "    .word   0xf1401073\n"
                     "4:  ld      t0, 0(%[restarts])\n"
                     "    addi    t0, t0, 1\n"
                     "    sd      t0, 0(%[restarts])\n"
                     "    j       1b\n"
                     "7:\n"
                     :
                     : [sequence] "r"(&sequence), [area] "r"(&area), [to] "r"(to), [spin] "r"(spin), [page] "r"(page),
                       [restarts] "r"(&restarts), [unprotected] "r"((long)unprotected)
                     : "t0", "t1", "t2", "memory");
}

static int call_rseq(void *at, unsigned length, int flags, unsigned signature)
{
    return (int)syscall(293, at, length, flags, signature);
}

static void begin(void) { EXPECT(call_rseq(&area, sizeof area, 0, Signature) == 0); }

// Two at once, each with its own length of turn, so that they meet in every place.
static long sum_of_two(void)
{
    *sum = 0;
    pid_t child = fork_child();
    for (long i = 0; i < Rounds; i++)
        add_one(sum, (child ? 700 : 900) + i % 97, NULL);
    if (child == 0)
        _exit(restarts > 0 || unprotected ? EXIT_SUCCESS : EXIT_FAILURE);
    EXPECT_EQ(wait_for(child), 0);
    return *sum;
}

static void on_signal(int number, siginfo_t *info, void *context)
{
    (void)number, (void)info;
    handled = (uintptr_t)((ucontext_t *)context)->uc_mcontext.__gregs[0];
    if (area.sequence != 0)
        handled = 1;
}

static void signals(void)
{
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
    struct itimerval often = {{0, 1000}, {0, 1000}}, never = {{0, 0}, {0, 0}};
    long before = restarts, seen = 0;
    EXPECT(sigaction(SIGALRM, &action, NULL) == 0 && setitimer(ITIMER_REAL, &often, NULL) == 0);
    for (long i = 0; i < Rounds; i++) {
        *sum = 0;
        handled = 0;
        add_one(sum, 900 + i % 89, NULL);
        EXPECT_EQ(*sum, 1);
        EXPECT(handled != 1);  // named no more
        seen += handled != 0;
    }
    EXPECT(setitimer(ITIMER_REAL, &never, NULL) == 0);
    EXPECT(seen > 10 && restarts > before);
}

static void slow_page(void)
{
    char *page = (char *)map_pages(1, PROT_READ | PROT_WRITE);
    for (int i = 0; i < 5; i++) {
        page[0] = 1;
        page_out(page, 1);
        long majors = major_faults(), before = restarts;
        *sum = 0;
        add_one(sum, 1, page);
        EXPECT_EQ(major_faults(), majors + 1);
        EXPECT_EQ(restarts, before + 1);
        EXPECT_EQ(*sum, 1);
    }
}

static void *other_thread(void *unused)
{
    (void)unused;
    EXPECT_ERRNO(call_rseq(&area, sizeof area, Unregister, Signature), EINVAL);  // it has none
    begin();
    long mine = 0;
    for (long i = 0; i < Rounds / 4; i++)
        add_one(&mine, 800, NULL);
    EXPECT_EQ(mine, Rounds / 4);
    return NULL;
}

static void whose(const char *program)
{
    pthread_t thread;
    pid_t child = fork_child();
    if (child == 0) {
        EXPECT_ERRNO(call_rseq(&area, sizeof area, 0, Signature), EBUSY);
        EXPECT(call_rseq(&area, sizeof area, Unregister, Signature) == 0);
        _exit(EXIT_SUCCESS);
    }
    wait_for_success(child);
    EXPECT_ERRNO(call_rseq(&area, sizeof area, 0, Signature), EBUSY);
    EXPECT(pthread_create(&thread, NULL, other_thread, NULL) == 0 && pthread_join(thread, NULL) == 0);
    child = fork_child();
    if (child == 0) {
        execl(program, program, "again", NULL);
        _exit(EXIT_FAILURE);
    }
    wait_for_success(child);
}

static void refusals(void)
{
    static struct area other;
    EXPECT_ERRNO(call_rseq(&other, sizeof area, 0, Signature), EINVAL);
    EXPECT_ERRNO(call_rseq(&area, sizeof area, 0, 1), EPERM);
    EXPECT_ERRNO(call_rseq(&area, sizeof area, Unregister, 1), EPERM);
    EXPECT_ERRNO(call_rseq(&area, sizeof area, 2, Signature), EINVAL);
    EXPECT_ERRNO(call_rseq(&area, sizeof area, 3, Signature), EINVAL);
    EXPECT_ERRNO(call_rseq(&other, sizeof area, Unregister, Signature), EINVAL);
    EXPECT(call_rseq(&area, sizeof area, Unregister, Signature) == 0);
    EXPECT_EQ(area.cpu, UINT32_MAX);
    EXPECT_ERRNO(call_rseq(&area, sizeof area, Unregister, Signature), EINVAL);
    EXPECT_ERRNO(call_rseq((char *)&area + 8, sizeof area, 0, Signature), EINVAL);
    EXPECT_ERRNO(call_rseq(&area, sizeof area - 1, 0, Signature), EINVAL);
    EXPECT_ERRNO(call_rseq((void *)0x40, sizeof area, 0, Signature), EFAULT);
    EXPECT_ERRNO(call_rseq((void *)-64l, sizeof area, 0, Signature), EFAULT);
}

static void on_nothing(int number) { (void)number; }

// A sequence that makes no sense ends the process when it is looked at: at a signal, here.
static void nonsense(struct sequence sequence, uint64_t at)
{
    pid_t child = fork_child();
    if (child == 0) {
        signal(SIGUSR1, on_nothing);
        area.sequence = at ? at : (uintptr_t)&sequence;
        raise(SIGUSR1);
        _exit(EXIT_SUCCESS);
    }
    int status = wait_for(child);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSEGV)
        fail("version %u flags %u [%lx, +%lx) abort %lx: status %x", sequence.version, sequence.flags,
             (long)sequence.start, (long)sequence.length, (long)sequence.abort, status);
}

static void all_nonsense(void)
{
    static const struct {
        uint32_t signature, instructions[3];
    } code = {Signature, {0}};
    uint64_t abort = (uintptr_t)code.instructions;
    nonsense((struct sequence){1, 0, 0x10000, 8, abort}, 0);
    nonsense((struct sequence){0, 1, 0x10000, 8, abort}, 0);
    nonsense((struct sequence){0, 0, UINT64_MAX - 4, 8, abort}, 0);
    nonsense((struct sequence){0, 0, 0x10000, UINT64_MAX, abort}, 0);
    nonsense((struct sequence){0, 0, 0x10000, 8, abort + 4}, 0);  // no signature before it
    nonsense((struct sequence){0, 0, abort - 4, 8, abort}, 0);    // in itself
    nonsense((struct sequence){0, 0, 0x10000, 8, 0}, 0);
    nonsense((struct sequence){0, 0, 0x10000, 8, UINT64_MAX - 3}, 0);
    nonsense((struct sequence){0}, 8);
    nonsense((struct sequence){0}, UINT64_MAX - 7);
}

int main(int argc, char *argv[])
{
    if (argc > 1) {
        begin();  // a new program has none
        return EXIT_SUCCESS;
    }
    sum = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(sum != MAP_FAILED);

    step("two without");
    unprotected = true;
    EXPECT(sum_of_two() < 2 * Rounds);
    unprotected = false;

    step("two");
    area.cpu = area.cpu_start = 7;
    begin();
    EXPECT(area.cpu == 0 && area.cpu_start == 0);
    EXPECT_EQ(sum_of_two(), 2 * Rounds);
    EXPECT(restarts > 0);

    step("signals");
    signals();
    step("a page on the disk");
    slow_page();
    step("whose it is");
    whose(argv[0]);
    step("nonsense");
    all_nonsense();
    step("refusals");
    refusals();
    return passed();
}

#else

int main(void) { return skipped("its instructions are another machine's"); }

#endif
