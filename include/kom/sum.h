/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Summaries by group: figures of numbers, one-way analysis of variance, shares: what kom-sum does.

   Figures are made of exact sums and sorted values and rounded once, so that they are a function of
   the multiset of rows alone (autocorr1: of their order too). Sources: quantiles Hyndman & Fan
   1996, types 1 to 9; skewness G1 and excess kurtosis G2 as in Joanes & Gill 1998; weighted sd sum
   w(x-m)^2 / sum w times n/(n-1); F and ICC(1) of groups Shrout & Fleiss 1979, unequal groups
   Donner 1986, eq. 2.3; shares with the intervals of kom/interval.h. kom-sum(1) says more of each.
 */
#ifndef KOM_SUM_H
#define KOM_SUM_H

#include <stddef.h>

#include "kom/beside.h"
#include "kom/error.h"
#include "kom/extract.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is asked. Zeros mean the defaults of the tool. Give `values` (figures), `values` and
   `between` (analysis of variance), or `count` and `of` (shares); what the one has no use for is
   refused. Texts and lists are borrowed while kom_sum_csv runs. */
struct kom_sum_request {
    const char *const *by, *const *margins, *const *values;
    size_t n_by, n_margins, n_values;
    const char *const
        *stats; /* "n", "mean", "p90" ...; NULL: n missing mean sd min p25 median p75 max */
    size_t n_stats;
    const char *weight;     /* column of sampling weights, at least 0 */
    const char *time;       /* column that orders autocorr1 */
    int quantile_type;      /* 1 to 9; 0: 7, or, with weights, the inverse of their distribution */
    const char *between;    /* column of groups */
    const char *count, *of; /* columns */
    const char *ci;         /* of shares: exact (NULL), midp, wilson, jeffreys */
    double level;           /* of intervals, between 0 and 1; 0: 0.95 */
    unsigned n_threads;     /* that read; 0: 1; at most 64 */
};

/* Reads an extract that was opened, and adds header and rows to out: the bytes of kom-sum, which
   kom_frame_parse reads. beside may be NULL. What is to be known beside the figures is added to
   `notes` (NULL: nobody wants it), in lines. The extract is not closed. KOM_EUSAGE: the request
   contradicts itself, or asks for what it has no use for. KOM_EDATA: a column is not there, rows
   cannot be read (kom_extract_finding), keys meet nothing, a sum does not add, distinct persons
   would be added. KOM_ENOMEM. After a failure out means nothing.
 */
KOM_API enum kom_status kom_sum_csv(struct kom_extract *x, const struct kom_sum_request *request,
                                    const struct kom_beside *beside, struct kom_buf *out,
                                    struct kom_buf *notes, struct kom_error *err) KOM_MUSTUSE;

/* Word i of the reasons for which kom_extract_n_aside of the extract then tells rows, from 0 on;
   static, NULL after the last. */
KOM_API const char *kom_sum_reason_text(int i);

#ifdef __cplusplus
}
#endif

#endif
