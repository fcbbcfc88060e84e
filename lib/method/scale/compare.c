/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Respondents beside the frame: for each value of each column of --compare-frame its share of both,
   and how far they lie apart in standard deviations. */
#include <math.h>
#include <string.h>

#include "work.h"

struct compare_row {
    const char *column, *value;
    double frame_share, respondents_share, std_diff;
};

const struct kom_output_column kom_scale_compare_columns[] = {
    {"column", "text", "a column of --compare-frame", kom_output_text,
     offsetof(struct compare_row, column), NULL},
    {"value", "text", "a value of it that the frame has", kom_output_text,
     offsetof(struct compare_row, value), NULL},
    {"frame_share", "number", "share of the frame that has the value", kom_output_exact,
     offsetof(struct compare_row, frame_share), NULL},
    {"respondents_share", "number", "share of the respondents, complete and partial, that has it",
     kom_output_exact, offsetof(struct compare_row, respondents_share), NULL},
    {"std_diff", "number",
     "respondents_share less frame_share over the root of the mean of both variances p (1 - p)",
     kom_output_exact, offsetof(struct compare_row, std_diff), NULL},
    {0},
};

static int64_t n_of(const struct kom_scale *s, struct kom_text key) {
    const uint32_t group = kom_groups_find(&s->answer.groups, key);
    return group == KOM_GROUP_NONE ? 0 : (int64_t)s->answer.cell[group * s->given.cells.n];
}

/* The standardised difference of two shares (Austin 2009, Stat Med 28:3083, section 2). */
static double std_diff(double p, double q) {
    const double mean = (p * (1 - p) + q * (1 - q)) / 2;
    return mean > 0 ? (p - q) / sqrt(mean) : KOM_NAN;
}

/* The respondents of all values of a column. */
static int64_t sum_column(const struct kom_scale *s, struct kom_text column) {
    int64_t sum = 0;
    for (uint32_t i = 0; i < s->answer.groups.n; i++) {
        struct kom_group_part part[2];
        kom_group_parts(kom_groups_key(&s->answer.groups, i), part, 2);
        if (kom_text_equal(part[0].text, column))
            sum += (int64_t)s->answer.cell[i * s->given.cells.n];
    }
    return sum;
}

static void write_column(const struct kom_scale *s, size_t i, const uint32_t *order,
                         struct kom_buf *value, struct kom_buf *out) {
    const struct scale_frame *f = &s->given.frame;
    const struct kom_text column = kom_text_of(s->given.ask.compare.item[i]);
    const int64_t n_respondents = sum_column(s, column);
    for (size_t k = 0; k < f->groups.n; k++) {
        const struct kom_text key = kom_groups_key(&f->groups, order[k]);
        struct kom_group_part part[2];
        kom_group_parts(key, part, 2);
        if (!kom_text_equal(part[0].text, column))
            continue;
        struct compare_row row;
        row.frame_share = (double)f->size[order[k]] / (double)f->n_all;
        row.respondents_share =
            n_respondents ? (double)n_of(s, key) / (double)n_respondents : KOM_NAN;
        row.std_diff = std_diff(row.respondents_share, row.frame_share);
        row.column = s->given.ask.compare.item[i];
        kom_buf_reset(value);
        kom_buf_text(value, part[1].text);
        kom_buf_byte(value, '\0');
        row.value = value->p;
        out->failed = out->failed || value->failed;
        if (!out->failed)
            kom_output_row(0, NULL, kom_scale_compare_columns, s, &row, out);
    }
}

enum kom_status scale_compare_write(const struct kom_scale *s, const struct kom_out *to,
                                    struct kom_error *err) {
    struct kom_buf out = {0}, value = {0};
    uint32_t *order = kom_groups_sorted(&s->given.frame.groups, 2);
    enum kom_status status = order ? KOM_OK : scale_no_memory(err);
    kom_output_header((struct kom_output_by){NULL, 0}, kom_scale_compare_columns, s, &out);
    for (size_t i = 0; i < s->given.ask.compare.n && !status; i++)
        write_column(s, i, order, &value, &out);
    if (!status)
        status = scale_write_flush(&out, true, to, err);
    kom_free(order);
    kom_buf_fini(&value);
    kom_buf_fini(&out);
    return status;
}
