/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells are copied, not computed: only marks, blanks and date forms change, never a digit. */
#include "stream_row.h"

#include <string.h>

#include "days.h"
#include "heading_index.h"
#include "shell_word.h"

static bool is_sign(struct kom_text t) {
    return kom_text_is(t, "..") || kom_text_is(t, ".");
}

/* A number cell; false when the row is bad. */
static bool number(struct kom_buf *out, const struct kom_cell_form *f, struct kom_text cell,
                   bool has_status) {
    struct kom_num value;
    enum kom_cell kind = kom_cell_number(f, cell, &value);
    struct kom_text t = kom_text_trim(cell);
    if (kind == KOM_CELL_BAD)
        return false;
    if (kind == KOM_CELL_VALUE)
        kom_cell_number_text(f, t, out);
    else if (!has_status && is_sign(t))
        kom_buf_text(out, t);
    return true;
}

/* Why a number is not there: the word of its status column. */
const char *kom_stream_status_word(const struct kom_cell_form *f, struct kom_text cell) {
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

static bool day(struct kom_buf *out, const struct kom_cell_form *f, struct kom_text cell) {
    int32_t value;
    char iso[10];
    enum kom_cell kind = kom_cell_day(f, cell, &value);
    if (kind == KOM_CELL_BAD)
        return false;
    if (kind == KOM_CELL_VALUE && value == KOM_DAY_OPEN) { /* keeps its day in the year 9999 */
        struct kom_text t = kom_text_trim(cell);
        bool is_iso = t.n == 10 && t.p[4] == '-' && t.p[7] == '-';
        kom_buf_text(out, is_iso ? t : kom_text_of("9999-12-31"));
    } else if (kind == KOM_CELL_VALUE) {
        kom_buf_add(out, iso, kom_day_format(iso, value));
    }
    return true;
}

/* A period in another spelling becomes canonical. What is none passes only where our own tools may
   have written it. */
static bool period(struct kom_buf *out, const struct kom_cell_form *f, struct kom_text cell) {
    static const char *const own[] = {"all", "before", "after", "total", "event"};
    struct kom_period p;
    char label[16];
    switch (kom_cell_period(f, cell, &p)) {
    case KOM_CELL_VALUE:
        kom_buf_add(out, label, kom_period_format(label, p));
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
        kom_buf_text(out, kom_text_trim(cell));
    return is_own;
}

/* One cell of a kind; false when it cannot be read. */
bool kom_stream_cell(struct kom_buf *out, enum kom_kind kind, const struct kom_cell_form *f,
                     struct kom_text cell, bool has_status) {
    switch (kind) {
    case KOM_KIND_NUMBER:
        return number(out, f, cell, has_status);
    case KOM_KIND_DAY:
        return day(out, f, cell);
    case KOM_KIND_PERIOD:
        return period(out, f, cell);
    case KOM_KIND_TEXT:
        break;
    }
    kom_buf_csv(out, cell);
    return true;
}

/* Year and month in two columns as one period; false when they are none. */
static bool year_and_month(struct kom_view *v, const struct kom_stream_column *o, uint32_t row) {
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

/* Half of a period, of which the year stands in another column? */
static bool is_month_beside_year(const struct kom_view *v, int column) {
    bool has_year = false;
    for (size_t i = 0; i < v->extract->n_headings; i++)
        has_year = has_year || kom_name_is_year(v->extract->index->name[i]);
    return has_year && kom_name_is_month(v->extract->columns[column].heading);
}

static void add_other_name(struct kom_buf *out, struct kom_text heading) {
    kom_buf_str(out, "; a column of other things wants another name: --rename ");
    kom_shell_pair(out, NULL, kom_text_of("NAME"), heading);
}

void kom_stream_bad_cell(struct kom_view *v, enum kom_kind kind, const struct kom_cell_form *f,
                         int column, uint32_t row) {
    struct kom_buf why = {0};
    struct kom_text cell = kom_view_text(v, column, row);
    if (kind == KOM_KIND_DAY)
        kom_cell_explain_day(f, cell, &why);
    else if (kind == KOM_KIND_PERIOD && is_month_beside_year(v, column))
        kom_buf_str(&why,
                    "is a month without its year; kom-read --canonical makes one period of both");
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
static bool write_out(struct kom_view *v, const struct kom_stream_column *o, uint32_t row) {
    enum kom_kind kind = v->extract->columns[o->column].kind;
    const struct kom_cell_form *form = kom_view_form(v, o->column);
    struct kom_text cell = kom_view_text(v, o->column, row);
    if (o->is_status) {
        kom_buf_str(&v->out, kom_stream_status_word(form, cell));
        return true;
    }
    if (o->month >= 0) {
        if (year_and_month(v, o, row))
            return true;
        kom_view_bad(v, o->column, row, "with its month column this is no period");
        return false;
    }
    if (kom_stream_cell(&v->out, kind, form, cell, o->has_status))
        return true;
    kom_stream_bad_cell(v, kind, form, o->column, row);
    return false;
}

bool kom_stream_row(struct kom_view *v, const struct kom_stream_columns *columns, uint32_t row) {
    for (size_t i = 0; i < columns->n; i++) {
        if (i)
            kom_buf_byte(&v->out, ',');
        if (!write_out(v, &columns->out[i], row))
            return false;
    }
    return true;
}

/* A heading. One that holds another delimiter is quoted too, so that the next reader cannot take it
 * for several. */
void kom_stream_heading(struct kom_buf *out, struct kom_text name, bool is_status) {
    struct kom_buf both = {0};
    bool quote = false;
    kom_buf_text(&both, name);
    kom_buf_str(&both, is_status ? "_status" : "");
    for (size_t i = 0; i < both.n; i++)
        quote = quote || both.p[i] == ';' || both.p[i] == '\t' || both.p[i] == '|';
    for (size_t i = 0; i < both.n; i++)
        quote =
            quote && both.p[i] != '"' && both.p[i] != ',' && both.p[i] != '\n' && both.p[i] != '\r';
    out->failed = out->failed || both.failed;
    kom_buf_str(out, quote ? "\"" : "");
    if (quote)
        kom_buf_text(out, kom_buf_view(&both));
    else
        kom_buf_heading(out, kom_buf_view(&both), ',');
    kom_buf_str(out, quote ? "\"" : "");
    kom_buf_fini(&both);
}

void kom_stream_header_end(struct kom_buf *out, size_t last) {
    kom_buf_str(out, out->n == last ? "\"\"\n" : "\n");
}

enum kom_status kom_stream_all(const struct kom_extract *x, struct kom_arena *arena,
                               struct kom_stream_columns *columns, struct kom_error *err) {
    struct kom_stream_column *out = kom_arena_take(arena, (x->n_columns + 1) * sizeof *out);
    if (!out)
        return kom_no_memory(err);
    for (size_t i = 0; i < x->n_columns; i++)
        out[i] = (struct kom_stream_column){(int)i, -1, false, false};
    *columns = (struct kom_stream_columns){out, x->n_columns};
    return KOM_OK;
}

size_t kom_stream_headings(const struct kom_extract *x, const struct kom_stream_columns *columns,
                           struct kom_buf *out) {
    size_t last = out->n;
    for (size_t i = 0; i < columns->n; i++) {
        kom_buf_str(out, i ? "," : "");
        last = out->n;
        kom_stream_heading(out, x->columns[columns->out[i].column].heading, false);
    }
    return last;
}

bool kom_stream_is_taken(struct kom_text heading, struct kom_text name) {
    const struct kom_word *a = kom_word_find(heading), *b = kom_word_find(name);
    return kom_name_alike(heading, name) || (a && a == b && strcmp(a->name, "kom") != 0);
}
