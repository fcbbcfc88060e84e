/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking for columns, by name or all of them, and how each is written.

   Options of reading name columns, too: which of them is told of which heading is noted once,
   before anything is asked for. A column is asked for by name, by its place, or as what says
   something of another one; asked for again it is the same. How its cells are written follows from
   the call, from the schema and from the file, in that order. */
#include "extract.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "extract_next.h"
#include "heading_index.h"
#include "nearly.h"
#include "open_words.h"
#include "schema.h"
#include "value_status.h"

/* ---- what options say of columns ---- */

/* One option of reading that names columns: who is named by its i-th item (NULL: not of this
   table), and where in kom_told it is noted. */
struct naming {
    size_t n, place;
    const char *(*name)(const struct kom_reading *, size_t);
};

static const char *thousands_name(const struct kom_reading *r, size_t i) {
    return r->column_thousands[i].left;
}

static const char *suffix_name(const struct kom_reading *r, size_t i) {
    return r->suffixes[i].left;
}

static const char *not_cpr_name(const struct kom_reading *r, size_t i) {
    return kom_reading_is_ours(r, r->not_cpr[i].left) ? r->not_cpr[i].right : NULL;
}

static const char *day_name(const struct kom_reading *r, size_t i) {
    return kom_reading_is_ours(r, r->days[i].side) ? r->days[i].column : NULL;
}

/* Notes the items of one option, the last first, so that the first of two wins; each must mean a
   column. */
static enum kom_status note_option(struct kom_extract *x, const struct naming *option,
                                   uint32_t *marks, struct kom_error *err) {
    const char *missing = NULL;
    memset(marks, 0, x->n_headings * sizeof *marks);
    for (size_t i = option->n; i-- > 0;) {
        const char *name = option->name(x->reading, i);
        if (name && !kom_heading_mark(x->index, kom_text_of(name), (uint32_t)i + 1, marks))
            missing = name;
    }
    for (size_t i = 0; i < x->n_headings && option->n; i++)
        memcpy((char *)&x->told[i] + option->place, &marks[i], sizeof marks[i]);
    return missing ? kom_words_missing(x, missing, err) : KOM_OK;
}

/* Every column that an option of reading names must be there. */
enum kom_status kom_extract_note_options(struct kom_extract *x, struct kom_error *err) {
    const struct kom_reading *r = x->reading;
    const struct naming options[] = {
        {r->n_column_thousands, offsetof(struct kom_told, thousands), thousands_name},
        {r->n_suffixes, offsetof(struct kom_told, suffix), suffix_name},
        {r->n_not_cpr, offsetof(struct kom_told, not_cpr), not_cpr_name},
        {r->n_days, offsetof(struct kom_told, day), day_name},
    };
    uint32_t *marks = kom_alloc(x->n_headings, sizeof *marks);
    x->told = kom_arena_take(&x->arena, (x->n_headings + 1) * sizeof *x->told);
    x->column_of = kom_arena_take(&x->arena, (x->n_headings + 1) * sizeof *x->column_of);
    enum kom_status status =
        marks && x->told && x->column_of ? KOM_OK : kom_extract_no_memory(x, err);
    if (!status) {
        memset(x->told, 0, (x->n_headings + 1) * sizeof *x->told);
        memset(x->column_of, 0, (x->n_headings + 1) * sizeof *x->column_of);
    }
    for (size_t i = 0; i < sizeof options / sizeof options[0] && !status; i++)
        status = note_option(x, &options[i], marks, err);
    kom_free(marks);
    return status;
}

/* ---- how a column is written ---- */

static int by_bytes(const void *a, const void *b) {
    const struct kom_text *x = a, *y = b;
    return kom_text_compare(*x, *y);
}

/* The texts of the call and n declared ones, sorted, as kom_cell_is_listed takes them; NULL when
   memory runs out. */
static const struct kom_text *list_both(struct kom_extract *x, const char **declared, size_t n) {
    const struct kom_reading *r = x->reading;
    struct kom_text *list = kom_arena_take(&x->arena, (r->n_missing + n + 1) * sizeof *list);
    for (size_t i = 0; i < r->n_missing && list; i++)
        list[i] = kom_text_of(r->missing[i]);
    for (size_t i = 0; i < n && list; i++)
        list[r->n_missing + i] = kom_text_of(declared[i]);
    if (list)
        qsort(list, r->n_missing + n, sizeof *list, by_bytes);
    return list;
}

static bool has_digit(struct kom_text t) {
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] >= '0' && t.p[i] <= '9')
            return true;
    return false;
}

/* The texts that mean missing in a column: those of the call, and of its field or else its schema.
   Columns whose fields say nothing have one list. */
static enum kom_status list_missing(struct kom_extract *x, struct kom_column *c,
                                    struct kom_error *err) {
    const struct kom_reading *r = x->reading;
    bool own = c->field && c->field->has_missing;
    const char **declared = own ? c->field->missing : r->schema ? r->schema->missing : NULL;
    size_t n_declared = own ? c->field->n_missing : r->schema ? r->schema->n_missing : 0;
    c->form.n_missing = r->n_missing + n_declared;
    if (!own && x->missing) {
        c->form.missing = x->missing;
        c->form.lists_digits = x->lists_digits;
        return KOM_OK;
    }
    c->form.missing = list_both(x, declared, n_declared);
    if (!c->form.missing)
        return kom_extract_no_memory(x, err);
    for (size_t i = 0; i < c->form.n_missing && !c->form.lists_digits; i++)
        c->form.lists_digits = has_digit(c->form.missing[i]);
    x->missing = own ? x->missing : c->form.missing;
    x->lists_digits = own ? x->lists_digits : c->form.lists_digits;
    return KOM_OK;
}

/* What call and schema say of how a column is written; the call wins. */
static enum kom_status choose_form(struct kom_extract *x, struct kom_column *c,
                                   const struct kom_told *told, struct kom_error *err) {
    const struct kom_reading *r = x->reading;
    struct kom_cell_form *f = &c->form;
    if (c->field) {
        f->number = (struct kom_num_form){c->field->decimal, c->field->thousands};
        f->day = c->field->day_form;
    }
    if (told->thousands)
        f->number.thousands = r->column_thousands[told->thousands - 1].right[0];
    if (told->suffix)
        f->suffix = kom_text_of(r->suffixes[told->suffix - 1].right);
    if (told->day)
        f->day = r->days[told->day - 1].form;
    f->day.century = r->century;
    f->negative = r->negative;
    f->nil_is_zero = r->nil_is_zero;
    f->heading = c->heading;
    f->side = r->side;
    f->is_hidden = c->is_person && !r->show_values;
    return list_missing(x, c, err);
}

/* Of a column that is no heading of the table. */
enum kom_status kom_extract_choose_form(struct kom_extract *x, struct kom_column *c,
                                        struct kom_error *err) {
    const struct kom_reading *r = x->reading;
    struct kom_told told = {0};
    for (size_t i = r->n_column_thousands; i-- > 0;)
        if (kom_heading_means(r->column_thousands[i].left, c->heading))
            told.thousands = (uint32_t)i + 1;
    for (size_t i = r->n_suffixes; i-- > 0;)
        if (kom_heading_means(r->suffixes[i].left, c->heading))
            told.suffix = (uint32_t)i + 1;
    for (size_t i = r->n_days; i-- > 0;)
        if (kom_reading_is_ours(r, r->days[i].side) &&
            kom_heading_means(r->days[i].column, c->heading))
            told.day = (uint32_t)i + 1;
    return choose_form(x, c, &told, err);
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
    struct kom_column c = {.heading = heading, .word = x->index->word[at], .kind = kind};
    c.at = (uint32_t)at;
    c.field = x->reading->schema ? kom_schema_field(x->reading->schema, heading) : NULL;
    if (c.field)
        c.kind = c.field->kind == KOM_KIND_TEXT && kind != KOM_KIND_TEXT ? kind : c.field->kind;
    c.is_person = kom_word_is_person(c.word);
    *column = (int)x->n_columns;
    x->columns[x->n_columns++] = c;
    x->column_of[at] = x->column_of[at] ? x->column_of[at] : (uint32_t)x->n_columns;
    return choose_form(x, &x->columns[*column], &x->told[at], err);
}

/* The heading at that place, which is asked for by name. */
static enum kom_status want_at(struct kom_extract *x, size_t at, enum kom_kind kind, int *column,
                               struct kom_error *err) {
    enum kom_status status = KOM_OK;
    if (x->column_of[at]) {
        *column = (int)x->column_of[at] - 1;
        x->columns[*column].is_beside = false;
    } else {
        status = add_column(x, at, kind, column, err);
    }
    if (!status)
        x->columns[*column].is_asked = true;
    return status;
}

enum kom_status kom_extract_want(struct kom_extract *x, const char *name, enum kom_kind kind,
                                 int *column, struct kom_error *err) {
    int at;
    *column = KOM_NO_COLUMN;
    enum kom_status status =
        kom_heading_look(x->index, kom_text_of(name), kom_extract_place(x), &at, err);
    return status || at < 0 ? status : want_at(x, (size_t)at, kind, column, err);
}

enum kom_status kom_extract_wish(struct kom_extract *x, const char *name, enum kom_kind kind,
                                 int *column, struct kom_error *err) {
    enum kom_status status = kom_extract_want(x, name, kind, column, err);
    if (!status && *column == KOM_NO_COLUMN)
        kom_nearly_wish(x->index, kom_text_of(name));
    return status;
}

enum kom_status kom_beside_want(struct kom_extract *x, int of, int *column, struct kom_error *err) {
    int at;
    *column = KOM_NO_COLUMN;
    enum kom_status status =
        kom_status_beside(x->index, x->columns[of].at, kom_extract_place(x), &at, err);
    return status || at < 0 ? status : want_at(x, (size_t)at, KOM_KIND_TEXT, column, err);
}

enum kom_status kom_extract_want_field(struct kom_extract *x, size_t field, int *column,
                                       struct kom_error *err) {
    if (x->column_of[field]) {
        *column = (int)x->column_of[field] - 1;
        return KOM_OK;
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

enum kom_status kom_extract_want_all(struct kom_extract *x, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < x->n_headings && !status; i++) {
        int column = 0;
        const struct kom_word *word = x->index->word[i];
        status = add_column(x, i, word ? word->kind : KOM_KIND_TEXT, &column, err);
        if (!status && x->columns[column].field)
            x->columns[column].kind = x->columns[column].field->kind; /* what is declared wins */
        if (!status && x->columns[column].kind == KOM_KIND_TEXT && x->told[i].day)
            x->columns[column].kind = KOM_KIND_DAY;
    }
    return status;
}
