/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the name of an output leads: to a file that is replaced, or to what is written as it is. */
#ifndef KOM_TARGET_H
#define KOM_TARGET_H

#include <limits.h>
#include <stdbool.h>

#include "file_id.h"
#include "kom/error.h"

struct kom_target {
    int fd;              /* open for writing and the caller's to close; -1: a file to be replaced */
    bool is_descriptor;  /* it stands for a descriptor that was open before (/dev/stdout) */
    char path[PATH_MAX]; /* the file to be replaced or made, whole and without symbolic links */
    struct kom_file_id id; /* borrows from path */
};

/* Follows the name. A descriptor's name (/dev/stdout, /dev/fd/3, /proc/self/fd/3) gives a duplicate
   of it; a pipe, socket or device is opened; a regular file, or none, is to be replaced or made,
   but nowhere in /dev (except /dev/shm), /proc and /sys. KOM_EIO with the name as it was given. */
enum kom_status kom_target_find(struct kom_target *target, const char *name,
                                struct kom_error *err) KOM_MUSTUSE;

#endif
