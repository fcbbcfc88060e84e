/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking for columns, by name or all of them, and how each is written. */
#include "extract.h"

#include <string.h>

#include "extract_next.h"
#include "open_words.h"
#include "schema.h"

/* The texts that mean missing in a column: those of the call, and of its field or else its schema.
 */
static enum kom_status list_missing(struct kom_extract *x, struct kom_column *c,
                                    struct kom_error *err) {
    const struct kom_reading *r = x->reading;
    bool own = c->field && c->field->has_missing;
    const char **declared = own ? c->field->missing : r->schema ? r->schema->missing : NULL;
    size_t n_declared = own ? c->field->n_missing : r->schema ? r->schema->n_missing : 0;
    struct kom_text *list =
        kom_arena_take(&x->arena, (r->n_missing + n_declared + 1) * sizeof *list);
    if (!list)
        return kom_extract_no_memory(x, err);
    for (size_t i = 0; i < r->n_missing; i++)
        list[i] = kom_text_of(r->missing[i]);
    for (size_t i = 0; i < n_declared; i++)
        list[r->n_missing + i] = kom_text_of(declared[i]);
    c->form.missing = list;
    c->form.n_missing = r->n_missing + n_declared;
    for (size_t i = 0; i < c->form.n_missing; i++)
        for (size_t k = 0; k < list[i].n; k++)
            c->form.lists_digits =
                c->form.lists_digits || (list[i].p[k] >= '0' && list[i].p[k] <= '9');
    return KOM_OK;
}

/* What call and schema say of how a column is written; the call wins. */
enum kom_status kom_extract_choose_form(struct kom_extract *x, struct kom_column *c,
                                        struct kom_error *err) {
    const struct kom_reading *r = x->reading;
    struct kom_cell_form *f = &c->form;
    if (c->field) {
        f->number = (struct kom_num_form){c->field->decimal, c->field->thousands};
        f->day = c->field->day_form;
    }
    for (size_t i = r->n_column_thousands; i-- > 0;)
        if (kom_heading_means(r->column_thousands[i].left, c->heading))
            f->number.thousands = r->column_thousands[i].right[0];
    for (size_t i = r->n_suffixes; i-- > 0;)
        if (kom_heading_means(r->suffixes[i].left, c->heading))
            f->suffix = kom_text_of(r->suffixes[i].right);
    for (size_t i = r->n_days; i-- > 0;)
        if (kom_reading_is_ours(r, r->days[i].side) &&
            kom_heading_means(r->days[i].column, c->heading))
            f->day = r->days[i].form;
    f->day.century = r->century;
    f->negative = r->negative;
    f->nil_is_zero = r->nil_is_zero;
    f->heading = c->heading;
    f->side = r->side;
    f->is_hidden = c->is_person && !r->show_values;
    return list_missing(x, c, err);
}

/* ---- columns asked for ---- */

static enum kom_status add_column(struct kom_extract *x, size_t at, enum kom_kind kind, int *column,
                                  struct kom_error *err) {
    size_t n;
    struct kom_text heading = kom_extract_headings(x, &n)[at];
    if (!x->columns)
        x->columns = kom_arena_take(&x->arena, n * sizeof *x->columns);
    if (!x->columns)
        return kom_extract_no_memory(x, err);
    struct kom_column c = {.heading = heading, .word = kom_word_find(heading), .kind = kind};
    c.at = (uint32_t)at;
    c.field = x->reading->schema ? kom_schema_field(x->reading->schema, heading) : NULL;
    if (c.field)
        c.kind = c.field->kind == KOM_KIND_TEXT && kind != KOM_KIND_TEXT ? kind : c.field->kind;
    c.is_person = c.word && strcmp(c.word->name, "person") == 0;
    *column = (int)x->n_columns;
    x->columns[x->n_columns++] = c;
    return kom_extract_choose_form(x, &x->columns[*column], err);
}

enum kom_status kom_extract_want(struct kom_extract *x, const char *name, enum kom_kind kind,
                                 int *column, struct kom_error *err) {
    size_t n;
    const struct kom_text *headings = kom_extract_headings(x, &n);
    int at;
    *column = KOM_NO_COLUMN;
    enum kom_status status =
        kom_heading_find(headings, n, kom_text_of(name), kom_extract_place(x), &at, err);
    if (status || at < 0)
        return status;
    for (size_t i = 0; i < x->n_columns; i++) {
        if (x->columns[i].at == (uint32_t)at) {
            *column = (int)i;
            x->columns[i].is_asked = true;
            x->columns[i].is_beside = false;
            return KOM_OK;
        }
    }
    status = add_column(x, (size_t)at, kind, column, err);
    if (!status)
        x->columns[*column].is_asked = true;
    return status;
}

enum kom_status kom_extract_want_field(struct kom_extract *x, size_t field, int *column,
                                       struct kom_error *err) {
    for (size_t i = 0; i < x->n_columns; i++) {
        if (x->columns[i].at == (uint32_t)field) {
            *column = (int)i;
            return KOM_OK;
        }
    }
    enum kom_status status = add_column(x, field, KOM_KIND_TEXT, column, err);
    if (!status)
        x->columns[*column].is_beside = true;
    return status;
}

enum kom_status kom_extract_need(struct kom_extract *x, const char *name, enum kom_kind kind,
                                 int *column, struct kom_error *err) {
    enum kom_status status = kom_extract_want(x, name, kind, column, err);
    if (!status && *column < 0)
        status = kom_words_missing(x, name, err);
    return status;
}

static bool is_told_day(const struct kom_extract *x, struct kom_text heading) {
    bool found = false;
    for (size_t i = 0; i < x->reading->n_days; i++)
        found = found || (kom_reading_is_ours(x->reading, x->reading->days[i].side) &&
                          kom_heading_means(x->reading->days[i].column, heading));
    return found;
}

enum kom_status kom_extract_want_all(struct kom_extract *x, struct kom_error *err) {
    size_t n;
    const struct kom_text *headings = kom_extract_headings(x, &n);
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < n && !status; i++) {
        int column = 0;
        const struct kom_word *word = kom_word_find(headings[i]);
        status = add_column(x, i, word ? word->kind : KOM_KIND_TEXT, &column, err);
        if (!status && x->columns[column].field)
            x->columns[column].kind = x->columns[column].field->kind; /* what is declared wins */
        if (!status && x->columns[column].kind == KOM_KIND_TEXT && is_told_day(x, headings[i]))
            x->columns[column].kind = KOM_KIND_DAY;
    }
    return status;
}
