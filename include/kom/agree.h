/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well coders agree: kappa of two and of several, and Krippendorff's alpha with its interval.

   Categories are numbered from 0. NaN: there is no such figure, as where nothing was coded, or
   where all codings are one category, so that chance alone explains all there is. */
#ifndef KOM_AGREE_H
#define KOM_AGREE_H

#include <stddef.h>
#include <stdint.h>

#include "kom/error.h"
#include "kom/interval.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- kappa ---- */

/* agreement: the share of pairs of codings of a unit that are one category, whatever the weights.
   kappa: 1 less the disagreement seen over that which the coders' shares alone would give. */
struct kom_kappa {
    double agreement, kappa;
};

/* What a disagreement counts. */
enum kom_kappa_weights {
    KOM_KAPPA_NONE,     /* 1 (Cohen 1960, eq. 1) */
    KOM_KAPPA_LINEAR,   /* the distance of the values */
    KOM_KAPPA_QUADRATIC /* its square (Cohen 1968, eq. 5, with the weights of disagreement) */
};

/* Reads "none", "linear" or "quadratic". KOM_EUSAGE, *weights unchanged, for any other text. */
KOM_API enum kom_status kom_kappa_weights_parse(const char *text, enum kom_kappa_weights *weights,
                                                struct kom_error *err) KOM_MUSTUSE;

/* What two coders said of n units: categories below k. */
struct kom_two_coders {
    const uint32_t *first, *second;
    size_t n, k;
    const double *value; /* of each category, finite; NULL without weights */
};

/* Kappa of two coders. With values 1, 2, 3 ... the weights are those of R's psych and vcd. Memory
   16 bytes a category, time with weights as its square. KOM_ENOMEM. */
KOM_API enum kom_status kom_cohen(const struct kom_two_coders *coders,
                                  enum kom_kappa_weights weights, struct kom_kappa *out,
                                  struct kom_error *err) KOM_MUSTUSE;

/* ---- codings of any number of coders ---- */

/* What values are, and so how far apart two of them are (Krippendorff 2011, section C). */
enum kom_measurement {
    KOM_NOMINAL,  /* alike or not */
    KOM_ORDINAL,  /* by how many codings lie between */
    KOM_INTERVAL, /* the difference, squared */
    KOM_RATIO     /* the difference over the sum, squared; values at least 0 */
};

/* Reads "nominal", "ordinal", "interval" or "ratio". KOM_EUSAGE, as above. */
KOM_API enum kom_status kom_measurement_parse(const char *text, enum kom_measurement *measurement,
                                              struct kom_error *err) KOM_MUSTUSE;

/* The word that kom_measurement_parse reads; static. */
KOM_API const char *kom_measurement_text(enum kom_measurement measurement);

/* Codings of units by any number of coders, who need not all have coded all: those of unit u are
   category[from[u]] to category[from[u + 1] - 1], in any order. A unit with one coding, or none,
   tells nothing. */
struct kom_codings {
    size_t n_units;
    const size_t *from; /* n_units + 1 */
    const uint32_t *category;
    size_t n_categories;
    const double *value; /* of each category, rising, finite; NULL with KOM_NOMINAL */
};

/* Kappa of several coders, from units that each have the same number of codings, two or more; else
   NaN (Fleiss 1971, eq. 1 to 7). Values are not looked at. KOM_ENOMEM. */
KOM_API enum kom_status kom_fleiss(const struct kom_codings *codings, struct kom_kappa *out,
                                   struct kom_error *err) KOM_MUSTUSE;

/* How the interval is drawn. Draw d takes its numbers from stream d of the seed, so the same seed
   gives the same interval with any number of threads. */
struct kom_codings_plan {
    int64_t draws; /* 0: no interval; at most 100,000,000 */
    uint64_t seed;
    double level;
    unsigned n_threads; /* 0: one */
};

/* What comes of it. */
struct kom_krippendorff {
    double alpha;
    struct kom_ci ci;    /* NaN where there is none */
    size_t n_units;      /* with two codings or more */
    size_t n_codings;    /* of these */
    size_t n_apart;      /* units whose codings differ */
    int64_t n_undefined; /* draws in which nothing varied */
};

/* Alpha (Krippendorff 2011, section D): 1 less the disagreement within units over that between all
   codings.

   Interval: percentiles of alpha over units drawn again with replacement, both disagreements anew
   in each draw: the r-th lowest and highest of them, r the whole part of (draws + 1) (1 - level)
   / 2. (Hayes & Krippendorff 2007 draw pairs of codings and keep the disagreement expected; pairs
   of one unit hang together, so units are drawn here.) A draw in which nothing varies has no alpha;
   it may be anything, and so counts as the lowest and as the highest at once, and an end that falls
   among such draws is NaN. Where no unit has codings that differ every draw would say 1, and
   nothing of how rarely they do: then there is no interval. Time some 10 ns a unit and draw; memory
   8 bytes a draw. KOM_ENOMEM. */
KOM_API enum kom_status kom_krippendorff(const struct kom_codings *codings,
                                         enum kom_measurement measurement,
                                         const struct kom_codings_plan *plan,
                                         struct kom_krippendorff *out,
                                         struct kom_error *err) KOM_MUSTUSE;

#ifdef __cplusplus
}
#endif

#endif
