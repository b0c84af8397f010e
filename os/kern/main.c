// SPDX-License-Identifier: Apache-2.0
// The boot, from the first instruction in the physmap to init. The boot stack becomes the idle task's.

#include "os/arch/csr.h"
#include "os/arch/hpm.h"
#include "os/arch/machine.h"
#include "os/arch/sbi.h"
#include "os/dev/blk.h"
#include "os/dev/console.h"
#include "os/dev/dt.h"
#include "os/dev/plic.h"
#include "os/fs/vfs.h"
#include "os/kern/exec.h"
#include "os/kern/file.h"
#include "os/kern/loadavg.h"
#include "os/kern/lost.h"
#include "os/kern/sched.h"
#include "os/kern/selftest.h"
#include "os/kern/syscall.h"
#include "os/kern/sysctl.h"
#include "os/kern/task.h"
#include "os/kern/tty.h"
#include "os/lib/panic.h"
#include "os/lib/errno.h"
#include "os/lib/printf.h"
#include "os/vm/frame.h"
#include "os/vm/kmap.h"
#include "os/vm/kswapd.h"
#include "os/vm/marks.h"
#include "os/vm/pmap.h"
#include "os/vm/swap.h"
#include "os/vm/vm.h"

// What the kernel makes of the machine; the same words on every engine of the same size (/proc/cpuinfo tells the rest).
static void say_machine(void)
{
    kprintf("pagewalk: %lu KiB of RAM, %lu frames free, %s, %u ASID bits, timer by %s\n",
            (machine.ram_end - machine.ram_start) / 1024, frame_count_free(), kmap_mode(), pmap_asid_bits(),
            machine.has_sstc ? "Sstc" : "SBI");
}

// The kernel's half of all spaces gets its final rights; RAM that it does not show is not used.
static void map_ram(void)
{
    uint64_t end = kmap_protect(machine.ram_end);
    if (end < machine.ram_end)
        kprintf("pagewalk: RAM above %lu GiB is not used\n", end >> 30);
    machine.ram_end = end;
    kmap_choose_mode(bootarg_number("sv", 39));
}

// What the kernel needs for itself and for init: tables, stacks, and the few pages that a program uses at a time.
#define LEAST_FRAMES 32

static _Noreturn void give_up_small(uint64_t frames)
{
    kprintf("pagewalk: %lu frames of memory are too few to start init: give the machine more RAM, or frames= more\n",
            frames);
    sbi_shutdown(false);
}

static void check_memory(uint64_t start, uint64_t end, uint64_t limit)
{
    uint64_t frames = end > start ? (end - start) >> PAGE_SHIFT : 0;
    if (limit != 0)
        frames = MIN(frames, limit);
    if (frames < LEAST_FRAMES)
        give_up_small(frames);
}

static void mount_root(void)
{
    char name[16] = "/dev/vda";
    bootarg("root", name, sizeof name);
    struct blk *disk = blk_find(name);
    if (!disk)
        panic("root=%s: there is no such disk", name);
    int error = vfs_mount_root(disk);
    if (error != 0)
        panic("root=%s: cannot be mounted: error %d", name, -error);
    tty_init();
    kmsg_init();
}

static void start_swap(void)
{
    char name[16];
    if (!bootarg("swap", name, sizeof name))
        return;
    struct vnode *vnode;
    int error = vfs_lookup(NULL, name, true, &vnode);
    if (error == 0) {
        error = swap_on(vnode, name, -1);
        vnode_release(vnode);
    }
    if (error == -ENOENT)
        kprintf("swap: %s: there is no such disk; there will be no swap\n", name);
    else if (error != 0)
        kprintf("swap: %s: error %d; there will be no swap\n", name, -error);
    else
        kprintf("swap: %s, %lu pages\n", name, swap_total());
}

static void open_console(void)
{
    struct vnode *vn;
    if (vfs_lookup(NULL, "/dev/console", true, &vn) != 0)
        panic("there is no /dev/console");
    int error;
    struct file *f = file_from_vnode(vn, O_RDWR, &error);
    current->files = files_create();
    current->workdir = workdir_create(NULL);
    current->actions = signal_actions_create(NULL);
    if (!f || !current->files || !current->workdir || !current->actions)
        panic("no memory for the console's file");
    fd_install(f, 0, false);
    fd_install(file_hold(f), 0, false);
    fd_install(file_hold(f), 0, false);
}

// The first task: what may sleep happens here, and then it becomes init.
static void start_init(void *arg)
{
    static char path[64] = "/bin/init";
    const char *argv[] = {path, NULL}, *envp[] = {"PATH=/bin", "HOME=/", NULL};
    const struct exec_target target = {.path = path, .follow = true, .name = path};
    (void)arg;
    selftest();
    mount_root();
    start_swap();
    open_console();
    bootarg("init", path, sizeof path);
    int error = exec(&target, NULL, (uint64_t)argv, (uint64_t)envp);
    if (error == -ENOMEM)
        give_up_small(frame_count_total());
    if (error != 0)
        panic("init=%s: cannot be started: error %d", path, -error);
    vm_mark(MARK_INIT);
}

// Memory beside the image is shown by small leaves, since the image's pages have rights of their own; behind it leaves
// are large and cost few TLB entries. Frames lie there where only `limit` will be used and have room, or where all will
// and what is left unused for it is little beside them.
#define LARGE_LEAF (UINT64_C(2) << 20)
#define FRAME_BYTES (PAGE_SIZE + 256)  // with its share of the table of frames, generously

static uint64_t managed_start(uint64_t limit)
{
    uint64_t here = pa_of(kernel_end), behind = ROUND_UP(here, LARGE_LEAF);
    if (behind >= machine.ram_end)
        return here;
    uint64_t room = machine.ram_end - behind;
    bool worth = limit ? room / FRAME_BYTES >= limit : room / 16 >= behind - here;
    return worth ? behind : here;
}

// Runs on the boot stack with paging on. hart and tree come from the firmware.
_Noreturn void kernel_main(uint64_t hart, uint64_t tree);

void kernel_main(uint64_t hart, uint64_t tree)
{
    boot_hart = hart;
    dt_read(tree);  // fills `machine`
    map_ram();
    sched_init();  // this stack is the idle task
    hpm_init();    // event counters, where the hardware has them
    uint64_t frame_limit = bootarg_number("frames", 0);
    check_memory(pa_of(kernel_end), machine.ram_end, frame_limit);
    vm_init(managed_start(frame_limit), machine.ram_end, frame_limit);
    sysctl_boot_arguments();
    plic_init();
    console_init();
    lost_init();
    say_machine();
    blk_init();
    task_start("init", start_init, NULL);
    work_init();
    flusher_start();
    kswapd_start();
    loadavg_start();
    idle_loop();
}
