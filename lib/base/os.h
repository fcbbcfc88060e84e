/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What POSIX does not tell: how many CPUs this process may use. */
#ifndef KOM_OS_H
#define KOM_OS_H

/* CPUs by affinity and control group, at least 1. */
unsigned kom_os_cpus(void);

#endif
