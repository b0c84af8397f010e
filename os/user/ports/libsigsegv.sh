#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# libsigsegv.sh SOURCE SYSROOT ROOT: build GNU libsigsegv and install its own tests in ROOT/conformance/libsigsegv.
#
# What configure finds out by running programs, and cannot here, is said to it.
set -eu

source=$(cd "$1" && pwd)
sysroot=$(cd "$2" && pwd)
rm -rf "$3" "$3.work"
mkdir -p "$3/conformance/libsigsegv" "$3.work"
root=$(cd "$3" && pwd)
cd "$3.work"

if ! { "$source/configure" --host=riscv64-linux-musl --disable-shared CC="$sysroot/bin/riscv64-musl-gcc" CFLAGS=-O2 \
           sv_cv_fault_posix=yes sv_cv_leave_handler_longjmp=no sv_cv_leave_handler_siglongjmp=yes &&
       nice make && nice make check TESTS=; } >build.log 2>&1; then
    tail -n 5 build.log >&2
    echo "libsigsegv: it could not be built: see $PWD/build.log" >&2
    exit 1
fi
find tests -maxdepth 1 -type f -perm -100 -name 'test-*' -exec cp {} "$root/conformance/libsigsegv" ';'
