/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that are asked for, by the texts of a column. In a column of periods 2019K2 is 2019-Q2, on
   either side. */
#include "filter.h"
#include "drop.h"
#include "extract_next.h"
#include "heed.h"

#include <string.h>

static bool is_periods(const struct kom_extract *x, int column) {
    const struct kom_word *word = x->columns[column].word;
    return word && word->kind == KOM_KIND_PERIOD;
}

static enum kom_status add_value(struct kom_extract *x, struct kom_filter *f, const char *text,
                                 struct kom_error *err) {
    struct kom_text t = kom_text_trim(kom_text_of(text));
    return kom_intern_add(&f->values, t) == KOM_NO_ID ? kom_extract_no_memory(x, err) : KOM_OK;
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
    x->met = status ? NULL : kom_alloc(kom_filters_n_values(x) + 1, 1);
    return !status && !x->met ? kom_extract_no_memory(x, err) : status;
}

size_t kom_filters_n_values(const struct kom_extract *x) {
    size_t n = 0;
    for (size_t i = 0; i < x->n_filters; i++)
        n += x->filters[i].values.n;
    return n;
}

/* The value that a cell is; KOM_NO_ID: none. */
static uint32_t find(const struct kom_view *v, const struct kom_filter *f, uint32_t row) {
    const struct kom_text none = {"", 0};
    struct kom_text t = v->extract->n_heeds && kom_heed_denies(v, f->column, row)
                            ? none
                            : kom_view_code(v, f->column, row);
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

static bool is_asked(const struct kom_view *v, uint32_t row, uint8_t *met) {
    const struct kom_extract *x = v->extract;
    bool asked = true;
    for (size_t i = 0; i < x->n_filters; i++) {
        const struct kom_filter *f = &x->filters[i];
        uint32_t id = find(v, f, row);
        if (id != KOM_NO_ID)
            met[id] = 1;
        asked = asked && (id != KOM_NO_ID) != f->is_except;
        met += f->values.n;
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

bool kom_filters_unmet(const struct kom_extract *x, struct kom_buf *out) {
    const uint8_t *met = x->met;
    size_t n = 0;
    for (size_t i = 0; i < x->n_filters; i++) {
        const struct kom_filter *f = &x->filters[i];
        for (uint32_t k = 0; k < f->values.n; k++) {
            if (met[k] || ++n > KOM_N_SHOWN)
                continue;
            struct kom_text t = f->values.text[k], h = x->columns[f->column].heading;
            kom_buf_printf(out, "%s%.*s=%.*s", n > 1 ? ", " : "", (int)h.n, h.p,
                           x->columns[f->column].is_person ? 8 : (int)t.n,
                           x->columns[f->column].is_person ? "(hidden)" : t.p);
        }
        met += f->values.n;
    }
    if (n > KOM_N_SHOWN)
        kom_buf_printf(out, " and %zu more", n - KOM_N_SHOWN);
    return n > 0;
}

void kom_filters_fini(struct kom_extract *x) {
    for (size_t i = 0; i < x->n_filters; i++)
        kom_intern_fini(&x->filters[i].values);
    kom_free(x->met);
    x->met = NULL;
    x->n_filters = 0;
}
