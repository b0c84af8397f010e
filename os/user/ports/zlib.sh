#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# zlib.sh SOURCE SYSROOT ROOT: build the library zlib, shared, and its compressor minigzip, which maps what it compresses:
# for the machine into ROOT, for this host into ROOT.host.
set -eu

source=$1
sysroot=$2
root=$3
options="-O2 -fPIC -D_LARGEFILE64_SOURCE=1 -DHAVE_HIDDEN -DUSE_MMAP -DHAVE_UNISTD_H -DHAVE_STDARG_H -I$source"
units=$(find "$source" -maxdepth 1 -name '*.c' | LC_ALL=C sort)

build() { # COMPILER PROGRAMS LIBRARIES
    mkdir -p "$2" "$3"
    # shellcheck disable=SC2086 # lists of words
    nice $1 $options -s -shared -Wl,-soname,libz.so.1 $units -o "$3/libz.so.1"
    # shellcheck disable=SC2086
    nice $1 $options -s -pie "$source/test/minigzip.c" "$3/libz.so.1" -Wl,-rpath,'$ORIGIN/../lib' -o "$2/minigzip"
}

rm -rf "$root" "$root.host"
build "$sysroot/bin/riscv64-musl-gcc" "$root/usr/bin" "$root/usr/lib"
build gcc "$root.host/bin" "$root.host/lib"
