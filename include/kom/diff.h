/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before and after: means, shares and rates on the two sides of a start, and what separates them.

   Data: the rows of a frame. A row belongs to one group (its by-columns, as text without blanks at
   the ends) and one side. Sides come from one day for all (`at`: a row lies after when its period
   begins on that day or later, before when it ends earlier, and straddles it otherwise), from each
   unit's own start in a participation table, or from a column that says the side. A row that cannot
   be placed or has no value is set aside with one reason; nothing is dropped without one.

   Model, by measure:
   - means: every row of a side is one observation. Welch: independent observations, unequal
   variances (kom/test.h). Paired: the mean of an id's rows after minus the mean of its rows before,
   one difference an id; Student's t on the differences.
   - weighted means: analytic weights, Var(y_i) = s^2 / w_i, as for figures that are themselves
   means over w_i persons. m = sum w y / sum w; sd^2 = sum w (y - m)^2 / sum w * n / (n - 1), the sd
   of kom-sum; then sd / sqrt(n) is the standard error of m under that model (weighted least squares
   on a constant), and Welch's formulas are used with it. Paired: the weights make the means of an
   id's rows; ids count equally.
   - clustered means: rows of one cluster hang together; regression of the value on the side with
   CR2 errors (Bell & McCaffrey 2002; kom/lm.h). Ranks and permutations: rows, or linked pairs
   (kom/rank.h, kom/permutation.h).
   - shares: counts and persons are summed over a side's rows; McNemar: one 0 or 1 for a person and
   side, linked by id (kom/share.h).
   - rates: counts and exposures are summed; a row for the ratio and one for the difference.
   - a sample with a design (KOM_DIFF_DESIGN): the sides are domains of one sample; errors by
   linearisation over strata and clusters, which may have rows on both sides, or by replicates;
   weights are then sampling weights, of shares and rates too (Lumley 2004). A contrast has the
   covariance of its levels.
   - series (KOM_DIFF_NEWEY_WEST): one row a period; the difference, and the changes of level and
   slope of a segmented regression, with errors that allow for serial correlation (Newey & West
   1987).
   - season: before and after are paired by calendar month or quarter.
   - contrast: the difference between the differences of two levels of one by-column. Equivalence:
   two one-sided tests (Schuirmann 1987).

   `recipients` and `buyers` are distinct persons of a unit and period and do not add: a side of a
   group that would need their sum over several rows is refused (KOM_EDATA).

   Order and reproducibility: the result is a function of the multiset of rows; their order changes
   nothing. Means, sd and the differences of unweighted means are exact sums rounded once.

   Sources: Welch 1947 and Satterthwaite 1946 (welch), Wilcoxon 1945, Fisher 1935 (permutation),
   Newcombe 1998, Miettinen & Nurminen 1985, Chan & Zhang 1999, McNemar 1947, Przyborowski &
   Wilenski 1940 (rates); the formulas stand in the headers of the tests, and in docs/methods.
   kom-diff(1) has the columns and warnings. */
#ifndef KOM_DIFF_H
#define KOM_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kom/beside.h"
#include "kom/error.h"
#include "kom/frame.h"
#include "kom/test.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How the sides are set against each other; see above. */
enum kom_diff_method {
    KOM_DIFF_DEFAULT, /* as the measure and the other options have it */
    KOM_DIFF_WELCH,
    KOM_DIFF_PAIRED,
    KOM_DIFF_CLUSTER,
    KOM_DIFF_WILCOXON,
    KOM_DIFF_PERMUTATION,
    KOM_DIFF_SERIES, /* never asked for by name: --se newey-west */
    KOM_DIFF_NEWCOMBE,
    KOM_DIFF_MN,
    KOM_DIFF_EXACT,
    KOM_DIFF_MCNEMAR,
    KOM_DIFF_MIDP,
    KOM_DIFF_DESIGN,
};

/* Reads the word of a method ("welch"); KOM_EUSAGE for any other text. */
KOM_API enum kom_status kom_diff_method_parse(const char *text, enum kom_diff_method *method,
                                              struct kom_error *err) KOM_MUSTUSE;

/* Why a row is not used, in the order in which reasons are tried. */
enum kom_diff_reason {
    KOM_DIFF_USED = 0,
    KOM_DIFF_NOT_STARTED, /* these three from the column `state` of kom-uptake */
    KOM_DIFF_NOT_OFFERED,
    KOM_DIFF_NOT_REPORTED,
    KOM_DIFF_OTHER_PHASE,    /* the phase column says neither side */
    KOM_DIFF_UNREADABLE,     /* a cell is no number or period (skips_bad_rows) */
    KOM_DIFF_NO_START,       /* its unit has no start in the participation table */
    KOM_DIFF_NO_TIME,        /* blank period */
    KOM_DIFF_STRADDLES,      /* its period holds days of both sides */
    KOM_DIFF_SKIPPED,        /* within --skip of the start */
    KOM_DIFF_OUTSIDE_WINDOW, /* further from the start than --window reaches */
    KOM_DIFF_HIDDEN,         /* suppressed: COL_status says hidden */
    KOM_DIFF_MISSING,        /* no value */
    KOM_DIFF_NO_WEIGHT,      /* blank weight */
    KOM_DIFF_ZERO_WEIGHT,
    KOM_DIFF_NO_ID,      /* nothing to pair by */
    KOM_DIFF_NO_CLUSTER, /* blank cluster */
    KOM_DIFF_NO_STRATUM, /* of a sample with a design: blank stratum, or population */
    KOM_DIFF_NO_FPC,
    KOM_DIFF_ONE_SIDED, /* its id, unit or calendar month is on one side only */
    KOM_DIFF_SEVERAL,   /* its municipality is in several networks, and dropped */
    KOM_DIFF_REASONS,   /* their number */
};

/* The word of a reason, as in "set aside"; static. "" for KOM_DIFF_USED. */
KOM_API const char *kom_diff_reason_text(enum kom_diff_reason reason);

/* How a row finds its side. */
enum kom_diff_sides { KOM_DIFF_AT, KOM_DIFF_PARTICIPATION, KOM_DIFF_PHASE };

struct kom_lookup;
struct kom_design_request;
struct kom_design_replicates;
struct kom_unmatched;

/* What is asked. Texts are borrowed. Columns are named as in the frame or through the vocabulary.
 */
struct kom_diff_request {
    const char *const *by; /* groups; n_by = 0: all rows are one group */
    size_t n_by;
    const char *unit;          /* NULL: kom */
    const char *time;          /* NULL: period, else date */
    const char *id;            /* NULL: none; links the sides when paired */
    const char *cluster;       /* NULL: none; rows of one cluster are not independent */
    const char *weight;        /* NULL: none; means only */
    const char *const *values; /* columns of means; n_values = 0 when count is given */
    size_t n_values;
    const char *count, *of, *exposure; /* share (count, of) or rate (count, exposure); else NULL */
    const char *count_value;           /* share of the rows whose count is this text; NULL: none */
    enum kom_diff_method method;       /* McNemar: count alone, 0 or 1 a row */
    bool by_season;                    /* pair calendar months or quarters */
    bool is_series;                    /* Newey-West errors and segmented regression */
    bool has_margin;                   /* two one-sided tests against the margin */
    double margin;                     /* of a difference, above 0; of a ratio, above 1 */
    const char *contrast; /* NULL: none; a by-column, or else added as the last of them */
    int64_t draws;        /* of permutations too many to be enumerated; 0: 9999 */
    bool has_seed;
    int64_t seed; /* of these; 1 without has_seed */
    enum kom_diff_sides sides;
    int32_t at;                            /* KOM_DIFF_AT: first day of after */
    const struct kom_frame *participation; /* KOM_DIFF_PARTICIPATION: unit [, keys], start */
    const char *phase, *before, *after;    /* KOM_DIFF_PHASE: the column and its two values */
    int64_t skip;   /* periods dropped on each side of the start; for days, days */
    int64_t window; /* periods used on each side, counted after skip; 0: all */
    const char *const *measured_after; /* by-columns to warn about */
    size_t n_measured_after;
    bool uses_logit; /* shares of a design: logit intervals instead of Korn and Graubard's */
    struct kom_lookup *lookup; /* these four inside of the library only: NULL */
    const struct kom_design_request *design;
    const struct kom_design_replicates *replicates;
    struct kom_unmatched *unmatched;
    bool skips_bad_rows; /* set rows aside whose cells cannot be read, instead of failing */
    unsigned n_threads;  /* for exact intervals; 0 and 1: none beside the caller's */
    void (*progress)(void *context, uint64_t n_done); /* rows of these; NULL: nobody asks */
    void *progress_context;
    double level; /* of the intervals, between 0 and 1; 0: 0.95 */
};

/* One side of a result row. NaN: not there. */
struct kom_diff_figures {
    int64_t n;       /* rows (means, rates), ids (paired), persons (shares) */
    double mean;     /* mean, share or rate */
    double sd;       /* n - 1; means only */
    int64_t count;   /* events, of shares and rates */
    double exposure; /* of rates */
};

/* An effect size with its interval; NaN where there is none. */
struct kom_diff_effect {
    double g, low, high;
};

/* One estimate. NaN and -1: not there. Texts are the result's. */
struct kom_diff_estimate {
    const struct kom_text
        *by;              /* a value for each by-column, and of the contrast's if it was added */
    const char *measure;  /* the column */
    const char *term;     /* difference, ratio, contrast, level, slope, given_trend ... */
    int64_t n;            /* observations behind the estimate */
    struct kom_test test; /* NaN where the data carry none: `warning` says why */
    const char *scale;    /* what the interval was built on: difference, ratio, log */
    const char *method;   /* what was done, in words */
    const char *warning;  /* "" or several joined by "; " */
    struct kom_diff_figures before, after; /* NaN and -1 of a contrast */
    struct kom_diff_effect effect;
    double p_equivalence; /* with has_margin: the larger of the two one-sided p-values */
    int64_t clusters;     /* of method cluster */
    int64_t draws;        /* of permutations */
    bool is_enumerated;   /* the draws are all there are */
    double p_min;         /* the smallest p-value these data could have given */
};

struct kom_diff_result; /* opaque */

/* Makes the estimates: a row a group, measure and term, groups in byte order of their values
   (before comes before after, total last), measures in the order asked for. beside may be NULL.
   frame, request and what they point to are borrowed until kom_diff_close. KOM_EUSAGE: the request
   contradicts itself. KOM_EDATA: a column is not there, a cell cannot be read, sides cannot be
   told, keys meet nothing, distinct persons would be added, totals stand beside their parts.
   KOM_EESTIMATE: no row has an estimate; the rows are there all the same, and so are their
   warnings. *result is the caller's to close, and NULL after any other failure. */
KOM_API enum kom_status kom_diff_open(struct kom_diff_result **result,
                                      const struct kom_frame *frame,
                                      const struct kom_diff_request *request,
                                      const struct kom_beside *beside,
                                      struct kom_error *err) KOM_MUSTUSE;

/* The rows, *n of them; the result's. */
KOM_API const struct kom_diff_estimate *kom_diff_rows(const struct kom_diff_result *result,
                                                      size_t *n);

/* Why a row of the frame was not used; KOM_DIFF_USED when it was. */
KOM_API enum kom_diff_reason kom_diff_row_reason(const struct kom_diff_result *result, size_t row);

/* What is to be known beside the figures, in lines: keys that meet nothing. The result's; empty
   where there is nothing. */
KOM_API struct kom_text kom_diff_unmatched(const struct kom_diff_result *result);

/* Adds header and rows as CSV: the bytes of kom-diff. */
KOM_API enum kom_status kom_diff_csv(const struct kom_diff_result *result, struct kom_buf *out,
                                     struct kom_error *err) KOM_MUSTUSE;

/* Frees it; NULL is allowed. */
KOM_API void kom_diff_close(struct kom_diff_result *result);

#ifdef __cplusplus
}
#endif

#endif
