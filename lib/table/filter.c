/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that are asked for, by the texts of a column. In a column of periods 2019K2 is 2019-Q2, on
   either side; a code of a municipality has the digits that --kom-digits says. A value that is
   there but for zeros ahead is another one, and said to be there. */
#include "filter.h"

#include "code_digits.h"
#include "drop.h"
#include "extract_next.h"
#include "heed.h"

#include <string.h>

static bool is_periods(const struct kom_extract *x, int column) {
    const struct kom_word *word = x->columns[column].word;
    return word && word->kind == KOM_KIND_PERIOD;
}

/* Digits without the zeros ahead; false: there are other signs. */
static bool strip(struct kom_text *t) {
    if (t->n == 0 || !kom_is_digits(*t))
        return false;
    for (; t->n > 1 && t->p[0] == '0'; t->n--)
        t->p++;
    return true;
}

static enum kom_status add_value(struct kom_extract *x, struct kom_filter *f, const char *text,
                                 struct kom_error *err) {
    char room[4];
    struct kom_text t = kom_text_trim(kom_text_of(text)), bare = t;
    if (kom_code_digits_has(&x->columns[f->column]))
        t = kom_code_digits_write(t, x->reading->kom_digits, room);
    bool failed = kom_intern_add(&f->values, t) == KOM_NO_ID;
    if (!failed && strip(&bare))
        failed = kom_intern_add(&f->bare, bare) == KOM_NO_ID;
    return failed ? kom_extract_no_memory(x, err) : KOM_OK;
}

static enum kom_status make(struct kom_extract *x, const struct kom_filter_rule *rule,
                            struct kom_filter *f, struct kom_error *err) {
    *f = (struct kom_filter){.is_except = rule->is_except};
    enum kom_status status = kom_extract_need(x, rule->column, KOM_KIND_TEXT, &f->column, err);
    for (size_t i = 0; i < rule->n_values && !status; i++)
        status = add_value(x, f, rule->values[i], err);
    return status;
}

enum kom_status kom_filters_make(struct kom_extract *x, struct kom_error *err) {
    const struct kom_reading *r = x->reading;
    enum kom_status status = KOM_OK;
    if (r->n_filters == 0)
        return KOM_OK;
    x->filters = kom_arena_take(&x->arena, r->n_filters * sizeof *x->filters);
    if (!x->filters)
        return kom_extract_no_memory(x, err);
    for (size_t i = 0; i < r->n_filters && !status; i++) {
        status = make(x, &r->filters[i], &x->filters[i], err);
        x->n_filters = i + 1;
    }
    x->met = status ? NULL : kom_alloc(kom_filters_n_met(x) + 1, 1);
    return !status && !x->met ? kom_extract_no_memory(x, err) : status;
}

/* Of each rule a byte for each value, then one for each of those without zeros ahead. */
static size_t n_met(const struct kom_filter *f) {
    return f->values.n + f->bare.n;
}

size_t kom_filters_n_met(const struct kom_extract *x) {
    size_t n = 0;
    for (size_t i = 0; i < x->n_filters; i++)
        n += n_met(&x->filters[i]);
    return n;
}

/* What is compared: nothing where the cell has no value. */
static struct kom_text cell_of(const struct kom_view *v, const struct kom_filter *f, uint32_t row) {
    const struct kom_text none = {"", 0};
    return v->extract->n_heeds && kom_heed_denies(v, f->column, row)
               ? none
               : kom_view_code(v, f->column, row);
}

/* The value that a cell is; KOM_NO_ID: none. */
static uint32_t find(const struct kom_view *v, const struct kom_filter *f, struct kom_text t) {
    uint32_t id = kom_intern_find(&f->values, t);
    if (id != KOM_NO_ID || !is_periods(v->extract, f->column))
        return id;
    struct kom_period cell, value;
    if (kom_cell_period(kom_view_form(v, f->column), t, &cell) != KOM_CELL_VALUE)
        return KOM_NO_ID;
    for (uint32_t i = 0; i < f->values.n; i++)
        if (kom_period_parse(f->values.text[i], &value) && value.kind == cell.kind &&
            value.number == cell.number)
            return i;
    return KOM_NO_ID;
}

/* Is the cell a value but for zeros ahead? */
static bool note_bare(const struct kom_filter *f, struct kom_text t, uint8_t *met) {
    uint32_t id = f->bare.n && strip(&t) ? kom_intern_find(&f->bare, t) : KOM_NO_ID;
    if (id != KOM_NO_ID)
        met[f->values.n + id] = 1;
    return id != KOM_NO_ID;
}

static bool is_asked(const struct kom_view *v, uint32_t row, uint8_t *met) {
    const struct kom_extract *x = v->extract;
    bool asked = true;
    for (size_t i = 0; i < x->n_filters; i++) {
        const struct kom_filter *f = &x->filters[i];
        const struct kom_text t = cell_of(v, f, row);
        const uint32_t id = find(v, f, t);
        bool is_listed = id != KOM_NO_ID;
        if (is_listed)
            met[id] = 1;
        else
            is_listed = note_bare(f, t, met) && x->reading->filters_any_zeros;
        asked = asked && is_listed != f->is_except;
        met += n_met(f);
    }
    return asked;
}

static bool keeps(struct kom_view *v, struct kom_batch *b, uint32_t row, void *context) {
    (void)b;
    bool asked = is_asked(v, row, context);
    if (!asked)
        kom_view_aside(v, row, KOM_ASIDE_NOT_ASKED);
    return asked;
}

void kom_filters_apply(struct kom_view *v, struct kom_batch *b, uint8_t *met) {
    if (v->extract->n_filters)
        kom_drop_rows(v, b, keeps, met);
}

/* What is there instead of a value: the other spelling of a municipality's code, or one of unlike
   zeros. */
static void say_bare(const struct kom_column *c, struct kom_text value, struct kom_buf *out) {
    char room[4];
    struct kom_text other = value;
    if (kom_code_digits_has(c))
        other = kom_code_digits_write(value, value.n == 3 ? 4 : 3, room);
    if (other.n != value.n)
        kom_buf_printf(out, " (%.*s is there; --kom-digits %zu takes both for one)", (int)other.n,
                       other.p, other.n);
    else
        kom_buf_str(out, " (it is there with other zeros ahead; write it so)");
}

static void say_unmet(const struct kom_column *c, const struct kom_filter *f, uint32_t value,
                      const uint8_t *met, struct kom_buf *out) {
    struct kom_text t = f->values.text[value], bare = t;
    kom_buf_printf(out, "%.*s=%.*s", (int)c->heading.n, c->heading.p, c->is_person ? 8 : (int)t.n,
                   c->is_person ? "(hidden)" : t.p);
    uint32_t id = strip(&bare) ? kom_intern_find(&f->bare, bare) : KOM_NO_ID;
    if (id != KOM_NO_ID && met[f->values.n + id])
        say_bare(c, t, out);
}

bool kom_filters_unmet(const struct kom_extract *x, struct kom_buf *out) {
    const uint8_t *met = x->met;
    size_t n = 0;
    for (size_t i = 0; i < x->n_filters && !x->reading->filters_any_zeros; i++) {
        const struct kom_filter *f = &x->filters[i];
        for (uint32_t k = 0; k < f->values.n; k++) {
            if (met[k] || ++n > KOM_N_SHOWN)
                continue;
            kom_buf_str(out, n > 1 ? ", " : "");
            say_unmet(&x->columns[f->column], f, k, met, out);
        }
        met += n_met(f);
    }
    if (n > KOM_N_SHOWN)
        kom_buf_printf(out, " and %zu more", n - KOM_N_SHOWN);
    return n > 0;
}

void kom_filters_fini(struct kom_extract *x) {
    for (size_t i = 0; i < x->n_filters; i++) {
        kom_intern_fini(&x->filters[i].values);
        kom_intern_fini(&x->filters[i].bare);
    }
    kom_free(x->met);
    x->met = NULL;
    x->n_filters = 0;
}
