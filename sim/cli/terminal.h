// SPDX-License-Identifier: Apache-2.0
// The terminal that the console is: while the guest runs it is raw, so that every key goes to the guest, ^C too.
#ifndef PAGEWALK_TERMINAL_H
#define PAGEWALK_TERMINAL_H

// Standard input, which is a terminal, becomes raw until terminal_restore(), or the program's exit.
void terminal_make_raw(void);
void terminal_restore(void);

#endif
