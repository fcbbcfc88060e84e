/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of a sample with a design, group by group: means, totals, quantiles, shares, ratios.

   A group of --by is a domain: the rows of other groups stay in the sample with scores of 0, so
   that the clusters in which the group has no row count (design.h, and design_rows.h for what the
   columns mean). Degrees of freedom are the clusters less the strata in which the group has rows
   with a value. Points are those of kom-sum --weight. */
#ifndef KOM_SURVEY_H
#define KOM_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "design_rows.h"
#include "frame.h"
#include "kom/error.h"
#include "lookup.h"
#include "mem.h"
#include "output.h"

/* FIGURES: --value; SHARES: --count --of, of numbers; VALUES: --count COL=VALUE; RATIOS: --count
   --exposure. */
enum kom_survey_kind {
    KOM_SURVEY_FIGURES,
    KOM_SURVEY_SHARES,
    KOM_SURVEY_VALUES,
    KOM_SURVEY_RATIOS
};

struct kom_survey_stat; /* one of --stats */

/* What is asked; borrowed. */
struct kom_survey_request {
    enum kom_survey_kind kind;
    const char *const *by, *const *values;
    size_t n_by, n_values;
    const struct kom_survey_stat *stats;
    size_t n_stats;
    const char *count, *level_text, *second; /* COL, VALUE of --count; --of or --exposure */
    enum kom_design_ci_kind ci;
    bool is_plain; /* no weights, no design: the interval is that of a plain share */
    enum kom_ci_kind plain_ci;
    double level;
    struct kom_design_request design;
    struct kom_design_replicates replicates;
    struct kom_lookup *lookup;       /* tables beside; NULL: none */
    struct kom_unmatched *unmatched; /* where lines for people go; NULL: nowhere */
    bool skips_bad_rows;
};

/* A number of a quantile with its interval. */
struct kom_survey_quantile {
    struct kom_num x, low, high; /* as they were written */
    bool has_x, has_low, has_high;
    double std_error;
};

/* A line of the result. NaN and -1: not there. */
struct kom_survey_row {
    const struct kom_text *by;
    const char *measure;
    int64_t n, missing, count;
    double mean, std_error, conf_low, conf_high, deff; /* mean: a share or ratio too */
    double total, total_se, total_low, total_high;
    double sd, var;
    struct kom_num min, max;
    struct kom_survey_quantile *quantile; /* of each of --stats; what is none is not set */
    int64_t clusters, strata;
    double df;
    const char *warning; /* "" or several joined by "; " */
};

/* Why a row of the input is not used. */
enum kom_survey_reason {
    KOM_SURVEY_USED,
    KOM_SURVEY_UNREADABLE,
    KOM_SURVEY_MISSING, /* of shares and ratios */
    KOM_SURVEY_NO_WEIGHT,
    KOM_SURVEY_ZERO_WEIGHT,
    KOM_SURVEY_NO_STRATUM,
    KOM_SURVEY_NO_CLUSTER,
    KOM_SURVEY_NO_FPC,
    KOM_SURVEY_SEVERAL,
    KOM_SURVEY_REASONS
};

/* The result; owns what its rows point to, but for texts of the request and cells of the frame.
   Zero-initialised is empty. */
struct kom_survey {
    struct kom_survey_row *rows;
    size_t n_rows;
    uint8_t *reason; /* of each row of the frame: enum kom_survey_reason */
    const char *method;
    double level;
    bool has_replicates;
    enum kom_survey_kind kind;
    uint64_t n_beyond; /* figures that are blank because they lie beyond the doubles */
    struct kom_arena arena;
};

/* What is written where nothing is asked for; KOM_SURVEY_N_USUAL names. The i-th word of --stats,
   percentiles beside them; NULL past the last. */
enum { KOM_SURVEY_N_USUAL = 6 };
extern const char *const kom_survey_usual[KOM_SURVEY_N_USUAL];

/* Names to statistics, in the arena. KOM_EUSAGE: one that has no form in a sample with a design, or
   stands twice. */
enum kom_status kom_survey_stats_parse(struct kom_arena *arena, const char *const *name, size_t n,
                                       const struct kom_survey_stat **stats,
                                       struct kom_error *err) KOM_MUSTUSE;

/* Does a list of --stats ask for what only a design gives (total, deff)? */
bool kom_survey_is_meant(const char *const *name, size_t n);

/* The columns of the request and how they are to be read, for loading; in the arena. */
enum kom_status kom_survey_typed(const struct kom_survey_request *request, struct kom_arena *arena,
                                 struct kom_typed_column **typed, size_t *n,
                                 struct kom_error *err) KOM_MUSTUSE;

/* Makes the rows: groups in the order of their keys, measures in that asked for. KOM_EDATA: a
   column is not there, a cell cannot be read, the design cannot carry an error (design_rows.h),
   what does not add would be added. KOM_EUSAGE: a column is named twice. kom_survey_fini is due in
   every case. */
enum kom_status kom_survey_make(struct kom_survey *survey, const struct kom_frame *frame,
                                const struct kom_survey_request *request,
                                struct kom_error *err) KOM_MUSTUSE;

const char *kom_survey_reason_text(enum kom_survey_reason reason);

/* The columns of figures, shares and ratios, beside the by-columns. */
extern const struct kom_output_column kom_survey_columns[], kom_survey_share_columns[],
    kom_survey_ratio_columns[];

/* Header and rows as the stream has them (buf->failed: memory ran out). */
void kom_survey_write(const struct kom_survey *survey, const struct kom_survey_request *request,
                      struct kom_buf *buf);

void kom_survey_fini(struct kom_survey *survey);

#endif
