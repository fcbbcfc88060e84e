/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elsewhere: the CPUs that are online. */
#include "os.h"

#include <stdbool.h>
#include <sys/resource.h>
#include <unistd.h>

unsigned kom_os_cpus(void) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (unsigned)n : 1;
}

void kom_os_large_table(void *p, size_t nbytes) {
    (void)p;
    (void)nbytes;
}

uint64_t kom_os_memory(void) {
    struct rlimit limit;
    bool is_limited = getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    return is_limited ? (uint64_t)limit.rlim_cur : 0;
}

void kom_os_wide_pipe(int fd) {
    (void)fd;
}
