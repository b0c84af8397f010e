# SPDX-License-Identifier: Apache-2.0
# df tells how full a file system is, and what a file takes and gives back; du agrees; mount has its limits; dmesg tells
# what the kernel has said since it began.
fail() {
    echo "not ok space_in_the_shell: $*"
    exit 1
}

free_of() { df -k "$1" | awk 'NR == 2 { print $4 }'; }
used_of() { df -k "$1" | awk 'NR == 2 { print $3 }'; }

for place in / /tmp; do
    df -k $place | awk 'NR == 2 && $2 == $3 + $4 && $6 == "'$place'" { good = 1 } END { exit !good }' || fail "df: $(df -k $place)"
    before=$(free_of $place)
    dd if=/dev/zero of=$place/large bs=1k count=400 2>/dev/null
    sync
    taken=$((before - $(free_of $place)))
    [ $taken -ge 400 ] && [ $taken -le 408 ] || fail "$place: $taken KiB taken by 400"
    [ "$(du -k $place/large | cut -f 1)" -ge 400 ] || fail "du: $(du -k $place/large)"
    rm $place/large
    [ "$(free_of $place)" = "$before" ] || fail "$place: not all is given back"
done

mkdir -p /mnt/small && mount -t tmpfs -o size=64k none /mnt/small || fail mount
[ "$(df -k /mnt/small | awk 'NR == 2 { print $2, $3, $4 }')" = "64 0 64" ] || fail "$(df -k /mnt/small)"
dd if=/dev/zero of=/mnt/small/full bs=1k count=100 2>/dev/null && fail "more than it holds"
[ "$(used_of /mnt/small)" = 64 ] || fail "$(df -k /mnt/small)"
grep -q ' /mnt/small tmpfs ' /proc/mounts || fail /proc/mounts
umount /mnt/small && rmdir /mnt/small || fail umount

dmesg | grep -q 'pagewalk: .* KiB of RAM' || fail "dmesg: $(dmesg)"
echo "<7>said in the shell" >/dev/kmsg
[ "$(dmesg | tail -n 1 | sed 's/.*] //')" = 'said in the shell' ] || fail "dmesg: $(dmesg | tail -n 1)"
dmesg -c >/dev/null
[ -z "$(dmesg)" ] || fail "dmesg -c: $(dmesg)"
echo "ok space_in_the_shell"
