/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of a batch as numbers, days and periods, and the notes on rows that are bad or do not
 * count. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "extract.h"
#include "schema.h"

static bool is_missing_text(const struct kom_extract *x, struct kom_text t) {
    for (size_t i = 0; i < x->reading->n_missing; i++)
        if (kom_text_is(t, x->reading->missing[i]))
            return true;
    const struct kom_schema *schema = x->reading->schema;
    for (size_t i = 0; schema && i < schema->n_missing; i++)
        if (kom_text_is(t, schema->missing[i]))
            return true;
    return false;
}

static struct kom_num_form number_form(const struct kom_file_plan *file,
                                       const struct kom_column *c) {
    struct kom_num_form form = file->numbers;
    if (c->decimal)
        form.decimal = c->decimal;
    if (c->thousands)
        form.thousands = c->thousands;
    return form;
}

enum kom_cell kom_number_read(const struct kom_extract *x, const struct kom_file_plan *file,
                              const struct kom_column *column, struct kom_text text,
                              struct kom_num *value) {
    text = kom_text_trim(text);
    if (text.n == 0)
        return KOM_CELL_MISSING;
    if (kom_num_parse(text, number_form(file, column), value)) {
        /* A listed sign such as 999 means missing though it reads as a number. */
        bool listed = x->reading->n_missing || x->reading->schema;
        return listed && is_missing_text(x, text) ? KOM_CELL_MISSING : KOM_CELL_VALUE;
    }
    if (kom_text_is(text, ".."))
        return KOM_CELL_MISSING;
    if (kom_text_is(text, "."))
        return KOM_CELL_IMPOSSIBLE;
    if (is_missing_text(x, text))
        return KOM_CELL_MISSING;
    if (x->reading->nil_is_zero && kom_text_is(text, "-")) {
        *value = kom_num_whole(0);
        return KOM_CELL_VALUE;
    }
    return KOM_CELL_BAD;
}

enum kom_cell kom_day_read(const struct kom_extract *x, const struct kom_column *column,
                           struct kom_text text, int32_t *day) {
    text = kom_text_trim(text);
    *day = KOM_DAY_NONE;
    if (text.n == 0)
        return KOM_CELL_MISSING;
    if (!kom_day_parse(text, column->day_form, day))
        return is_missing_text(x, text) ? KOM_CELL_MISSING : KOM_CELL_BAD;
    if (*day >= KOM_DAY_YEAR_9999)
        *day = KOM_DAY_OPEN;
    return KOM_CELL_VALUE;
}

static const char *mark_name(char mark) {
    return mark == ',' ? "decimal comma" : mark == '.' ? "decimal point" : "such decimal mark";
}

void kom_number_explain(const struct kom_extract *x, const struct kom_file_plan *file,
                        const struct kom_column *column, struct kom_text text,
                        struct kom_buf *out) {
    struct kom_num_form form = number_form(file, column);
    struct kom_num ignored;
    text = kom_text_trim(text);
    struct kom_text shown = text;
    if (column->is_person && !x->reading->show_values)
        shown = kom_text_of("(hidden)");
    if (shown.n > 40)
        shown.n = 40;
    kom_buf_printf(out, "\"%.*s\" is no number", (int)shown.n, shown.p);
    char other = form.decimal == ',' ? '.' : ',';
    bool is_decimal = kom_num_parse(text, (struct kom_num_form){other, '\0'}, &ignored);
    bool is_grouped = kom_num_parse(text, (struct kom_num_form){form.decimal, other}, &ignored);
    if (is_decimal && is_grouped)
        kom_buf_printf(
            out,
            " with a %s; use --thousands %c if the mark parts thousands, --decimal %c if decimals",
            mark_name(form.decimal), other, other);
    else if (is_decimal)
        kom_buf_printf(out, " with a %s; use --decimal %c", mark_name(form.decimal), other);
    else if (is_grouped)
        kom_buf_printf(out, " without a thousands mark; use --thousands %c", other);
    else
        kom_buf_str(out, "; correct it, or use --missing for a text that means missing");
}

struct kom_text kom_view_group(const struct kom_view *v, int column, uint32_t row, char room[16]) {
    struct kom_text t = kom_view_code(v, column, row);
    const struct kom_word *word = v->extract->columns[column].word;
    struct kom_period p;
    if (word && word->kind == KOM_KIND_PERIOD && kom_period_parse(t, &p))
        return (struct kom_text){room, kom_period_format(room, p)};
    return t;
}

static void bad_text(struct kom_view *v, int column, uint32_t row, struct kom_text message) {
    v->n_bad++;
    v->failed = v->failed || message.p == NULL;
    if (v->n_shown < KOM_N_SHOWN) {
        const struct kom_text heading = v->extract->columns[column].heading;
        (void)kom_fail(&v->shown[v->n_shown++], KOM_EDATA, "%s:%llu: column \"%.*s\": %.*s",
                       v->file->name, (unsigned long long)kom_view_line(v, row), (int)heading.n,
                       heading.p, (int)message.n, message.p ? message.p : "");
    }
    kom_view_aside(v, row, KOM_ASIDE_UNREADABLE);
    if (v->stops_at_bad)
        v->n_rows = 0;
}

void kom_view_bad(struct kom_view *v, int column, uint32_t row, const char *format, ...) {
    char text[400];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    size_t length = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    bad_text(v, column, row, (struct kom_text){text, length});
}

enum kom_cell kom_view_number(struct kom_view *v, int column, uint32_t row, struct kom_num *value) {
    const struct kom_column *c = &v->extract->columns[column];
    struct kom_text text = kom_view_text(v, column, row);
    enum kom_cell cell = kom_number_read(v->extract, v->file, c, text, value);
    if (cell == KOM_CELL_BAD) {
        struct kom_buf message = {0};
        kom_number_explain(v->extract, v->file, c, text, &message);
        bad_text(v, column, row, kom_buf_view(&message));
        kom_buf_fini(&message);
    }
    return cell;
}

static const char *form_words(enum kom_day_form form) {
    static const char *const words[] = {"YYYY-MM-DD", "DD-MM-YYYY", "DDMMYYYY", "a SAS day number"};
    return words[form];
}

enum kom_cell kom_view_day(struct kom_view *v, int column, uint32_t row, int32_t *day) {
    const struct kom_column *c = &v->extract->columns[column];
    struct kom_text text = kom_view_text(v, column, row);
    enum kom_cell cell = kom_day_read(v->extract, c, text, day);
    if (cell == KOM_CELL_BAD) {
        text = kom_text_trim(text);
        kom_view_bad(v, column, row,
                     "\"%.*s\" is no day written as %s; kom-read --day turns other forms",
                     (int)(text.n < 40 ? text.n : 40), text.p, form_words(c->day_form));
    }
    return cell;
}

enum kom_cell kom_view_period(struct kom_view *v, int column, uint32_t row,
                              struct kom_period *period) {
    struct kom_text text = kom_text_trim(kom_view_text(v, column, row));
    if (text.n == 0 || is_missing_text(v->extract, text))
        return KOM_CELL_MISSING;
    if (kom_period_read(text, v->extract->columns[column].day_form, period))
        return KOM_CELL_VALUE;
    kom_view_bad(v, column, row, "\"%.*s\" is no period such as 2019, 2019-Q2, 2019-04 or 2019K2",
                 (int)(text.n < 40 ? text.n : 40), text.p);
    return KOM_CELL_BAD;
}

void kom_view_aside_bytes(struct kom_view *v, uint32_t start, uint32_t end, int reason) {
    void *p = v->aside;
    if (kom_grow(&p, &v->cap_aside, v->n_aside + 1, sizeof *v->aside)) {
        v->failed = true;
        return;
    }
    v->aside = p;
    v->aside[v->n_aside++] = (struct kom_aside_row){start, end, reason};
}

void kom_view_aside(struct kom_view *v, uint32_t row, int reason) {
    kom_view_aside_bytes(v, v->batch->start[row], v->batch->end[row], reason);
}

uint64_t kom_view_line(const struct kom_view *v, uint32_t row) {
    return kom_chunk_line(v->batch->chunk, v->batch->start[row]);
}

bool kom_is_digits(struct kom_text t) {
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] < '0' || t.p[i] > '9')
            return false;
    return t.n > 0;
}

bool kom_is_cpr(struct kom_text t) {
    t = kom_text_trim(t);
    bool dashed = t.n == 11 && t.p[6] == '-';
    if (!(dashed || t.n == 10) || !kom_is_digits((struct kom_text){t.p, 6}) ||
        !kom_is_digits((struct kom_text){t.p + 6 + dashed, 4}))
        return false;
    int day = (t.p[0] - '0') * 10 + t.p[1] - '0', month = (t.p[2] - '0') * 10 + t.p[3] - '0';
    return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}
