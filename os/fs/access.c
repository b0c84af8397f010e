// SPDX-License-Identifier: Apache-2.0
// When a file was last read: what mount(2) calls MS_RELATIME. A read moves atime if the file has changed since the last
// one that did, or if that was a day ago; so what was read again and again need not be written each time. A clock that
// is behind what the file says of itself moves nothing.
#include "os/arch/csr.h"
#include "os/arch/machine.h"
#include "os/fs/fs.h"

#define DAY 86400

static bool is_later(struct file_time a, struct file_time b)
{
    return a.sec > b.sec || (a.sec == b.sec && a.nsec > b.nsec);
}

static bool was_read_since(const struct vnode *vnode)
{
    return is_later(vnode->atime, vnode->mtime) && is_later(vnode->atime, vnode->ctime);
}

// Second `sec` of the file systems' clock, in ticks.
static uint64_t ticks_at(int64_t sec)
{
    return sec < 0 ? 0 : (uint64_t)sec > UINT64_MAX / machine.timebase ? UINT64_MAX : (uint64_t)sec * machine.timebase;
}

static bool never(const struct vnode *vnode)
{
    const struct fs *fs = vnode->fs;
    return fs->access == ACCESS_NEVER || fs->read_only || (fs->access_of_files_only && is_directory(vnode));
}

void vnode_note_access(struct vnode *vnode)
{
    struct file_time now = vfs_now(vnode->fs);
    bool always = vnode->fs->access == ACCESS_ALWAYS;
    if (never(vnode)) {
        vnode->access_due = UINT64_MAX;
        return;
    }
    bool due = always || !was_read_since(vnode) || now.sec - vnode->atime.sec >= DAY;
    if (due && is_later(now, vnode->atime)) {
        vnode->atime = now;
        vnode_changed(vnode);
    }
    if (!always)
        vnode->access_due = ticks_at(vnode->atime.sec + (was_read_since(vnode) ? DAY : 0));
}
