// SPDX-License-Identifier: Apache-2.0
// Names of open files.
#include "os/fs/alias.h"

#include "os/lib/errno.h"
#include "os/lib/panic.h"
#include "os/lib/string.h"
#include "os/vm/kalloc.h"

static struct alias *find(const struct vnode *dir, const struct vnode *vnode, const struct name *name)
{
    for (struct alias *a = vnode->aliases; a; a = a->next)
        if (!a->gone && a->parent == dir && a->length == name->length && memcmp(a->text, name->text, a->length) == 0)
            return a;
    return NULL;
}

static char *copy_text(const struct name *name)
{
    char *text = kmalloc(name->length + 1);
    if (!text)
        return NULL;
    memcpy(text, name->text, name->length);
    text[name->length] = 0;
    return text;
}

static struct alias *make(struct vnode *dir, struct vnode *vnode, const struct name *name)
{
    struct alias *a = kzalloc(sizeof *a);
    char *text = a ? copy_text(name) : NULL;
    if (!text) {
        kfree(a);
        return NULL;
    }
    *a = (struct alias){vnode->aliases, vnode, dir, 0, false, name->length, text};
    vnode_hold(dir);
    vnode_hold(vnode);
    vnode->aliases = a;
    return a;
}

struct alias *alias_get(struct vnode *dir, struct vnode *vnode, const struct name *name)
{
    struct alias *a = find(dir, vnode, name);
    if (!a)
        a = make(dir, vnode, name);  // if another was faster, there are two, and both are right
    if (a)
        a->refs++;
    return a;
}

void alias_put(struct alias *a)
{
    if (!a || --a->refs > 0)
        return;
    struct alias **at = &a->vnode->aliases;
    while (*at != a)
        at = &(*at)->next;
    *at = a->next;
    vnode_release(a->parent);
    vnode_release(a->vnode);
    kfree(a->text);
    kfree(a);
}

int alias_describe(const struct alias *a, char *to, size_t size)
{
    static const char gone[] = " (deleted)";
    int length = vfs_path_of(a->parent, to, size);
    if (length < 0)
        return length;
    if (length == 1)
        length = 0;  // the root
    size_t end = (size_t)length + 1 + a->length;
    if (end + sizeof gone > size)
        return -ERANGE;
    to[length] = '/';
    memcpy(to + length + 1, a->text, a->length + 1);
    if (!a->gone)
        return (int)end;
    memcpy(to + end, gone, sizeof gone);
    return (int)(end + sizeof gone - 1);
}

void alias_removed(struct vnode *dir, struct vnode *vnode, const struct name *name)
{
    struct alias *a;
    while ((a = find(dir, vnode, name)))
        a->gone = true;
}

void alias_moved(struct vnode *from, struct vnode *vnode, const struct name *name, struct vnode *to,
                 const struct name *as)
{
    struct alias *a;
    while ((a = find(from, vnode, name))) {
        char *text = copy_text(as);
        if (find(from, vnode, name) != a) {  // this may have slept
            kfree(text);
            continue;
        }
        if (!text) {
            a->gone = true;
            continue;
        }
        kfree(a->text);
        a->text = text;
        a->length = as->length;
        a->parent = to;
        vnode_hold(to);
        vnode_release(from);  // which the caller holds, too
        if (from == to && as->length == name->length && memcmp(as->text, name->text, as->length) == 0)
            return;
    }
}
