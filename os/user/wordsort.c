// SPDX-License-Identifier: Apache-2.0
// wordsort [COPIES [FILE [OUT]]]: sort the words of a text, several copies over, in byte order.
//
// A word is what stands between white space. Without COPIES there are as many that the memory in use is four times the
// memory that the machine has left (MemAvailable), so that most of it lives in the swap partition. The sorted words,
// one a line, go raw to the disk OUT (/dev/vdc) where there is one; their count, bytes and FNV-1a hash go to the
// console. So the host can compare them with `sort`, byte for byte.
//
// The sort is a top-down merge sort: below the size that fits into memory it causes no page faults, above it it goes
// through memory in order. A record carries the first 24 bytes of its word as three big-endian numbers, for which the
// order of numbers is the order of bytes; only longer words with equal beginnings are looked up in the text.

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vmstat.h"

enum { HeadWords = 3, HeadBytes = 8 * HeadWords, BlockBytes = 4096, PageSize = 4096, Overcommit = 4, SmallRun = 8 };

struct word {
    uint64_t head[HeadWords];  // the first 24 bytes, big-endian, filled up with zeros
    uint32_t at;               // where the word begins in the text
    uint32_t length;           // bytes
};

struct output {
    int fd;  // -1: there is no disk to write to
    size_t filled;
    uint64_t bytes;
    uint64_t hash;
    unsigned char block[BlockBytes];
};

static char *text;

static void die(const char *what)
{
    fprintf(stderr, "wordsort: %s: %s\n", what, strerror(errno));
    exit(EXIT_FAILURE);
}

static void *allocate(size_t bytes)
{
    void *memory = malloc(bytes);
    if (!memory)
        die("malloc");
    return memory;
}

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static size_t count_words(const char *s, size_t length)
{
    size_t words = 0;
    for (size_t i = 0; i < length; i++)
        words += !is_space(s[i]) && (i == 0 || is_space(s[i - 1]));
    return words;
}

static struct word word_at(size_t at, size_t length)
{
    struct word word = {.at = (uint32_t)at, .length = (uint32_t)length};
    for (size_t i = 0; i < length && i < HeadBytes; i++)
        word.head[i / 8] |= (uint64_t)(unsigned char)text[at + i] << (56 - i % 8 * 8);
    return word;
}

static size_t find_words(struct word *words, size_t length)
{
    size_t found = 0;
    for (size_t i = 0; i < length;) {
        size_t begin = i;
        while (i < length && !is_space(text[i]))
            i++;
        if (i > begin)
            words[found++] = word_at(begin, i - begin);
        while (i < length && is_space(text[i]))
            i++;
    }
    return found;
}

// Do two words that agree in their first 24 bytes stand in the wrong order?
static bool tail_greater(const struct word *a, const struct word *b)
{
    if (a->length > HeadBytes && b->length > HeadBytes) {
        size_t shorter = (a->length < b->length ? a->length : b->length) - HeadBytes;
        int order = memcmp(text + a->at + HeadBytes, text + b->at + HeadBytes, shorter);
        if (order != 0)
            return order > 0;
    }
    return a->length > b->length;
}

static bool greater(const struct word *a, const struct word *b)
{
    for (int i = 0; i < HeadWords; i++)
        if (a->head[i] != b->head[i])
            return a->head[i] > b->head[i];
    return tail_greater(a, b);
}

static void insertion_sort(struct word *words, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct word word = words[i];
        size_t hole = i;
        for (; hole > 0 && greater(&words[hole - 1], &word); hole--)
            words[hole] = words[hole - 1];
        words[hole] = word;
    }
}

// Merge the sorted halves [0, half) and [half, count). The first is moved to the scratch, which has room for half.
static void merge(struct word *words, size_t half, size_t count, struct word *scratch)
{
    memcpy(scratch, words, half * sizeof *words);
    size_t left = 0, right = half, to = 0;
    while (left < half && right < count)
        words[to++] = greater(&scratch[left], &words[right]) ? words[right++] : scratch[left++];
    memcpy(words + to, scratch + left, (half - left) * sizeof *words);
}

static void merge_sort(struct word *words, size_t count, struct word *scratch)
{
    if (count <= SmallRun) {
        insertion_sort(words, count);
        return;
    }
    size_t half = count / 2;
    merge_sort(words, half, scratch);
    merge_sort(words + half, count - half, scratch);
    if (greater(&words[half - 1], &words[half]))
        merge(words, half, count, scratch);
}

static void flush(struct output *out)
{
    memset(out->block + out->filled, 0, BlockBytes - out->filled);
    if (out->fd >= 0 && write(out->fd, out->block, BlockBytes) != BlockBytes)
        die("write of the sorted words");
    out->filled = 0;
}

static void put(struct output *out, unsigned char byte)
{
    out->hash = (out->hash ^ byte) * 0x100000001b3;
    out->bytes++;
    out->block[out->filled++] = byte;
    if (out->filled == BlockBytes)
        flush(out);
}

static void put_word(struct output *out, const struct word *word)
{
    for (size_t i = 0; i < word->length; i++)
        put(out,
            i < HeadBytes ? (unsigned char)(word->head[i / 8] >> (56 - i % 8 * 8)) : (unsigned char)text[word->at + i]);
    put(out, '\n');
}

// Read the file whole, with a line's end behind it, so that the last word of one copy is not the first of the next.
static char *read_file(const char *path, size_t *length)
{
    struct stat status;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &status) < 0)
        die(path);
    char *bytes = allocate((size_t)status.st_size + 1);
    size_t have = 0;
    ssize_t got;
    while ((got = read(fd, bytes + have, (size_t)status.st_size - have)) > 0)
        have += (size_t)got;
    if (got < 0)
        die(path);
    close(fd);
    bytes[have++] = '\n';
    *length = have;
    return bytes;
}

static size_t memory_of(size_t copies, size_t length, size_t words)
{
    return copies * (length + words * sizeof(struct word) * 3 / 2);
}

static size_t copies_for_memory_left(size_t length, size_t words)
{
    long left_kb = meminfo_kb("MemAvailable");
    if (left_kb < 0)
        die("/proc/meminfo");
    size_t copies = 1;
    while (memory_of(copies, length, words) < (size_t)left_kb * 1024 * Overcommit)
        copies++;
    printf("wordsort: %ld pages left\n", left_kb * 1024 / PageSize);
    return copies;
}

int main(int argc, char *argv[])
{
    const char *path = argc > 2 ? argv[2] : "/data/GPL-3";
    const char *disk = argc > 3 ? argv[3] : "/dev/vdc";
    static struct output out = {.hash = 0xcbf29ce484222325};

    size_t length;
    char *original = read_file(path, &length);
    size_t words_in_copy = count_words(original, length);
    size_t copies = argc > 1 ? strtoul(argv[1], NULL, 10) : copies_for_memory_left(length, words_in_copy);
    size_t words_expected = copies * words_in_copy;
    if (copies == 0 || copies > UINT32_MAX / length) {
        fprintf(stderr, "wordsort: COPIES must be from 1 to %zu, not %s\n", (size_t)UINT32_MAX / length,
                argc > 1 ? argv[1] : "0");
        return EXIT_FAILURE;
    }

    text = allocate(copies * length);
    for (size_t i = 0; i < copies; i++)
        memcpy(text + i * length, original, length);
    struct word *words = allocate(words_expected * sizeof *words);
    struct word *scratch = allocate((words_expected / 2 + 1) * sizeof *scratch);
    size_t count = find_words(words, copies * length);
    merge_sort(words, count, scratch);

    out.fd = open(disk, O_WRONLY);
    for (size_t i = 0; i < count; i++)
        put_word(&out, &words[i]);
    if (out.filled > 0)
        flush(&out);

    printf("wordsort: %zu copies of %s in %zu pages: %zu words, %llu bytes, FNV-1a %016llx%s%s\n", copies, path,
           memory_of(copies, length, words_in_copy) / PageSize, count, (unsigned long long)out.bytes,
           (unsigned long long)out.hash, out.fd >= 0 ? ", written to " : "", out.fd >= 0 ? disk : "");
    return count == words_expected ? EXIT_SUCCESS : EXIT_FAILURE;
}
