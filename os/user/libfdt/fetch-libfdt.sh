#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# fetch-libfdt.sh FOLDER: put the sources of libfdt into FOLDER.
#
# Their home is the source package device-tree-compiler (160 KB). A mirror that does not carry it may have another that has
# the library's files as they are: OpenSBI (240 KB), Arm's firmware (5 MB), and at last the kernel, whose source is an
# ordinary package, linux-source (140 MB). The first that can be had is taken, and who it was is said.
set -eu

folder=$1
here=$(dirname "$0")
work=$(dirname "$folder")/libfdt.work

fail() {
    echo "fetch-libfdt: $*" >&2
    exit 1
}

# PACKAGE DIRECTORY...: the library's files lie in the package's directories, headers perhaps in another than the rest.
from_source_package() {
    package=$1
    shift
    "$here/../fetch-source.sh" "$package" "$work/$package" 2>>"$work/source.log" || return 1
    mkdir "$work/libfdt"
    for directory; do
        cp "$work/$package/$directory"/*fdt*.[ch] "$work/libfdt" || return 1
    done
    mv "$work/libfdt" "$folder"
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
if from_source_package device-tree-compiler libfdt; then
    :
elif from_source_package opensbi lib/utils/libfdt; then
    echo "fetch-libfdt: device-tree-compiler cannot be had; the library is that of OpenSBI" >&2
elif from_source_package arm-trusted-firmware lib/libfdt include/lib/libfdt; then
    echo "fetch-libfdt: device-tree-compiler cannot be had; the library is that of arm-trusted-firmware" >&2
else
    echo "fetch-libfdt: no small source package has libfdt here; trying linux-source (140 MB)" >&2
    from_kernel_source || fail "neither is linux-source there: $(tail -n 1 "$work/source.log")"
fi
rm -rf "$work"
