/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of each table, and its rows. */
#include "work.h"

static void view_cell(const struct kom_output_column *column, const void *result, const void *row,
                      struct kom_buf *buf) {
    const struct kom_text *text = kom_output_at(column, row);
    (void)result;
    kom_buf_csv(buf, *text);
}

static bool has_names(const void *result) {
    return ((const struct kom_code *)result)->has_names;
}

#define AT(field) offsetof(struct kom_code_count, field), NULL
const struct kom_output_column kom_code_count_columns[] = {
    {"code", "text", "the code; those under it count here, too", kom_output_text, AT(code)},
    {"documents", "number", "documents that have it, each once", kom_output_count, AT(documents)},
    {"segments", "number", "units that have it; blank where the input has no segments",
     kom_output_count, AT(segments)},
    {"share", "number", "documents / n", kom_output_exact, AT(share)},
    {"conf_low", "number", "exact interval of the share (Clopper & Pearson 1934)",
     kom_output_computed, AT(ci.low)},
    {"conf_high", "number", "likewise", kom_output_computed, AT(ci.high)},
    {"n", "number", "documents of the group", kom_output_count, AT(n)},
    {"name", "text", "of the code in the codebook; where that has names", kom_output_text,
     offsetof(struct kom_code_count, name), has_names},
    {0},
};
#undef AT

#define AT(field) offsetof(struct kom_code_pair, field), NULL
const struct kom_output_column kom_code_pair_columns[] = {
    {"code", "text", "the code that sorts first", kom_output_text, AT(code)},
    {"code_2", "text", "the other; neither lies under the other", kom_output_text, AT(code_2)},
    {"documents", "number", "documents that have both", kom_output_count, AT(documents)},
    {"segments", "number", "units that have both; blank where the input has no segments",
     kom_output_count, AT(segments)},
    {0},
};
#undef AT

#define AT(field) offsetof(struct kom_code_agreement, field), NULL
const struct kom_output_column kom_code_agreement_columns[] = {
    {"code", "text", "the code; all: which code a coder gave", kom_output_text, AT(code)},
    {"units", "number", "units that two coders or more coded", kom_output_count, AT(units)},
    {"coders", "number", "who coded some of them", kom_output_count, AT(coders)},
    {"agreement", "number", "share of pairs of coders that agree on a unit that all coded",
     kom_output_computed, AT(kappa.agreement)},
    {"kappa", "number", "the same beyond chance", kom_output_computed, AT(kappa.kappa)},
    {"kappa_method", "text", "cohen (with its weights), of more than two coders fleiss",
     kom_output_text, AT(kappa_method)},
    {"alpha", "number", "Krippendorff's alpha, of all units", kom_output_computed, AT(alpha)},
    {"measurement", "text", "what it takes values to be", kom_output_text, AT(measurement)},
    {"conf_low", "number", "of alpha: percentiles of draws of units", kom_output_computed,
     AT(ci.low)},
    {"conf_high", "number", "likewise", kom_output_computed, AT(ci.high)},
    {"draws", "number", "how many", kom_output_count, AT(draws)},
    {"seed", "number", "of the draws", kom_output_count, AT(seed)},
    {"units_all", "number", "units that all coders coded: of agreement and kappa", kom_output_count,
     AT(units_all)},
    {"warning", "text", "why figures are blank, and what to beware of, joined by `; '",
     kom_output_text, AT(warned)},
    {0},
};
#undef AT

#define AT(field) offsetof(struct kom_code_quote, field), NULL
const struct kom_output_column kom_code_quote_columns[] = {
    {"code", "text", "the code that was given", kom_output_text, AT(code)},
    {"document", "text", "the interview", view_cell, AT(document)},
    {"segment", "text", "which part of it", view_cell, AT(segment)},
    {"coder", "text", "who gave the code", view_cell, AT(coder)},
    {"text", "text", "the passage", view_cell, AT(text)},
    {0},
};
#undef AT

void kom_code_write(const struct kom_code *c, struct kom_buf *buf) {
    const size_t n_by = c->ask.n_by;
    const struct kom_output_by by = {c->ask.by, n_by};
    static const struct kom_output_column *const columns[] = {
        [KOM_CODE_COUNTS] = kom_code_count_columns,
        [KOM_CODE_PAIRS] = kom_code_pair_columns,
        [KOM_CODE_AGREEMENT] = kom_code_agreement_columns,
        [KOM_CODE_QUOTES] = kom_code_quote_columns,
    };
    const struct kom_output_column *list = columns[c->ask.table];
    kom_output_header(by, list, c, buf);
    const struct kom_code_count *count = c->rows;
    const struct kom_code_pair *pair = c->rows;
    const struct kom_code_agreement *agreement = c->rows;
    const struct kom_code_quote *quote = c->rows;
    for (size_t i = 0; i < c->n_rows; i++) {
        switch (c->ask.table) {
        case KOM_CODE_COUNTS:
            kom_output_group(n_by, count[i].group, list, c, &count[i], buf);
            break;
        case KOM_CODE_PAIRS:
            kom_output_group(n_by, pair[i].group, list, c, &pair[i], buf);
            break;
        case KOM_CODE_AGREEMENT:
            kom_output_row(0, NULL, list, c, &agreement[i], buf);
            break;
        case KOM_CODE_QUOTES:
            kom_output_group(n_by, quote[i].group, list, c, &quote[i], buf);
            break;
        }
    }
}
