#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# test_guests.sh PAGEWALK GUESTS ENGINE...: bare-metal programs on each engine: console, exit status and
# figures; where QEMU is installed, the devices' answers must be QEMU's, line by line.
set -u
pagewalk=$1 guests=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

verdict() { # NAME WHY-NOT
  if [ -z "$2" ]; then
    echo "ok $1"
  else
    echo "not ok $1: $2"
    failures=$((failures + 1))
  fi
}

# runs NAME STATUS OUTPUT ARGUMENTS...: on the current engine; stdout must be the file OUTPUT.
runs() {
  name=$engine-$1 want=$2 output=$3
  shift 3
  timeout 60 "$pagewalk" run --engine "$engine" "$@" >"$work/out" 2>"$work/err"
  status=$?
  why=
  [ $status -eq "$want" ] || why="status $status, not $want; $(head -n 1 "$work/err")"
  [ -n "$why" ] || why=$(diff "$output" "$work/out" | head -n 4 | tr '\n' ' ')
  verdict "$name" "$why"
}

# Sector n holds 512 bytes n.
make_disk() {
  i=0
  while [ $i -lt 64 ]; do
    head -c 512 /dev/zero | tr '\0' "\\$(printf %03o $i)"
    i=$((i + 1))
  done
}

on_qemu() {
  cp "$work/disk.img" "$work/qemu.img"
  timeout 60 qemu-system-riscv64 -machine virt -m 16M -display none -serial stdio -monitor none -bios none \
    -global virtio-mmio.force-legacy=false -kernel "$guests/devices.elf" \
    -drive file="$work/qemu.img",format=raw,if=none,id=d0 \
    -device virtio-blk-device,drive=d0,bus=virtio-mmio-bus.0
}

make_disk >"$work/disk.img"
printf 'console\nsystem call\n' >"$work/htif"
printf 'good night\n' >"$work/asleep"
printf 'awake\n' >"$work/alarm"
printf 'hello\nthis is a line longer than any FIFO\nend\n' >"$work/echo"
: >"$work/nothing"
# Byte i is 3 * i + 1, in lines of 16 from the last byte to the first.
awk 'BEGIN { for (i = 0; i < 80; i += 16) { for (j = i + 15; j >= i; j--) printf "%02x", j < 70 ? (3 * j + 1) % 256 : 0; print "" } }' >"$work/signature16"

for engine in "$@"; do
  cp "$work/disk.img" "$work/$engine.img"
  timeout 60 "$pagewalk" run --engine "$engine" --bare --ram 16M --disk "$work/$engine.img" \
    --stats "$work/$engine.json" "$guests/devices.elf" >"$work/$engine.out" 2>"$work/err"
  status=$?
  why=
  [ $status -eq 0 ] || why="status $status; $(head -n 1 "$work/err")"
  [ "$(tail -n 1 "$work/$engine.out")" = done ] || why=${why:-"the output ends: $(tail -n 1 "$work/$engine.out")"}
  verdict "$engine-devices" "$why"
  if command -v qemu-system-riscv64 >/dev/null; then
    [ -f "$work/qemu.out" ] || on_qemu >"$work/qemu.out" 2>&1
    verdict "$engine-devices-as-on-qemu" "$(diff "$work/qemu.out" "$work/$engine.out" | head -n 4 | tr '\n' ' ')"
    verdict "$engine-disk-as-on-qemu" "$(cmp "$work/qemu.img" "$work/$engine.img" 2>&1)"
  fi
  cp "$work/disk.img" "$work/kept.img"
  runs snapshot 0 "$work/$engine.out" --bare --ram 16M --snapshot --disk "$work/kept.img" "$guests/devices.elf"
  verdict "$engine-snapshot-leaves-the-disk" "$(cmp "$work/disk.img" "$work/kept.img" 2>&1)"

  runs pass 0 "$work/nothing" --bare "$guests/pass.elf"
  runs fail 1 "$work/nothing" --bare "$guests/fail.elf"
  verdict "$engine-fail-code" "$(grep -q 'failed with code 5' "$work/err" || cat "$work/err")"
  runs htif 0 "$work/htif" --bare "$guests/htif.elf"
  runs echo 0 "$work/echo" --bare --input "$work/echo" "$guests/echo.elf"
  runs asleep 4 "$work/asleep" --bare --stuck-cycles 20k "$guests/asleep.elf"
  runs alarm 0 "$work/alarm" --bare "$guests/alarm.elf"
  # Its waits are longer than this, and no standstill, whatever cycle they begin in. (On the RTL a cache miss is longer.)
  [ "$engine" != model ] || runs long-waits 0 "$work/alarm" --bare --stuck-cycles 150 "$guests/alarm.elf"
  runs signature 0 "$work/nothing" --bare --signature "$work/signed" --signature-granularity 16 "$guests/signature.elf"
  verdict "$engine-signature-lines" "$(diff "$work/signature16" "$work/signed" | head -n 4 | tr '\n' ' ')"
  runs signature-by-words 0 "$work/nothing" --bare --signature "$work/words" "$guests/signature.elf"
  verdict "$engine-signature-words" "$(head -n 1 "$work/words" | grep -qx 0a070401 && [ "$(wc -l <"$work/words")" -eq 18 ] || cat "$work/words")"
  runs uncounted 0 "$work/nothing" --bare --stuck-cycles 1k --stats "$work/uncounted.json" "$guests/uncounted.elf"
  verdict "$engine-uncounted-instructions" "$(sed -n 's/^  "instructions": \([0-9]*\),$/\1/p' "$work/uncounted.json" |
    awk '$1 < 4000 || $1 > 40000 { print $1 }')"
  runs traploop 4 "$work/nothing" --bare --stuck-cycles 20k "$guests/traploop.elf"
  runs max-cycles 4 "$work/nothing" --bare --max-cycles 1k "$guests/loop.elf"
  verdict "$engine-max-cycles-told" "$(grep -q 'max-cycles 1000' "$work/err" || cat "$work/err")"

  # Ctrl-C ends a run as any other end does: with its figures. In the foreground, timeout
  # interrupts once; else the group too, and the second time kills.
  timeout --foreground --preserve-status -s INT 2 "$pagewalk" run --engine "$engine" --bare --heartbeat 0.3 \
    --max-cycles 100G --stats "$work/stopped.json" "$guests/loop.elf" >"$work/out" 2>"$work/err"
  status=$?
  verdict "$engine-interrupted" "$([ $status -eq 130 ] || echo "status $status")"
  verdict "$engine-interrupted-figures" "$(grep -q '"outcome": "interrupted"' "$work/stopped.json" || echo none)"
  verdict "$engine-heartbeat" "$(grep -q 'M cycles, [0-9]* kHz, .* remain' "$work/err" || cat "$work/err")"
  verdict "$engine-stats-are-json" "$(sed -e '1d' -e '$d' "$work/stopped.json" |
    grep -vE '^  "[a-z0-9_]+": ("[^"]*"|[0-9.e+-]+),?$' | head -n 2)"

  # At a terminal every key is the guest's, ^C too; CTRL-A x leaves, and the terminal is as it was.
  if command -v script >/dev/null; then
    { sleep 1 && printf 'a\003b\001\001c\n' && sleep 2 && printf '\001x'; } | timeout 60 script -qec \
      "$pagewalk run --engine $engine --bare --terminal $guests/echo.elf; echo status \$?; stty -a | grep -c ' icanon'" \
      /dev/null >"$work/out" 2>&1
    printf 'a\003b\001c\nstatus 0\n1\n' >"$work/typed"
    verdict "$engine-terminal" "$(tr -d '\r' <"$work/out" | grep -v -e '^pagewalk: left' -e '^$' | diff - "$work/typed" | head -n 4 | tr '\n' ' ')"
  fi

  # The same run twice has the same figures, but for the host's time.
  timeout 60 "$pagewalk" run --engine "$engine" --bare --ram 16M --snapshot --disk "$work/disk.img" \
    --stats "$work/again.json" "$guests/devices.elf" >/dev/null 2>&1
  for json in "$engine" again; do
    grep -v -e host_seconds -e cycles_per_second "$work/$json.json" >"$work/$json.figures"
  done
  verdict "$engine-deterministic" "$(diff "$work/$engine.figures" "$work/again.figures" | head -n 4 | tr '\n' ' ')"
done
[ $failures -eq 0 ]
