#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# fetch-libfdt.sh FOLDER: put the sources of libfdt into FOLDER.
#
# Their home is the source package device-tree-compiler. A mirror that does not carry it still has the kernel's source
# as an ordinary package, linux-source, whose scripts/dtc/libfdt is the same library: a larger download, the same code.
set -eu

folder=$1
here=$(dirname "$0")
work=$(dirname "$folder")/libfdt.work

fail() {
    echo "fetch-libfdt: $*" >&2
    exit 1
}

from_source_package() {
    "$here/../fetch-source.sh" device-tree-compiler "$work/dtc" && mv "$work/dtc/libfdt" "$folder"
}

from_kernel_source() {
    package=$(apt-cache depends linux-source 2>/dev/null | awk '$1 == "Depends:" { print $2; exit }')
    [ -n "$package" ] || return 1
    (cd "$work" && apt-get -q -o APT::Sandbox::User= download "$package") >"$work/download.log" 2>&1 || return 1
    dpkg-deb --fsys-tarfile "$work/$package"_*.deb |
        tar -xO --wildcards './usr/src/linux-source-*.tar.xz' | xz -dc |
        tar -x -C "$work" --wildcards --strip-components=2 'linux-source-*/scripts/dtc/libfdt/*'
    mv "$work/dtc/libfdt" "$folder"
}

rm -rf "$folder" "$work"
mkdir -p "$work"
if ! from_source_package 2>"$work/source.log"; then
    echo "fetch-libfdt: the source package device-tree-compiler cannot be had; trying linux-source (140 MB)" >&2
    from_kernel_source || fail "neither is linux-source there: $(tail -n 1 "$work/source.log")"
fi
rm -rf "$work"
