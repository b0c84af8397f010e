// SPDX-License-Identifier: Apache-2.0
// `pagewalk walks`: prints the trace of the page-table walks of a run, all of it or what a filter leaves.
#ifndef PAGEWALK_WALKS_H
#define PAGEWALK_WALKS_H

// `argv` from the verb on. The exit status: 2 with one line on stderr for bad usage or a bad file.
int walks_main(int argc, char **argv);

#endif
