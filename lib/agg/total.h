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

/* The total as an exact sum, which is to be freed (kom_exact_fini) in every case. KOM_ENOMEM. */
enum kom_status kom_total_exact(const struct kom_total *total, struct kom_exact *sum) KOM_MUSTUSE;

/* Adds the sum as decimal text without trailing zeros (the nearest double where reals took part).
 * KOM_ENOMEM. */
enum kom_status kom_total_text(const struct kom_total *total, struct kom_buf *out) KOM_MUSTUSE;

/* The same as fields of a line of a state, and back: added to t. KOM_ENOMEM. */
enum kom_status kom_total_save(const struct kom_total *total,
                               struct kom_state_out *out) KOM_MUSTUSE;
enum kom_status kom_total_load(struct kom_total *total, struct kom_state_in *in) KOM_MUSTUSE;

void kom_total_fini(struct kom_total *total);

/* A few sums side by side, in less room: what does not fit into hundredths has totals elsewhere,
   made for all of them when the first needs it. Zero-initialised is empty. */
enum { KOM_SUMS = 3 };
struct kom_sums {
    int64_t hundredths[KOM_SUMS];
    struct kom_total *rest; /* KOM_SUMS of them; NULL: none */
};

/* Adds to sum k, or takes away. KOM_ENOMEM: memory ran out, the sums mean nothing. */
enum kom_status kom_sums_add(struct kom_sums *totals, unsigned k, const struct kom_num *x,
                             bool negative) KOM_MUSTUSE;
enum kom_status kom_sums_overflow(struct kom_sums *totals, unsigned k,
                                  int64_t hundredths) KOM_MUSTUSE;
static inline enum kom_status kom_sums_add_hundredths(struct kom_sums *totals, unsigned k,
                                                      int64_t hundredths) {
    int64_t sum;
    if (__builtin_add_overflow(totals->hundredths[k], hundredths, &sum))
        return kom_sums_overflow(totals, k, hundredths);
    totals->hundredths[k] = sum;
    return KOM_OK;
}
enum kom_status kom_sums_merge(struct kom_sums *totals, const struct kom_sums *from) KOM_MUSTUSE;

/* Adds sum k to a total. */
enum kom_status kom_sums_give(const struct kom_sums *totals, unsigned k,
                              struct kom_total *to) KOM_MUSTUSE;

enum kom_status kom_sums_save(const struct kom_sums *sums, unsigned k,
                              struct kom_state_out *out) KOM_MUSTUSE;
enum kom_status kom_sums_load(struct kom_sums *sums, unsigned k,
                              struct kom_state_in *in) KOM_MUSTUSE;

void kom_sums_fini(struct kom_sums *totals);

#endif
