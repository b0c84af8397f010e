// SPDX-License-Identifier: Apache-2.0
// The firmware's memory, told to the kernel: S mode cannot touch it, so it must be no memory to it.

#ifndef FIRMWARE_RESERVE_H
#define FIRMWARE_RESERVE_H

#include <stdbool.h>

// Write the firmware's range into the device tree, in place, after platform_read. False, and the tree is as it was: it
// is not in RAM, or has no room behind it there.
bool reserve_firmware(void *device_tree);

#endif
