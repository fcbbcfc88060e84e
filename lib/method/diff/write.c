/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Estimate rows of the before-after comparison: their columns, and the stream. */
#include "diff.h"

#include <math.h>

/* An exact difference, rounded once, carries all its digits. */
static void estimate(const struct kom_output_column *c, const void *result, const void *row,
                     struct kom_buf *buf) {
    const struct kom_diff_row *r = row;
    (r->is_exact ? kom_output_exact : kom_output_computed)(c, result, row, buf);
}

/* Of one side: a contrast has the sides of two rows, so none of its own. */
static void side_count(const struct kom_output_column *c, const void *result, const void *row,
                       struct kom_buf *buf) {
    const struct kom_diff_row *r = row;
    if (r->has_sides)
        kom_output_count(c, result, row, buf);
}

static void side_exact(const struct kom_output_column *c, const void *result, const void *row,
                       struct kom_buf *buf) {
    const struct kom_diff_row *r = row;
    if (r->has_sides)
        kom_output_exact(c, result, row, buf);
}

/* Weighted means are sums of doubles, not exact ones. */
static void side_mean(const struct kom_output_column *c, const void *result, const void *row,
                      struct kom_buf *buf) {
    const struct kom_diff *diff = result;
    const struct kom_diff_row *r = row;
    if (r->has_sides)
        (diff->is_weighted ? kom_output_computed : kom_output_exact)(c, result, row, buf);
}

static void draws(const struct kom_output_column *c, const void *result, const void *row,
                  struct kom_buf *buf) {
    const struct kom_diff_row *r = row;
    (void)c, (void)result;
    if (r->is_enumerated)
        kom_buf_str(buf, "enumerated");
    else if (r->draws > 0)
        kom_buf_int(buf, (int64_t)r->draws);
}

static void seed(const struct kom_output_column *c, const void *result, const void *row,
                 struct kom_buf *buf) {
    const struct kom_diff *diff = result;
    const struct kom_diff_row *r = row;
    (void)c;
    if (r->draws > 0 && !r->is_enumerated)
        kom_buf_int(buf, diff->seed);
}

/* What is the same in every row: at is a place in the result. */
static void of_all(const struct kom_output_column *c, const void *result, const void *row,
                   struct kom_buf *buf) {
    (void)row;
    kom_output_exact(c, result, result, buf);
}

#define HAS(what)                                                                                  \
    static bool has_##what(const void *result) {                                                   \
        const struct kom_diff *diff = result;                                                      \
        return diff->has.what;                                                                     \
    }
HAS(counts)
HAS(exposure)
HAS(effect)
HAS(unlinked)
HAS(clusters)
HAS(strata)
HAS(draws)
HAS(equivalence)
#undef HAS

#define AT(field) offsetof(struct kom_diff_row, field)
#define OF_ALL(field) offsetof(struct kom_diff, field)
const struct kom_output_column kom_diff_columns[] = {
    {"measure", "text", "the column, or COUNT/OF, COUNT/EXPOSURE", kom_output_text, AT(measure),
     NULL},
    {"term", "text",
     "difference (after minus before), ratio (after over before), level, slope, given_trend (the "
     "step beside a common slope), or contrast",
     kom_output_text, AT(term), NULL},
    {"n", "number", "observations behind the estimate: rows, pairs or persons", kom_output_count,
     AT(n), NULL},
    {"estimate", "number", "blank where the data cannot carry it", estimate, AT(test.estimate),
     NULL},
    {"std_error", "number", "of the difference; of the logarithm of a ratio", kom_output_computed,
     AT(test.std_error), NULL},
    {"conf_low", "number", "lower end of the interval", kom_output_computed, AT(test.conf_low),
     NULL},
    {"conf_high", "number", "upper end of the interval; blank also when it is infinite",
     kom_output_computed, AT(test.conf_high), NULL},
    {"statistic", "number", "t; z of shares; W or V of ranks", kom_output_computed,
     AT(test.statistic), NULL},
    {"df", "number", "degrees of freedom of t", kom_output_computed, AT(test.df), NULL},
    {"p_value", "number",
     "two-sided, of no difference; by the rule of the interval, or `p_by_other_rule' is said",
     kom_output_computed, AT(test.p_value), NULL},
    {"method", "text", "what was done", kom_output_text, AT(method), NULL},
    {"warning", "text", "why figures are blank, and what to beware of, joined by `; '",
     kom_output_text, AT(warning), NULL},
    {"scale", "text", "what the interval was built on: difference, ratio or log", kom_output_text,
     AT(scale), NULL},
    {"n_before", "number", "rows, pairs or persons before", side_count, AT(side[0].n), NULL},
    {"mean_before", "number", "mean, share or rate before", side_mean, AT(side[0].mean), NULL},
    {"sd_before", "number", "standard deviation before, of means", side_mean, AT(side[0].sd), NULL},
    {"n_after", "number", "rows, pairs or persons after", side_count, AT(side[1].n), NULL},
    {"mean_after", "number", "mean, share or rate after", side_mean, AT(side[1].mean), NULL},
    {"sd_after", "number", "standard deviation after, of means", side_mean, AT(side[1].sd), NULL},
    {"count_before", "number", "events before, of shares and rates", side_count, AT(side[0].count),
     has_counts},
    {"count_after", "number", "events after, of shares and rates", side_count, AT(side[1].count),
     has_counts},
    {"exposure_before", "number", "exposure before, of rates", side_exact, AT(side[0].exposure),
     has_exposure},
    {"exposure_after", "number", "exposure after, of rates", side_exact, AT(side[1].exposure),
     has_exposure},
    {"hedges_g", "number", "difference in pooled standard deviations, unbiased; of means",
     kom_output_computed, AT(effect.g), has_effect},
    {"hedges_g_low", "number", "lower end of its interval; of independent rows",
     kom_output_computed, AT(effect.low), has_effect},
    {"hedges_g_high", "number", "upper end of its interval", kom_output_computed, AT(effect.high),
     has_effect},
    {"unlinked_before", "number", "ids that are before only, of linked methods", side_count,
     AT(unlinked[0]), has_unlinked},
    {"unlinked_after", "number", "ids that are after only", side_count, AT(unlinked[1]),
     has_unlinked},
    {"clusters", "number", "clusters, of method cluster and a design", kom_output_count,
     AT(clusters), has_clusters},
    {"strata", "number", "strata of these, of a design", kom_output_count, AT(strata), has_strata},
    {"draws", "text", "permutations drawn, or `enumerated'", draws, 0, has_draws},
    {"seed", "number", "seed of these draws", seed, 0, has_draws},
    {"p_min", "number", "smallest p-value these data could have given by permutation",
     kom_output_computed, AT(p_min), has_draws},
    {"equivalence_margin", "number", "MARGIN of --equivalence", of_all, OF_ALL(margin),
     has_equivalence},
    {"p_equivalence", "number", "larger p-value of the two one-sided tests", kom_output_computed,
     AT(p_equivalence), has_equivalence},
    {"conf_level", "number", "level of the interval", of_all, OF_ALL(level), NULL},
    {0},
};

void kom_diff_write(const struct kom_diff *diff, struct kom_buf *buf) {
    kom_output_header((struct kom_output_by){diff->by_names, diff->n_by}, kom_diff_columns, diff,
                      buf);
    for (size_t i = 0; i < diff->n_rows; i++)
        kom_output_row(diff->n_by, diff->rows[i].by, kom_diff_columns, diff, &diff->rows[i], buf);
}
