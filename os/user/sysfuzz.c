// SPDX-License-Identifier: Apache-2.0
// sysfuzz [SEED [CALLS [WORKERS]]]: CALLS (100000) system calls with hostile arguments by WORKERS (3) processes at a
// time: kernel addresses, holes, pages without rights, pages in swap, pages that another thread of control maps and
// unmaps meanwhile, ends that straddle a hole, huge and negative lengths, wrong descriptors. Nothing is expected of the
// results but that they come: a worker that stands still is killed, and must die of it. Afterwards /proc/vm_check must
// be content and the kernel's own memory must not have grown. A fourth disk with an ext2 is mounted, as often as it is
// unmounted, and written to. Only for our kernel: on another one it would do harm.
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <time.h>

#include "sysfuzz_calls.h"
#include "test.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { MostWorkers = 8, CallsALife = 400, PatienceMs = 1500, TickMs = 20, GrowthKiB = 256, ChangeUs = 300 };

// What the supervisor and its workers know together.
static struct {
    atomic_uint left;
    atomic_uint lives, succeeded[COUNT(calls)], failed[COUNT(calls)];
    struct worker {
        atomic_uint done;
        atomic_int call;  // index in `calls` of the one under way
        uint64_t arguments[6];
    } worker[MostWorkers];
} * shared;

static uint64_t state;

static uint32_t draw(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 24) % below;
}

#define DRAW(pool) pool[draw(COUNT(pool))]

// ---- what a worker has at hand ----

// Far from everything else: a length that is too large meets a hole, not what the worker lives by.
#define AREA_START UINT64_C(0x20000000)
static unsigned char *area;  // 16 pages: good, good, read-only, no rights, hole, swapped, changing, good ...
enum { Good = 0, ReadOnly = 2, NoRights = 3, Hole = 4, Swapped = 5, Changing = 6, AreaPages = 16 };

static void arrange_area(void)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE;
    area = mmap((void *)AREA_START, AreaPages * PageSize, PROT_READ | PROT_WRITE, flags, -1, 0);
    EXPECT(area == (void *)AREA_START);
    memset(area, 1, AreaPages * PageSize);
    mprotect(area + ReadOnly * PageSize, PageSize, PROT_READ);
    mprotect(area + NoRights * PageSize, PageSize, PROT_NONE);
    munmap(area + Hole * PageSize, PageSize);
}

static uint64_t draw_address(void)
{
    static const uint64_t hostile[] = {0,
                                       1,
                                       0xfff,
                                       0x1000,
                                       UINT64_C(0x3ffffff000),
                                       UINT64_C(0x3fffffffff),
                                       UINT64_C(0x4000000000),
                                       UINT64_C(0x8000000000000000),
                                       UINT64_C(0xffffffc000000000),
                                       UINT64_C(0xffffffc080200000),
                                       UINT64_C(0xfffffffffffff000),
                                       UINT64_MAX};
    static const uint16_t edges[] = {0, 0, 8, 1, 4080, 4094, 4095};
    if (draw(4) == 0)
        return DRAW(hostile);
    unsigned page = draw(AreaPages);
    if (page == Swapped)
        madvise(area + Swapped * PageSize, PageSize, 21);  // MADV_PAGEOUT
    return (uint64_t)(uintptr_t)area + page * PageSize + DRAW(edges);
}

static uint64_t draw_length(void)
{
    static const uint64_t pool[] = {0,
                                    1,
                                    7,
                                    8,
                                    24,
                                    4095,
                                    4096,
                                    4097,
                                    8192,
                                    5 * 4096,
                                    65536,
                                    UINT64_C(1) << 20,
                                    UINT64_C(1) << 31,
                                    UINT64_C(1) << 32,
                                    UINT64_C(1) << 38,
                                    UINT64_C(1) << 63,
                                    UINT64_MAX - 4095,
                                    UINT64_MAX};
    return draw(3) ? pool[draw(10)] : DRAW(pool);
}

static uint64_t draw_descriptor(void)
{
    static const int64_t hostile[] = {-1, -100, 1 << 30, INT64_MIN, 31, 32, 1023};
    return draw(4) ? 3 + draw(8) : (uint64_t)DRAW(hostile);
}

static uint64_t draw_path(void)
{
    static char longest[5000];
    static const char *const pool[] = {
        "/tmp/a",     "/tmp/b",      "/tmp/c/d",     "/data/scratch",   "",
        ".",          "/",           "/nonesuch/x",  "/proc/self/maps", "/proc/self/stat",
        "/dev/null",  "/dev/zero",   "/data/notelf", "/tmp/m",          "/tmp/c",
        "/data/m",    "/tmp/c/../b", "/dev/vdd",     "/data/m/f",       "/data/m/d",
        "/data/m/d/g"};
    if (draw(6) == 0)
        return draw_address();
    if (draw(12) == 0) {
        memset(longest, 'a', sizeof longest - 1);
        return (uint64_t)(uintptr_t)longest;
    }
    return (uint64_t)(uintptr_t)DRAW(pool);
}

// One of a few names, now and then from where there is none.
static uint64_t draw_name(const char *const *names, unsigned count)
{
    return draw(8) ? (uint64_t)(uintptr_t)names[draw(count)] : draw_address();
}

static const char *const points[] = {"/tmp/c", "/tmp/m", "/data/m"}, *const types[] = {"tmpfs", "ext2", "proc"};
static const char *const areas[] = {"/dev/vdb", "/dev/vdd", "/data/scratch", "/tmp/a"};

static uint64_t draw_flags(void)
{
    static const uint64_t pool[] = {0,    1,     2,     3,     0x11,   0x22,    0x32,
                                    0x40, 0x100, 0x200, 0x800, 0x4000, 0x80000, UINT64_MAX};
    return draw(3) ? DRAW(pool) : (uint64_t)1 << draw(64);
}

static uint64_t draw_number(void)
{
    static const uint64_t pool[] = {0,         1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 64, 1024, 1025, UINT64_C(0x7fffffff),
                                    UINT64_MAX};
    return DRAW(pool);
}

// Never a process that is not this worker's own, and not all of them.
static uint64_t draw_process(void)
{
    static const int64_t hostile[] = {99999, INT32_MAX, INT32_MIN, 0, 1 << 22};
    return draw(2) ? (uint64_t)getpid() : (uint64_t)DRAW(hostile);
}

static uint64_t draw_argument(enum kind kind)
{
    switch (kind) {
    case Address: return draw_address();
    case Length: return draw_length();
    case Descriptor: return draw_descriptor();
    case Flags: return draw_flags();
    case Path: return draw_path();
    case Process: return draw_process();
    case Signal: return draw(70) == 0 ? draw_number() : draw(32);
    case Offset: return draw(2) ? draw(4) * PageSize : draw_length();
    case Advice: return draw(26);
    case Point: return draw_name(points, COUNT(points));
    case Type: return draw_name(types, COUNT(types));
    case Area: return draw_name(areas, COUNT(areas));
    default: return draw_number();
    }
}

static long raw(int number, const uint64_t *a) { return syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]); }

// ---- a worker ----

// The supervisor is not the one who dies for the memory that workers take.
static void be_as_others(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY);
    (void)!write(fd, "0", 1);
    close(fd);
}

// The other thread of a worker: a page that comes and goes while the kernel copies from and to it.
static void *change_page(void *page)
{
    for (;;) {
        munmap(page, PageSize);
        usleep(ChangeUs);
        mmap(page, PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        usleep(ChangeUs);
        mprotect(page, PageSize, PROT_READ);
        usleep(ChangeUs);
    }
    return NULL;
}

static void start_changer(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, change_page, area + Changing * PageSize) != 0)
        exit(EXIT_FAILURE);  // too little memory for the moment
}

static void open_some(void)
{
    int fd[2], null = open("/dev/null", O_RDWR);
    for (int i = 0; i < 3; i++)
        dup2(null, i);  // what is written to them is no use to anybody
    open("/data/scratch", O_RDWR);
    open("/proc/self/status", O_RDONLY);
    open("/dev/zero", O_RDWR);
    open("/data", O_RDONLY | O_DIRECTORY);
    open("/data/m/f", O_RDWR | O_CREAT, 0644);
    if (pipe2(fd, O_NONBLOCK) != 0)
        fail("pipe2: %s", strerror(errno));
}

// Words that calls take pointers from: some of them lead somewhere.
static void sow_pointers(void)
{
    uint64_t *word = (uint64_t *)area;
    for (unsigned i = 0; i < 64; i++)
        word[i] = draw(3) ? draw_address() : draw_length();
}

// Most of these end the worker, or leave it little to work with; and a life should see many calls.
static bool deadly(int number)
{
    static const int rare[] = {129, 130, 131, 133, 137, 138, 139, 154, 157, 164, 240, 436};
    for (unsigned i = 0; i < COUNT(rare); i++)
        if (rare[i] == number)
            return true;
    return false;
}

static void one_call(struct worker *self)
{
    unsigned i = draw(COUNT(calls));
    const struct call *call = &calls[i];
    if (deadly(call->number) && draw(30))
        return;
    if (draw(16) == 0)
        sow_pointers();
    for (unsigned n = 0; n < 6; n++)
        self->arguments[n] = draw_argument(call->kinds[n]);
    if (call->number == 220)
        self->arguments[0] &= ~UINT64_C(0x4100);  // neither CLONE_VFORK nor CLONE_VM: the child goes its own way
    if (call->number == 435 && self->arguments[0] - AREA_START < AreaPages * PageSize)
        self->arguments[0] = 8;  // what lies there could ask for a child on this very stack
    atomic_store(&self->call, (int)i);
    long result = raw(call->number, self->arguments);
    if ((call->number == 220 || call->number == 435) && result == 0)
        _exit(0);
    atomic_fetch_add(result < 0 ? &shared->failed[i] : &shared->succeeded[i], 1);
    atomic_fetch_add(&self->done, 1);
}

static bool claim(void)
{
    unsigned left = atomic_load(&shared->left);
    while (left > 0 && !atomic_compare_exchange_weak(&shared->left, &left, left - 1)) {
    }
    return left > 0;
}

static _Noreturn void work(struct worker *self, uint64_t seed)
{
    be_as_others();
    setsid();  // kill(0, ...) reaches this worker alone
    state = seed;
    arrange_area();
    open_some();
    start_changer();
    for (unsigned i = 0; i < CallsALife && claim(); i++) {
        one_call(self);
        while (waitpid(-1, NULL, WNOHANG) > 0) {
        }
    }
    _exit(EXIT_SUCCESS);
}

// ---- the supervisor ----

static void pause_ms(long ms)
{
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&time, NULL);
}

static void describe(const struct worker *w)
{
    const uint64_t *a = w->arguments;
    fail("a worker in %s(%lx, %lx, %lx, %lx, %lx, %lx) does not die of SIGKILL", calls[atomic_load(&w->call)].name,
         a[0], a[1], a[2], a[3], a[4], a[5]);
}

static void kill_surely(pid_t pid, const struct worker *w)
{
    kill(pid, SIGKILL);
    for (unsigned waited = 0; waitpid(pid, NULL, WNOHANG) == 0; waited += TickMs) {
        if (waited > PatienceMs)
            describe(w);
        pause_ms(TickMs);
    }
}

// What workers have mounted goes, of which one place may have several; and what they have left in files that lie in
// memory.
static void clear_up(void)
{
    static const char *const files[] = {"/tmp/a", "/tmp/b", "/tmp/c", "/tmp/m"};
    for (unsigned i = 0; i < COUNT(points); i++)
        while (umount(points[i]) == 0) {
        }
    for (unsigned i = 0; i < COUNT(files); i++)
        unlink(files[i]);
}

struct life {
    pid_t pid;
    unsigned seen, still;  // calls done when last looked at, and for how many ms that has not changed
};

static void begin_life(struct life *life, unsigned number, uint64_t seed)
{
    atomic_fetch_add(&shared->lives, 1);
    mount("/dev/vdd", "/data/m", "ext2", 0, NULL);  // unless it is, or is not there
    fflush(stdout);
    life->pid = fork();
    if (life->pid < 0) {  // too little memory, or too many processes, for the moment
        EXPECT(errno == EAGAIN || errno == ENOMEM);
        clear_up();
        life->pid = 0;
        return;
    }
    life->still = 0;
    life->seen = atomic_load(&shared->worker[number].done);
    if (life->pid == 0)
        work(&shared->worker[number], seed);
}

static void look_at(struct life *life, unsigned number)
{
    struct worker *w = &shared->worker[number];
    if (waitpid(life->pid, NULL, WNOHANG) == life->pid) {
        life->pid = 0;
        return;
    }
    unsigned done = atomic_load(&w->done);
    life->still = done == life->seen ? life->still + TickMs : 0;
    life->seen = done;
    if (life->still < PatienceMs)
        return;
    kill_surely(life->pid, w);
    life->pid = 0;
}

// The kernel's own memory, KiB: what is neither free nor a user's page nor a file's.
static long kernel_memory(void)
{
    static const char *const keys[] = {"Slab:", "KernelStack:", "PageTables:"};
    char text[4096], *at;
    long sum = 0;
    int fd = open("/proc/meminfo", O_RDONLY);
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    text[length > 0 ? length : 0] = '\0';
    for (unsigned i = 0; i < COUNT(keys); i++)
        if ((at = strstr(text, keys[i])))
            sum += strtol(at + strlen(keys[i]), NULL, 10);
    return sum;
}

// As soon as there is memory to ask with: workers may have taken all for the moment.
static void check_books(void)
{
    int fd = -1;
    for (unsigned tries = 0; tries < 100 && (fd = open("/proc/vm_check", O_RDONLY)) < 0 && errno == ENOMEM; tries++)
        pause_ms(TickMs);
    EXPECT(fd >= 0 && close(fd) == 0);
    vm_check();
}

static void supervise(unsigned workers, uint64_t seed)
{
    struct life lives[MostWorkers] = {0};
    unsigned alive;
    do {
        alive = 0;
        for (unsigned i = 0; i < workers; i++) {
            if (lives[i].pid == 0 && atomic_load(&shared->left) > 0)
                begin_life(&lives[i], i, seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407);
            else if (lives[i].pid)
                look_at(&lives[i], i);
            alive += lives[i].pid != 0;
        }
        while (waitpid(-1, NULL, WNOHANG) > 0 && alive == 0) {
        }
        swapon("/dev/vdb", 0);  // a worker may have ended it
        check_books();
        pause_ms(TickMs);
    } while (alive > 0 || atomic_load(&shared->left) > 0);
}

static void stay_alive(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY);
    EXPECT(fd >= 0 && write(fd, "-1000", 5) == 5 && close(fd) == 0);
}

// Calls that came back, and how many of them with success; fails if those were few.
static void tell(unsigned long wanted)
{
    unsigned succeeded = 0, failed = 0;
    for (unsigned i = 0; i < COUNT(calls); i++) {
        succeeded += atomic_load(&shared->succeeded[i]);
        failed += atomic_load(&shared->failed[i]);
    }
    printf("sysfuzz: %u lives, %u calls succeeded, %u failed\n", atomic_load(&shared->lives), succeeded, failed);
    for (unsigned i = 0; i < COUNT(calls); i++)
        if (!atomic_load(&shared->succeeded[i]) && !atomic_load(&shared->failed[i]) && calls[i].number != 139)
            printf("sysfuzz: %s never came back\n", calls[i].name);
    EXPECT(succeeded + failed > wanted / 2 && succeeded > wanted / 20);
}

int main(int argc, char **argv)
{
    uint64_t seed = argc > 1 ? strtoul(argv[1], NULL, 0) : 1;
    unsigned long wanted = argc > 2 ? strtoul(argv[2], NULL, 0) : 100000;
    unsigned long workers = argc > 3 ? strtoul(argv[3], NULL, 0) : 3;
    if (!on_pagewalk())
        return skipped("hostile calls are for our own kernel");
    if (wanted == 0 || wanted > 1000000000 || workers == 0 || workers > MostWorkers) {
        fprintf(stderr, "sysfuzz: SEED CALLS (1 to 10^9) WORKERS (1 to %d)\n", MostWorkers);
        return 2;
    }
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(shared != MAP_FAILED);
    unsigned warm_up = (unsigned)wanted / 4;
    mkdir("/data/m", 0755);
    step("the first quarter");
    atomic_store(&shared->left, warm_up);
    stay_alive();
    supervise((unsigned)workers, seed * 2 + 1);
    clear_up();
    long before = kernel_memory();
    step("the rest");
    atomic_store(&shared->left, (unsigned)wanted - warm_up);
    supervise((unsigned)workers, ~seed);
    clear_up();
    long after = kernel_memory();
    printf("sysfuzz: seed %lu: %lu calls; kernel memory %ld KiB, then %ld KiB\n", (unsigned long)seed, wanted, before,
           after);
    tell(wanted);
    EXPECT(after <= before + GrowthKiB);
    return passed();
}
