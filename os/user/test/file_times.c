// SPDX-License-Identifier: Apache-2.0
// Times of files have nanoseconds, as utimensat sets them and as what is done to the file sets them: when it was made,
// read by number, changed, renamed. The file system keeps them when nobody uses the file any more, and takes the
// nearest that it can keep of a time that is too far away.
//
// Engine: model
#include <dirent.h>
#include <sys/stat.h>
#include <time.h>

#include "test.h"

#define FAR ((time_t)1 << 40)
#define EXT_LAST (((time_t)1 << 34) - ((time_t)1 << 31) - 1)  // the last second that ext2 and ext4 keep

// Linux's struct statx, which not every C library has.
struct extended {
    uint32_t mask, other[15];
    struct {
        int64_t sec;
        uint32_t nsec;
        int32_t pad;
    } atime, btime, ctime, mtime;
    uint64_t rest[18];
};
enum { BasicStats = 0x7ff, BirthTime = 0x800 };

static struct extended extended_of(const char *path)
{
    struct extended x;
    EXPECT(syscall(SYS_statx, AT_FDCWD, path, 0, BasicStats | BirthTime, &x) == 0);
    return x;
}

static struct timespec now(void)
{
    struct timespec time;
    EXPECT(clock_gettime(CLOCK_REALTIME, &time) == 0);
    return time;
}

static bool before(struct timespec a, struct timespec b)
{
    return a.tv_sec < b.tv_sec || (a.tv_sec == b.tv_sec && a.tv_nsec <= b.tv_nsec);
}

static struct stat stat_of(const char *path)
{
    struct stat st;
    EXPECT(stat(path, &st) == 0);
    return st;
}

static void set(const char *path, time_t atime, long atime_nsec, time_t mtime, long mtime_nsec)
{
    const struct timespec times[2] = {{atime, atime_nsec}, {mtime, mtime_nsec}};
    EXPECT(utimensat(AT_FDCWD, path, times, 0) == 0);
}

static void expect_times(const char *path, time_t atime, long atime_nsec, time_t mtime, long mtime_nsec)
{
    struct stat st = stat_of(path);
    EXPECT_EQ(st.st_atim.tv_sec, atime);
    EXPECT_EQ(st.st_atim.tv_nsec, atime_nsec);
    EXPECT_EQ(st.st_mtim.tv_sec, mtime);
    EXPECT_EQ(st.st_mtim.tv_nsec, mtime_nsec);
    struct extended x = extended_of(path);
    EXPECT_EQ(x.atime.nsec, atime_nsec);
    EXPECT_EQ(x.mtime.sec, mtime);
    EXPECT_EQ(x.mtime.nsec, mtime_nsec);
    EXPECT_EQ(x.ctime.nsec, st.st_ctim.tv_nsec);
}

// So many other files are looked at that the kernel lets go of what it knows of the first.
static void look_at_others(void)
{
    struct stat st;
    char path[300];
    DIR *dir = opendir("/bin");
    EXPECT(dir);
    for (const struct dirent *entry; (entry = readdir(dir));) {
        snprintf(path, sizeof path, "/bin/%s", entry->d_name);
        stat(path, &st);
    }
    closedir(dir);
}

static void set_and_kept(void)
{
    set("file", 1000000, 123456789, 2000000, 999999999);
    expect_times("file", 1000000, 123456789, 2000000, 999999999);
    set("file", 5, 1, -3, 7);  // before 1970
    expect_times("file", 5, 1, -3, 7);
    look_at_others();
    expect_times("file", 5, 1, -3, 7);
    struct timespec some[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = 77, .tv_nsec = 78}};
    EXPECT(utimensat(AT_FDCWD, "file", some, 0) == 0);
    expect_times("file", 5, 1, 77, 78);
    struct timespec then = now();
    some[0].tv_nsec = UTIME_NOW;
    EXPECT(utimensat(AT_FDCWD, "file", some, 0) == 0);
    then.tv_nsec = then.tv_nsec / 10000000 * 10000000;  // Linux's clock for files has a coarser tick
    then.tv_sec -= 1;
    EXPECT(before(then, stat_of("file").st_atim) && before(stat_of("file").st_atim, now()));
    some[0].tv_nsec = 1000000000;
    EXPECT_ERRNO(utimensat(AT_FDCWD, "file", some, 0), EINVAL);
    some[0].tv_nsec = -1;
    EXPECT_ERRNO(utimensat(AT_FDCWD, "file", some, 0), EINVAL);
    some[0].tv_nsec = some[1].tv_nsec = UTIME_OMIT;
    struct stat st = stat_of("file");
    EXPECT(utimensat(AT_FDCWD, "file", some, 0) == 0);
    EXPECT(stat_of("file").st_ctim.tv_nsec == st.st_ctim.tv_nsec);
}

static void far_away(bool keeps_all)
{
    set("file", FAR, 5, EXT_LAST, 8);
    if (keeps_all)
        expect_times("file", FAR, 5, EXT_LAST, 8);
    else
        expect_times("file", EXT_LAST, 0, EXT_LAST, stat_of("file").st_mtim.tv_nsec);
    EXPECT(keeps_all || stat_of("file").st_mtim.tv_nsec == 8 || stat_of("file").st_mtim.tv_nsec == 0);
    look_at_others();
    EXPECT_EQ(stat_of("file").st_mtim.tv_sec, EXT_LAST);
    set("file", (time_t)1 << 32, 5, ((time_t)1 << 31) + 1, 6);
    look_at_others();
    expect_times("file", (time_t)1 << 32, 5, ((time_t)1 << 31) + 1, 6);
}

// What is done to a file, and which of its times that moves.
static void moves(int fd)
{
    set("file", 1, 1, 1, 1);
    EXPECT_EQ(write(fd, "x", 1), 1);
    struct stat written = stat_of("file");
    EXPECT(written.st_atim.tv_sec == 1 && written.st_mtim.tv_nsec == written.st_ctim.tv_nsec);
    EXPECT(written.st_mtim.tv_sec != 1 || written.st_mtim.tv_nsec != 1);
    set("file", 1, 1, 1, 1);
    EXPECT(rename("file", "renamed") == 0 && rename("renamed", "file") == 0 && chmod("file", 0600) == 0);
    struct stat renamed = stat_of("file");
    EXPECT(renamed.st_mtim.tv_sec == 1 && renamed.st_mtim.tv_nsec == 1 && before(written.st_ctim, renamed.st_ctim));
    struct extended x = extended_of("file");
    EXPECT(x.mask & BirthTime);
    struct timespec born = {x.btime.sec, x.btime.nsec};
    EXPECT(before(born, written.st_ctim));
}

static void work_in(const char *directory, bool keeps_all)
{
    EXPECT(chdir(directory) == 0);
    int fd = open("file", O_RDWR | O_CREAT, 0644);
    EXPECT(fd >= 0);
    step("what was done");
    moves(fd);
    EXPECT(close(fd) == 0);
    step("what was set");
    set_and_kept();
    step("far away");
    far_away(keeps_all);
    EXPECT(unlink("file") == 0 && chdir("/") == 0 && rmdir(directory) == 0);
}

int main(void)
{
    char on_disk[] = "/data/file_times.XXXXXX", here[] = "/var/tmp/file_times.XXXXXX",
         memory[] = "/dev/shm/times.XXXXXX";
    char *directory = mkdtemp(access("/data", W_OK) == 0 ? on_disk : here);
    EXPECT(directory);
    work_in(directory, false);
    EXPECT(mkdtemp(memory));
    work_in(memory, true);
    if (on_pagewalk()) {  // its disk is looked at afterwards
        int fd = open("/data/stamped", O_RDWR | O_CREAT, 0644);
        EXPECT(fd >= 0 && close(fd) == 0);
        set("/data/stamped", 5000000000, 987654321, 86400, 123456789);
    }
    return passed();
}
