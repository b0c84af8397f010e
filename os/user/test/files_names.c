// SPDX-License-Identifier: Apache-2.0
// Names of files: made, linked, renamed over others, removed while open; directories that are full, in use or each
// other's child; symbolic links short and long; entries removed while a directory is read. What must fail says why, as
// on Linux. On pagewalk in ext2 and in tmpfs.
//
// Engine: model

#include <dirent.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>

#include "test.h"

static void put(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0640);
    EXPECT(fd >= 0);
    EXPECT_EQ(write(fd, text, strlen(text)), strlen(text));
    EXPECT(close(fd) == 0);
}

static void expect_text(const char *path, const char *text)
{
    char seen[64] = {0};
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        fail("%s: %s", path, strerror(errno));
    EXPECT_EQ(read(fd, seen, sizeof seen - 1), strlen(text));
    if (strcmp(seen, text) != 0)
        fail("%s says %s, not %s", path, seen, text);
    close(fd);
}

static long links_of(const char *path)
{
    struct stat st;
    EXPECT(lstat(path, &st) == 0);
    return (long)st.st_nlink;
}

static void create(void)
{
    struct stat st;
    umask(022);
    put("a", "first");
    EXPECT(stat("a", &st) == 0 && S_ISREG(st.st_mode));
    EXPECT_EQ(st.st_mode & 07777, 0640);
    EXPECT_ERRNO(open("a", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
    EXPECT_ERRNO(open("none/b", O_RDWR | O_CREAT, 0600), ENOENT);
    EXPECT_ERRNO(open("a/b", O_RDWR | O_CREAT, 0600), ENOTDIR);
    EXPECT_ERRNO(mkdir("a", 0755), EEXIST);
    int fd = open("a", O_WRONLY | O_APPEND);
    EXPECT_EQ(write(fd, " and more", 9), 9);
    EXPECT_EQ(lseek(fd, 0, SEEK_CUR), 14);
    close(fd);
    expect_text("a", "first and more");
    put("a", "shorter");
    expect_text("a", "shorter");
    EXPECT(chmod("a", 0600) == 0 && stat("a", &st) == 0 && (st.st_mode & 07777) == 0600);
    const struct timespec times[2] = {{100, 0}, {200, 0}};
    EXPECT(utimensat(AT_FDCWD, "a", times, 0) == 0 && stat("a", &st) == 0);
    EXPECT(st.st_atime == 100 && st.st_mtime == 200);
    put("a", "written now");
    EXPECT(stat("a", &st) == 0 && st.st_mtime != 200 && st.st_ctime == st.st_mtime);
    EXPECT(unlink("a") == 0);
    EXPECT_ERRNO(unlink("a"), ENOENT);
}

static void hard_links(void)
{
    put("one", "same");
    EXPECT(link("one", "two") == 0);
    EXPECT_EQ(links_of("one"), 2);
    EXPECT_ERRNO(link("one", "two"), EEXIST);
    EXPECT_ERRNO(link(".", "dot"), EPERM);
    EXPECT(unlink("one") == 0);
    EXPECT_EQ(links_of("two"), 1);
    expect_text("two", "same");
    EXPECT(link("two", "one") == 0 && rename("one", "two") == 0);  // two names of one file: nothing happens
    EXPECT_EQ(links_of("one"), 2);
    EXPECT(unlink("one") == 0 && unlink("two") == 0);
}

static void symbolic_links(void)
{
    char target[201], seen[256];
    memset(target, 'x', sizeof target - 1);
    target[sizeof target - 1] = '\0';
    put("real", "reached");
    EXPECT(symlink("real", "short") == 0 && symlink(target, "long") == 0);
    expect_text("short", "reached");
    EXPECT_EQ(readlink("long", seen, sizeof seen), sizeof target - 1);
    EXPECT(memcmp(seen, target, sizeof target - 1) == 0);
    EXPECT_ERRNO(open("long", O_RDONLY), ENOENT);
    EXPECT_ERRNO(open("short", O_RDONLY | O_NOFOLLOW), ELOOP);
    EXPECT(symlink("loop", "loop") == 0);
    EXPECT_ERRNO(open("loop", O_RDONLY), ELOOP);
    EXPECT(unlink("short") == 0 && unlink("long") == 0 && unlink("loop") == 0);
    expect_text("real", "reached");
    EXPECT(unlink("real") == 0);
}

static void renames(void)
{
    put("old", "moved");
    put("new", "lost");
    EXPECT(rename("old", "new") == 0);
    expect_text("new", "moved");
    EXPECT_ERRNO(rename("old", "other"), ENOENT);
    EXPECT(mkdir("d", 0755) == 0 && mkdir("e", 0755) == 0);
    EXPECT_ERRNO(rename("new", "d"), EISDIR);
    EXPECT_ERRNO(rename("d", "new"), ENOTDIR);
    EXPECT_ERRNO(rename("d", "d/inside"), EINVAL);
    EXPECT(rename("new", "d/new") == 0);
    EXPECT_ERRNO(rename("e", "d"), ENOTEMPTY);
    long links = links_of(".");
    EXPECT(rename("d", "e/d") == 0);  // its parent is another now
    EXPECT_EQ(links_of("."), links - 1);
    EXPECT_EQ(links_of("e"), 3);
    expect_text("e/d/new", "moved");
    expect_text("e/d/../d/new", "moved");
    EXPECT(mkdir("f", 0755) == 0 && rename("f", "e/f") == 0 && rename("e/f", "f") == 0);
    EXPECT(rename("e/d", "f") == 0);  // over an empty directory
    expect_text("f/new", "moved");
    EXPECT_ERRNO(rmdir("f"), ENOTEMPTY);
    EXPECT_ERRNO(unlink("f"), EISDIR);
    EXPECT_ERRNO(rmdir("f/new"), ENOTDIR);
    EXPECT(unlink("f/new") == 0 && rmdir("f") == 0 && rmdir("e") == 0);
    EXPECT_EQ(links_of("."), 2);
}

static void removed_while_open(void)
{
    char seen[8] = {0};
    struct stat st;
    int fd = open("ghost", O_RDWR | O_CREAT, 0600);
    EXPECT_EQ(write(fd, "alive", 5), 5);
    EXPECT(unlink("ghost") == 0);
    EXPECT_ERRNO(open("ghost", O_RDONLY), ENOENT);
    EXPECT(fstat(fd, &st) == 0 && st.st_nlink == 0);
    EXPECT_EQ(pwrite(fd, "still", 5, 6000), 5);
    EXPECT_EQ(pread(fd, seen, 5, 0), 5);
    EXPECT(strcmp(seen, "alive") == 0);
    char *map = mmap(NULL, 2 * PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    EXPECT(map != MAP_FAILED && close(fd) == 0);
    EXPECT(memcmp(map + 6000, "still", 5) == 0);
    map[1] = 'L';
    EXPECT(munmap(map, 2 * PageSize) == 0);
}

static int count_names(void)
{
    int names = 0;
    DIR *dir = opendir(".");
    EXPECT(dir);
    for (struct dirent *entry; (entry = readdir(dir));)
        names += entry->d_name[0] != '.';
    closedir(dir);
    return names;
}

// Every name is seen once, although each goes as soon as it is seen.
static void read_and_remove(void)
{
    enum { Names = 70 };
    char name[32], seen[Names] = {0};
    char list[512];
    for (int i = 0; i < Names; i++) {
        snprintf(name, sizeof name, "entry-with-a-long-name-%d", i);
        put(name, "");
    }
    EXPECT_EQ(count_names(), Names);
    int fd = open(".", O_RDONLY | O_DIRECTORY);
    for (long length; (length = syscall(SYS_getdents64, fd, list, sizeof list)) > 0;)
        for (long at = 0; at < length;) {
            struct dirent *entry = (struct dirent *)(list + at);
            at += entry->d_reclen;
            int i = -1;
            if (sscanf(entry->d_name, "entry-with-a-long-name-%d", &i) != 1)
                continue;
            EXPECT_EQ(seen[i]++, 0);
            EXPECT(unlink(entry->d_name) == 0);
        }
    close(fd);
    for (int i = 0; i < Names; i++)
        EXPECT_EQ(seen[i], 1);
    EXPECT_EQ(count_names(), 0);
}

static void work_in(char *directory)
{
    struct statfs before, after;
    EXPECT(chdir(directory) == 0);
    EXPECT(statfs(".", &before) == 0);
    step("create");
    create();
    step("hard links");
    hard_links();
    step("symbolic links");
    symbolic_links();
    step("rename");
    renames();
    step("removed while open");
    removed_while_open();
    step("read a directory and remove");
    read_and_remove();
    EXPECT(statfs(".", &after) == 0);
    EXPECT(chdir("/") == 0 && rmdir(directory) == 0);
    if (on_pagewalk())
        EXPECT_EQ(after.f_ffree, before.f_ffree);
}

int main(void)
{
    char made[] = "/tmp/files_names.XXXXXX";
    EXPECT(mkdtemp(made));
    work_in(made);
    if (on_pagewalk()) {
        char on_disk[] = "/data/files_names";
        EXPECT(mkdir(on_disk, 0755) == 0);
        work_in(on_disk);
    }
    return passed();
}
