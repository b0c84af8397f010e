#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# make-disk.sh ROOTFS DISK FREE: an ext2 file system of 4 KiB blocks with the tree ROOTFS in it and about FREE MiB left.
#
# Same tree, same bytes: its size follows from its content, owners and times are set to root's and the epoch's.
set -eu

rootfs=$1
disk=$2
free=$3
PATH=$PATH:/usr/sbin:/sbin
id=70616765-7761-6c6b-0000-000000000000

for tool in mke2fs debugfs truncate; do
    command -v "$tool" >/dev/null || {
        echo "make-disk: $tool is missing: apt-get install e2fsprogs" >&2
        exit 1
    }
done

# Blocks of files and folders, a fiftieth for maps of blocks, and what shall be free; inodes beside them.
files=$(find "$rootfs" -print | wc -l)
inodes=$(((files + 512) / 16 * 16))
content=$(find "$rootfs" -printf '%s\n' | awk '{ blocks += int(($1 + 4095) / 4096) } END { print int(blocks * 1.02) }')
blocks=$(((content + inodes / 16 + free * 256 + 64) / 64 * 64))

# debugfs commands that make every inode of the tree root's and as old as the epoch.
normalize() {
    (cd "$rootfs" && find . -print) | LC_ALL=C sort | sed 's|^\.||; s|^$|/|' | while read -r path; do
        for field in uid gid; do echo "set_inode_field $path $field 0"; done
        for field in atime ctime mtime; do echo "set_inode_field $path $field @1"; done
    done
}

rm -f "$disk"
E2FSPROGS_FAKE_TIME=1
export E2FSPROGS_FAKE_TIME
truncate -s 0 "$disk"
mke2fs -q -F -t ext2 -O none,filetype,sparse_super -b 4096 -I 256 -m 0 -N "$inodes" -U "$id" -L pagewalk \
    -E "hash_seed=$id,root_owner=0:0,nodiscard" -d "$rootfs" "$disk" "$blocks"
normalize | debugfs -w -f - "$disk" >/dev/null 2>"$disk.log" || { cat "$disk.log" >&2; exit 1; }
rm -f "$disk.log"
