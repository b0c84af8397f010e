// SPDX-License-Identifier: Apache-2.0
#include "disk_error.h"

#include <stdlib.h>
#include <string.h>

#include "machine/memmap.h"
#include "quantity.h"

static bool parse_slot(const char *text, unsigned *slot)
{
    uint64_t value;
    if (!parse_count(text, &value) || value >= VIRTIO_SLOTS)
        return false;
    *slot = (unsigned)value;
    return true;
}

static bool parse_kind(const char *text, enum disk_request *request)
{
    static const char *const kinds[] = {[DISK_READ] = "read", [DISK_WRITE] = "write", [DISK_FLUSH] = "flush"};
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(text, kinds[i]) == 0) {
            *request = (enum disk_request)i;
            return true;
        }
    }
    return false;
}

static bool parse_sectors(char *text, struct disk_fault *fault)
{
    if (strcmp(text, "all") != 0)
        return fault->request != DISK_FLUSH && parse_range(text, &fault->first, &fault->end);
    fault->first = 0;
    fault->end = UINT64_MAX;
    return true;
}

bool parse_disk_error(const char *text, struct disk_fault *fault)
{
    enum { Slot, Kind, Sectors, Which, Fields };
    char *copy = strdup(text), *rest = copy, *field[Fields + 1] = {0};
    unsigned fields = 0;
    if (!copy)
        abort();
    while (fields <= Fields && (field[fields] = strsep(&rest, ":")))
        fields++;
    *fault = (struct disk_fault){.failure = FAILURE_IO_ERROR};
    bool good = (fields == Which || fields == Fields) && parse_slot(field[Slot], &fault->slot) &&
                parse_kind(field[Kind], &fault->request) && parse_sectors(field[Sectors], fault) &&
                parse_which(field[Which], &fault->from, &fault->to);
    free(copy);
    return good;
}
