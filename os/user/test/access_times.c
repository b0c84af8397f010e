// SPDX-License-Identifier: Apache-2.0
// When a file was last read: a read moves atime if the file has changed since, and the next one does not, until a day
// has gone by. So do the other ways of reading: a mapping, running it, the names of a directory, the text of a link,
// followed or not. Who opened it with O_NOATIME does not move it; nor does a read on a file system that was mounted so,
// while one with strict times moves it each time. What was moved is kept on the disk.
//
// Engine: model
#include <dirent.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <time.h>

#include "test.h"

enum { Day = 86400 };
enum { StNoTimes = 1024, StFilesOnly = 2048, StRelative = 4096 };  // statfs(2)

static char folder[] = "/data/access.XXXXXX";

static void rest(time_t seconds, long milliseconds)
{
    struct timespec time = {seconds, milliseconds * 1000000};
    EXPECT(nanosleep(&time, NULL) == 0);
}

static struct timespec atime_of(const char *path)
{
    struct stat st;
    EXPECT(lstat(path, &st) == 0);
    return st.st_atim;
}

static bool same(struct timespec a, struct timespec b) { return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec; }

static bool later(struct timespec a, struct timespec b)
{
    return a.tv_sec > b.tv_sec || (a.tv_sec == b.tv_sec && a.tv_nsec > b.tv_nsec);
}

// Does `act` move the path's atime? Clocks of files may be coarse: time goes by before and after.
static bool moves(const char *path, void (*act)(const char *path))
{
    struct timespec before = atime_of(path);
    rest(0, 20);
    act(path);
    struct timespec after = atime_of(path);
    rest(0, 20);
    EXPECT(same(before, after) || later(after, before));
    return later(after, before);
}

static void read_flags(const char *path, int flags)
{
    char byte;
    int fd = open(path, O_RDONLY | flags);
    EXPECT(fd >= 0 && pread(fd, &byte, 1, 0) == 1 && close(fd) == 0);
}

static void read_it(const char *path) { read_flags(path, 0); }

static void read_quietly(const char *path) { read_flags(path, O_NOATIME); }

static void read_nothing(const char *path)
{
    char byte;
    int fd = open(path, O_RDONLY);
    EXPECT(fd >= 0 && pread(fd, &byte, 0, 0) == 0 && close(fd) == 0);
}

static void look_at(const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY);
    EXPECT(fd >= 0 && fstat(fd, &st) == 0 && close(fd) == 0);
}

static void map_it(const char *path)
{
    int fd = open(path, O_RDONLY);
    void *p = mmap(NULL, PageSize, PROT_READ, MAP_PRIVATE, fd, 0);
    EXPECT(fd >= 0 && p != MAP_FAILED && munmap(p, PageSize) == 0 && close(fd) == 0);
}

static void run_it(const char *path)
{
    pid_t pid = fork_child();
    if (pid == 0) {
        execl(path, path, NULL);  // it is no program, but that is found out by reading
        _exit(errno);
    }
    EXPECT_EQ(WEXITSTATUS(wait_for(pid)), ENOEXEC);
}

static void list_it(const char *path)
{
    DIR *dir = opendir(path);
    EXPECT(dir);
    while (readdir(dir))
        ;
    closedir(dir);
}

static void read_link(const char *path)
{
    char text[64];
    EXPECT(readlink(path, text, sizeof text) > 0);
}

static void follow_link(const char *path)
{
    struct stat st;
    EXPECT(stat(path, &st) == 0);
}

static void write_file(const char *path, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT, mode);
    EXPECT(fd >= 0 && write(fd, "text", 4) == 4 && close(fd) == 0);
}

static void change_mode(const char *path) { EXPECT(chmod(path, 0755) == 0); }

static void relative(void)
{
    write_file("file", 0755);
    EXPECT(mkdir("names", 0755) == 0 && symlink("file", "link") == 0);
    EXPECT(!moves("file", look_at) && !moves("file", read_nothing) && !moves("file", read_quietly));
    EXPECT(moves("file", read_it) && !moves("file", read_it) && !moves("file", map_it));
    change_mode("file");
    EXPECT(moves("file", read_it) && !moves("file", read_it));
    write_file("file", 0755);
    EXPECT(moves("file", map_it) && !moves("file", read_it));
    write_file("file", 0755);
    EXPECT(moves("file", run_it) && !moves("file", run_it));
    EXPECT(moves("names", list_it) && !moves("names", list_it));
    write_file("names/one", 0600);
    EXPECT(moves("names", list_it) && !moves("names", list_it));
    EXPECT(moves("link", read_link) && !moves("link", follow_link));
    EXPECT(unlink("link") == 0 && symlink("file", "link") == 0);
    EXPECT(moves("link", follow_link) && !moves("link", read_link));
}

static void another_day(void)
{
    rest(Day - 10, 0);
    EXPECT(!moves("file", read_it) && !moves("names", list_it));
    rest(10, 0);
    EXPECT(moves("file", read_it) && !moves("file", read_it));
    EXPECT(moves("names", list_it) && !moves("names", list_it));
}

static void clock_behind(void)
{
    struct timespec now;
    EXPECT(clock_gettime(CLOCK_REALTIME, &now) == 0);
    struct timespec times[2] = {{now.tv_sec + 50, 0}, {now.tv_sec + 100, 0}};
    EXPECT(utimensat(AT_FDCWD, "file", times, 0) == 0);
    EXPECT(!moves("file", read_it));
    rest(60, 0);
    EXPECT(moves("file", read_it) && moves("file", read_it));  // it was changed, or will have been, at 100
    rest(60, 0);
    EXPECT(moves("file", read_it) && !moves("file", read_it));
}

static void clean(void)
{
    EXPECT(unlink("file") == 0 && unlink("names/one") == 0 && rmdir("names") == 0 && unlink("link") == 0);
}

static void expect_mount(unsigned long flags, const char *options, unsigned long said)
{
    struct statfs fs;
    char text[4096], line[64];
    EXPECT(mount("tmpfs", "m", "tmpfs", flags, NULL) == 0);
    EXPECT(statfs("m", &fs) == 0);
    EXPECT_EQ((unsigned long)fs.f_flags & (StNoTimes | StFilesOnly | StRelative), said);
    int fd = open("/proc/mounts", O_RDONLY);
    ssize_t length = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    text[length > 0 ? length : 0] = '\0';
    close(fd);
    snprintf(line, sizeof line, "/m tmpfs %s 0 0\n", options);
    EXPECT(strstr(text, line));
    write_file("m/file", 0755);
    EXPECT(mkdir("m/names", 0755) == 0);
}

static void mounts(void)
{
    EXPECT(mkdir("m", 0755) == 0);
    expect_mount(MS_NOATIME, "rw,noatime", StNoTimes);
    EXPECT(!moves("m/file", read_it) && !moves("m/names", list_it) && umount("m") == 0);
    expect_mount(MS_NODIRATIME, "rw,relatime,nodiratime", StRelative | StFilesOnly);
    EXPECT(moves("m/file", read_it) && !moves("m/names", list_it) && umount("m") == 0);
    expect_mount(MS_STRICTATIME, "rw", 0);
    EXPECT(moves("m/file", read_it) && moves("m/file", read_it) && moves("m/names", list_it) &&
           moves("m/names", list_it) && !moves("m/file", read_quietly) && umount("m") == 0);
    expect_mount(0, "rw,relatime", StRelative);
    EXPECT(moves("m/file", read_it) && !moves("m/file", read_it) && umount("m") == 0);
    EXPECT(rmdir("m") == 0);
}

// Until the kernel has let go of what it knows of the file.
static void kept(void)
{
    struct timespec before = atime_of("file");
    char path[300];
    sync();
    DIR *dir = opendir("/bin");
    EXPECT(dir);
    for (const struct dirent *entry; (entry = readdir(dir));) {
        snprintf(path, sizeof path, "/bin/%s", entry->d_name);
        follow_link(path);
    }
    closedir(dir);
    EXPECT(same(before, atime_of("file")));
}

int main(void)
{
    if (!mkdtemp(folder) && !mkdtemp(strcpy(folder, "/tmp/access.XXXXXX")))
        fail("no place for files");
    EXPECT(chdir(folder) == 0);
    if (on_pagewalk())
        rest(2, 0);  // the clock is that of the machine
    write_file("file", 0755);
    bool tells = moves("file", read_it);
    EXPECT(unlink("file") == 0);
    if (!tells && !on_pagewalk())
        return rmdir(folder), skipped("this file system does not keep when it was read");
    step("relative");
    relative();
    if (on_pagewalk()) {
        step("kept");
        kept();
        step("another day");
        another_day();
        step("a clock that is behind");
        clock_behind();
        step("mounts");
        mounts();
    }
    clean();
    EXPECT(chdir("/") == 0 && rmdir(folder) == 0);
    return passed();
}
