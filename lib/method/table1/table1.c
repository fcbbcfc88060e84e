/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Balance tables: columns, groups, variables, a test of each, Holm's p-values, the joint test. */
#include "work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dist.h"

/* ---- variables and their tests ---- */

static struct kom_table1_test no_test(void) {
    return (struct kom_table1_test){KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, {0}, {0}};
}

static void name_method(const struct kom_table1_work *work, const char *what, const char *of_units,
                        const char *end, struct kom_buf *method) {
    const char *unit = work->request->unit;
    kom_buf_str(method, what);
    kom_buf_str(method, unit ? of_units : "");
    kom_buf_str(method, unit ? unit : "");
    kom_buf_str(method, end);
}

/* What makes the p-value too small, if there is one. */
static void warn_dependence(const struct kom_table1_work *work, struct kom_table1_test *test) {
    if (work->shares_units && !isnan(test->p_value))
        kom_table1_say(&test->warning, "rows_share_units");
    if (work->shares_persons && !isnan(test->p_value))
        kom_table1_say(&test->warning, "rows_share_persons");
}

static enum kom_status make_variable(struct kom_table1_work *work, size_t i) {
    const struct kom_table1_variable *v = &work->variable[i];
    struct kom_table1_test test = no_test();
    struct kom_table1_sample sample;
    enum kom_status status = kom_table1_sample_make(work, i, i + 1, &sample);
    if (!status)
        status = kom_table1_sample_lacks(work, &sample, &test.warning);
    if (!status && test.warning.n == 0)
        status = v->is_levels ? kom_table1_test_levels(v, &sample, &test)
                              : kom_table1_test_numbers(v, &sample, &test);
    kom_table1_sample_fini(&sample);
    warn_dependence(work, &test);
    if (!v->is_levels)
        name_method(work, "ols", " with effects of ", ", F, iid", &test.method);
    else if (work->request->unit)
        name_method(work, "Cochran-Mantel-Haenszel, general association", ", strata ", "",
                    &test.method);
    else
        name_method(work, "Pearson chi-square", "", "", &test.method);
    if (!status)
        status = kom_table1_describe(work, v, &test);
    kom_table1_test_fini(&test);
    return status;
}

static enum kom_status make_joint(struct kom_table1_work *work) {
    struct kom_table1_row row = kom_table1_row_of(KOM_TABLE1_JOINT, (struct kom_text){"", 0},
                                                  kom_text_of(KOM_TABLE1_TOTAL));
    struct kom_table1_test test = no_test();
    struct kom_table1_sample sample;
    size_t n_used = 0;
    enum kom_status status = kom_table1_sample_make(work, 0, work->request->n_values, &sample);
    for (size_t r = 0; r < work->frame->n_rows; r++)
        n_used += work->group[r] != KOM_TABLE1_NONE;
    row.n = (int64_t)sample.n;
    row.missing = (int64_t)(n_used - sample.n);
    if (!status)
        status = kom_table1_sample_lacks(work, &sample, &test.warning);
    if (!status && test.warning.n == 0 && work->n_groups > 2)
        kom_table1_say(&test.warning, "two_groups_only");
    if (!status && test.warning.n == 0)
        status = kom_table1_test_joint(work, &sample, &test);
    warn_dependence(work, &test);
    name_method(work, "linear probability of the second group", ", effects of ", ", F, iid",
                &test.method);
    kom_table1_sample_fini(&sample);
    if (!status)
        status = kom_table1_put_test(work, &row, &test);
    kom_table1_test_fini(&test);
    return status;
}

/* ---- adjusted p-values ---- */

static int by_p(const void *pa, const void *pb) {
    const struct kom_table1_row *a = *(struct kom_table1_row *const *)pa;
    const struct kom_table1_row *b = *(struct kom_table1_row *const *)pb;
    return (a->p_value > b->p_value) - (a->p_value < b->p_value);
}

/* Holm 1979: the i-th smallest of m times m - i + 1, no smaller than those before it, at most 1. */
static enum kom_status adjust(struct kom_table1 *out) {
    struct kom_table1_row **row = kom_alloc(out->n_rows + 1, sizeof *row);
    double least = 0.0;
    size_t m = 0;
    if (!row)
        return KOM_ENOMEM;
    for (size_t i = 0; i < out->n_rows; i++)
        if (!isnan(out->rows[i].p_value))
            row[m++] = &out->rows[i];
    qsort(row, m, sizeof(struct kom_table1_row *), by_p);
    for (size_t i = 0; i < m; i++) {
        least = fmax(least, fmin(1.0, row[i]->p_value * (double)(m - i)));
        row[i]->p_adjusted = least;
    }
    kom_free(row);
    return KOM_OK;
}

/* ---- all ---- */

/* Numbers first: their rows that cannot be read stand in no group, and have no levels. */
static enum kom_status read_variables(struct kom_table1_work *work) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < work->request->n_values && !status; i++)
        status = kom_table1_read_numbers(work, i);
    for (size_t i = 0; i < work->request->n_values && !status; i++)
        status = kom_table1_read_levels(work, i);
    return status;
}

static enum kom_status make(struct kom_table1_work *work) {
    struct kom_table1 *out = work->out;
    const size_t n_rows = work->frame->n_rows;
    enum kom_status status = kom_table1_ask(work);
    if (status)
        return status;
    out->header[0] = "measure";
    out->header[1] = "level";
    out->header[2] = work->request->by[0];
    out->reason = kom_arena_take(&out->arena, n_rows + 1);
    if (!out->reason)
        return KOM_ENOMEM;
    memset(out->reason, KOM_TABLE1_USED, n_rows + 1);
    status = kom_table1_group_rows(work);
    if (!status)
        status = read_variables(work);
    if (!status)
        status = kom_table1_name_totals(work);
    for (size_t i = 0; i < work->request->n_values && !status; i++)
        status = make_variable(work, i);
    if (!status)
        status = adjust(out);
    return status ? status : make_joint(work);
}

enum kom_status kom_table1_make(struct kom_table1 *table, const struct kom_frame *frame,
                                const struct kom_table1_request *request, struct kom_error *err) {
    struct kom_table1_work work = {.frame = frame, .request = request, .out = table, .err = err};
    *table = (struct kom_table1){0};
    kom_stat_init();
    enum kom_status status = kom_table1_check(request, err);
    if (!status)
        status = make(&work);
    if (status == KOM_ENOMEM)
        (void)kom_no_memory(err);
    kom_arena_fini(&work.arena);
    return status;
}

const char *kom_table1_reason_text(enum kom_table1_reason reason) {
    static const char *const text[KOM_TABLE1_REASONS] = {"", "unreadable", "several_networks",
                                                         "no_group", "no_unit"};
    return text[reason];
}

void kom_table1_fini(struct kom_table1 *table) {
    kom_free(table->rows);
    kom_arena_fini(&table->arena);
    *table = (struct kom_table1){0};
}
