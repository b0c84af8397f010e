#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# test_badinput.sh PAGEWALK GUESTS: what the command refuses, each with status 2 and one line on stderr
# that names the thing and the remedy; nothing is written to a file it was given. GUESTS holds the
# bare-metal programs.
set -u
pagewalk=$1 guests=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# refuses NAME WORDS ARGUMENTS...: status 2, one line, WORDS in it.
refuses() {
  name=$1 words=$2
  shift 2
  timeout 60 "$pagewalk" "$@" >"$work/out" 2>"$work/err" </dev/null
  status=$?
  if [ $status -ne 2 ]; then
    why="status $status"
  elif ! grep -qF -e "$words" "$work/err"; then
    why="said: $(head -n 1 "$work/err")"
  elif [ "$(head -n 1 "$work/err" | grep -c '^pagewalk')" -ne 1 ] || [ -s "$work/out" ]; then
    why="not one line on stderr"
  else
    echo "ok $name"
    return
  fi
  echo "not ok $name: $why"
  failures=$((failures + 1))
}

# patched NAME OFFSET BYTES: a copy of a program with bytes (a printf format) written at an offset.
patched() {
  cp "$guests/fail.elf" "$work/$1"
  printf "$3" | dd of="$work/$1" bs=1 seek="$2" conv=notrunc status=none
  echo "$work/$1"
}

good=$guests/fail.elf
bare="run --engine model --bare"
head -c 100 "$good" >"$work/short.elf"
head -c 4097 "$good" >"$work/cut.elf"
: >"$work/empty.elf"
: >"$work/empty.img"
echo 'int main;' >"$work/text.elf"
head -c 700 /dev/zero >"$work/odd.img"
head -c 8192 /dev/zero >"$work/noswap.img"
head -c 512 /dev/zero >"$work/tiny.img"

# Usage
refuses no-verb "no verb"
refuses unknown-verb 'fly: unknown verb' fly
refuses no-image 'no IMAGE' run
refuses two-images 'two images' $bare "$good" "$good"
refuses unknown-option 'unrecognized option' run --wings "$good"
refuses unknown-engine '--engine warp: not in this program' run --engine warp "$good"
refuses unknown-preset '--preset huge: unknown' run --preset huge "$good"
refuses unknown-extension 'svx is no extension' run --engine model --bare --isa sv48,svx "$good"
refuses isa-of-another-engine 'give --engine model' run --isa sv48 --engine rtl --bare "$good"
refuses isa-of-nothing 'isa svx: svx is no extension' isa svx
refuses bad-size '--ram lots: not a number' $bare --ram lots "$good"
refuses bad-size-suffix '--ram 16X: not a number' $bare --ram 16X "$good"
refuses size-overflow '--ram 99999999999999999999: not a number' $bare --ram 99999999999999999999 "$good"
refuses negative-count '--max-cycles -5: not a number' $bare --max-cycles -5 "$good"
refuses bad-seconds '--heartbeat soon: not a number' $bare --heartbeat soon "$good"
refuses row-slower-than-memory '--mem-row-hit 31: an open row is not slower than --mem-latency 30' $bare --mem-row-hit 31 "$good"
refuses bare-and-firmware 'exclude each other' $bare --firmware "$good" "$good"
refuses window-without-trace 'without --trace' $bare --trace-from 10 "$good"
refuses empty-window 'is empty' $bare --trace "$work/t.fst" --trace-from 10 --trace-to 10 "$good"
refuses event-zero 'counted from 1' $bare --trace "$work/t.fst" --trace-event page_fault:0 "$good"
refuses signature-of-a-kernel '--signature is of a program without a kernel' run --signature "$work/s" "$good"
refuses signature-of-nothing 'no symbol begin_signature' $bare --signature "$work/s" "$good"
refuses signature-granularity '--signature-granularity 3: one of' $bare --signature "$work/s" --signature-granularity 3 "$good"
refuses too-many-disks 'one too many' $bare --disk a --disk b --disk c --disk d --disk e --disk f --disk g --disk h "$good"

# RAM
refuses ram-too-small '4096 bytes is too small; give --ram 1M' $bare --ram 4K "$good"
refuses ram-not-pages 'not whole pages' $bare --ram 1048577 "$good"
refuses ram-too-large 'too large' $bare --ram 1024G "$good"

# Images
refuses image-missing "cannot open '$work/none.elf': No such file" $bare "$work/none.elf"
refuses image-folder 'not a regular file' $bare "$work"
refuses image-empty 'is empty' $bare "$work/empty.elf"
refuses image-text 'not an ELF file' $bare "$work/text.elf"
refuses image-truncated-header 'truncated' $bare "$work/short.elf"
refuses image-truncated-segment 'truncated' $bare "$work/cut.elf"
refuses image-32-bit '32-bit' $bare "$(patched class.elf 4 "\\001")"
refuses image-big-endian 'big-endian' $bare "$(patched endian.elf 5 "\\002")"
refuses image-x86 'x86-64' $bare "$(patched machine.elf 18 "\\076\\000")"
refuses image-object 'not an executable' $bare "$(patched object.elf 16 "\\001\\000")"
refuses image-too-large 'does not fit into RAM' $bare --ram 1M "$guests/large.elf"
refuses image-elsewhere 'nothing at 0x80000000' $bare "$guests/high.elf"
refuses kernel-elsewhere "overlaps" run --engine model --firmware "$good" "$good"
refuses kernel-not-at-its-place 'nothing at 0x80200000' run --engine model --firmware "$good" "$guests/high.elf"
refuses firmware-missing "cannot open '$work/none.elf'" run --engine model --firmware "$work/none.elf" "$good"

# Disks and other files
refuses disk-missing "cannot open disk '$work/none.img'" $bare --disk "$work/none.img" "$good"
refuses disk-empty 'is empty' $bare --disk "$work/empty.img" "$good"
refuses disk-odd-size '700 bytes, not a multiple of 512' $bare --disk "$work/odd.img" "$good"
refuses disk-folder "$work" $bare --disk "$work" "$good"
refuses swap-without-signature 'no SWAPSPACE2 signature; prepare it with mkswap' $bare --swap "$work/noswap.img" "$good"
refuses swap-too-short 'no SWAPSPACE2 signature' $bare --swap "$work/tiny.img" "$good"
for text in 0 0:read 8:read:all x:read:all 0:erase:all 0:read:all:0 0:read:9-3 0:read:1-2-3 0:read:-1 0:read:all:1:2 0:flush:5 0:read:: 0:read:all:; do
  refuses "disk-error $text" "--disk-error $text: write it like" $bare --disk-error "$text" --disk "$work/noswap.img" "$good"
done
refuses disk-reset-form '--disk-reset 0: write it like' $bare --disk-reset 0 --disk "$work/noswap.img" "$good"
refuses disk-error-nowhere 'no disk in slot 3' $bare --disk-error 3:read:all --disk "$work/noswap.img" "$good"
refuses disk-errors-too-many 'one too many' $bare $(yes -- --disk-error=0:read:all | head -n 17) --disk "$work/noswap.img" "$good"
for text in x 5-3 0x80000000:0 0x80000000:2-1 0x80000000:1:1 ''; do
  refuses "memory-error $text" "--memory-error $text: write it like" run --engine rtl --bare --memory-error "$text" "$good"
done
refuses memory-errors-too-many 'one too many' run --engine rtl --bare $(yes -- --memory-error=0x80000000 | head -n 17) "$good"
refuses input-missing "cannot read input '$work/none'" $bare --input "$work/none" "$good"
refuses terminal-without-one 'standard input is no terminal' $bare --terminal "$good"
refuses stats-unwritable "cannot write '$work/none/s.json'" $bare --stats "$work/none/s.json" "$guests/pass.elf"
refuses walks-unwritable "cannot write '$work/none/w'" run --engine rtl --bare --walks "$work/none/w" "$guests/pass.elf"
refuses signature-unwritable "cannot write '$work/none/s'" $bare --signature "$work/none/s" "$guests/signature.elf"
refuses long-append 'do not fit into the device tree' $bare --append "$(head -c 30000 /dev/zero | tr '\0' x)" "$good"

# What the model engine has not
refuses model-lockstep '--engine rtl' $bare --lockstep "$good"
refuses model-walks '--engine rtl' $bare --walks "$work/w" "$good"
refuses model-memory-error '--engine rtl' $bare --memory-error 0x80000000 "$good"
refuses model-trace '--engine rtl' $bare --trace "$work/t.fst" "$good"

if [ "$(id -u)" -ne 0 ]; then
  cp "$work/noswap.img" "$work/secret.img"
  chmod 000 "$work/secret.img"
  refuses disk-unreadable 'Permission denied' $bare --disk "$work/secret.img" "$good"
fi

cmp -s "$work/noswap.img" /dev/zero -n 8192 || { echo "not ok disks-untouched: noswap.img has changed"; failures=1; }
[ $failures -eq 0 ]
