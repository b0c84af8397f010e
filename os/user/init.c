// SPDX-License-Identifier: Apache-2.0
// init: process 1. It runs the programs that the kernel's command line names (run=/bin/cowfork run=/bin/wordsort,4), or
// the lines of a list (rc=/etc/scenarios), or else those of /etc/rc, one after the other; says how each ended; asks
// /proc/vm_check whether the kernel's books still balance; and switches the machine off. With fresh=1 each program
// begins with as much free memory as the first, whatever the others have left in the cache. The machine's exit status
// tells whether everything succeeded: the fourth argument of reboot(2) is 0, or the first status that was not.

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    MaxWords = 32,
    StatusNotRun = 127,  // as a shell says that a command could not be run
    StatusSignal = 128,  // plus the signal's number
    StatusBooks = 126,   // vm_check found a mistake
    RebootMagic1 = 0xfee1dead,
    RebootMagic2 = 672274793,
    RebootPowerOff = 0x4321fedc,
};

// Read a small text file whole; false if there is none.
static bool read_text(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        return false;
    size_t length = 0;
    ssize_t got;
    while (length < size - 1 && (got = read(fd, text + length, size - 1 - length)) > 0)
        length += (size_t)got;
    close(fd);
    text[length] = '\0';
    return true;
}

static bool fresh;  // fresh=1

static void let_go_of_cache(void)
{
    int fd = open("/proc/sys/vm/drop_caches", O_WRONLY);
    if (fd < 0 || write(fd, "1", 1) != 1)
        printf("init: drop_caches: %s\n", strerror(errno));
    close(fd);
}

static int books_balance(const char *program)
{
    static char report[4096];
    if (!read_text("/proc/vm_check", report, sizeof report) || strcmp(report, "ok\n") == 0)
        return 0;
    printf("init: vm_check after %s: %s", program, report);
    return StatusBooks;
}

static int status_of(const char *program, int wait_status)
{
    if (WIFSIGNALED(wait_status)) {
        printf("init: %s: killed by signal %d\n", program, WTERMSIG(wait_status));
        return StatusSignal + WTERMSIG(wait_status);
    }
    printf("init: %s: exit status %d\n", program, WEXITSTATUS(wait_status));
    return WEXITSTATUS(wait_status);
}

// Run one program to its end, reaping whatever orphans end meanwhile; its exit status. An interactive one has the
// terminal.
static int run(char *words[], bool interactive)
{
    fflush(stdout);
    if (fresh)
        let_go_of_cache();
    pid_t child = fork();
    if (child == 0) {
        if (interactive) {
            setsid();
            ioctl(STDIN_FILENO, TIOCSCTTY, 0);
        }
        execv(words[0], words);
        printf("init: %s: %s\n", words[0], strerror(errno));
        fflush(stdout);
        _exit(StatusNotRun);
    }
    if (child < 0) {
        printf("init: fork for %s: %s\n", words[0], strerror(errno));
        return StatusNotRun;
    }
    int wait_status;
    pid_t ended;
    while ((ended = wait(&wait_status)) != child)
        if (ended < 0 && errno != EINTR)
            return StatusNotRun;
    int status = status_of(words[0], wait_status);
    int books = books_balance(words[0]);
    return status ? status : books;
}

// Cut a command into words at any of the separators and run it; an empty one succeeds.
static int run_command(char *command, const char *separators, bool interactive)
{
    char *words[MaxWords + 1];
    size_t count = 0;
    char *rest = NULL;
    for (char *word = strtok_r(command, separators, &rest); word; word = strtok_r(NULL, separators, &rest))
        if (count < MaxWords)
            words[count++] = word;
    words[count] = NULL;
    return count ? run(words, interactive) : 0;
}

static void keep_first(int *first, int status)
{
    if (*first == 0)
        *first = status;
}

static void run_list(const char *path, int *status)
{
    static char list[16384];
    if (!read_text(path, list, sizeof list)) {
        printf("init: %s: %s\n", path, strerror(errno));
        *status = StatusNotRun;
        return;
    }
    char *rest = NULL;
    for (char *line = strtok_r(list, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        if (line[0] == '-')
            run_command(line + 1, " \t", true);
        else if (line[0] != '#')
            keep_first(status, run_command(line, " \t", false));
}

// Do what the options run= and rc= of the kernel's command line say; false if there are none.
static bool run_command_line(int *status)
{
    static char options[4096];
    bool any = false;
    if (!read_text("/proc/cmdline", options, sizeof options))
        return false;
    fresh = strstr(options, " fresh=1");
    char *rest = NULL;
    for (char *option = strtok_r(options, " \n", &rest); option; option = strtok_r(NULL, " \n", &rest)) {
        bool is_run = strncmp(option, "run=", 4) == 0, is_list = strncmp(option, "rc=", 3) == 0;
        if (is_run)
            keep_first(status, run_command(option + 4, ",", false));
        else if (is_list)
            run_list(option + 3, status);
        any = any || is_run || is_list;
    }
    return any;
}

int main(void)
{
    int status = 0;
    setenv("PATH", "/bin:/sbin:/usr/bin:/usr/sbin", true);
    if (getpid() != 1) {
        fputs("init: only process 1 may be init\n", stderr);
        return 1;
    }
    if (!run_command_line(&status))
        run_list("/etc/rc", &status);
    fflush(stdout);
    sync();
    syscall(SYS_reboot, RebootMagic1, RebootMagic2, RebootPowerOff, status);
    return status;
}
