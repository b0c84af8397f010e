// SPDX-License-Identifier: Apache-2.0
// vmfuzz [SEED [OPERATIONS [TASKS [huge]]]]: up to TASKS processes (4) do OPERATIONS (1000) random operations in all on
// their memory - mmap, munmap, mprotect, mremap, madvise, mlock, stores, loads, forbidden accesses, fork, exit - and
// each keeps a reference of what every byte must be. Memory that processes share is written under a lock, with its
// reference beside it. After each operation /proc/vm_check is asked. With `huge` there is room for huge pages, which
// are asked for. Linux runs it too.
#include <sched.h>
#include <stdatomic.h>
#include <sys/prctl.h>

#include "test.h"
#include "vmfuzz.h"

enum { MostTasks = 16, ForkSteps = 40, FileStamp = 0x10000000 };

static struct page pages[WindowMost];
static unsigned window_pages = 2 * Edge, run_most = 24;  // in the window; in a run
static bool huge;
static struct shared *shared;
static unsigned char *const window = (unsigned char *)WINDOW_START;
static int file_fd;
static uint64_t state;
static unsigned next_birth = 1;
static pid_t children[MostTasks];
static unsigned child_count;

// ---- chance ----

static uint32_t draw(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 24) % below;
}

static struct run draw_run(unsigned most)
{
    unsigned length = 1 + draw(draw(4) ? 4 : most);
    unsigned first = draw(window_pages - length + 1);
    return (struct run){first, first + length};
}

static unsigned char *at(unsigned page) { return window + (size_t)page * PageSize; }
static size_t bytes(struct run run) { return (size_t)(run.end - run.first) * PageSize; }

// ---- the lock of what processes share ----

static void lock(void)
{
    while (atomic_exchange(&shared->locked, 1))
        sched_yield();
}

static void unlock(void) { atomic_store(&shared->locked, 0); }

// ---- the reference ----

// Word `place` of a page that was stamped; stamp 0 is a page of zeroes.
static uint64_t word_of(uint32_t stamp, unsigned place)
{
    return stamp ? (stamp + UINT64_C(0x9e3779b97f4a7c15)) * (2 * place + 1) : 0;
}

static _Atomic uint32_t *shared_stamp(const struct page *page)
{
    return page->kind == SharedFile || page->kind == PrivateFile ? &shared->file[page->index]
                                                                 : &shared->object[page->object].stamp[page->index];
}

static bool is_shared(const struct page *page) { return page->kind == SharedFile || page->kind == SharedMemory; }

// A private page of a file shows the file until it is written.
static uint32_t stamp_of(const struct page *page)
{
    bool own = page->kind == PrivateMemory || (page->kind == PrivateFile && page->written);
    return own ? page->stamp : *shared_stamp(page);
}

static void fill(unsigned page, uint32_t stamp)
{
    volatile uint64_t *word = (volatile uint64_t *)at(page);
    for (unsigned place = 0; place < WordsAPage; place++)
        word[place] = word_of(stamp, place);
}

static bool holds(unsigned page, uint32_t stamp)
{
    const volatile uint64_t *word = (const volatile uint64_t *)at(page);
    for (unsigned place = 0; place < WordsAPage; place++)
        if (word[place] != word_of(stamp, place))
            return false;
    return true;
}

static void check_page(unsigned page)
{
    struct page *p = &pages[page];
    uint32_t stamp = stamp_of(p);
    if (holds(page, stamp))
        return;
    if (p->freed && holds(page, 0)) {  // MADV_FREE: zeroes from some moment on
        p->stamp = 0;
        return;
    }
    fail("page %u (kind %u, stamp %x) holds %lx at its start", page, p->kind, stamp,
         (unsigned long)*(volatile uint64_t *)at(page));
}

static void references(struct run run, int change)
{
    for (unsigned i = run.first; i < run.end; i++)
        if (pages[i].kind == SharedMemory)
            shared->object[pages[i].object].refs += change;
}

static void forget(struct run run)
{
    references(run, -1);
    for (unsigned i = run.first; i < run.end; i++)
        pages[i] = (struct page){0};
}

static bool all_mapped(struct run run)
{
    for (unsigned i = run.first; i < run.end; i++)
        if (pages[i].kind == Hole)
            return false;
    return true;
}

static bool any_mapped(struct run run)
{
    for (unsigned i = run.first; i < run.end; i++)
        if (pages[i].kind != Hole)
            return true;
    return false;
}

// The longest run from run.first on that one call made and nothing has divided since.
static struct run one_region(struct run run)
{
    const struct page *first = &pages[run.first];
    unsigned end = run.first + 1;
    while (end < run.end && first->kind != Hole && pages[end].kind == first->kind && pages[end].birth == first->birth &&
           pages[end].rights == first->rights && pages[end].index == first->index + (end - run.first) &&
           pages[end].locked == first->locked && pages[end].random == first->random)
        end++;
    return (struct run){run.first, end};
}

// ---- operations on a run of pages ----

static int draw_rights(void)
{
    static const int choices[] = {
        PROT_READ | PROT_WRITE, PROT_READ | PROT_WRITE, PROT_READ | PROT_WRITE, PROT_READ, PROT_NONE,
        PROT_READ | PROT_EXEC};
    return choices[draw(6)];
}

static int free_object(void)
{
    for (int i = 0; i < Objects; i++)
        if (shared->object[i].refs == 0)
            return i;
    return -1;
}

static struct page draw_kind(struct run *run)
{
    struct page page = {.kind = PrivateMemory + draw(4), .rights = draw_rights(), .birth = next_birth++};
    unsigned most = page.kind == SharedMemory ? ObjectPages : page.kind == PrivateMemory ? run_most : FilePages;
    if (run->end - run->first > most)
        run->end = run->first + most;
    if (page.kind == SharedFile || page.kind == PrivateFile)
        page.index = draw(FilePages - (run->end - run->first) + 1);
    return page;
}

// MAP_POPULATE and mlock bring a writable private page in as a write would: it has left the file.
static void populated(struct run run)
{
    for (unsigned i = run.first; i < run.end; i++)
        if (pages[i].kind == PrivateFile && pages[i].rights & PROT_WRITE && !pages[i].written)
            pages[i].stamp = *shared_stamp(&pages[i]), pages[i].written = true;
}

static void do_mmap(struct run run)
{
    struct page page = draw_kind(&run);
    bool file = page.kind == SharedFile || page.kind == PrivateFile, replace = draw(3);
    int populate = draw(8) ? 0 : MAP_POPULATE;
    lock();
    int object = page.kind == SharedMemory ? free_object() : 0;
    if (object < 0) {
        unlock();
        return;
    }
    int flags = (is_shared(&page) ? MAP_SHARED : MAP_PRIVATE) | (replace ? MAP_FIXED : MAP_FIXED_NOREPLACE) |
                (file ? 0 : MAP_ANONYMOUS) | populate;
    void *p = mmap(at(run.first), bytes(run), page.rights, flags, file ? file_fd : -1, (off_t)page.index * PageSize);
    if (!replace && any_mapped(run)) {
        if (p != MAP_FAILED || errno != EEXIST)
            fail("mmap over something gives %p, errno %d", p, errno);
    } else if (p == at(run.first)) {
        madvise(p, bytes(run), huge ? 14 : 15);  // MADV_HUGEPAGE, MADV_NOHUGEPAGE
        forget(run);
        page.object = (uint16_t)object;
        for (unsigned i = run.first; i < run.end; i++, page.index++) {
            pages[i] = page;
            if (page.kind == SharedMemory)
                shared->object[object].stamp[page.index] = 0;
        }
        references(run, 1);
        if (populate)
            populated(run);
    } else {
        fail("mmap of %u pages gives %p, errno %d", run.end - run.first, p, errno);
    }
    unlock();
}

static void do_munmap(struct run run)
{
    lock();
    EXPECT(munmap(at(run.first), bytes(run)) == 0);
    forget(run);
    unlock();
}

static void do_mprotect(struct run run)
{
    int rights = draw_rights();
    if (!all_mapped(run)) {
        if (pages[run.first].kind == Hole)
            EXPECT_ERRNO(mprotect(at(run.first), bytes(run), rights), ENOMEM);
        return;
    }
    EXPECT(mprotect(at(run.first), bytes(run), rights) == 0);
    for (unsigned i = run.first; i < run.end; i++)
        pages[i].rights = (uint8_t)rights;
}

static void move_reference(struct run from, unsigned to)
{
    static struct page moved[WindowMost];
    unsigned count = from.end - from.first;
    memcpy(moved, &pages[from.first], count * sizeof *moved);
    memset(&pages[from.first], 0, count * sizeof *moved);  // references move along
    forget((struct run){to, to + count});
    memcpy(&pages[to], moved, count * sizeof *moved);
}

static void do_mremap(struct run run)
{
    run = one_region(run);
    unsigned count = run.end - run.first, to = draw(window_pages - count + 1);
    bool overlap = to < run.end && run.first < to + count;
    if (pages[run.first].kind == Hole)
        return;
    lock();
    void *p = mremap(at(run.first), bytes(run), bytes(run), MREMAP_MAYMOVE | MREMAP_FIXED, at(to));
    if (overlap) {
        if (p != MAP_FAILED || errno != EINVAL)
            fail("mremap onto itself gives %p, errno %d", p, errno);
    } else if (p == at(to)) {
        move_reference(run, to);
    } else if (p != MAP_FAILED || errno != EFAULT) {  // one that still lies in several regions is not moved
        fail("mremap of %u pages gives %p, errno %d", count, p, errno);
    }
    unlock();
}

static void do_shrink(struct run run)
{
    run = one_region(run);
    if (pages[run.first].kind == Hole || run.end - run.first < 2)
        return;
    unsigned keep = 1 + draw(run.end - run.first - 1);
    lock();
    void *p = mremap(at(run.first), bytes(run), (size_t)keep * PageSize, 0);
    if (p == at(run.first))
        forget((struct run){run.first + keep, run.end});
    else if (p != MAP_FAILED || errno != EFAULT)
        fail("mremap from %u to %u pages gives %p, errno %d", run.end - run.first, keep, p, errno);
    unlock();
}

static void drop_private(struct run run)
{
    for (unsigned i = run.first; i < run.end; i++)
        if (!is_shared(&pages[i]))
            pages[i].stamp = 0, pages[i].written = pages[i].freed = false;
}

static bool any_locked(struct run run)
{
    for (unsigned i = run.first; i < run.end; i++)
        if (pages[i].locked)
            return true;
    return false;
}

static void do_madvise(struct run run)
{
    static const int advices[] = {MADV_DONTNEED, MADV_DONTNEED, 21 /* MADV_PAGEOUT */, 20 /* MADV_COLD */,
                                  MADV_WILLNEED, MADV_FREE,     MADV_RANDOM,           MADV_NORMAL};
    int advice = advices[draw(COUNT(advices))];
    if (!all_mapped(run) || any_locked(run))
        return;
    if (advice == MADV_FREE) {
        run = one_region(run);
        if (pages[run.first].kind != PrivateMemory)
            return;
    }
    if (madvise(at(run.first), bytes(run), advice) != 0 && advice == MADV_DONTNEED)
        fail("madvise(MADV_DONTNEED) of %u pages: %s", run.end - run.first, strerror(errno));
    if (advice == MADV_DONTNEED)
        drop_private(run);
    for (unsigned i = run.first; i < run.end; i++) {
        pages[i].freed |= advice == MADV_FREE;
        pages[i].random = advice == MADV_RANDOM || (advice != MADV_NORMAL && pages[i].random);
    }
}

static void do_mlock(struct run run)
{
    bool on = draw(3) == 0;
    if (!all_mapped(run))
        return;
    for (unsigned i = run.first; i < run.end; i++)
        if (pages[i].rights == PROT_NONE)
            return;
    lock();
    int result = on ? mlock(at(run.first), bytes(run)) : munlock(at(run.first), bytes(run));
    if (result != 0 && errno != ENOMEM && errno != EAGAIN && errno != EPERM)
        fail("mlock: %s", strerror(errno));
    for (unsigned i = run.first; i < run.end && (result == 0 || on); i++)
        pages[i].locked = on;
    if (result == 0 && on)
        populated(run);
    unlock();
}

static void store_one(unsigned page)
{
    struct page *p = &pages[page];
    uint32_t stamp = draw(0x10000000) | 1;
    if (is_shared(p))
        *shared_stamp(p) = stamp;
    else
        p->stamp = stamp, p->written = true, p->freed = false;
    fill(page, stamp);
}

// Private memory with one huge page's room at least, and its first store.
static void do_mmap_huge(struct run run)
{
    unsigned block = Edge + HugePages * draw(Blocks);
    run = (struct run){block - draw(20), block + HugePages + draw(20)};
    struct page page = {.kind = PrivateMemory, .rights = PROT_READ | PROT_WRITE, .birth = next_birth++};
    int flags = MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS;
    lock();
    EXPECT(mmap(at(run.first), bytes(run), page.rights, flags, -1, 0) == at(run.first));
    madvise(at(run.first), bytes(run), 14);  // MADV_HUGEPAGE
    forget(run);
    for (unsigned i = run.first; i < run.end; i++)
        pages[i] = page;
    store_one(block + draw(HugePages));
    unlock();
}

static void do_store(struct run run)
{
    lock();
    for (unsigned i = run.first; i < run.end; i++)
        if (pages[i].kind != Hole && pages[i].rights & PROT_WRITE)
            store_one(i);
    unlock();
}

static void do_load(struct run run)
{
    lock();
    for (unsigned i = run.first; i < run.end; i++)
        if (pages[i].kind != Hole && pages[i].rights & PROT_READ)
            check_page(i);
    unlock();
}

static void do_forbidden(struct run run)
{
    unsigned page = run.first;
    const struct page *p = &pages[page];
    if (p->kind == Hole)
        EXPECT_FAULT(draw(2) ? fault_of_load(at(page)) : fault_of_store(at(page)), SIGSEGV, SEGV_MAPERR, at(page));
    else if (p->rights == PROT_NONE)
        EXPECT_FAULT(fault_of_load(at(page)), SIGSEGV, SEGV_ACCERR, at(page));
    else if (!(p->rights & PROT_WRITE))
        EXPECT_FAULT(fault_of_store(at(page)), SIGSEGV, SEGV_ACCERR, at(page));
}

// The kernel reads and writes user memory by the same rules.
static void do_copy(struct run run)
{
    unsigned page = run.first;
    const struct page *p = &pages[page];
    bool may_read = p->kind != Hole && p->rights & PROT_READ, may_write = p->kind != Hole && p->rights & PROT_WRITE;
    int fd[2];
    EXPECT(pipe(fd) == 0);
    lock();
    ssize_t got = write(fd[1], at(page), 512);
    EXPECT_EQ(got, may_read ? 512 : -1);
    if (!may_read)
        EXPECT_EQ(write(fd[1], pages, 512), 512);
    uint64_t was = may_read ? *(volatile uint64_t *)at(page) : 0;
    got = read(fd[0], at(page), 8);
    EXPECT_EQ(got, may_write ? 8 : -1);
    if (may_write) {
        EXPECT(!may_read || *(volatile uint64_t *)at(page) == was);
        store_one(page);
    }
    unlock();
    close(fd[0]);
    close(fd[1]);
}

// ---- processes ----

static void step_once(void);
static void collect(unsigned keep);

static bool claim_operation(void) { return atomic_fetch_sub(&shared->left, 1) > 0; }

static void check_all(void)
{
    for (unsigned first = 0; first < window_pages; first += run_most)
        do_load((struct run){first, first + run_most < window_pages ? first + run_most : window_pages});
}

static _Noreturn void live_as_child(uint64_t seed)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // whoever fails may hold the lock
    state = seed;
    child_count = 0;
    for (unsigned i = 0; i < window_pages; i++)
        pages[i].locked = false;  // locks are not inherited
    for (unsigned n = ForkSteps; n > 0 && claim_operation(); n--)
        step_once();
    collect(0);  // they would be killed with this one, perhaps while they hold the lock
    check_all();
    lock();
    forget((struct run){0, window_pages});
    atomic_fetch_sub(&shared->tasks, 1);
    unlock();
    _exit(EXIT_SUCCESS);
}

static void do_fork(struct run run)
{
    (void)run;
    if (atomic_load(&shared->tasks) >= shared->most_tasks || child_count == MostTasks)
        return;
    uint64_t seed = state * 31 + 7;
    lock();
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0)
        live_as_child(seed);  // its first operation waits for the lock that the parent still holds
    if (pid > 0) {
        atomic_fetch_add(&shared->tasks, 1);
        references((struct run){0, window_pages}, 1);
        children[child_count++] = pid;
    } else if (errno != EAGAIN && errno != ENOMEM) {
        fail("fork: %s", strerror(errno));
    }
    unlock();
}

static void collect(unsigned keep)
{
    while (child_count > keep)
        wait_for_success(children[--child_count]);
}

static void do_wait(struct run run)
{
    (void)run;
    if (draw(4) == 0)
        collect(child_count ? child_count - 1 : 0);
}

static const struct {
    const char *name;
    void (*run)(struct run run);
    unsigned weight;
} operations[] = {
    {"mmap", do_mmap, 10},    {"munmap", do_munmap, 5},       {"mprotect", do_mprotect, 8}, {"mremap", do_mremap, 5},
    {"shrink", do_shrink, 2}, {"madvise", do_madvise, 8},     {"mlock", do_mlock, 3},       {"store", do_store, 20},
    {"load", do_load, 20},    {"forbidden", do_forbidden, 6}, {"copy", do_copy, 5},         {"fork", do_fork, 4},
    {"wait", do_wait, 4},     {"mmap huge", do_mmap_huge, 6},  // the last only where there is room
};

static unsigned total_weight(void)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < COUNT(operations) - !huge; i++)
        sum += operations[i].weight;
    return sum;
}

static void step_once(void)
{
    unsigned chosen = draw(total_weight()), i = 0;
    while (chosen >= operations[i].weight)
        chosen -= operations[i++].weight;
    struct run run = draw_run(run_most);
    static char what[64];
    snprintf(what, sizeof what, "%s [%u, %u), %d left", operations[i].name, run.first, run.end, shared->left);
    test_step = what;
    operations[i].run(run);
    vm_check();
}

static void prepare(unsigned long operations_wanted, unsigned tasks)
{
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(shared != MAP_FAILED);
    shared->left = (int)operations_wanted;
    shared->tasks = 1;
    shared->most_tasks = (int)tasks;
    char name[64];
    snprintf(name, sizeof name, on_pagewalk() ? "/data/scratch" : "/tmp/vmfuzz.%d", getpid());
    file_fd = open(name, on_pagewalk() ? O_RDWR : O_RDWR | O_CREAT | O_TRUNC, 0600);
    EXPECT(file_fd >= 0);
    if (!on_pagewalk())
        EXPECT(unlink(name) == 0 && ftruncate(file_fd, FilePages * PageSize) == 0);
    for (unsigned i = 0; i < FilePages; i++) {
        uint64_t text[WordsAPage];
        shared->file[i] = FileStamp + i;
        for (unsigned place = 0; place < WordsAPage; place++)
            text[place] = word_of(FileStamp + i, place);
        EXPECT_EQ(pwrite(file_fd, text, sizeof text, (off_t)i * PageSize), PageSize);
    }
}

int main(int argc, char **argv)
{
    uint64_t seed = argc > 1 ? strtoul(argv[1], NULL, 0) : 1;
    unsigned long wanted = argc > 2 ? strtoul(argv[2], NULL, 0) : 1000;
    unsigned long tasks = argc > 3 ? strtoul(argv[3], NULL, 0) : 4;
    huge = argc > 4 && strcmp(argv[4], "huge") == 0;
    if (wanted == 0 || wanted > 1000000000 || tasks == 0 || tasks > MostTasks || (argc > 4 && !huge)) {
        fprintf(stderr, "vmfuzz: SEED OPERATIONS (1 to 10^9) TASKS (1 to %d) huge\n", MostTasks);
        return 2;
    }
    if (huge)
        window_pages = WindowMost, run_most = WindowMost / 2;
    prepare(wanted, (unsigned)tasks);
    state = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
    while (claim_operation())
        step_once();
    collect(0);
    check_all();
    EXPECT(munmap(window, (size_t)window_pages * PageSize) == 0);
    if (huge)
        printf("vmfuzz: %ld huge pages, %ld for want of memory none, %ld split\n", vmstat("thp_fault_alloc"),
               vmstat("thp_fault_fallback"), vmstat("thp_split_pmd"));
    printf("vmfuzz: seed %lu: %lu operations\n", (unsigned long)seed, wanted);
    return passed();
}
