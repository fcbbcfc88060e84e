/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a balance table, as they are made. */
#include "work.h"

#include <math.h>
#include <string.h>

void kom_table1_say(struct kom_buf *warning, const char *code) {
    kom_buf_str(warning, warning->n > 0 ? "; " : "");
    kom_buf_str(warning, code);
}

void kom_table1_test_fini(struct kom_table1_test *test) {
    kom_buf_fini(&test->method);
    kom_buf_fini(&test->warning);
}

struct kom_table1_row kom_table1_row_of(const char *measure, struct kom_text level,
                                        struct kom_text group) {
    return (struct kom_table1_row){
        .key = {kom_text_of(measure), level, group},
        .n = -1,
        .missing = -1,
        .count = -1,
        .share = KOM_NAN,
        .mean = KOM_NAN,
        .sd = KOM_NAN,
        .std_diff = KOM_NAN,
        .statistic = KOM_NAN,
        .df = KOM_NAN,
        .df_resid = KOM_NAN,
        .p_value = KOM_NAN,
        .p_adjusted = KOM_NAN,
        .method = "",
        .warning = "",
    };
}

enum kom_status kom_table1_add(struct kom_table1_work *work, struct kom_table1_row *row,
                               const char *warning) {
    struct kom_table1 *out = work->out;
    void *rows = out->rows;
    row->warning = kom_arena_copy(&out->arena, warning, strlen(warning));
    if (!row->warning)
        return KOM_ENOMEM;
    enum kom_status status = kom_grow(&rows, &out->cap_rows, out->n_rows + 1, sizeof *out->rows);
    out->rows = rows;
    if (!status)
        out->rows[out->n_rows++] = *row;
    return status;
}

enum kom_status kom_table1_put_test(struct kom_table1_work *work, struct kom_table1_row *row,
                                    const struct kom_table1_test *test) {
    const struct kom_text method = kom_buf_view(&test->method);
    const struct kom_text warning = kom_buf_view(&test->warning);
    const char *text = kom_arena_copy(&work->out->arena, warning.n ? warning.p : "", warning.n);
    row->statistic = test->statistic;
    row->df = test->df;
    row->df_resid = test->df_resid;
    row->p_value = test->p_value;
    if (!isnan(test->p_value))
        row->method = kom_arena_copy(&work->out->arena, method.n ? method.p : "", method.n);
    const bool failed = test->method.failed || test->warning.failed || !text || !row->method;
    return failed ? KOM_ENOMEM : kom_table1_add(work, row, text);
}
