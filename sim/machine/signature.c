// SPDX-License-Identifier: Apache-2.0
#include "signature.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool symbol(const struct image *image, const char *name, uint64_t *value, struct complaint *complaint)
{
    return image_symbol(image, name, value) ||
           complain(complaint, "'%s' has no symbol %s, so there is no signature of it; leave --signature out",
                    image->path, name);
}

bool signature_find(struct signature *signature, const struct image *image, uint64_t ram, uint64_t ram_bytes,
                    struct complaint *complaint)
{
    uint64_t begin, end;
    if (!symbol(image, "begin_signature", &begin, complaint) || !symbol(image, "end_signature", &end, complaint))
        return false;
    if (begin < ram || end < begin || end - ram > ram_bytes || end - begin > SIGNATURE_MAX_BYTES)
        return complain(
            complaint, "'%s' has its signature at [0x%" PRIx64 ", 0x%" PRIx64 "), which is not in RAM; give more --ram",
            image->path, begin, end);
    *signature = (struct signature){.pa = begin, .bytes = (size_t)(end - begin)};
    return true;
}

void signature_collect(struct signature *signature, const struct dma *dma)
{
    signature->data = calloc(1, signature->bytes + 1);
    if (!signature->data)
        abort();
    if (!dma->read(dma->ctx, signature->pa, signature->data, signature->bytes))
        memset(signature->data, 0, signature->bytes);
}

static void print(const struct signature *signature, unsigned granularity, FILE *out)
{
    for (size_t line = 0; line < signature->bytes; line += granularity) {
        for (size_t i = line + granularity; i-- > line;)
            fprintf(out, "%02x", i < signature->bytes ? signature->data[i] : 0);
        putc('\n', out);
    }
}

bool signature_write(const struct signature *signature, const char *path, unsigned granularity,
                     struct complaint *complaint)
{
    if (!signature->data)
        return true;
    FILE *out = fopen(path, "w");
    if (!out)
        return complain(complaint, "cannot write '%s': %s", path, strerror(errno));
    print(signature, granularity, out);
    bool bad = ferror(out);
    if (fclose(out) != 0 || bad)
        return complain(complaint, "cannot write '%s': %s", path, strerror(errno));
    return true;
}
