# SPDX-License-Identifier: Apache-2.0
# What people do with files in a shell, in memory and on the disk: mkdir, cp, mv, ln, rm, find, chmod, touch, truncate, dd,
# mkfifo, stat. The same script says the same on the host.
work() {
echo "== directories"; mkdir -p a/b/c "a/with space"; mkdir a 2>/dev/null || echo "is there"; mkdir -m 700 private; ls -ld private | cut -c 1-10
rmdir a 2>/dev/null || echo "is full"; find . | sort
echo "== copies"; seq 1 5000 >numbers; cp numbers a/; cp -p numbers a/b/copy; cmp numbers a/b/copy && echo same; cp -r a tree; diff -r a tree && echo "same trees"
cp numbers numbers 2>/dev/null || echo "itself"; cp none there 2>/dev/null || echo "nothing"; wc -c <tree/b/copy
echo "== moves"; mv a/b/copy a/moved; mv a "a new"; find "a new" | sort; mv numbers "a new"/c 2>/dev/null; ls -1 "a new"; mv -f "a new/numbers" tree/b; ls -1 tree/b
mv tree tree/b/c 2>/dev/null || echo "into itself"
echo "== links"; echo text >one; ln one two; ln -s one sym; ln -s nowhere broken; cat two sym; stat -c '%h %F' one sym broken; echo more >>two; cat one
rm one; cat two; cat sym 2>/dev/null || echo "leads nowhere"; readlink sym; ln -sf two sym; cat sym; find . -type l | sort; [ two -ef sym ] && echo "one file"
echo "== modes and times"; touch -d '1969-02-03 04:05:06' old; chmod 4751 old; ls -l old | cut -c 1-10; stat -c '%Y %a %s' old; touch -r old older; stat -c %Y older
[ two -nt old ] && echo newer; find . -newer old -type f | grep -c .; (umask 027; : >masked); stat -c %a masked
echo "== lengths"; truncate -s 10000 sparse; stat -c %s sparse; tr -d '\0' <sparse | wc -c; dd if=numbers.none of=x 2>/dev/null || echo "no input"
seq 1 1000 >thousand; dd if=thousand of=block bs=100 count=7 2>/dev/null; stat -c %s block; dd if=block of=block bs=1 seek=5000 count=5 conv=notrunc 2>/dev/null; stat -c %s block
head -c 5 block | cksum; tail -c 5 block | cksum
echo "== find"; find . -type d -name '[bc]' | sort; find . -size +5k -type f | sort; find . -name '*.none'; find . -perm 4751; find tree -depth | head -n 1 | wc -l
find . -type f -exec cksum {} + | sort -k 3 | head -n 5
echo "== a FIFO"; mkfifo fifo; (seq 1 3 >fifo &); cat fifo; stat -c %F fifo; { echo through; } | cat /dev/stdin; echo kept >gone; exec 3<gone; rm gone; cat /proc/self/fd/3; exec 3<&-
echo "== removed while open"; echo still >open; { rm open; cat; } <open; ls open 2>/dev/null || echo gone
echo "== many"; i=0; while [ $i -lt 60 ]; do : >"file$i"; i=$((i + 1)); done; ls file* | wc -l; rm file?; ls file* | wc -l; rm file*; ls file* 2>/dev/null | wc -l
echo "== the end"; find . -name numbers -delete; rm -r tree "a new"; rm -rf private none; find . -mindepth 1 | sort
}
for place in /tmp /var/tmp; do
    mkdir -p $place
    directory=$(mktemp -d $place/files.XXXXXX) && cd "$directory" || exit 1
    umask 022; export TZ=UTC0
    work
    cd / && rm -rf "$directory" && [ ! -e "$directory" ] && echo "== all of it is gone"
done
