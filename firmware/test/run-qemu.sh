#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run-qemu.sh FIRMWARE PAYLOAD: the firmware's test on QEMU's virt board, with Sstc and without, with one hart and
# with two: the second must be tried then, and neither must enter the kernel uncalled.
set -eu

command -v qemu-system-riscv64 >/dev/null || {
    echo "run-qemu: qemu-system-riscv64 is missing: apt-get install qemu-system-misc" >&2
    exit 1
}
console=$2.console
for cpu in rv64 rv64,sstc=false; do
    for harts in 1 2; do
        status=0
        timeout 20 qemu-system-riscv64 -machine virt -cpu "$cpu" -smp $harts -m 16M -nographic -bios "$1" -kernel "$2" \
            </dev/null >"$console" || status=$?
        cat "$console"
        if [ $status -ne 0 ] || [ $harts -ne "$(grep -c -e '^ok firmware' -e '^a second hart' "$console")" ]; then
            echo "not ok firmware: -cpu $cpu -smp $harts: status $status, or not all was tried"
            exit 1
        fi
    done
done
