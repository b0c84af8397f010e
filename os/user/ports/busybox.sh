#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# busybox.sh SOURCE SYSROOT ROOT: build BusyBox with the options of busybox.config and install it in ROOT, a link a
# command. The work is done in ROOT.work; CCACHE, if set, stands in front of the compilers.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$1" && pwd)
sysroot=$(cd "$2" && pwd)
rm -rf "$3" "$3.work"
mkdir -p "$3" "$3.work"
root=$(cd "$3" && pwd)
work=$(cd "$3.work" && pwd)

fail() {
    tail -n 5 "$work/build.log" >&2
    echo "busybox: $1: see $work/build.log" >&2
    exit 1
}

# "NAME" and "NAME VALUE" become CONFIG_NAME=y and CONFIG_NAME=VALUE.
sed -n '/^[A-Z]/{s/ /=/; s/^\([^=]*\)$/\1=y/; s/^/CONFIG_/p;}' "$here/busybox.config" >"$work/wanted"

export SOURCE_DATE_EPOCH=1 KCONFIG_NOTIMESTAMP=1  # no date in the program

bb_make() {
    nice make -C "$source" O="$work" ARCH=riscv64 CROSS_COMPILE="$sysroot/bin/riscv64-musl-" \
        HOSTCC="${CCACHE:-} gcc" HOSTCFLAGS=-O1 "$@" >>"$work/build.log" 2>&1
}

# First nothing; then what is wanted, and of what that makes possible, BusyBox's own choice.
bb_make allnoconfig || fail "there is no configuration"
sed -n 's/^\(CONFIG_[A-Z0-9_]*\)=.*/-e \/^\1=\/d -e "\/^# \1 is\/d"/p' "$work/wanted" | xargs sed -i "$work/.config"
cat "$work/wanted" >>"$work/.config"
yes '' | bb_make oldconfig || fail "there is no configuration"

# An option that this version does not know has no line in its .config at all, and is nothing lost.
refused() {
    while read -r line; do
        grep -qxF "$line" "$work/.config" || ! grep -qw "${line%%=*}" "$work/.config" || echo "${line%%=*}"
    done <"$work/wanted"
}
bad=$(refused)
[ -z "$bad" ] || fail "not configured as asked: $(echo "$bad" | tr '\n' ' ')"
bb_make -j"${JOBS:-1}" busybox busybox.links || fail "it could not be built"
bb_make CONFIG_PREFIX="$root" install || fail "it could not be installed"
