// SPDX-License-Identifier: Apache-2.0
// What the kernel must not be able to do, done on purpose: boot argument selftest=NAME, for tests of its protection.
#ifndef OS_KERN_SELFTEST_H
#define OS_KERN_SELFTEST_H

// Does nothing without the argument. With it the kernel ends in the panic that the name stands for, or, where nothing
// stopped it, in another.
void selftest(void);

#endif
