// SPDX-License-Identifier: Apache-2.0
// What of physical memory may be reached, and the object that mappings of it show.
#include "os/vm/physical.h"

#include "os/arch/machine.h"
#include "os/vm/object.h"

bool physical_strict = true;

bool physical_allowed(uint64_t pa, uint64_t length)
{
    return !physical_strict || pa + length <= machine.ram_start || pa >= machine.ram_end;
}

struct object *physical_object(struct vnode *vnode)
{
    static struct object *object;
    if (!object)
        object = object_create_physical(vnode);
    return object;
}
