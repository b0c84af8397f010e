// SPDX-License-Identifier: Apache-2.0
// libx: a shared library of one function and one page of its own data. Its versions differ in what they answer.

#ifndef LIBX_ANSWER
#define LIBX_ANSWER 41
#endif

static int answer = LIBX_ANSWER;

int libx_answer(void) { return answer; }
