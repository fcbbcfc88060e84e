/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What POSIX does not tell. */
#ifndef KOM_OS_H
#define KOM_OS_H

#include <stddef.h>
#include <stdint.h>

/* CPUs by affinity and control group, at least 1. */
unsigned kom_os_cpus(void);

/* Bytes of memory this process may use: the smallest of what the machine has, the control group's
   limit and RLIMIT_AS; 0 when nobody tells. */
uint64_t kom_os_memory(void);

/* Tells the system that these bytes are a large table that is looked at in no order: fewer, larger
 * pages. Only a hint. */
void kom_os_large_table(void *p, size_t nbytes);

/* Lets a pipe hold more, so that reader and writer wait for each other less often. Only a hint. */
void kom_os_wide_pipe(int fd);

#endif
