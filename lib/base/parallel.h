/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many independent jobs by several threads: each writes to a place of its own, so that the result
   is the same with any number of them. */
#ifndef KOM_PARALLEL_H
#define KOM_PARALLEL_H

#include <stddef.h>
#include <stdint.h>

/* Threads that work at once, the caller's among them. */
enum { KOM_THREADS_MAX = 64 };

struct kom_jobs {
    size_t n;
    void (*run)(void *context, size_t job);
    void *context;
    unsigned n_threads; /* 0 and 1: the caller's alone; at most KOM_THREADS_MAX */
    void (*progress)(void *context,
                     uint64_t n_done); /* called by the caller's thread; NULL: none */
    void *progress_context;
};

/* Runs every job once, in no order. Threads that cannot be had are done without. */
void kom_jobs_run(const struct kom_jobs *jobs);

#endif
