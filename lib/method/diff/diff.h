/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before and after: means, shares and rates on the two sides of a start, and what separates them.

   Data: the rows of a frame. A row belongs to one group (its by-columns, as text without blanks at
   the ends) and one side. Sides come from one day for all (`at`: a row lies after when its period
   begins on that day or later, before when it ends earlier, and straddles it otherwise), from each
   unit's own start in a participation table, or from a column that says the side. A row that cannot
   be placed or has no value is set aside with one reason; nothing is dropped without one.

   Model, by measure:
   - means: every row of a side is one observation. Welch: independent observations, unequal
   variances (htest.h). Paired: the mean of an id's rows after minus the mean of its rows before,
   one difference an id; Student's t on the differences.
   - weighted means: analytic weights, Var(y_i) = s^2 / w_i, as for figures that are themselves
   means over w_i persons. m = sum w y / sum w; sd^2 = sum w (y - m)^2 / sum w * n / (n - 1), the sd
   of kom-sum; then sd / sqrt(n) is the standard error of m under that model (weighted least squares
   on a constant), and Welch's formulas are used with it. Paired: the weights make the means of an
   id's rows; ids count equally.
   - clustered means: rows of one cluster hang together; regression of the value on the side with
   CR2 errors (cluster.c). Ranks and permutations: rows, or linked pairs (rank.c).
   - shares: counts and persons are summed over a side's rows; McNemar: one 0 or 1 for a person and
   side, linked by id (paired_share.c).
   - rates: counts and exposures are summed; a row for the ratio and one for the difference.
   - series (KOM_DIFF_NEWEY_WEST): one row a period; the difference, and the changes of level and
   slope of a segmented regression, with errors that allow for serial correlation (series.c).
   - season: before and after are paired by calendar month or quarter (link.c).
   - contrast: the difference between the differences of two levels of one by-column
   (contrast.c). Equivalence: two one-sided tests (extra.c).

   `recipients` and `buyers` are distinct persons of a unit and period and do not add: a side of a
   group that would need their sum over several rows is refused (KOM_EDATA).

   Order and reproducibility: the result is a function of the multiset of rows; their order changes
   nothing. Means, sd and the differences of unweighted means are exact sums rounded once. */
#ifndef KOM_DIFF_H
#define KOM_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "frame.h"
#include "kom/error.h"
#include "kom/test.h"
#include "lookup.h"
#include "mem.h"
#include "output.h"

enum kom_diff_method {
    KOM_DIFF_DEFAULT, /* as the measure and the other options have it (methods.c) */
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
};

/* Reads the word of a method; KOM_EUSAGE for any other text. */
enum kom_status kom_diff_method_parse(const char *text, enum kom_diff_method *method,
                                      struct kom_error *err) KOM_MUSTUSE;

struct kom_diff_request;

/* Reads COL[=BEFORE,AFTER] into the request; the texts live in the arena or in `text`. */
enum kom_status kom_diff_phase_parse(const char *text, struct kom_arena *arena,
                                     struct kom_diff_request *request,
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
    KOM_DIFF_ONE_SIDED,  /* its id, unit or calendar month is on one side only */
    KOM_DIFF_SEVERAL,    /* its municipality is in several networks, and dropped */
    KOM_DIFF_REASONS,    /* their number */
};

/* The word of a reason, as in "set aside"; static. "" for KOM_DIFF_USED. */
const char *kom_diff_reason_text(enum kom_diff_reason reason);

/* How a row finds its side. */
enum kom_diff_sides { KOM_DIFF_AT, KOM_DIFF_PARTICIPATION, KOM_DIFF_PHASE };

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
    enum kom_diff_method method;       /* McNemar: count alone, 0 or 1 a row */
    bool by_season;                    /* pair calendar months or quarters */
    bool is_series;                    /* Newey-West errors and segmented regression */
    bool has_margin;                   /* two one-sided tests against the margin */
    double margin;                     /* of a difference, above 0; of a ratio, above 1 */
    const char *contrast; /* NULL: none; a by-column, or else added as the last of them */
    int64_t draws;        /* of permutations too many to be enumerated; 0: 9999 */
    bool has_seed;
    int64_t seed; /* of these; 1 when not given */
    enum kom_diff_sides sides;
    int32_t at;                            /* KOM_DIFF_AT: first day of after */
    const struct kom_frame *participation; /* KOM_DIFF_PARTICIPATION: unit [, keys], start */
    const char *phase, *before, *after;    /* KOM_DIFF_PHASE: the column and its two values */
    int64_t skip;   /* periods dropped on each side of the start; for days, days */
    int64_t window; /* periods used on each side, counted after skip; 0: all */
    const char *const *measured_after; /* by-columns to warn about */
    size_t n_measured_after;
    struct kom_lookup
        *lookup; /* by-columns that the frame has not, by its column kom; NULL: none */
    struct kom_unmatched *unmatched; /* where units without a start are told; NULL: nowhere */
    bool skips_bad_rows; /* set rows aside whose cells cannot be read, instead of failing */
    unsigned n_threads;  /* for exact intervals; 0 and 1: none beside the caller's */
    void (*progress)(void *context, uint64_t n_done); /* rows of these; NULL: nobody asks */
    void *progress_context;
    double level; /* of the intervals, between 0 and 1 */
};

/* The columns of the request that must read as numbers or periods, for loading: at most cap
   (n_values + 6 suffice) into list; returns how many. */
size_t kom_diff_typed(const struct kom_diff_request *request, struct kom_typed_column *list,
                      size_t cap);

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

/* One estimate. */
struct kom_diff_row {
    const struct kom_text *by; /* n_by values */
    const char *measure, *term, *scale, *method;
    struct kom_diff_figures side[2]; /* before, after */
    double gap;                      /* of means: after less before, rounded once */
    struct kom_test test;            /* NaN where there is none */
    int64_t n;                       /* observations behind the estimate */
    struct kom_diff_effect effect;   /* Hedges' g, of means */
    int64_t unlinked[2];             /* ids that are on this side only, of linked methods */
    int64_t clusters;                /* of method cluster */
    uint64_t draws;                  /* of permutations; 0: none were made */
    bool is_enumerated;              /* the draws are all there are */
    double p_min;                    /* the smallest p-value these data could have given */
    double p_equivalence;            /* larger of the two one-sided p-values */
    const char *warning;             /* "" or several joined by "; " */
    const char *own;                 /* a warning of this row alone; NULL: none */
    int32_t unlike_months;           /* said in the warning; contrasts have that of their levels */
    bool is_main;                    /* the first term of its method */
    bool is_of_sides;    /* sets the sides against each other, as level and slope do not */
    bool is_given_trend; /* the step beside a common slope */
    bool is_estimated;
    bool is_exact;  /* the estimate is an exact difference rounded once */
    bool has_sides; /* false for a contrast: it has the sides of two rows */
};

/* Which columns the rows have beside those that all have. */
struct kom_diff_has {
    bool counts, exposure, effect, unlinked, clusters, draws, equivalence;
};

/* The result; owns what its rows point to, except texts of the request and cells of the frame.
   Zero-initialised is empty. */
struct kom_diff {
    struct kom_diff_row *rows;
    size_t n_rows;
    uint8_t *reason; /* of each row of the frame: enum kom_diff_reason */
    size_t n_reasons, n_used;
    const char **by_names; /* as asked for, and the contrast */
    size_t n_by;
    struct kom_diff_has has;
    bool is_weighted;
    double level, margin;
    int64_t seed;
    struct kom_arena arena;
};

/* KOM_EUSAGE when the request contradicts itself, as far as that can be seen without the rows. */
enum kom_status kom_diff_check(const struct kom_diff_request *request,
                               struct kom_error *err) KOM_MUSTUSE;

/* Makes the estimates: a row a group, measure and term, groups in byte order of their values
   (before comes before after, total last), measures in the order asked for. A contrast stands where
   the text "LATER - EARLIER" of its two levels sorts. A group that cannot be estimated stays, with
   NaN and a warning. KOM_EUSAGE: the request contradicts itself. KOM_EDATA: a column is not there,
   a cell cannot be read, sides cannot be told, distinct persons would be added, totals stand beside
   their parts. KOM_EESTIMATE: no row has an estimate; *diff is whole all the same. KOM_ENOMEM.
   kom_diff_fini is due in every case. */
enum kom_status kom_diff_make(struct kom_diff *diff, const struct kom_frame *frame,
                              const struct kom_diff_request *request,
                              struct kom_error *err) KOM_MUSTUSE;

/* The columns of estimates, beside the by-columns. */
extern const struct kom_output_column kom_diff_columns[];

/* Header and rows as the stream has them (buf->failed: memory ran out). */
void kom_diff_write(const struct kom_diff *diff, struct kom_buf *buf);

void kom_diff_fini(struct kom_diff *diff);

#endif
