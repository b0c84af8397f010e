#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# make-images.sh ROOTFS DISK SWAP OUT: the three disk images of the machine.
#
# DISK is an ext2 file system of 4 KiB blocks with the tree ROOTFS in it, SWAP a partition as mkswap makes it, OUT an
# empty disk that programs may write raw. Same tree, same bytes: owners and times are set to nobody's and the epoch's.
set -eu

rootfs=$1
disk=$2
swap=$3
out=$4
PATH=$PATH:/usr/sbin:/sbin
id=70616765-7761-6c6b-0000-000000000000
blocks=4096
swap_bytes=67108864
out_bytes=8388608

for tool in mke2fs debugfs mkswap truncate; do
    command -v "$tool" >/dev/null || {
        echo "make-images: $tool is missing: apt-get install e2fsprogs util-linux" >&2
        exit 1
    }
done

# debugfs commands that make every inode of the tree root's and as old as the epoch.
normalize() {
    (cd "$rootfs" && find . -print) | LC_ALL=C sort | sed 's|^\.||; s|^$|/|' | while read -r path; do
        for field in uid gid; do echo "set_inode_field $path $field 0"; done
        for field in atime ctime mtime; do echo "set_inode_field $path $field @1"; done
    done
}

rm -f "$disk" "$swap" "$out"
E2FSPROGS_FAKE_TIME=1
export E2FSPROGS_FAKE_TIME
truncate -s 0 "$disk"
mke2fs -q -F -t ext2 -O none,filetype,sparse_super -b 4096 -I 256 -m 0 -N 512 -U "$id" -L pagewalk \
    -E "hash_seed=$id,root_owner=0:0,nodiscard" -d "$rootfs" "$disk" "$blocks"
normalize | debugfs -w -f - "$disk" >/dev/null 2>"$disk.log" || { cat "$disk.log" >&2; exit 1; }
rm -f "$disk.log"

truncate -s "$swap_bytes" "$swap"
chmod 600 "$swap"
mkswap -q -p 4096 -U "$id" "$swap" >/dev/null
truncate -s "$out_bytes" "$out"
