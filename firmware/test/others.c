// SPDX-License-Identifier: Apache-2.0
// A second hart, where the machine has one: it waits in the firmware until it is started, runs with the hart id and the
// word that it was given, takes interrupts and fences that another asks for, stops, and can be started again (SBI 2.0,
// chapters 7 to 9).

#include "payload.h"

enum { Started = 0, Stopped = 1, StartPending = 2, HartsAtMost = 8 };
enum { Valid = 1, Read = 2, Write = 4, Execute = 8, Accessed = 64, Dirty = 128, All = 0xcf, PageBytes = 4096 };
enum { Gigabyte = 1 << 28, Window = 3 };  // PTE bits from one gigabyte to the next; entry of the root that changes

extern char other_start[];
void other(uint64_t hart, uint64_t word);

// What the two tell each other. `told` is what the first asks for, `done` the last thing that the other did.
static volatile uint64_t other_hart, word_seen, byte_seen, told, done;
static volatile uint64_t root[512] __attribute__((aligned(4096)));
static const volatile char pages[2][PageBytes] __attribute__((aligned(4096))) = {"first", "second"};

enum order { Nothing, TakeInterrupt, Look, LookAgain, Stop };

static uint64_t own_sip(void)
{
    uint64_t pending;
    __asm__ volatile("csrr %0, sip" : "=r"(pending));
    return pending;
}

static void do_order(enum order order)
{
    static const volatile char *const window = (const volatile char *)(Window * (1UL << 30));
    switch (order) {
    case TakeInterrupt:
        while (!(own_sip() & 2))
            ;
        __asm__ volatile("csrci sip, 2");
        break;
    case Look:
        __asm__ volatile("csrw satp, %0; sfence.vma" : : "r"(8UL << 60 | (uint64_t)root >> 12) : "memory");
        byte_seen = window[0];
        break;
    case LookAgain: byte_seen = window[0]; break;
    case Stop:
        done = order;
        call(Hsm, 1, 0, 0, 0, 0, 0);
        expect(false, "a hart that has stopped goes on");
        break;
    default: break;
    }
    done = order;
}

// The other hart, from start.S, on a stack of its own.
void other(uint64_t hart, uint64_t word)
{
    other_hart = hart;
    word_seen = word;
    for (;;)
        if (told != done)
            do_order(told);
}

static void tell(enum order order)
{
    __asm__ volatile("fence" : : : "memory");
    told = order;
    while (done != order)
        ;
    __asm__ volatile("fence" : : : "memory");
}

static void await_status(uint64_t hart, uint64_t status)
{
    struct answer answer;
    do
        answer = call(Hsm, 2, hart, 0, 0, 0, 0);
    while (answer.error == 0 && answer.value != status);
    EXPECT(answer.error == 0);
}

static void start(uint64_t hart, uint64_t word)
{
    EXPECT(gives(call(Hsm, 2, hart, 0, 0, 0, 0), Stopped));
    EXPECT(fails(call(Hsm, 0, hart, 0x80000000, 0, 0, 0), InvalidAddress));
    told = done = Nothing;
    EXPECT(call(Hsm, 0, hart, (uint64_t)other_start, word, 0, 0).error == 0);
    EXPECT(fails(call(Hsm, 0, hart, (uint64_t)other_start, word, 0, 0), AlreadyAvailable));
    await_status(hart, Started);
    while (word_seen != word)
        ;
    EXPECT(other_hart == hart);
}

// A small page through three levels, so that a translation that was not fenced shows.
static void show(unsigned page)
{
    static volatile uint64_t middle[512] __attribute__((aligned(4096))), lowest[512] __attribute__((aligned(4096)));
    root[2] = 2UL * Gigabyte | All;
    root[Window] = ((uint64_t)middle >> 12) << 10 | Valid;
    middle[0] = ((uint64_t)lowest >> 12) << 10 | Valid;
    lowest[0] = ((uint64_t)pages[page] >> 12) << 10 | Valid | Read | Accessed | Dirty;
}

static void check_fence_of(uint64_t hart)
{
    show(0);
    tell(Look);
    EXPECT(byte_seen == 'f');
    show(1);
    EXPECT(call(Rfence, 1, 1UL << hart, 0, Window * (1UL << 30), PageBytes, 0).error == 0);
    tell(LookAgain);
    EXPECT(byte_seen == 's');
    tell(Nothing);
    show(0);
    EXPECT(call(Rfence, 2, -1UL, -1UL, 0, 0, 0).error == 0);  // every hart there is
    tell(LookAgain);
    EXPECT(byte_seen == 'f');
    EXPECT(call(Rfence, 0, 1UL << hart, 0, 0, 0, 0).error == 0);
}

static void check_other(uint64_t hart)
{
    start(hart, 0x1234);
    EXPECT(call(Ipi, 0, 1, hart, 0, 0, 0).error == 0);
    tell(TakeInterrupt);
    EXPECT((own_sip() & 2) == 0);
    check_fence_of(hart);
    tell(Stop);
    await_status(hart, Stopped);
    EXPECT(call(Ipi, 0, 1, hart, 0, 0, 0).error == 0);
    EXPECT(call(Rfence, 1, 1, hart, 0, 0, 0).error == 0);  // it does not wait for who will not answer
    start(hart, 0x5678);
    tell(Stop);
    await_status(hart, Stopped);
    put("a second hart starts, fences, stops\n");
}

void check_other_harts(uint64_t hart)
{
    for (uint64_t other = 0; other < HartsAtMost; other++)
        if (other != hart && call(Hsm, 2, other, 0, 0, 0, 0).error == 0)
            check_other(other);
}
