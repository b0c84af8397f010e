#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# build-libfdt.sh SOURCE PREFIX: compile libfdt for the machine's bare metal (rv64imac, lp64, medany, no C library).
#
# It makes PREFIX/libfdt.a and the headers in PREFIX/include. Who links the library supplies the string functions that
# libfdt_env.h names; each function has a section of its own, so that the linker can drop what nobody calls.
set -eu

source=$1
prefix=$2
here=$(dirname "$0")
cross=riscv64-unknown-elf-
flags='-march=rv64imac -mabi=lp64 -mcmodel=medany -ffreestanding -fno-common -O2 -g -ffunction-sections -fdata-sections'

rm -rf "$prefix"
mkdir -p "$prefix/include" "$prefix/obj"
cp "$source/fdt.h" "$source/libfdt.h" "$here/libfdt_env.h" "$prefix/include"
cp "$source/libfdt_internal.h" "$prefix/obj"

for unit in fdt fdt_ro fdt_rw fdt_wip fdt_sw fdt_strerror fdt_addresses fdt_empty_tree; do
    cp "$source/$unit.c" "$prefix/obj"
    "${cross}gcc" $flags -I"$prefix/include" -c "$prefix/obj/$unit.c" -o "$prefix/obj/$unit.o"
done
"${cross}ar" rcD "$prefix/libfdt.a" "$prefix"/obj/*.o
