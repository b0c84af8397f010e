// SPDX-License-Identifier: Apache-2.0
// The error bank says that a line of memory is lost: every process that maps its frame gets SIGBUS with the address
// where it sees it, or dies of it; nobody does where it can be had again; a file's fsync hears of it. The record is
// written by software, as RERI lets it be, through /dev/mem.
#include "devmem.h"

#define BANK 0x06000000ul
enum { Info = 1, Control = 8, Status = 9, Address = 10 };  // registers, in doublewords
#define VERSION_1_RECORDS_1 0x0100000000010000ul
#define VALID 1ul

static volatile uint64_t *bank;
static volatile int signals, code;
static void *volatile address;

static void on_bus(int number, siginfo_t *info, void *context)
{
    (void)number, (void)context;
    signals++;
    code = info->si_code;
    address = info->si_addr;
}

// The kernel takes the record when the interrupt has come, a few instructions later at most.
static void lose(uint64_t pa)
{
    bank[Address] = pa;
    bank[Status] = VALID;
    for (int i = 0; i < 100 && bank[Status] & VALID; i++)
        ;
    EXPECT_EQ(bank[Status] & VALID, 0);
}

static uint64_t bank_info(int fd)
{
    uint64_t info = 0;
    return pread(fd, &info, sizeof info, BANK + 8 * Info) == sizeof info ? info : 0;
}

static void private_page(void)
{
    step("a page of its own");
    unsigned char *page = map_pages(1, PROT_READ | PROT_WRITE);
    page[130] = 1;
    lose(physical_of(page) + 130);
    EXPECT_EQ(signals, 1);
    EXPECT_EQ(code, BUS_MCEERR_AO);
    EXPECT(address == page + 128);

    step("a page that two processes have, one of them without a handler");
    pid_t child = fork();
    if (child == 0) {
        signal(SIGBUS, SIG_DFL);
        lose(physical_of(page));
        _exit(0);
    }
    int status;
    pid_t ended;
    while ((ended = waitpid(child, &status, 0)) < 0 && errno == EINTR)
        ;
    EXPECT_EQ(ended, child);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS);
    EXPECT_EQ(signals, 2);
    EXPECT(address == page);
    EXPECT_EQ(page[130], 1);
    munmap(page, PageSize);
}

static void zero_page(void)
{
    step("the page of zeroes");
    volatile unsigned char *page = map_pages(1, PROT_READ | PROT_WRITE);
    EXPECT_EQ(page[0], 0);
    lose(physical_of(page));
    EXPECT_EQ(signals, 2);
    EXPECT_EQ(page[0], 0);
    page[0] = 1;
    uint64_t pa = physical_of(page);

    step("a frame that is free");
    munmap((void *)page, PageSize);
    lose(pa + 64);
    EXPECT_EQ(signals, 2);
}

static void file_page(void)
{
    static const char text[] = "written and read again";
    char back[sizeof text];
    step("a page of a file");
    int fd = open("/lost_line", O_RDWR | O_CREAT | O_TRUNC, 0600);
    EXPECT(fd >= 0);
    EXPECT_EQ(write(fd, text, sizeof text), sizeof text);
    EXPECT_EQ(fsync(fd), 0);
    char *page = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    EXPECT(page != MAP_FAILED);
    EXPECT_EQ(page[0], 'w');
    uint64_t pa = physical_of(page);
    munmap(page, PageSize);
    lose(pa);
    EXPECT_EQ(signals, 2);
    EXPECT_EQ(pread(fd, back, sizeof back, 0), sizeof back);
    EXPECT(memcmp(back, text, sizeof text) == 0);

    step("one that is mapped and dirty");
    page = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    EXPECT(page != MAP_FAILED);
    page[64] = 'x';
    lose(physical_of(page) + 64);
    EXPECT_EQ(signals, 3);
    EXPECT(address == page + 64);
    EXPECT_ERRNO(fsync(fd), EIO);
    EXPECT_EQ(fsync(fd), 0);
    munmap(page, PageSize);
    close(fd);
    unlink("/lost_line");
}

int main(void)
{
    if (!on_pagewalk())
        return skipped("the error bank is this machine's");
    int fd = open("/dev/mem", O_RDWR);
    EXPECT(fd >= 0);
    if (bank_info(fd) != VERSION_1_RECORDS_1)
        return skipped("this machine has no error bank");
    bank = mmap(NULL, PageSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, BANK);
    EXPECT(bank != MAP_FAILED);
    struct sigaction action = {.sa_sigaction = on_bus, .sa_flags = SA_SIGINFO};
    sigaction(SIGBUS, &action, NULL);
    private_page();
    zero_page();
    file_page();
    return passed();
}
