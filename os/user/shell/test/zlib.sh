# SPDX-License-Identifier: Apache-2.0
# zlib's minigzip, from Debian's source package, linked with its shared library: the same bytes as on the host.
for level in 1 6 9; do
    minigzip -$level <"$1" | md5sum
done
minigzip <"$1" | minigzip -d | cmp - "$1" && echo same
minigzip <"$1" | gzip -dc | md5sum
cat "$1" "$1" "$1" | gzip -c | minigzip -d | md5sum
head -c 1000 "$1" | minigzip -d | wc -c
