#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# lua5.4.sh SOURCE SYSROOT ROOT: build the interpreter of Lua: for the machine into ROOT, for this host into ROOT.host.
set -eu

source=$1/src
sysroot=$2
root=$3
options="-O2 -std=gnu99 -DLUA_USE_POSIX -DLUA_USE_DLOPEN -DLUA_COMPAT_5_3 -I$root.work"
units=$(find "$source" -name '*.c' ! -name luac.c | LC_ALL=C sort)

rm -rf "$root" "$root.host"
mkdir -p "$root/usr/bin" "$root.host/bin" "$root.work"
# Debian's Lua looks for modules in the folder of this name, too.
echo '#define DEB_HOST_MULTIARCH "none"' >"$root.work/lua5.4-deb-multiarch.h"
# shellcheck disable=SC2086 # lists of words
nice "$sysroot/bin/riscv64-musl-gcc" $options -s -fPIE -pie -Wl,-E $units -lm -o "$root/usr/bin/lua"
# shellcheck disable=SC2086
nice gcc $options -w -Wl,-E $units -lm -ldl -o "$root.host/bin/lua"
