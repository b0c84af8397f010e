// SPDX-License-Identifier: Apache-2.0
// The host's end of the serial line. What the guest sends goes to a stream, pushed out at each end
// of a line; what it may receive comes from a file, from stdin, or from nowhere.
//
// The sender is patient: input waits in here, in order, until the guest takes it, so nothing is
// lost while the guest is booting or resets its FIFO. A regular file is there from the start, which
// keeps a run deterministic; a terminal or pipe is looked at when console_poll() is called.
#ifndef PAGEWALK_CONSOLE_H
#define PAGEWALK_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "complaint.h"

struct console;

// `input_path`: NULL for no input, "-" for stdin. NULL if it cannot be opened.
struct console *console_create(FILE *out, const char *input_path, struct complaint *complaint);

// Input is what somebody types: CTRL-A x asks to leave, CTRL-A CTRL-A is a CTRL-A, any other key after CTRL-A is
// itself. Output appears byte by byte.
#define CONSOLE_ESCAPE 1
void console_attach_terminal(struct console *console);
bool console_left(const struct console *console);  // somebody has asked to leave
void console_destroy(struct console *console);

void console_put(struct console *console, uint8_t byte);
void console_flush(struct console *console);

// How many bytes wait, and the first of them, which is taken away; -1: none.
unsigned console_pending(const struct console *console);
int console_get(struct console *console);

// Looks for new input without waiting.
void console_poll(struct console *console);

// The guest sleeps for so long: waits that long on the host too, or until there is input. Only a
// terminal or a pipe makes anybody wait.
void console_sleep(struct console *console, uint64_t nanoseconds);

// Whether there may be new input that only console_poll() can find.
bool console_wants_poll(const struct console *console);

uint64_t console_bytes_out(const struct console *console);

#endif
