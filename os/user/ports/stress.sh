#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# stress.sh SOURCE SYSROOT ROOT: build stress, whose workers allocate, touch and give back memory, into ROOT.
set -eu

rm -rf "$3" "$3.work"
mkdir -p "$3/usr/bin" "$3.work"
# What its configure would find.
printf '#define STDC_HEADERS 1\n#define HAVE_UNISTD_H 1\n#define PACKAGE "stress"\n#define VERSION "1"\n' >"$3.work/config.h"
nice "$2/bin/riscv64-musl-gcc" -O2 -s -fPIE -pie -DHAVE_CONFIG_H -I"$3.work" "$1/src/stress.c" -lm -o "$3/usr/bin/stress"
