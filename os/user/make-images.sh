#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# make-images.sh ROOTFS DISK SWAP OUT: the three disk images of the machine.
#
# DISK is a file system with the tree ROOTFS in it (make-disk.sh), SWAP a partition as mkswap makes it, OUT an empty disk
# that programs may write raw. Same tree, same bytes.
set -eu

swap=$3
out=$4
PATH=$PATH:/usr/sbin:/sbin
id=70616765-7761-6c6b-0000-000000000000
free_mib=10
swap_bytes=67108864
out_bytes=8388608

for tool in mkswap truncate; do
    command -v "$tool" >/dev/null || {
        echo "make-images: $tool is missing: apt-get install util-linux coreutils" >&2
        exit 1
    }
done

"$(dirname "$0")/make-disk.sh" "$1" "$2" "$free_mib"
rm -f "$swap" "$out"
truncate -s "$swap_bytes" "$swap"
chmod 600 "$swap"
mkswap -q -p 4096 -U "$id" "$swap" >/dev/null
truncate -s "$out_bytes" "$out"
