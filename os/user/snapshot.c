// SPDX-License-Identifier: Apache-2.0
// snapshot [DISK]: a few processes with memory of every kind stand still, and all of /proc that programs of other
// systems read goes as a tar archive to DISK (/dev/vdc): so these can be run on it elsewhere, and what they print
// compared with what the kernel says. Two files more are in the archive: `truth`, what each of the processes knew of
// its own faults (pid, minor, major), and `pslist`, what the program of that name printed meanwhile.

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { Children = 3, Pages = 20, PageSize = 4096, Block = 512, MaxFile = 256 * 1024 };

struct truth {
    volatile int pid;
    volatile long minor, major;
};

static struct truth *truths;  // shared with the children
static int disk;
static off_t disk_end;

static void die(const char *what)
{
    printf("snapshot: %s: %s\n", what, strerror(errno));
    fflush(stdout);
    exit(EXIT_FAILURE);
}

// ---- the processes that stand still ----

static void touch(volatile char *pages, int count)
{
    for (int i = 0; i < count; i++)
        pages[i * PageSize]++;
}

static _Noreturn void stand_still(int number, char *inherited, char *shared, int ready, int stay)
{
    static const char *const names[Children] = {"plain", "two words", "odd) (name"};
    char byte = 0;
    struct rusage usage;
    prctl(PR_SET_NAME, names[number]);
    char *own = mmap(NULL, Pages * PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (own == MAP_FAILED)
        die("mmap");
    touch(own, Pages - number);
    touch(inherited, number * 4);
    touch(shared, number * 3 + 1);
    madvise(own, 4 * PageSize, 21 /* MADV_PAGEOUT */);
    touch(own, number);
    truths[number].pid = getpid();
    getrusage(RUSAGE_SELF, &usage);
    truths[number].minor = usage.ru_minflt;
    truths[number].major = usage.ru_majflt;
    if (write(ready, &byte, 1) != 1 || read(stay, &byte, 1) < 0)
        _exit(EXIT_FAILURE);
    _exit(EXIT_SUCCESS);
}

static void start_children(pid_t pids[Children], int *stay_open)
{
    int ready[2], stay[2];
    char byte;
    char *inherited = mmap(NULL, Pages * PageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *shared = mmap(NULL, Pages * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    truths = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (inherited == MAP_FAILED || shared == MAP_FAILED || truths == MAP_FAILED || pipe(ready) || pipe(stay))
        die("mmap or pipe");
    touch(inherited, Pages);
    for (int i = 0; i < Children; i++) {
        pids[i] = fork();
        if (pids[i] < 0)
            die("fork");
        if (pids[i] == 0) {
            close(stay[1]);
            stand_still(i, inherited, shared, ready[1], stay[0]);
        }
        if (read(ready[0], &byte, 1) != 1)
            die("read");
    }
    *stay_open = stay[1];
}

// ---- the archive ----

static void put(const void *data, size_t bytes)
{
    if (pwrite(disk, data, bytes, disk_end) != (ssize_t)bytes)
        die("writing the disk");
    disk_end += (off_t)bytes;
}

static void put_header(const char *name, char type, unsigned mode, size_t size, const char *link)
{
    static char header[Block];
    unsigned sum = 0;
    memset(header, 0, sizeof header);
    snprintf(header, 100, "%s", name);
    snprintf(header + 100, 8, "%07o", mode);
    snprintf(header + 108, 8, "%07o", 0);
    snprintf(header + 116, 8, "%07o", 0);
    snprintf(header + 124, 12, "%011zo", size);
    snprintf(header + 136, 12, "%011o", 0);
    memset(header + 148, ' ', 8);
    header[156] = type;
    snprintf(header + 157, 100, "%.99s", link);
    memcpy(header + 257, "ustar\00000", 8);
    for (int i = 0; i < Block; i++)
        sum += (unsigned char)header[i];
    snprintf(header + 148, 8, "%06o", sum);
    put(header, Block);
}

static void put_data(const char *name, char *data, size_t size)
{
    put_header(name, '0', 0444, size, "");
    size_t whole = (size + Block - 1) / Block * Block;
    memset(data + size, 0, whole - size);
    if (whole > 0)
        put(data, whole);
}

static char content[MaxFile + Block];

// `path` without its first slash is its name in the archive.
static void put_file(const char *path)
{
    size_t size = 0;
    ssize_t got;
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        return;
    while (size < MaxFile && (got = read(fd, content + size, MaxFile - size)) > 0)
        size += (size_t)got;
    close(fd);
    put_data(path + 1, content, size);
}

static void put_link(const char *path)
{
    char target[256];
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length < 0)
        return;
    target[length] = '\0';
    put_header(path + 1, '2', 0777, 0, target);
}

// What is not text that others read: by page, by thread, and what would change while it is read.
static bool left_out(const char *name)
{
    static const char *const names[] = {".", "..", "pagemap", "task", "sys", "kpagecount", "kpageflags", "vmfaults"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void put_directory(const char *path)
{
    char below[128];
    DIR *dir = opendir(path);
    if (!dir)
        return;
    put_header(path + 1, '5', 0555, 0, "");
    for (const struct dirent *entry; (entry = readdir(dir));) {
        if (left_out(entry->d_name))
            continue;
        snprintf(below, sizeof below, "%s/%.60s", path, entry->d_name);
        if (entry->d_type == DT_DIR)
            put_directory(below);
        else if (entry->d_type == DT_LNK)
            put_link(below);
        else
            put_file(below);
    }
    closedir(dir);
}

static void put_output_of(char *program)
{
    int out[2];
    size_t size = 0;
    ssize_t got;
    if (pipe(out))
        die("pipe");
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(out[1], 1);
        close(out[0]);
        close(out[1]);
        execv(program, (char *[]){program, NULL});
        _exit(127);
    }
    close(out[1]);
    while (size < MaxFile && (got = read(out[0], content + size, MaxFile - size)) > 0)
        size += (size_t)got;
    close(out[0]);
    waitpid(pid, NULL, 0);
    put_data("pslist", content, size);
}

static void put_truth(void)
{
    size_t size = 0;
    for (int i = 0; i < Children; i++)
        size += (size_t)snprintf(content + size, 128, "%d %ld %ld\n", truths[i].pid, truths[i].minor, truths[i].major);
    put_data("truth", content, size);
}

int main(int argc, char *argv[])
{
    pid_t pids[Children];
    int stay;
    disk = open(argc > 1 ? argv[1] : "/dev/vdc", O_RDWR);
    if (disk < 0)
        die("the disk");
    start_children(pids, &stay);
    put_output_of("/bin/pslist");
    put_truth();
    put_directory("/proc");
    memset(content, 0, 2 * Block);
    put(content, 2 * Block);
    if (fsync(disk))
        die("fsync");
    close(stay);
    for (int i = 0; i < Children; i++)
        waitpid(pids[i], NULL, 0);
    printf("snapshot: %ld bytes\n", (long)disk_end);
    return EXIT_SUCCESS;
}
