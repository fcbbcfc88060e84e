/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that may be none of the table: notes beneath it, and a second row of headings. They are read
   as they stand, and told. */
#include <string.h>

#include "xlsx.h"

enum seen { TEXT_FIRST = 1, NUMBER = 2, OTHER = 4 };

static bool has_letter(struct kom_text t) {
    bool has = false;
    for (size_t i = 0; i < t.n; i++)
        has = has || ((t.p[i] | 0x20) >= 'a' && (t.p[i] | 0x20) <= 'z') ||
              (unsigned char)t.p[i] >= 0x80;
    return has;
}

/* A name alone may be a row whose other cells are empty; words or a colon are a note. */
static bool is_note(struct kom_text t) {
    t = kom_text_trim(t);
    return has_letter(t) && t.n && (memchr(t.p, ' ', t.n) || memchr(t.p, ':', t.n));
}

void kom_xl_shape_begin(struct kom_xlsx *x) {
    uint8_t *seen = x->shape.seen;
    x->shape = (struct kom_xl_shape){.seen = seen, .is_text = true};
    memset(seen, 0, x->n_columns);
}

void kom_xl_shape_cell(struct kom_xlsx *x, const struct kom_xl_cell *cell, uint32_t column,
                       struct kom_text text) {
    struct kom_xl_shape *s = &x->shape;
    const bool is_number = cell->type == KOM_XL_OF_NUMBER;
    const bool is_text =
        (cell->type == KOM_XL_OF_SHARED || cell->type == KOM_XL_OF_INLINE) && has_letter(text);
    s->n_cells++;
    s->is_text = s->is_text && is_text;
    s->is_note = is_text && is_note(text);
    s->column = cell->column;
    if (s->n_rows == 0)
        s->seen[column] |= is_text ? TEXT_FIRST : OTHER;
    else
        s->seen[column] |= is_number ? NUMBER : OTHER;
}

void kom_xl_shape_row(struct kom_xlsx *x, uint32_t row) {
    struct kom_xl_shape *s = &x->shape;
    const bool is_foot = s->n_cells == 1 && (s->is_note || s->foot_row) && x->n_columns > 1;
    if (s->n_rows++ == 0)
        s->is_second = s->is_text && s->n_cells > 1;
    if (is_foot && s->foot_row == 0) {
        s->foot_row = row;
        s->foot_column = s->column;
    }
    if (!is_foot) {
        s->last_row = row;
        s->foot_row = 0;
    }
    s->second_row = s->n_rows == 1 ? row : s->second_row;
    s->n_cells = 0;
    s->is_text = true;
}

void kom_xl_shape_end(struct kom_xlsx *x) {
    const struct kom_xl_shape *s = &x->shape;
    struct kom_xl_plan *plan = &x->plan[x->at_plan];
    if (s->foot_row && s->last_row && x->range.last_row == KOM_XL_ROWS) {
        plan->met.foot_row = s->foot_row;
        plan->met.foot_column = s->foot_column;
        plan->met.foot_above = s->last_row;
    }
    for (uint32_t i = plan->last_column; i >= plan->first_column && s->is_second && s->n_rows > 2;
         i--)
        if (s->seen[plan->column_of[i - plan->first_column]] == (TEXT_FIRST | NUMBER)) {
            plan->met.second_row = s->second_row;
            plan->met.second_column = i;
        }
}
