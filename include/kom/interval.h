/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two-sided confidence intervals for one share and for one rate.

   All: `level` such as 0.95 must lie strictly between 0 and 1, counts are whole numbers up to 1e9;
   anything else, n = 0 and a count above n among it, gives NaN on both sides. Shares are
   proportions from 0 to 1, never percent. Pure, without memory, safe in any number of threads.
   kom_stat_init (kom/dist.h) is to be called first. */
#ifndef KOM_INTERVAL_H
#define KOM_INTERVAL_H

#include <stdint.h>

#include "kom/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Both ends, on the scale of what was asked. NaN: there is none. */
struct kom_ci {
    double low, high;
};

/* The interval of a share. */
enum kom_ci_kind {
    KOM_CI_EXACT,   /* Clopper & Pearson 1934: each tail at most (1 - level) / 2; covers at least
                       `level` */
    KOM_CI_MIDP,    /* the same with half of the probability of the count itself (Lancaster 1961;
                       Berry & Armitage 1995): covers `level` on average, not always */
    KOM_CI_WILSON,  /* Wilson 1927: inverts the score test, without continuity correction */
    KOM_CI_JEFFREYS /* quantiles of Beta(count + 1/2, n - count + 1/2), with the low end 0 when
                       count = 0 and the high end 1 when count = n (Brown, Cai & DasGupta 2001) */
};

/* Reads "exact", "midp", "wilson" or "jeffreys". KOM_EUSAGE, *kind unchanged, for any other text.
 */
KOM_API enum kom_status kom_ci_kind_parse(const char *text, enum kom_ci_kind *kind,
                                          struct kom_error *err) KOM_MUSTUSE;

/* The word that kom_ci_kind_parse reads; static. */
KOM_API const char *kom_ci_kind_text(enum kom_ci_kind kind);

/* The interval for the share `count` of `n`. The low end is exactly 0 for count = 0 and the high
   end exactly 1 for count = n, for every kind. */
KOM_API struct kom_ci kom_share_ci(enum kom_ci_kind kind, int64_t count, int64_t n, double level);

/* The exact interval for a Poisson rate, events per unit of exposure (Garwood 1936): Gamma
   quantiles with shapes count and count + 1, over the exposure. Low end 0 for count = 0. NaN unless
   exposure > 0 and finite. */
KOM_API struct kom_ci kom_rate_ci(int64_t count, double exposure, double level);

#ifdef __cplusplus
}
#endif

#endif
