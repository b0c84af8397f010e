#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# build-musl.sh SOURCE BUILD PREFIX: build musl's static C library for rv64imac/lp64 (soft float) and install it.
#
# Debian has musl for the host only, so its source package is compiled with the bare-metal cross compiler. That compiler
# knows no Linux; nothing of it is used but code generation and its libgcc, which musl needs for soft floating point.
set -eu

source=$(cd "$1" && pwd)
mkdir -p "$2" "$3"
build=$(cd "$2" && pwd)
prefix=$(cd "$3" && pwd)
cross=riscv64-unknown-elf-

command -v "${cross}gcc" >/dev/null || {
    echo "build-musl: ${cross}gcc is missing: apt-get install gcc-riscv64-unknown-elf" >&2
    exit 1
}
# libgcc is chosen by the plain ISA: with _zicsr_zifencei in the name the compiler finds no soft-float library.
libgcc=$("${cross}gcc" -march=rv64imac -mabi=lp64 -print-libgcc-file-name)

cd "$build"
if ! { "$source/configure" --target=riscv64 --prefix="$prefix" --disable-shared --disable-wrapper \
           CC="${cross}gcc" AR="${cross}ar" RANLIB="${cross}ranlib" LIBCC="$libgcc" \
           CFLAGS='-O2 -march=rv64imac_zicsr_zifencei -mabi=lp64' &&
       make -j2 && make install; } >build.log 2>&1; then
    tail -n 5 build.log >&2
    echo "build-musl: musl could not be built: see $build/build.log" >&2
    exit 1
fi
