// SPDX-License-Identifier: Apache-2.0
// Settings of the running kernel, below /proc/sys.
#ifndef SETTING_H
#define SETTING_H

#include "test.h"

static inline int try_setting(const char *name, const char *value)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/sys/%s", name);
    int fd = open(path, O_WRONLY);
    ssize_t done = fd < 0 ? -1 : write(fd, value, strlen(value));
    int error = errno;
    if (fd >= 0)
        close(fd);
    errno = error;
    return done == (ssize_t)strlen(value) ? 0 : -1;
}

static inline void set(const char *name, long value)
{
    char text[24];
    snprintf(text, sizeof text, "%ld", value);
    if (try_setting(name, text) != 0)
        fail("%s cannot be %s: %s", name, text, strerror(errno));
}

static inline long get(const char *name)
{
    char path[64], text[24];
    snprintf(path, sizeof path, "/proc/sys/%s", name);
    int fd = open(path, O_RDONLY);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (length < 0)
        fail("%s: %s", path, strerror(errno));
    close(fd);
    text[length] = '\0';
    return strtol(text, NULL, 10);
}

#endif
