#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# memtester.sh SOURCE SYSROOT ROOT: build memtester, which locks memory and writes and reads it in patterns, into ROOT.
set -eu

rm -rf "$3"
mkdir -p "$3/usr/bin"
nice "$2/bin/riscv64-musl-gcc" -O2 -s -fPIE -pie -DPOSIX -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 \
    -DTEST_NARROW_WRITES "$1/memtester.c" "$1/tests.c" -o "$3/usr/bin/memtester"
