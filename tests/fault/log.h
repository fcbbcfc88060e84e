/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the interposed calls of a run and its judge tell each other, through one mapped file. */
#ifndef FAULT_LOG_H
#define FAULT_LOG_H

#include <stdatomic.h>
#include <stdint.h>

/* Calls that are counted apart. ANY: all of them but memory and sorting, in the order they are
 * made. */
/* clang-format off */
#define FAULT_KINDS(X) \
    X(alloc) \
    X(read) X(write) X(open) X(close) X(rename) X(chmod) X(sync) X(stat) X(seek) X(mkdir) X(thread) X(iconv) \
    X(sort) X(any)
/* clang-format on */

enum fault_kind {
#define FAULT_ENUM(name) FAULT_##name,
    FAULT_KINDS(FAULT_ENUM)
#undef FAULT_ENUM
        FAULT_N_KINDS
};

struct fault_log {
    atomic_uint_fast64_t calls[FAULT_N_KINDS];
    atomic_uint_fast64_t hits;        /* faults that were made */
    atomic_uint_fast64_t stderr_hits; /* of them on standard error */
    atomic_uint_fast64_t stdout_hits;
    atomic_uint_fast64_t has_begun; /* main was called */
};

#endif
