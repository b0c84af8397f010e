// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "console.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct console {
    FILE *out;
    uint64_t bytes_out;
    int fd;                        // -1: no more input
    bool terminal, escaped, left;  // somebody types; CTRL-A was the last key; and x followed
    uint8_t buffer[4096];
    unsigned head, tail;  // bytes [head, tail) wait
};

struct console *console_create(FILE *out, const char *input_path, struct complaint *complaint)
{
    int fd = -1;
    if (input_path) {
        fd = strcmp(input_path, "-") == 0 ? dup(STDIN_FILENO) : open(input_path, O_RDONLY);
        if (fd < 0) {
            complain(complaint, "cannot read input '%s': %s", input_path, strerror(errno));
            return NULL;
        }
    }
    struct console *console = calloc(1, sizeof *console);
    if (!console)
        abort();
    console->out = out;
    console->fd = fd;
    console_poll(console);
    return console;
}

void console_attach_terminal(struct console *console)
{
    console->terminal = true;
    setvbuf(console->out, NULL, _IONBF, 0);
}

bool console_left(const struct console *console) { return console->left; }

void console_destroy(struct console *console)
{
    if (!console)
        return;
    console_flush(console);
    if (console->fd >= 0)
        close(console->fd);
    free(console);
}

void console_put(struct console *console, uint8_t byte)
{
    console->bytes_out++;
    putc(byte, console->out);
    if (byte == '\n')
        fflush(console->out);
}

void console_flush(struct console *console) { fflush(console->out); }

unsigned console_pending(const struct console *console) { return console->tail - console->head; }

int console_get(struct console *console)
{
    if (console->head == console->tail)
        return -1;
    uint8_t byte = console->buffer[console->head++];
    if (console->head == console->tail)
        console_poll(console);
    return byte;
}

static void close_input(struct console *console)
{
    close(console->fd);
    console->fd = -1;
}

// Takes the escapes out of what was typed; how much is left.
static unsigned take_escapes(struct console *console, unsigned typed)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < typed; i++) {
        uint8_t key = console->buffer[i];
        if (!console->escaped && key == CONSOLE_ESCAPE) {
            console->escaped = true;
            continue;
        }
        if (console->escaped && key == 'x')
            console->left = true;
        else
            console->buffer[kept++] = key;
        console->escaped = false;
    }
    return kept;
}

void console_poll(struct console *console)
{
    if (!console_wants_poll(console))
        return;
    struct pollfd ready = {.fd = console->fd, .events = POLLIN};
    if (poll(&ready, 1, 0) <= 0)
        return;
    ssize_t got = read(console->fd, console->buffer, sizeof console->buffer);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    console->head = 0;
    console->tail = got > 0 ? (unsigned)got : 0;
    if (console->terminal)
        console->tail = take_escapes(console, console->tail);
    if (got <= 0)
        close_input(console);
}

void console_sleep(struct console *console, uint64_t nanoseconds)
{
    struct pollfd ready = {.fd = console->fd, .events = POLLIN};
    console_flush(console);
    struct timespec duration = {(time_t)(nanoseconds / 1000000000), (long)(nanoseconds % 1000000000)};
    if (console_wants_poll(console))
        ppoll(&ready, 1, &duration, NULL);
}

bool console_wants_poll(const struct console *console) { return console->fd >= 0 && console->head == console->tail; }

uint64_t console_bytes_out(const struct console *console) { return console->bytes_out; }
