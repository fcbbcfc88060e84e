/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the three kinds of summary. */
#include "row.h"

/* Which of the statistics are there, and in what order, --stats says; figures.c writes their
   cells. */
const struct kom_output_column kom_summary_columns[] = {
    {"measure", "text", "the column of --value", NULL, 0, NULL},
#define KOM_FIGURE(name, flags, write)
#define KOM_FIGURE_COLUMN(name, meaning) {#name, "number", meaning, NULL, 0, NULL},
#include "figures.def"
#undef KOM_FIGURE
#undef KOM_FIGURE_COLUMN
    {0},
};

static void sum(const struct kom_output_column *c, const void *result, const void *row,
                struct kom_buf *buf) {
    const struct kom_exact *e = *(const struct kom_exact *const *)kom_output_at(c, row);
    (void)result;
    kom_exact_sum_text(e, buf);
}

#define AT(field) offsetof(struct kom_share_row, field), NULL
const struct kom_output_column kom_summary_share_columns[] = {
    {"n", "number", "what --of adds up to", sum, AT(of)},
    {"count", "number", "what --count adds up to", sum, AT(count)},
    {"share", "share", "count / n", kom_output_exact, AT(share)},
    {"conf_low", "share", "lower end of its interval, by --ci", kom_output_computed, AT(ci.low)},
    {"conf_high", "share", "upper end", kom_output_computed, AT(ci.high)},
    {0},
};
#undef AT

#define AT(field) offsetof(struct kom_between_row, field), NULL
const struct kom_output_column kom_summary_between_columns[] = {
    {"measure", "text", "the column of --value", kom_output_text, AT(measure)},
    {"n", "number", "rows with a value and a group", kom_output_count, AT(n)},
    {"groups", "number", "groups with values", kom_output_count, AT(groups)},
    {"df_between", "number", "groups less 1", kom_output_count, AT(df_between)},
    {"ss_between", "number", "sum of squares between groups, exact", kom_output_exact,
     AT(figures.ss_between)},
    {"df_within", "number", "n less groups", kom_output_count, AT(df_within)},
    {"ss_within", "number", "sum of squares within groups, exact", kom_output_exact,
     AT(figures.ss_within)},
    {"statistic", "number", "F", kom_output_exact, AT(figures.statistic)},
    {"p_value", "number", "of no difference between groups", kom_output_computed,
     AT(figures.p_value)},
    {"icc", "number", "ICC(1): the part of the variance that lies between groups", kom_output_exact,
     AT(figures.icc)},
    {0},
};
#undef AT
