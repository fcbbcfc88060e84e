/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An exact sum of numbers that are mostly money: small, for tables of many cells. */
#ifndef KOM_TOTAL_H
#define KOM_TOTAL_H

#include "exact.h"

/* Numbers of at most two decimals below 10^15 are summed as hundredths; the others, and what does
   not fit any more, go to an exact sum of their own. The order of adding and merging cannot change
   a bit of the result. Zero-initialised is empty. */
struct kom_total {
    int64_t hundredths;
    struct kom_exact *rest; /* NULL: none */
};

/* Adds x, or takes it away. KOM_ENOMEM: memory ran out, the total means nothing. */
enum kom_status kom_total_add(struct kom_total *total, const struct kom_num *x,
                              bool negative) KOM_MUSTUSE;
enum kom_status kom_total_overflow(struct kom_total *total, int64_t hundredths) KOM_MUSTUSE;
static inline enum kom_status kom_total_add_hundredths(struct kom_total *total,
                                                       int64_t hundredths) {
    int64_t sum;
    if (__builtin_add_overflow(total->hundredths, hundredths, &sum))
        return kom_total_overflow(total, hundredths);
    total->hundredths = sum;
    return KOM_OK;
}
enum kom_status kom_total_merge(struct kom_total *total, const struct kom_total *from) KOM_MUSTUSE;

/* Adds the sum as decimal text without trailing zeros (the nearest double where reals took part).
 * KOM_ENOMEM. */
enum kom_status kom_total_text(const struct kom_total *total, struct kom_buf *out) KOM_MUSTUSE;

void kom_total_fini(struct kom_total *total);

#endif
