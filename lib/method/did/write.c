/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Estimate rows and the design table of difference in differences: their columns, and the stream.
 */
#include "did.h"

#include <math.h>

/* Estimates of ols on exact sums carry all their digits. */
static void figure(const struct kom_output_column *c, const void *result, const void *row,
                   struct kom_buf *buf) {
    const struct kom_did_row *r = row;
    (r->is_exact ? kom_output_exact : kom_output_computed)(c, result, row, buf);
}

static void event_time(const struct kom_output_column *c, const void *result, const void *row,
                       struct kom_buf *buf) {
    const struct kom_did_row *r = row;
    (void)c, (void)result;
    if (r->event_time != KOM_DID_NO_EVENT)
        kom_buf_int(buf, r->event_time);
}

/* period: of estimates per cohort and period. */
static void blank(const struct kom_output_column *c, const void *result, const void *row,
                  struct kom_buf *buf) {
    (void)c, (void)result, (void)row, (void)buf;
}

static void draws(const struct kom_output_column *c, const void *result, const void *row,
                  struct kom_buf *buf) {
    const struct kom_did_row *r = row;
    if (r->is_enumerated)
        kom_buf_str(buf, "enumerated");
    else
        kom_output_count(c, result, row, buf);
}

static void level(const struct kom_output_column *c, const void *result, const void *row,
                  struct kom_buf *buf) {
    const struct kom_did *did = result;
    (void)c, (void)row;
    kom_buf_shortest(buf, did->level);
}

static void seed(const struct kom_output_column *c, const void *result, const void *row,
                 struct kom_buf *buf) {
    const struct kom_did *did = result;
    const struct kom_did_row *r = row;
    (void)c;
    if (r->is_drawn)
        kom_buf_printf(buf, "%llu", (unsigned long long)did->seed);
}

#define AT(field) offsetof(struct kom_did_row, field), NULL
#define NOWHERE 0, NULL
const struct kom_output_column kom_did_columns[] = {
    {"measure", "text", "the column of the values, or what the input's column measure says",
     kom_output_text, AT(measure)},
    {"term", "text", "att, event, pretrend, joint; of ols the column, or (intercept)",
     kom_output_text, AT(term)},
    {"n", "number", "observations behind the estimate: units of collapse, else rows",
     kom_output_count, AT(n)},
    {"estimate", "number", "blank where the data cannot carry it", figure, AT(test.estimate)},
    {"std_error", "number", "blank where there is none, as under permutation", figure,
     AT(test.std_error)},
    {"conf_low", "number", "lower end of the two-sided interval", kom_output_computed,
     AT(test.conf_low)},
    {"conf_high", "number", "upper end of the two-sided interval", kom_output_computed,
     AT(test.conf_high)},
    {"statistic", "number", "t, or F of joint tests", kom_output_computed, AT(test.statistic)},
    {"df", "number", "degrees of freedom of t; the second of F", kom_output_computed, AT(test.df)},
    {"p_value", "number", "of no effect, two-sided unless --alternative", kom_output_computed,
     AT(test.p_value)},
    {"method", "text", "what was done, small-sample factor included", kom_output_text, AT(method)},
    {"warning", "text", "why figures are blank, and what to beware of, joined by `; '",
     kom_output_text, AT(warning)},
    {"cohort", "text", "first treated period, where there is one for all", kom_output_text,
     AT(cohort)},
    {"period", "text", "blank: for methods with an estimate a period", blank, NOWHERE},
    {"event_time", "number", "periods since the start, 0 the first treated one", event_time,
     NOWHERE},
    {"p_permutation", "number", "of collapse, whatever p_value is", kom_output_computed,
     AT(p_permutation)},
    {"p_min", "number", "the smallest p that permutation or bootstrap can give here",
     kom_output_computed, AT(p_min)},
    {"draws", "number", "assignments or draws; enumerated: all there are", draws, AT(draws)},
    {"n_extreme", "number", "of them further from nothing than the estimate", kom_output_count,
     AT(n_extreme)},
    {"n_ties", "number", "of them as far, the relative tolerance being 1e-9", kom_output_count,
     AT(n_ties)},
    {"n_treated", "number", "treated units", kom_output_count, AT(n_treated)},
    {"n_control", "number", "units never treated", kom_output_count, AT(n_control)},
    {"clusters", "number", "clusters; of two columns, those of the one with fewer",
     kom_output_count, AT(n_clusters)},
    {"conf_level", "number", "level of the interval", level, NOWHERE},
    {"seed", "number", "where something was drawn", seed, NOWHERE},
    {0},
};
#undef AT

#define AT(field) offsetof(struct kom_did_design_row, field), NULL
const struct kom_output_column kom_did_design_columns[] = {
    {"measure", "text", "the column of the values, or what the input's column measure says",
     kom_output_text, AT(measure)},
    {"cohort", "text", "first treated period, `never', `always'", kom_output_text, AT(cohort)},
    {"n_units", "number", "units", kom_output_count, AT(n_units)},
    {"n_controls", "number", "units that the cohort is compared with", kom_output_count,
     AT(n_controls)},
    {"cells_before", "number", "cells used before the start", kom_output_count, AT(n_before)},
    {"cells_after", "number", "cells used from the start on", kom_output_count, AT(n_after)},
    {"cells_missing", "number", "cells that a full panel would have", kom_output_count,
     AT(n_missing)},
    {"period_first", "text", "first period of the panel", kom_output_text, AT(first)},
    {"period_last", "text", "last period of the panel", kom_output_text, AT(last)},
    {"units", "text", "names of the units, joined by blanks", kom_output_text, AT(units)},
    {"set_aside", "text", "reasons and counts of rows set aside", kom_output_text, AT(dropped)},
    {0},
};
#undef AT

void kom_did_write(const struct kom_did *did, struct kom_buf *buf) {
    kom_output_header((struct kom_output_by){did->by_names, did->n_by}, kom_did_columns, did, buf);
    for (size_t i = 0; i < did->n_rows; i++)
        kom_output_row(did->n_by, did->rows[i].by, kom_did_columns, did, &did->rows[i], buf);
}

void kom_did_write_design(const struct kom_did *did, struct kom_buf *buf) {
    kom_output_header((struct kom_output_by){did->by_names, did->n_by}, kom_did_design_columns, did,
                      buf);
    for (size_t i = 0; i < did->n_design; i++)
        kom_output_row(did->n_by, did->design[i].by, kom_did_design_columns, did, &did->design[i],
                       buf);
}
