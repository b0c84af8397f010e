#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# check-sorted.sh CONSOLE OUT: is what wordsort wrote to the disk image OUT, byte for byte, what this host's sort makes of
# the same words? CONSOLE is the file with the machine's console output, in which wordsort says how many copies it sorted.
set -eu

console=$1
out=$2
line=$(tr -d '\r' <"$console" | sed -n 's/.*wordsort: \([0-9]*\) copies of .*words, \([0-9]*\) bytes.*/\1 \2/p' | tail -n 1)
[ -n "$line" ] || { echo "check-sorted: $console has no result of wordsort" >&2; exit 1; }
copies=${line% *}
bytes=${line#* }

expected=$(mktemp)
trap 'rm -f "$expected"' EXIT
copy=0
while [ "$copy" -lt "$copies" ]; do
    cat /usr/share/common-licenses/GPL-3
    copy=$((copy + 1))
done | tr -s ' \t\n\v\f\r' '\n' | sed '/^$/d' | LC_ALL=C sort >"$expected"

if head -c "$bytes" "$out" | cmp - "$expected"; then
    echo "check-sorted: $copies copies, $bytes bytes: the same as the host's sort"
else
    echo "check-sorted: the words in $out differ from the host's sort" >&2
    exit 1
fi
