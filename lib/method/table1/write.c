/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a balance table. */
#include "table1.h"

/* The keys are written before the others, with the column of groups among them. */
static void key_cell(const struct kom_output_column *column, const void *result, const void *row,
                     struct kom_buf *buf) {
    const struct kom_text *key = kom_output_at(column, row);
    (void)result;
    kom_buf_csv(buf, *key);
}

enum { N_KEYS = 2 }; /* that the list has: that of the group is named by the call */

#define AT(field) offsetof(struct kom_table1_row, field), NULL
const struct kom_output_column kom_table1_columns[] = {
    {"measure", "text", "the variable; (joint): all of them", key_cell, AT(key[0])},
    {"level", "text", "of a variable of levels; (all): of all its levels; behind it the by-column",
     key_cell, AT(key[1])},
    {"n", "number", "rows with a value; of (joint) with all values", kom_output_count, AT(n)},
    {"missing", "number", "rows without", kom_output_count, AT(missing)},
    {"count", "number", "rows of the level", kom_output_count, AT(count)},
    {"share", "number", "count / n", kom_output_exact, AT(share)},
    {"mean", "number", "exact, rounded once", kom_output_exact, AT(mean)},
    {"sd", "number", "with n - 1", kom_output_exact, AT(sd)},
    {"std_diff", "number",
     "standardised difference from the first group; of (all) a distance without a sign",
     kom_output_computed, AT(std_diff)},
    {"statistic", "number", "F or chi-square of the test that all groups are alike",
     kom_output_computed, AT(statistic)},
    {"df", "number", "its degrees of freedom; the first of F", kom_output_computed, AT(df)},
    {"df_resid", "number", "the second of F", kom_output_computed, AT(df_resid)},
    {"p_value", "number", "of no difference between groups", kom_output_computed, AT(p_value)},
    {"p_adjusted", "number", "likewise, for the number of variables tested (Holm)",
     kom_output_computed, AT(p_adjusted)},
    {"method", "text", "what was done for the p-value", kom_output_text, AT(method)},
    {"warning", "text", "why figures are blank, and what to beware of, joined by `; '",
     kom_output_text, AT(warning)},
    {0},
};
#undef AT

void kom_table1_write(const struct kom_table1 *t, struct kom_buf *buf) {
    const struct kom_output_by by = {t->header, N_KEYS + 1};
    kom_output_header(by, kom_table1_columns + N_KEYS, t, buf);
    for (size_t i = 0; i < t->n_rows; i++)
        kom_output_row(N_KEYS + 1, t->rows[i].key, kom_table1_columns + N_KEYS, t, &t->rows[i],
                       buf);
}
