// SPDX-License-Identifier: Apache-2.0
// One fence at a time goes round to other harts. Who sends it, or waits for his turn, answers meanwhile what others
// ask: two harts that fence each other do not wait for ever.

#include "firmware/fence.h"

#include "firmware/hart.h"
#include "firmware/lock.h"

enum { FencePages = 64, PageBytes = 4096 };

static struct lock turn;
static struct fence sent;
static uint32_t outstanding;  // harts that have not answered yet

void fence_everything(void) { __asm__ volatile("sfence.vma; fence.i" : : : "memory"); }

// More than a few pages are fenced as everything.
static bool is_everything(const struct fence *fence)
{
    return (fence->start == 0 && fence->bytes == 0) || fence->bytes > FencePages * PageBytes;
}

static uint64_t pages_of(const struct fence *fence)
{
    return (fence->start % PageBytes + fence->bytes + PageBytes - 1) / PageBytes;
}

static void fence_translations(const struct fence *fence)
{
    if (is_everything(fence)) {
        __asm__ volatile("sfence.vma" : : : "memory");
        return;
    }
    for (uint64_t i = 0; i < pages_of(fence); i++)
        __asm__ volatile("sfence.vma %0" : : "r"(fence->start + i * PageBytes) : "memory");
}

static void fence_translations_of_asid(const struct fence *fence)
{
    if (is_everything(fence)) {
        __asm__ volatile("sfence.vma zero, %0" : : "r"(fence->asid) : "memory");
        return;
    }
    for (uint64_t i = 0; i < pages_of(fence); i++)
        __asm__ volatile("sfence.vma %0, %1" : : "r"(fence->start + i * PageBytes), "r"(fence->asid) : "memory");
}

static void fence_here(const struct fence *fence)
{
    if (fence->kind == FenceInstructions)
        __asm__ volatile("fence.i" : : : "memory");
    else if (fence->kind == FenceTranslations)
        fence_translations(fence);
    else
        fence_translations_of_asid(fence);
}

void fence_answer(void)
{
    fence_here(&sent);
    __atomic_fetch_sub(&outstanding, 1, __ATOMIC_RELEASE);
}

static void fence_there(uint64_t harts, const struct fence *fence)
{
    while (!lock_try(&turn))
        hart_answer();
    sent = *fence;
    for (uint64_t hart = 0; hart < HARTS_MAX; hart++) {
        if (!(harts >> hart & 1))
            continue;
        __atomic_fetch_add(&outstanding, 1, __ATOMIC_SEQ_CST);
        if (!hart_ask(hart, RequestFence))
            __atomic_fetch_sub(&outstanding, 1, __ATOMIC_SEQ_CST);
    }
    while (__atomic_load_n(&outstanding, __ATOMIC_ACQUIRE) > 0)
        hart_answer();
    lock_release(&turn);
}

void fence_harts(uint64_t harts, const struct fence *fence)
{
    uint64_t here = 1UL << hart_id();
    if (harts & ~here)
        fence_there(harts & ~here, fence);
    if (harts & here)
        fence_here(fence);
}
