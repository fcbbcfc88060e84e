/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of any extract as rows of the stream: cells are copied, not computed; only marks, blanks and
   date forms change, never a digit.

   What is to be written was planned once (plan.c): a list of columns, or a list of columns that
   become rows. Runs of plain rows are copied whole (quick.c); the rest of this file writes cell by
   cell. A cell that cannot be read makes its row bad, which takes back what the row has written so
   far, so that half a row never goes out. */
#include "canonical.h"

#include <string.h>

#include "days.h"
#include "quick.h"
#include "shell_word.h"
#include "totals.h"

static bool is_total(const struct kom_total_codes *codes, struct kom_text cell) {
    cell = kom_text_trim(cell);
    for (size_t i = 0; i < codes->n_codes; i++)
        if (kom_text_is(cell, codes->code[i]))
            return true;
    return codes->is_area && kom_total_is_area(cell);
}

static bool is_sign(struct kom_text t) {
    return kom_text_is(t, "..") || kom_text_is(t, ".");
}

/* A number cell; false when the row is bad. */
static bool number(struct kom_view *v, const struct kom_cell_form *f, struct kom_text cell,
                   bool has_status) {
    struct kom_num value;
    enum kom_cell kind = kom_cell_number(f, cell, &value);
    struct kom_text t = kom_text_trim(cell);
    if (kind == KOM_CELL_BAD)
        return false;
    if (kind == KOM_CELL_VALUE)
        kom_cell_number_text(f, t, &v->out);
    else if (!has_status && is_sign(t))
        kom_buf_text(&v->out, t);
    return true;
}

/* Why a number is not there: the word of its status column. */
static const char *status_word(const struct kom_cell_form *f, struct kom_text cell) {
    struct kom_num value;
    switch (kom_cell_number(f, cell, &value)) {
    case KOM_CELL_MISSING:
        return "missing";
    case KOM_CELL_IMPOSSIBLE:
        return "impossible";
    case KOM_CELL_VALUE:
    case KOM_CELL_BAD:
        break;
    }
    return kom_text_is(kom_text_trim(cell), "-") ? "nil" : "";
}

static bool day(struct kom_view *v, const struct kom_cell_form *f, struct kom_text cell) {
    int32_t value;
    char iso[10];
    enum kom_cell kind = kom_cell_day(f, cell, &value);
    if (kind == KOM_CELL_BAD)
        return false;
    if (kind == KOM_CELL_VALUE && value == KOM_DAY_OPEN) { /* keeps its day in the year 9999 */
        struct kom_text t = kom_text_trim(cell);
        bool is_iso = t.n == 10 && t.p[4] == '-' && t.p[7] == '-';
        kom_buf_text(&v->out, is_iso ? t : kom_text_of("9999-12-31"));
    } else if (kind == KOM_CELL_VALUE) {
        kom_buf_add(&v->out, iso, kom_day_format(iso, value));
    }
    return true;
}

/* A period in another spelling becomes canonical. What is none passes only where our own tools may
   have written it. */
static bool period(struct kom_view *v, const struct kom_cell_form *f, struct kom_text cell) {
    static const char *const own[] = {"all", "before", "after", "total", "event"};
    struct kom_period p;
    char label[16];
    switch (kom_cell_period(f, cell, &p)) {
    case KOM_CELL_VALUE:
        kom_buf_add(&v->out, label, kom_period_format(label, p));
        return true;
    case KOM_CELL_MISSING:
    case KOM_CELL_IMPOSSIBLE:
        return true;
    case KOM_CELL_BAD:
        break;
    }
    bool is_own = false;
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        is_own = is_own || kom_text_is(kom_text_trim(cell), own[i]);
    if (is_own)
        kom_buf_text(&v->out, kom_text_trim(cell));
    return is_own;
}

/* One cell of a kind; false when it cannot be read. */
static bool write_cell(struct kom_view *v, enum kom_kind kind, const struct kom_cell_form *f,
                       struct kom_text cell, bool has_status) {
    switch (kind) {
    case KOM_KIND_NUMBER:
        return number(v, f, cell, has_status);
    case KOM_KIND_DAY:
        return day(v, f, cell);
    case KOM_KIND_PERIOD:
        return period(v, f, cell);
    case KOM_KIND_TEXT:
        break;
    }
    kom_buf_csv(&v->out, cell);
    return true;
}

/* Year and month in two columns as one period; false when they are none. */
static bool year_and_month(struct kom_view *v, const struct kom_out_column *o, uint32_t row) {
    struct kom_text year = kom_view_code(v, o->column, row),
                    month = kom_view_code(v, o->month, row);
    struct kom_period p;
    struct kom_buf label = {0};
    if (year.n == 0 && month.n == 0)
        return true;
    kom_buf_text(&label, year);
    kom_buf_str(&label, month.n == 1 ? "-0" : "-");
    kom_buf_text(&label, month);
    bool ok = kom_period_parse(kom_buf_view(&label), &p) && p.kind == KOM_PERIOD_MONTH;
    if (ok)
        kom_buf_text(&v->out, kom_buf_view(&label));
    kom_buf_fini(&label);
    return ok;
}

static void add_other_name(struct kom_buf *out, struct kom_text heading) {
    kom_buf_str(out, "; a column of other things wants another name: --rename ");
    kom_shell_pair(out, NULL, kom_text_of("NAME"), heading);
}

static void bad_cell(struct kom_view *v, enum kom_kind kind, const struct kom_cell_form *f,
                     int column, uint32_t row) {
    struct kom_buf why = {0};
    struct kom_text cell = kom_view_text(v, column, row);
    if (kind == KOM_KIND_DAY)
        kom_cell_explain_day(f, cell, &why);
    else if (kind == KOM_KIND_PERIOD)
        kom_cell_explain_period(f, cell, &why);
    else
        kom_cell_explain_number(f, cell, &why);
    if (kind == KOM_KIND_PERIOD)
        add_other_name(&why, f->heading);
    kom_view_bad(v, column, row, "%.*s", (int)why.n, why.p ? why.p : "");
    kom_buf_fini(&why);
}

/* One output cell; false when the row is bad, which has been noted. */
static bool write_out(struct kom_view *v, const struct kom_out_column *o, uint32_t row) {
    enum kom_kind kind = v->extract->columns[o->column].kind;
    const struct kom_cell_form *form = kom_view_form(v, o->column);
    struct kom_text cell = kom_view_text(v, o->column, row);
    if (o->is_status) {
        kom_buf_str(&v->out, status_word(form, cell));
        return true;
    }
    if (o->month >= 0) {
        if (year_and_month(v, o, row))
            return true;
        kom_view_bad(v, o->column, row, "with its month column this is no period");
        return false;
    }
    if (write_cell(v, kind, form, cell, o->has_status))
        return true;
    bad_cell(v, kind, form, o->column, row);
    return false;
}

static bool write_row(struct kom_view *v, const struct kom_canonical *k, uint32_t row) {
    for (size_t i = 0; i < k->n_out; i++) {
        if (i)
            kom_buf_byte(&v->out, ',');
        if (!write_out(v, &k->out[i], row))
            return false;
    }
    return true;
}

/* A wide row as one row for each melted column. */
static bool write_long(struct kom_view *v, const struct kom_canonical *k, uint32_t row) {
    const struct kom_cell_form as_value = kom_extract_form(v->file, &k->value_column);
    for (size_t i = 0; i < k->n_melted; i++) {
        int column = k->melted[i];
        /* What the source column is declared to hold wins; text is read as the value column says.
         */
        bool is_text = v->extract->columns[column].kind == KOM_KIND_TEXT;
        enum kom_kind kind = is_text ? k->value_column.kind : v->extract->columns[column].kind;
        const struct kom_cell_form *form = is_text ? &as_value : kom_view_form(v, column);
        if (!write_row(v, k, row))
            return false;
        if (k->n_out)
            kom_buf_byte(&v->out, ',');
        kom_buf_csv(&v->out, v->extract->columns[column].heading);
        kom_buf_byte(&v->out, ',');
        if (!write_cell(v, kind, form, kom_view_text(v, column, row), false)) {
            bad_cell(v, kind, form, column, row);
            return false;
        }
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
    struct kom_canonical_quick quick;
    (void)err;
    kom_canonical_quick_begin(&quick, k, v);
    for (uint32_t row = 0; row < v->n_rows; row++) {
        size_t mark = v->out.n;
        uint32_t n_quick = quick.is_on ? kom_canonical_quick_rows(&quick, v, row) : 0;
        row += n_quick - (n_quick > 0);
        if (n_quick || !is_wanted(v, k, row))
            continue;
        bool ok = k->request.name_heading ? write_long(v, k, row) : write_row(v, k, row);
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
