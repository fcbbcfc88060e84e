/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in each group: n, mean and sd, or counts of levels, and how far from the first group.

   Means and sds are those of exact sums, rounded once. Their difference is taken of the numbers
   less one of them, so that what two large means share costs no digit. */
#include "work.h"

#include <math.h>

#include "beyond.h"
#include "exact.h"

static const struct kom_text nothing = {"", 0};

/* The group of index g, or the row of all. */
static struct kom_text group_text(const struct kom_table1_work *work, size_t g) {
    return g < work->n_groups ? work->group_name[g] : kom_text_of(KOM_TABLE1_TOTAL);
}

/* The row of all groups carries the test, others the distance from the first. */
static enum kom_status add_row(struct kom_table1_work *work, struct kom_table1_row *row, size_t g,
                               const char *why, const struct kom_table1_test *test) {
    if (test && g == work->n_groups)
        return kom_table1_put_test(work, row, test);
    return kom_table1_add(work, row,
                          g > 0 && g < work->n_groups && isnan(row->std_diff) ? why : "");
}

/* ---- numbers ---- */

/* A group's numbers: as they are, and near 1 less one of them. */
struct moments {
    struct kom_exact exact, near;
    struct kom_dd sum;
    int64_t n, n_missing;
};

static void take_number(struct moments *m, const struct kom_num *number, int shift,
                        const struct kom_num *base) {
    const struct kom_num near = kom_beyond_take(number, shift);
    kom_exact_add(&m->exact, number);
    kom_exact_add(&m->near, &near);
    m->sum = kom_dd_add(m->sum, kom_dd_difference(&near, base));
    m->n++;
}

static const char *number_apart(const struct moments *first, const struct moments *own,
                                double *std_diff) {
    if (first->n == 0 || own->n == 0)
        return "no_values";
    if (first->n == 1 || own->n == 1)
        return "one_observation";
    const double spread = (kom_exact_variance(&first->near) + kom_exact_variance(&own->near)) / 2.0;
    if (!(spread > 0.0))
        return "no_variance";
    const struct kom_dd a = kom_dd_div(first->sum, kom_dd((double)first->n));
    const struct kom_dd b = kom_dd_div(own->sum, kom_dd((double)own->n));
    *std_diff = kom_dd_double(kom_dd_sub(b, a)) / sqrt(spread);
    return "";
}

static enum kom_status add_numbers(struct kom_table1_work *work,
                                   const struct kom_table1_variable *v, const struct moments *m,
                                   const struct kom_table1_test *test) {
    enum kom_status status = KOM_OK;
    for (size_t g = 0; g <= work->n_groups && !status; g++) {
        struct kom_table1_row row = kom_table1_row_of(v->name, nothing, group_text(work, g));
        const char *why = "";
        row.n = m[g].n;
        row.missing = m[g].n_missing;
        row.mean = kom_exact_mean(&m[g].exact);
        row.sd = kom_exact_sd(&m[g].exact);
        if (g > 0 && g < work->n_groups)
            why = number_apart(&m[0], &m[g], &row.std_diff);
        work->out->n_beyond += m[g].n > 0 && !isfinite(row.mean);
        work->out->n_beyond += m[g].n > 1 && !isfinite(row.sd);
        status = add_row(work, &row, g, why, test);
    }
    return status;
}

static enum kom_status describe_numbers(struct kom_table1_work *work,
                                        const struct kom_table1_variable *v,
                                        const struct kom_table1_test *test) {
    const size_t n_groups = work->n_groups;
    struct moments *m = kom_alloc(n_groups + 1, sizeof *m);
    struct kom_num base = kom_num_whole(0);
    bool has_base = false, failed = !m;
    for (size_t row = 0; row < work->frame->n_rows && m; row++) {
        const uint32_t g = work->group[row];
        if (g == KOM_TABLE1_NONE)
            continue;
        m[g].n_missing += !v->has[row];
        m[n_groups].n_missing += !v->has[row];
        if (!v->has[row])
            continue;
        if (!has_base)
            base = kom_beyond_take(&v->number[row], v->shift);
        has_base = true;
        take_number(&m[g], &v->number[row], v->shift, &base);
        take_number(&m[n_groups], &v->number[row], v->shift, &base);
    }
    for (size_t g = 0; g <= n_groups && m; g++)
        failed = failed || kom_exact_failed(&m[g].exact) || kom_exact_failed(&m[g].near);
    enum kom_status status = failed ? KOM_ENOMEM : add_numbers(work, v, m, test);
    for (size_t g = 0; g <= n_groups && m; g++) {
        kom_exact_fini(&m[g].exact);
        kom_exact_fini(&m[g].near);
    }
    kom_free(m);
    return status;
}

/* ---- levels ---- */

/* Counts: count[g * n_levels + l]; the last group is all. */
struct counts {
    size_t n_levels;
    size_t *count;
    int64_t *n, *n_missing; /* of each group */
};

static const char *level_apart(const struct counts *c, size_t g, size_t l, double *std_diff) {
    if (c->n[0] == 0 || c->n[g] == 0)
        return "no_values";
    const double a = (double)c->count[l] / (double)c->n[0];
    const double b = (double)c->count[g * c->n_levels + l] / (double)c->n[g];
    const double spread = (a * (1.0 - a) + b * (1.0 - b)) / 2.0;
    if (!(spread > 0.0))
        return "no_variance";
    *std_diff = (b - a) / sqrt(spread);
    return "";
}

static enum kom_status add_level(struct kom_table1_work *work, const struct kom_table1_variable *v,
                                 const struct counts *c, size_t l) {
    enum kom_status status = KOM_OK;
    for (size_t g = 0; g <= work->n_groups && !status; g++) {
        struct kom_table1_row row =
            kom_table1_row_of(v->name, v->level_name[l], group_text(work, g));
        const char *why = "";
        row.n = c->n[g];
        row.missing = c->n_missing[g];
        row.count = (int64_t)c->count[g * c->n_levels + l];
        row.share = c->n[g] > 0 ? (double)row.count / (double)c->n[g] : KOM_NAN;
        if (g > 0 && g < work->n_groups)
            why = level_apart(c, g, l, &row.std_diff);
        status = add_row(work, &row, g, why, NULL);
    }
    return status;
}

/* All levels together. */
static enum kom_status add_all(struct kom_table1_work *work, const struct kom_table1_variable *v,
                               const struct counts *c, const struct kom_table1_test *test) {
    enum kom_status status = KOM_OK;
    for (size_t g = 0; g <= work->n_groups && !status; g++) {
        struct kom_table1_row row =
            kom_table1_row_of(v->name, kom_text_of(KOM_TABLE1_ALL), group_text(work, g));
        const bool is_apart = g > 0 && g < work->n_groups && c->n[0] > 0 && c->n[g] > 0;
        row.n = c->n[g];
        row.missing = c->n_missing[g];
        if (is_apart &&
            !kom_table1_apart(c->count, c->count + g * c->n_levels, c->n_levels, &row.std_diff))
            return KOM_ENOMEM;
        const char *why = !is_apart ? "no_values" : v->n_levels == 1 ? "no_variance" : "no_overlap";
        status = add_row(work, &row, g, why, test);
    }
    return status;
}

static void count_rows(const struct kom_table1_work *work, const struct kom_table1_variable *v,
                       struct counts *c) {
    for (size_t row = 0; row < work->frame->n_rows; row++) {
        const uint32_t g = work->group[row], l = v->level[row];
        if (g == KOM_TABLE1_NONE)
            continue;
        const size_t of[2] = {g, work->n_groups};
        for (int i = 0; i < 2; i++) {
            if (l == KOM_TABLE1_NONE) {
                c->n_missing[of[i]]++;
                continue;
            }
            c->n[of[i]]++;
            c->count[of[i] * c->n_levels + l]++;
        }
    }
}

static enum kom_status describe_levels(struct kom_table1_work *work,
                                       const struct kom_table1_variable *v,
                                       const struct kom_table1_test *test) {
    const size_t n = work->n_groups + 1;
    struct counts c = {.n_levels = v->n_levels,
                       .count = kom_alloc(n * v->n_levels + 1, sizeof *c.count),
                       .n = kom_alloc(n, sizeof *c.n),
                       .n_missing = kom_alloc(n, sizeof *c.n_missing)};
    enum kom_status status = c.count && c.n && c.n_missing ? KOM_OK : KOM_ENOMEM;
    if (!status)
        count_rows(work, v, &c);
    for (size_t l = 0; l < v->n_levels && !status; l++)
        status = add_level(work, v, &c, l);
    if (!status)
        status = add_all(work, v, &c, test);
    kom_free(c.count);
    kom_free(c.n);
    kom_free(c.n_missing);
    return status;
}

enum kom_status kom_table1_describe(struct kom_table1_work *work,
                                    const struct kom_table1_variable *v,
                                    const struct kom_table1_test *test) {
    return v->is_levels ? describe_levels(work, v, test) : describe_numbers(work, v, test);
}
