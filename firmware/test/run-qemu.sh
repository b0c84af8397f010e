#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run-qemu.sh FIRMWARE PAYLOAD: the firmware's test on QEMU's virt board, with Sstc and without.
set -eu

command -v qemu-system-riscv64 >/dev/null || {
    echo "run-qemu: qemu-system-riscv64 is missing: apt-get install qemu-system-misc" >&2
    exit 1
}
for cpu in rv64 rv64,sstc=false; do
    timeout 20 qemu-system-riscv64 -machine virt -cpu "$cpu" -m 16M -nographic -bios "$1" -kernel "$2" </dev/null
done
