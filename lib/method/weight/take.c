/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows: what each is written as is kept, with the number of its cell. A row that lacks what it is
   weighed by is bad, as there is no weight that it could have. */
#include <stdio.h>
#include <string.h>

#include "work.h"

/* Adds a value to the key; false: the row is bad, which has been noted. */
static bool add_value(struct weight_books *b, struct kom_view *v, struct kom_measured at,
                      uint32_t row) {
    char room[16];
    if (at.column < 0) {
        kom_group_add_part(&b->key, (struct kom_text){NULL, 0});
        return true;
    }
    const enum kom_cell said = kom_measured_denied(v, at.status, row);
    const struct kom_text value = kom_view_group(v, at.column, row, room);
    if (said == KOM_CELL_VALUE && value.n) {
        kom_group_add_part(&b->key, value);
        return true;
    }
    if (said != KOM_CELL_BAD)
        kom_view_bad(v, at.column, row,
                     "%s, and no weight can be made without it; correct it, or set such rows aside "
                     "with --bad-rows skip",
                     value.n ? "is said to have no value" : "is empty");
    return false;
}

static bool add_cluster(struct weight_books *b, struct kom_view *v, uint32_t row) {
    char place[17];
    if (!b->g->ask.is_jackknife || b->g->cluster.column >= 0)
        return add_value(b, v, b->g->cluster, row);
    (void)snprintf(place, sizeof place, "%016llx", (unsigned long long)kom_view_order(v, row));
    kom_group_add_part(&b->key, kom_text_of(place));
    return true;
}

/* The start weight, in digits that sort as it does. */
static bool add_weight(struct weight_books *b, struct kom_view *v, uint32_t row, double *weight) {
    struct kom_num value;
    uint64_t bits;
    char digits[17];
    *weight = 1;
    if (b->g->weight.column < 0) {
        kom_group_add_part(&b->key, (struct kom_text){NULL, 0});
        return true;
    }
    const enum kom_weight kind = kom_weight_number(v, b->g->weight, row, &value);
    if (kind == KOM_WEIGHT_NONE)
        kom_view_bad(v, b->g->weight.column, row,
                     "has no value, and a weight is needed to start from; correct it, or set such "
                     "rows aside with --bad-rows skip");
    if (kind == KOM_WEIGHT_ZERO)
        kom_view_bad(v, b->g->weight.column, row,
                     "is 0, and stays 0 whatever it is multiplied by; correct it, or set such rows "
                     "aside with --bad-rows skip");
    if (kind != KOM_WEIGHT_GOOD)
        return false;
    *weight = kom_num_double(&value);
    memcpy(&bits, weight, sizeof bits);
    (void)snprintf(digits, sizeof digits, "%016llx", (unsigned long long)bits);
    kom_group_add_part(&b->key, kom_text_of(digits));
    return true;
}

/* The number of a row's cell; false: the row is bad, or memory ran out (b->key.failed). */
static bool find_cell(struct weight_books *b, struct kom_view *v, uint32_t row, uint32_t *cell) {
    const struct weight_given *g = b->g;
    double weight;
    kom_buf_reset(&b->key);
    for (size_t i = 0; i < g->n_columns; i++)
        if (!add_value(b, v, g->column[i].at, row))
            return false;
    if (!add_value(b, v, g->column[g->n_columns].at, row) || !add_cluster(b, v, row) ||
        !add_weight(b, v, row, &weight))
        return false;
    void *base = b->base, *n = b->n;
    const size_t had = b->groups.n;
    *cell = b->key.failed ? KOM_GROUP_NONE : kom_groups_intern(&b->groups, kom_buf_view(&b->key));
    b->key.failed = *cell == KOM_GROUP_NONE ||
                    kom_grow(&base, &b->cap_base, b->groups.n, sizeof *b->base) ||
                    kom_grow(&n, &b->cap_n, b->groups.n, sizeof *b->n);
    b->base = base;
    b->n = n;
    if (b->key.failed)
        return false;
    if (b->groups.n > had) {
        b->base[*cell] = weight;
        b->n[*cell] = 0;
    }
    return true;
}

bool weight_see_person(struct weight_persons *p, struct kom_text key, uint64_t place) {
    void *all = p->place;
    const size_t had = p->keys.n;
    if (kom_grow(&all, &p->cap, had + 1, sizeof *p->place)) /* before there is a number for it */
        return false;
    p->place = all;
    const uint32_t id = kom_intern_add(&p->keys, key);
    if (id == KOM_NO_ID)
        return false;
    if (p->keys.n > had) {
        p->place[id] = place;
        return true;
    }
    const bool is_earlier = place < p->place[id];
    kom_first_places_add(&p->again, is_earlier ? p->place[id] : place);
    if (is_earlier)
        p->place[id] = place;
    return true;
}

/* Notes wave and respondent of a row that counts; false: memory ran out. */
static bool note_person(struct weight_books *b, const struct kom_view *v, uint32_t row) {
    const struct weight_given *g = b->g;
    const struct kom_text none = {NULL, 0};
    const struct kom_text wave = g->wave < 0 ? none : kom_view_code(v, g->wave, row),
                          person = g->respondent < 0 ? none : kom_view_code(v, g->respondent, row);
    bool ok = g->wave < 0 || g->has_waves || kom_intern_add(&b->waves, wave) != KOM_NO_ID;
    if (!ok || person.n == 0)
        return ok;
    kom_buf_reset(&b->key);
    kom_group_add_part(&b->key, person);
    kom_group_add_part(&b->key, wave);
    return !b->key.failed && weight_see_person(&b->persons, kom_buf_view(&b->key),
                                               kom_placing_row(&b->placing, v, row));
}

/* Adds what is kept of a row; false: it is bad. */
static bool keep_row(struct weight_books *b, struct kom_view *v, uint32_t row, uint32_t cell) {
    const size_t mark = v->out.n;
    struct weight_kept kept = {b->me, cell, 0};
    kom_buf_add(&v->out, (const char *)&kept, sizeof kept);
    const size_t from = v->out.n;
    if (!kom_stream_quick_row(&b->stream, &b->g->columns, v, row, &b->room)) {
        v->out.n = mark;
        return false;
    }
    kept.nbytes = v->out.n - from;
    if (!v->out.failed)
        memcpy(v->out.p + mark, &kept, sizeof kept);
    return true;
}

enum kom_status weight_take(void *worker, struct kom_view *v, struct kom_error *err) {
    struct weight_books *b = worker;
    kom_stream_quick_begin(&b->stream, &b->g->columns, v);
    kom_placing_begin(&b->placing, v);
    b->stream.is_on = b->stream.is_on && !v->extract->reading->is_careful;
    for (uint32_t row = 0; row < v->n_rows; row++) {
        uint32_t cell;
        bool ok = true;
        if (find_cell(b, v, row, &cell) && keep_row(b, v, row, cell)) {
            b->n[cell]++;
            ok = note_person(b, v, row);
        }
        if (!ok || b->key.failed || v->out.failed)
            return weight_no_memory(err);
    }
    return KOM_OK;
}

enum kom_status weight_emit(void *method, struct kom_text bytes, struct kom_error *err) {
    struct kom_weighing *s = method;
    kom_buf_text(&s->rows, bytes);
    return s->rows.failed ? weight_no_memory(err) : KOM_OK;
}

enum kom_status weight_hire(void *method, unsigned *n, void *worker[], struct kom_error *err) {
    struct kom_weighing *s = method;
    s->books = kom_alloc(*n, sizeof *s->books);
    if (!s->books)
        return weight_no_memory(err);
    for (s->n_books = 0; s->n_books < *n; s->n_books++) {
        struct weight_books *b = &s->books[s->n_books];
        b->g = &s->given;
        b->me = s->n_books;
        worker[s->n_books] = b;
    }
    return KOM_OK;
}
