/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of shares and of the analysis of variance, as they are written. */
#ifndef KOM_SUMMARY_ROW_H
#define KOM_SUMMARY_ROW_H

#include "kom/interval.h"
#include "output.h"
#include "sum.h"

struct kom_share_row {
    const struct kom_exact *of, *count;
    double share;
    struct kom_ci ci;
};

/* Degrees of freedom: -1 where there is no group. */
struct kom_between_row {
    const char *measure;
    int64_t n, groups, df_between, df_within;
    struct kom_between figures;
};

#endif
