/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of any extract as rows of the stream: which are wanted, and wide ones as several.

   What is to be written was planned once (plan.c): a list of columns, or a list of columns that
   become rows. Runs of plain rows are copied whole (rows/stream_quick.h); others are written cell
   by cell (rows/stream_row.h). A cell that cannot be read makes its row bad, which takes back what
   the row has written so far, so that half a row never goes out. */
#include "canonical.h"

#include <string.h>

#include "stream_quick.h"
#include "totals.h"

static bool is_total(const struct kom_total_codes *codes, struct kom_text cell) {
    cell = kom_text_trim(cell);
    for (size_t i = 0; i < codes->n_codes; i++)
        if (kom_text_is(cell, codes->code[i]))
            return true;
    return codes->is_area && kom_total_is_area(cell);
}

static void write_status(struct kom_view *v, const struct kom_melted *m,
                         const struct kom_cell_form *form, uint32_t row) {
    kom_buf_byte(&v->out, ',');
    if (m->status >= 0)
        kom_buf_csv(&v->out, kom_view_text(v, m->status, row));
    else if (m->has_status)
        kom_buf_str(&v->out, kom_stream_status_word(form, kom_view_text(v, m->column, row)));
}

/* A wide row as one row for each melted column. */
static bool write_long(struct kom_view *v, const struct kom_canonical *k, uint32_t row) {
    const struct kom_cell_form as_value = kom_extract_form(v->file, &k->value_column);
    for (size_t i = 0; i < k->n_melted; i++) {
        const struct kom_melted *m = &k->melted[i];
        int column = m->column;
        /* What the source column is declared to hold wins; text is read as the value column says.
         */
        bool is_text = v->extract->columns[column].kind == KOM_KIND_TEXT;
        enum kom_kind kind = is_text ? k->value_column.kind : v->extract->columns[column].kind;
        const struct kom_cell_form *form = is_text ? &as_value : kom_view_form(v, column);
        if (!kom_stream_row(v, &k->columns, row))
            return false;
        if (k->columns.n)
            kom_buf_byte(&v->out, ',');
        kom_buf_csv(&v->out, m->name);
        kom_buf_byte(&v->out, ',');
        if (!kom_stream_cell(&v->out, kind, form, kom_view_text(v, column, row), m->has_status)) {
            kom_stream_bad_cell(v, kind, form, column, row);
            return false;
        }
        if (k->has_value_status)
            write_status(v, m, form, row);
        kom_buf_byte(&v->out, '\n');
    }
    return true;
}

static bool is_wanted(struct kom_view *v, const struct kom_canonical *k, uint32_t row) {
    if (k->request.totals == KOM_TOTALS_KEEP)
        return true;
    bool total = false;
    for (size_t i = 0; i < k->n_codes && !total; i++)
        total = is_total(&k->codes[i], kom_view_text(v, k->codes[i].column, row));
    if (total == (k->request.totals == KOM_TOTALS_ONLY))
        return true;
    kom_view_aside(v, row, total ? 0 : 1);
    return false;
}

enum kom_status kom_canonical_take(void *worker, struct kom_view *v, struct kom_error *err) {
    const struct kom_canonical *k = worker;
    struct kom_stream_quick quick;
    (void)err;
    kom_stream_quick_begin(&quick, &k->columns, v);
    quick.is_on = quick.is_on && !k->request.name_heading && k->request.totals == KOM_TOTALS_KEEP;
    for (uint32_t row = 0; row < v->n_rows; row++) {
        size_t mark = v->out.n;
        uint32_t n_quick = quick.is_on ? kom_stream_quick_rows(&quick, v, row) : 0;
        row += n_quick - (n_quick > 0);
        if (n_quick || !is_wanted(v, k, row))
            continue;
        bool ok =
            k->request.name_heading ? write_long(v, k, row) : kom_stream_row(v, &k->columns, row);
        if (!ok)
            v->out.n = mark; /* a bad row leaves nothing behind */
        else if (!k->request.name_heading)
            kom_buf_byte(&v->out, '\n');
    }
    return KOM_OK;
}

/* ---- the verbs ---- */

static enum kom_status hire(void *method, unsigned *n, void *worker[], struct kom_error *err) {
    (void)err;
    for (unsigned i = 0; i < *n; i++)
        worker[i] = method;
    return KOM_OK;
}

static const char *const reasons[] = {"total", "no_total"};

const struct kom_method kom_canonical_method = {.reasons = reasons,
                                                .n_reasons = sizeof reasons / sizeof reasons[0],
                                                .is_streaming = true,
                                                .hire = hire,
                                                .take = kom_canonical_take};
