// SPDX-License-Identifier: Apache-2.0
// execve in two halves. The first builds the new space beside the old one - segments mapped from the file, the heap
// placed, the stack filled (exec_stack.c) - and may fail at any step; the second moves the task into it and cannot
// fail.

#include "os/kern/exec.h"

#include "os/arch/csr.h"
#include "os/arch/trap.h"
#include "os/fs/alias.h"
#include "os/kern/exec_parts.h"
#include "os/kern/file.h"
#include "os/kern/process.h"
#include "os/kern/futex.h"
#include "os/kern/task.h"
#include "os/lib/errno.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"
#include "os/vm/marks.h"
#include "os/vm/space.h"

#define PIE_BASE UINT64_C(0x2000000000)  // where position-independent programs go
#define INTERPRETER_BASE UINT64_C(0x3000000000)
#define INITIAL_STACK (32 * PAGE_SIZE)  // the region's size at first; it grows by faults

// ---- reading the file ------------------------------------------------------------------------------------------

static int read_exactly(struct vnode *vn, void *to, uint64_t offset, size_t n)
{
    int64_t got = vnode_read_kernel(vn, to, offset, n);
    if (got < 0)
        return (int)got;
    return (size_t)got == n ? 0 : -ENOEXEC;
}

static bool header_is_ours(const struct elf_header *h)
{
    static const uint8_t ident[] = {0x7f, 'E', 'L', 'F', ELF_CLASS_64, ELF_LITTLE_ENDIAN, 1};
    return memcmp(h->ident, ident, sizeof ident) == 0 && h->machine == ELF_RISCV &&
           (h->type == ELF_EXECUTABLE || h->type == ELF_SHARED) && h->phentsize == sizeof(struct elf_segment) &&
           h->phnum > 0 && h->phnum <= SEGMENTS_MAX;
}

// A segment that can be mapped: bytes inside the file, below what is the kernel's to place, congruent modulo the page
// size.
static bool segment_is_sound(const struct image *image, const struct elf_segment *s)
{
    uint64_t limit = MMAP_TOP - image->bias;
    return s->filesz <= s->memsz && s->offset <= image->vnode->size && s->filesz <= image->vnode->size - s->offset &&
           s->vaddr + image->bias >= USER_LOW && s->memsz <= limit && s->vaddr <= limit - s->memsz &&
           (s->vaddr - s->offset) % PAGE_SIZE == 0;
}

static int read_interpreter(struct image *image, const struct elf_segment *s)
{
    if (s->filesz == 0 || s->filesz > sizeof image->interpreter)
        return -ENOEXEC;
    int error = read_exactly(image->vnode, image->interpreter, s->offset, s->filesz);
    if (error == 0 && image->interpreter[s->filesz - 1] != 0)
        error = -ENOEXEC;
    return error;
}

static int check_segments(struct image *image)
{
    bool any = false;
    for (unsigned i = 0; i < image->header.phnum; i++) {
        const struct elf_segment *s = &image->segments[i];
        int error = s->type == SEGMENT_INTERPRETER ? read_interpreter(image, s) : 0;
        if (error != 0)
            return error;
        if (s->type != SEGMENT_LOAD)
            continue;
        any = true;
        if (!segment_is_sound(image, s))
            return -ENOEXEC;
    }
    return any ? 0 : -ENOEXEC;
}

static bool can_run(const struct vnode *vn) { return (vn->mode & S_IFMT) == S_IFREG && (vn->mode & 0111) != 0; }

// The file is the image's: with the hold that the caller had, and on failure with none.
static int image_take(struct image *image, struct file *file)
{
    int error = file->vnode && can_run(file->vnode) ? vnode_deny_write(file->vnode) : -EACCES;
    if (error != 0) {
        file_drop(file);
        return error;
    }
    file_accessed(file);
    image->file = file;
    image->vnode = file->vnode;
    return 0;
}

static int image_find(struct image *image, struct vnode *at, const char *path, bool follow)
{
    struct vnode *vn;
    struct alias *alias;
    int error = vfs_lookup_named(at, path, follow, &vn, &alias);
    if (error != 0)
        return error;
    bool link = (vn->mode & S_IFMT) == S_IFLNK;
    struct file *file = file_from_vnode(vn, O_RDONLY, &error);
    if (!file) {
        alias_put(alias);
        return error;
    }
    file->alias = alias;
    if (!link)
        return image_take(image, file);
    file_drop(file);
    return -ELOOP;
}

// What an image names to run it.
static int image_find_by_name(struct image *image, const char *path)
{
    return image_find(image, current->workdir->cwd, path, true);
}

static int image_find_target(struct image *image, const struct exec_target *target)
{
    if (target->file)
        return image_take(image, file_hold(target->file));
    return image_find(image, target->at ? target->at : current->workdir->cwd, target->path, target->follow);
}

static void image_let_go(struct image *image)
{
    if (!image->file)
        return;
    vnode_allow_write(image->vnode);
    file_drop(image->file);
    image->file = NULL;
}

static int image_read(struct image *image, uint64_t base)
{
    int error = read_exactly(image->vnode, &image->header, 0, sizeof image->header);
    if (error != 0)
        return error;
    if (!header_is_ours(&image->header))
        return -ENOEXEC;
    if (image->header.type == ELF_SHARED)
        image->bias = base;
    error = read_exactly(image->vnode, image->segments, image->header.phoff,
                         image->header.phnum * sizeof(struct elf_segment));
    return error != 0 ? error : check_segments(image);
}

// The target, or the file that runs it if it is a script: then its name is an argument to that.
static int find_program(struct exec *e)
{
    const char *path = NULL;
    unsigned first = COUNT(e->prefix) - 1;
    for (unsigned depth = 0; depth < SCRIPTS_MAX; depth++) {
        char *line = e->lines[depth], *interpreter, *argument;
        int error = path ? image_find_by_name(&e->program, path) : image_find_target(&e->program, e->target);
        int64_t got = error != 0 ? error : vnode_read_kernel(e->program.vnode, line, 0, SCRIPT_LINE);
        if (got < 0)
            return (int)got;
        int script = script_parse(line, (size_t)got, &interpreter, &argument);
        if (script <= 0)
            return script;
        if (e->target->unreachable)
            return -ENOENT;
        if (depth == 0)
            e->prefix[--first] = e->target->name;
        if (argument)
            e->prefix[--first] = argument;
        e->prefix[--first] = interpreter;
        e->scripts.vector = (uint64_t)&e->prefix[first];
        path = interpreter;
        image_let_go(&e->program);
    }
    return -ELOOP;
}

// ---- mapping it ------------------------------------------------------------------------------------------------

static uint32_t segment_rights(const struct elf_segment *s)
{
    uint32_t rights = 0;
    if ((s->flags & SEGMENT_R) != 0)
        rights |= VM_READ;
    if ((s->flags & SEGMENT_W) != 0)
        rights |= VM_WRITE;
    if ((s->flags & SEGMENT_X) != 0)
        rights |= VM_EXEC;
    return rights;
}

static int map_fixed(struct space *space, uint64_t start, uint64_t end, uint32_t rights, struct file *file,
                     uint64_t offset)
{
    uint32_t flags = VM_MAP_PRIVATE | VM_MAP_FIXED_NOREPLACE | (!file ? VM_MAP_ANONYMOUS : 0);
    struct object *object = file ? vnode_object(file->vnode) : NULL;
    if (start == end)
        return 0;
    if (file && !object)
        return -ENOMEM;
    const struct map_request q = {start, end - start, rights, flags, object, offset, file};
    int64_t at = space_map(space, &q);
    return at == -EEXIST ? -ENOEXEC : at < 0 ? (int)at : 0;  // segments do not lie over each other
}

// File pages first, then anonymous ones; the tail of the last file page of a writable segment is cleared.
static int map_segment(struct space *space, const struct image *image, const struct elf_segment *s)
{
    uint64_t start = s->vaddr + image->bias;
    uint64_t file_end = start + s->filesz, end = start + s->memsz;
    uint64_t file_pages_end = s->filesz == 0 ? page_down(start) : page_up(file_end);
    uint32_t rights = segment_rights(s);
    int error = map_fixed(space, page_down(start), file_pages_end, rights, image->file, page_down(s->offset));
    if (error == 0)
        error = map_fixed(space, file_pages_end, MAX(page_up(end), file_pages_end), rights, NULL, 0);
    if (error == 0 && s->filesz > 0 && end > file_end && (rights & VM_WRITE) != 0)
        error = zero_user(space, file_end, MIN(end, file_pages_end) - file_end);
    return error;
}

static int map_image(struct space *space, const struct image *image)
{
    int error = 0;
    for (unsigned i = 0; i < image->header.phnum && error == 0; i++)
        if (image->segments[i].type == SEGMENT_LOAD)
            error = map_segment(space, image, &image->segments[i]);
    return error;
}

// Where code, data and heap lie, for brk and for /proc.
static void note_layout(struct space *space, const struct image *image)
{
    uint64_t top = 0;
    space->start_code = UINT64_MAX;
    space->end_code = 0;
    for (unsigned i = 0; i < image->header.phnum; i++) {
        const struct elf_segment *s = &image->segments[i];
        uint64_t start = s->vaddr + image->bias, file_end = start + s->filesz;
        if (s->type != SEGMENT_LOAD)
            continue;
        top = MAX(top, start + s->memsz);
        if ((s->flags & SEGMENT_X) != 0) {
            space->start_code = MIN(space->start_code, start);
            space->end_code = MAX(space->end_code, file_end);
        }
        if (start >= space->start_data)
            space->start_data = start;
        space->end_data = MAX(space->end_data, file_end);
    }
    if (space->end_code == 0)
        space->start_code = 0;
    space_set_brk(space, page_up(top));
}

// ---- the whole -------------------------------------------------------------------------------------------------

static int load_interpreter(struct exec *e)
{
    e->entry = e->program.header.entry + e->program.bias;
    if (e->program.interpreter[0] == 0)
        return 0;
    int error = image_find_by_name(&e->interpreter, e->program.interpreter);
    if (error == 0)
        error = image_read(&e->interpreter, INTERPRETER_BASE);
    if (error == 0)
        error = map_image(e->space, &e->interpreter);
    e->entry = e->interpreter.header.entry + e->interpreter.bias;
    return error;
}

static int build(struct exec *e)
{
    int error = find_program(e);
    if (error == 0)
        error = image_read(&e->program, PIE_BASE);
    if (error != 0)
        return error;
    e->space = space_create();
    if (!e->space)
        return -ENOMEM;
    error = space_set_program(e->space, e->program.file);
    if (error == 0)
        error = map_image(e->space, &e->program);
    if (error == 0)
        error = load_interpreter(e);
    if (error == 0)
        error = space_map_stack(e->space, STACK_TOP, INITIAL_STACK);
    if (error != 0)
        return error;
    note_layout(e->space, &e->program);
    return exec_fill_stack(e);
}

// After the file itself, if no path was given.
static void name_task(const struct exec_target *target)
{
    const char *known = target->file ? target->file->vnode->name : NULL, *path = known ? known : target->name;
    const char *slash = strrchr(path, '/');
    strlcpy(current->name, slash ? slash + 1 : path, sizeof current->name);
}

// Tables that others share stay theirs; those that are this one's alone already stay. 0, -ENOMEM, or -EINTR when the
// thread is to die.
static int become_alone(void)
{
    int error = process_become_single();
    if (error == 0)
        error = files_unshare();
    if (error == 0 && current->actions->refs > 1) {
        struct signal_actions *actions = signal_actions_create(current->actions);
        if (!actions)
            return -ENOMEM;
        signal_actions_release(current->actions);
        current->actions = actions;
    }
    return error;
}

// The point of no return: from here on nothing fails.
static void become(struct exec *e)
{
    struct trap_frame *frame = task_frame(current);
    robust_list_exit();
    clear_tid_word();
    task_set_space(e->space);
    e->space = NULL;
    files_close_on_exec(current->files);
    signal_actions_reset(current->actions);
    current->signals.alt = (struct sigstack){.flags = SS_DISABLE};
    current->process->barriers = 0;
    current->rseq = 0;
    name_task(e->target);
    memset(frame, 0, sizeof *frame);
    frame->sepc = e->entry;
    frame->x[REG_SP] = e->sp;
    frame->sstatus = user_sstatus();
}

static void exec_free(struct exec *e)
{
    if (e->space)
        space_release(e->space);
    image_let_go(&e->program);
    image_let_go(&e->interpreter);
    if (e->bounce)
        kpage_free(e->bounce);
    if (e->lines)
        kpage_free(e->lines);
    kpage_free(e);
}

static void image_init(struct image *image)
{
    image->file = NULL;
    image->vnode = NULL;
    image->interpreter[0] = 0;
    image->bias = 0;
}

// What is large is filled before it is looked at.
static void exec_init(struct exec *e, const struct exec_target *target)
{
    e->target = target;
    e->scripts = (struct strings){.from = NULL};
    e->prefix[COUNT(e->prefix) - 1] = NULL;
    e->space = NULL;
    e->aux_count = 0;
    image_init(&e->program);
    image_init(&e->interpreter);
}

int exec(const struct exec_target *target, struct space *from, uint64_t argv, uint64_t envp)
{
    _Static_assert(sizeof(struct exec) <= 4096, "a page holds it");
    struct exec *e = kpage_alloc();
    if (!e)
        return -ENOMEM;
    vm_mark(MARK_EXEC_BEGIN);
    exec_init(e, target);
    e->argv = (struct strings){.from = from, .vector = argv};
    e->envp = (struct strings){.from = from, .vector = envp};
    e->bounce = kpage_alloc();
    e->lines = kpage_alloc();
    int error = !e->bounce || !e->lines ? -ENOMEM : build(e);
    if (error == 0)
        error = become_alone();
    if (error == 0)
        become(e);
    exec_free(e);
    vm_mark(MARK_EXEC_END);
    return error;
}
