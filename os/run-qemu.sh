#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run-qemu.sh [ARGUMENT...]: boot the kernel on QEMU's virt board; the arguments are the kernel's command line. What is
# written to the disks is forgotten. RAM sets the memory (16M), BIOS the firmware (ours), KERNEL the kernel.
# The exit status is the machine's: 0 when everything succeeded.
set -eu

command -v qemu-system-riscv64 >/dev/null || {
    echo "run-qemu: qemu-system-riscv64 is missing: apt-get install qemu-system-misc" >&2
    exit 1
}

# A raw image in one of the board's virtio slots.
disk() {
    printf '%s ' -drive "file=$2,format=raw,if=none,id=disk$1,snapshot=on" \
        -device "virtio-blk-device,drive=disk$1,bus=virtio-mmio-bus.$1"
}

exec qemu-system-riscv64 -machine virt -m "${RAM:-16M}" -nographic \
    -bios "${BIOS:-build/firmware.elf}" -kernel "${KERNEL:-build/kernel.elf}" \
    -append "root=/dev/vda swap=/dev/vdb $*" -global virtio-mmio.force-legacy=false \
    $(disk 0 build/disk.img) $(disk 1 build/swap.img) $(disk 2 build/out.img)
