/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The passages themselves, asked for by --quotes: a row a code, unit and coder as they stand, none
   counted under other codes. */
#include <stdlib.h>

#include "work.h"

static int compare_texts(struct kom_text a, struct kom_text b, int order) {
    return order ? order : kom_text_compare(a, b);
}

struct sorted {
    struct kom_code_quote quote;
    size_t n_by, row;
};

static int by_keys(const void *a, const void *b) {
    const struct sorted *x = a, *y = b;
    int order = kom_group_compare(x->quote.group, y->quote.group, x->n_by);
    order = compare_texts(kom_text_of(x->quote.code), kom_text_of(y->quote.code), order);
    order = compare_texts(x->quote.document, y->quote.document, order);
    order = compare_texts(x->quote.segment, y->quote.segment, order);
    order = compare_texts(x->quote.coder, y->quote.coder, order);
    return order ? order : (x->row > y->row) - (x->row < y->row);
}

static struct kom_text cell_of(const struct kom_code_work *w, size_t row, int column) {
    static const struct kom_text none = {"", 0};
    return column < 0 ? none : kom_text_trim(kom_frame_cell(w->frame, row, column));
}

enum kom_status code_quotes(struct kom_code *c, struct kom_error *err) {
    const struct kom_code_work *w = c->work;
    const struct code_columns *column = &w->column;
    struct sorted *item = kom_alloc(w->n_segments + 1, sizeof *item);
    size_t n = 0;
    enum kom_status status = item ? KOM_OK : kom_no_memory(err);
    for (size_t i = 0; i < w->n_segments && !status; i++) {
        const struct code_segment *s = &w->segment[i];
        if (s->code == KOM_NO_ID)
            continue;
        const struct kom_code_quote quote = {.group = kom_groups_key(&w->groups, s->group),
                                             .code = w->book.entry[s->code].text,
                                             .document = cell_of(w, s->row, column->document),
                                             .segment = cell_of(w, s->row, column->segment.column),
                                             .coder = cell_of(w, s->row, column->coder),
                                             .text =
                                                 kom_frame_cell(w->frame, s->row, column->text)};
        item[n++] = (struct sorted){quote, c->ask.n_by, s->row};
    }
    if (n)
        qsort(item, n, sizeof *item, by_keys);
    for (size_t i = 0; i < n && !status; i++) {
        struct kom_code_quote *row = code_add_row(c, sizeof *row);
        if (row)
            *row = item[i].quote;
        else
            status = kom_no_memory(err);
    }
    kom_free(item);
    return status;
}
