/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the shell's limits of memory leave to a process and its threads. */
#include <sys/resource.h>

#include "os.h"

/* A thread's stack, as pthread_create takes it, and what malloc sets aside for a thread of its own
   (glibc: 64 MB of address space). */
static const uint64_t stack_nbytes = UINT64_C(8) << 20, heap_nbytes = UINT64_C(64) << 20;

static bool limit_of(int which, uint64_t *nbytes) {
    struct rlimit limit;
    if (getrlimit(which, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return false;
    *nbytes = (uint64_t)limit.rlim_cur;
    return true;
}

static uint64_t less(uint64_t a, uint64_t b) {
    return a > b ? a - b : 0;
}

struct kom_os_limit kom_os_limit(void) {
    struct kom_os_limit out = {false, false, UINT64_MAX, 0};
    uint64_t space, data, all_space, all_data, stack = stack_nbytes;
    const bool has_space = limit_of(RLIMIT_AS, &all_space),
               has_data = limit_of(RLIMIT_DATA, &all_data);
    if (!has_space && !has_data)
        return out;
    kom_os_taken(&space, &data);
    (void)limit_of(RLIMIT_STACK, &stack);
    if (has_space)
        out = (struct kom_os_limit){true, false, less(all_space, space), stack + heap_nbytes};
    if (has_data && less(all_data, data) < out.left)
        out = (struct kom_os_limit){true, true, less(all_data, data), stack};
    return out;
}

unsigned kom_os_threads(unsigned n_asked) {
    const struct kom_os_limit limit = kom_os_limit();
    if (!limit.is_there || limit.for_a_thread == 0)
        return n_asked;
    const uint64_t n = 1 + limit.left / 2 / limit.for_a_thread;
    return n < n_asked ? (unsigned)n : n_asked;
}

uint64_t kom_os_memory(unsigned n_threads) {
    const struct kom_os_limit limit = kom_os_limit();
    const uint64_t memory = kom_os_machine_memory();
    if (!limit.is_there)
        return memory;
    const uint64_t threads = n_threads > 1 ? (n_threads - 1) * limit.for_a_thread : 0;
    uint64_t left = less(limit.left, threads);
    left = left > limit.left / 8 ? left : limit.left / 8; /* the stacks may be had all the same */
    left = left > 0 ? left : 1;
    return memory == 0 || left < memory ? left : memory;
}
