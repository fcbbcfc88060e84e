/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One column's values become columns (--wide). Rows and values are found by sorting row numbers,
   not by searching.

   The columns that name a row are numbered by sorting row numbers on their texts, and so are the
   values that become columns; the cell of a row is then put at (row's number, value's number), in
   one pass. Two rows at one place are refused with the columns that could part them. New columns
   are in the order of their values: before, after, periods by time, total last, or as they came. A
   hash would find the same; sorting gives the order too, and the same bytes everywhere. */
#include <stdlib.h>

#include "grid.h"
#include "labels.h"

/* A row and what it is compared by. */
struct entry {
    size_t row, id;
    const struct kom_grid *grid;
    const struct kom_pick *keys;
};

struct spread {
    const struct kom_grid *grid;
    const struct kom_frame *frame;
    enum kom_present_lang lang;
    struct kom_pick keys, values, wide; /* columns of grid; wide holds the one */
    struct entry *entry;
    size_t *line, *place; /* of each row: row and value index in the result */
    size_t n_lines, n_places;
    size_t *line_row, *place_row; /* a row that stands for each */
};

static int compare_keys(const struct entry *a, const struct entry *b) {
    for (size_t k = 0; k < a->keys->n; k++) {
        size_t col = a->keys->col[k];
        int c = kom_text_compare(kom_grid_cell(a->grid, a->row, col)->text,
                                 kom_grid_cell(b->grid, b->row, col)->text);
        if (c)
            return c;
    }
    return 0;
}

static int by_keys(const void *a, const void *b) {
    const struct entry *x = a, *y = b;
    int c = compare_keys(x, y);
    return c ? c : (x->row > y->row) - (x->row < y->row);
}

static int by_row(const void *a, const void *b) {
    const struct entry *x = a, *y = b;
    return (x->row > y->row) - (x->row < y->row);
}

static int by_id(const void *a, const void *b) {
    const struct entry *x = a, *y = b;
    return x->id != y->id ? (x->id > y->id) - (x->id < y->id) : by_row(a, b);
}

/* Numbers the distinct keys in the order in which they first come. id[row] is the number,
 * first[number] a row. */
static size_t number_keys(struct spread *s, const struct kom_pick *keys, size_t *id,
                          size_t *first) {
    size_t n = s->grid->n_rows, n_ids = 0;
    struct entry *e = s->entry;
    for (size_t i = 0; i < n; i++)
        e[i] = (struct entry){i, i, s->grid, keys};
    if (n == 0)
        return 0;
    qsort(e, n, sizeof *e, by_keys);
    for (size_t i = 1; i < n; i++) {
        if (compare_keys(&e[i - 1], &e[i]) == 0)
            e[i].id = e[i - 1].id; /* the first row of an equal run stands for it */
    }
    qsort(e, n, sizeof *e, by_row);
    for (size_t i = 0; i < n; i++) {
        if (e[i].id == i) {
            id[i] = n_ids;
            first[n_ids++] = i;
        } else {
            id[i] = id[e[i].id];
        }
    }
    return n_ids;
}

/* ---- order of the values ---- */

/* before 0, after 1, periods 2 (as text), total 3; -1: a word without an order. */
static int rank(struct kom_text t) {
    struct kom_period period;
    if (kom_text_is(t, "before"))
        return 0;
    if (kom_text_is(t, "after"))
        return 1;
    if (kom_text_is(t, "total"))
        return 3;
    return kom_period_parse(t, &period) ? 2 : -1;
}

/* A value, and what it is ordered by. */
struct value {
    struct kom_text text; /* of periods, if all values have an order */
    int rank;
    size_t at; /* as they came */
};

static int by_rank(const void *a, const void *b) {
    const struct value *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    int c = kom_text_compare(x->text, y->text);
    return c ? c : (x->at > y->at) - (x->at < y->at);
}

/* Where one of them has no order: total last, the others as they came. */
static void rank_values(const struct spread *s, struct value *value) {
    bool all_ranked = true;
    for (size_t i = 0; i < s->n_places; i++) {
        struct kom_text t = kom_grid_cell(s->grid, s->place_row[i], s->wide.col[0])->text;
        value[i] = (struct value){t, rank(t), i};
        all_ranked = all_ranked && value[i].rank >= 0;
    }
    for (size_t i = 0; i < s->n_places; i++) {
        if (!all_ranked)
            value[i].rank = value[i].rank == 3;
        if (!all_ranked || value[i].rank != 2)
            value[i].text = (struct kom_text){NULL, 0};
    }
}

static enum kom_status order_places(struct spread *s, struct kom_error *err) {
    size_t n = s->n_places;
    size_t *to = kom_alloc(n + 1, sizeof *to);
    struct value *value = kom_alloc(n + 1, sizeof *value);
    bool whole = to && value;
    if (whole) {
        rank_values(s, value);
        qsort(value, n, sizeof *value, by_rank);
    }
    for (size_t i = 0; i < n && whole; i++)
        to[value[i].at] = i;
    for (size_t i = 0; i < s->grid->n_rows && whole; i++) {
        s->place[i] = to[s->place[i]];
        s->place_row[s->place[i]] = i;
    }
    kom_free(to);
    kom_free(value);
    return whole ? KOM_OK : kom_fail(err, KOM_ENOMEM, "memory ran out for the table");
}

/* ---- the result ---- */

/* The columns that are not shown may be what tells the two rows apart: name them. */
static enum kom_status clash(const struct spread *s, size_t first, size_t second,
                             struct kom_error *err) {
    struct kom_buf names = {0};
    for (size_t j = 0; j < s->grid->n_cols; j++) {
        const struct kom_column *column = &s->grid->column[j];
        if (column->is_number || column->is_companion ||
            kom_text_equal(kom_grid_cell(s->grid, first, j)->text,
                           kom_grid_cell(s->grid, second, j)->text))
            continue;
        kom_buf_str(&names, names.n ? ", " : "");
        kom_buf_text(&names, column->name);
    }
    kom_buf_byte(&names, '\0');
    const char *list = names.failed ? "" : names.p;
    enum kom_status status = kom_frame_fail(
        s->frame, second, (int)s->wide.col[0], err,
        "--wide: falls into the same cell as line %llu: %s%s",
        (unsigned long long)s->frame->line[first],
        list[0] ? "they differ in columns that do not tell rows apart here; filter by one with "
                  "--only, or show it with --columns: "
                : "they have the same keys",
        list);
    kom_buf_fini(&names);
    return status;
}

static enum kom_status refuse_clash(struct spread *s, struct kom_error *err) {
    size_t n = s->grid->n_rows;
    for (size_t i = 0; i < n; i++)
        s->entry[i] = (struct entry){i, s->line[i] * s->n_places + s->place[i], NULL, NULL};
    if (n)
        qsort(s->entry, n, sizeof *s->entry, by_id);
    for (size_t i = 1; i < n; i++) {
        if (s->entry[i - 1].id == s->entry[i].id)
            return clash(s, s->entry[i - 1].row, s->entry[i].row, err);
    }
    return KOM_OK;
}

/* With one value column its label spans the values; with more each value spans their labels. */
static enum kom_status name_column(const struct spread *s, struct kom_grid *out, size_t col,
                                   size_t value, size_t place) {
    struct kom_column *column = &out->column[col];
    size_t wide = s->wide.col[0];
    struct kom_text word = kom_grid_cell(s->grid, s->place_row[place], wide)->text;
    *column = s->grid->column[value];
    column->name = kom_grid_join(out, column->name, "_", word);
    if (!column->name.p)
        return KOM_ENOMEM;
    bool is_one = s->values.n == 1;
    struct kom_buf shown = {0};
    kom_label_cell(&shown, s->grid->column[wide].base, word, s->lang);
    word = kom_grid_join(out, kom_buf_view(&shown), "", (struct kom_text){NULL, 0});
    bool failed = shown.failed || !word.p;
    kom_buf_fini(&shown);
    if (failed)
        return KOM_ENOMEM;
    column->spanner = is_one ? column->label : word;
    column->label = is_one ? word : column->label;
    column->is_aside = true;
    return KOM_OK;
}

static enum kom_status fill(const struct spread *s, struct kom_grid *out, struct kom_error *err) {
    size_t n_keys = s->keys.n, n_values = s->values.n;
    enum kom_status status = kom_grid_init(out, s->n_lines, n_keys + s->n_places * n_values, err);
    for (size_t k = 0; k < n_keys && !status; k++)
        out->column[k] = s->grid->column[s->keys.col[k]];
    for (size_t p = 0; p < s->n_places && !status; p++) {
        for (size_t v = 0; v < n_values && !status; v++)
            status = name_column(s, out, n_keys + p * n_values + v, s->values.col[v], p);
    }
    if (status)
        return kom_fail(err, status, "memory ran out for the table");
    for (size_t i = 0; i < s->n_lines; i++) {
        for (size_t k = 0; k < n_keys; k++)
            *kom_grid_cell(out, i, k) = *kom_grid_cell(s->grid, s->line_row[i], s->keys.col[k]);
        for (size_t j = n_keys; j < out->n_cols; j++)
            kom_grid_cell(out, i, j)->sign = KOM_SIGN_NO_ROW;
    }
    for (size_t i = 0; i < s->grid->n_rows; i++) {
        for (size_t v = 0; v < n_values; v++)
            *kom_grid_cell(out, s->line[i], n_keys + s->place[i] * n_values + v) =
                *kom_grid_cell(s->grid, i, s->values.col[v]);
    }
    return KOM_OK;
}

static enum kom_status sort_columns(struct spread *s, const struct kom_pick *pick, size_t wide,
                                    struct kom_error *err) {
    enum kom_status status = kom_pick_add(&s->wide, wide, err);
    for (size_t k = 0; k < pick->n && !status; k++) {
        const struct kom_column *column = &s->grid->column[pick->col[k]];
        if (pick->col[k] == wide)
            continue;
        bool is_value = column->is_number || column->is_aside;
        status = kom_pick_add(is_value ? &s->values : &s->keys, pick->col[k], err);
    }
    if (!status && s->values.n == 0)
        status = kom_fail(err, KOM_EDATA, "--wide: no column of values is left to spread");
    return status;
}

static enum kom_status work(struct spread *s, struct kom_grid *out, struct kom_error *err) {
    size_t n = s->grid->n_rows + 1;
    s->entry = kom_alloc(n, sizeof *s->entry);
    s->line = kom_alloc(n, sizeof *s->line);
    s->place = kom_alloc(n, sizeof *s->place);
    s->line_row = kom_alloc(n, sizeof *s->line_row);
    s->place_row = kom_alloc(n, sizeof *s->place_row);
    if (!s->entry || !s->line || !s->place || !s->line_row || !s->place_row)
        return kom_fail(err, KOM_ENOMEM, "memory ran out for the table");
    s->n_lines = number_keys(s, &s->keys, s->line, s->line_row);
    s->n_places = number_keys(s, &s->wide, s->place, s->place_row);
    enum kom_status status = order_places(s, err);
    if (!status)
        status = refuse_clash(s, err);
    return status ? status : fill(s, out, err);
}

enum kom_status kom_grid_spread(const struct kom_grid *grid, const struct kom_frame *frame,
                                const struct kom_present *opts, const struct kom_pick *pick,
                                struct kom_grid *out, struct kom_error *err) {
    struct spread s = {.grid = grid, .frame = frame, .lang = opts->lang};
    int wide;
    *out = (struct kom_grid){0};
    enum kom_status status = kom_frame_need(frame, opts->wide, &wide, err);
    if (!status)
        status = sort_columns(&s, pick, (size_t)wide, err);
    if (!status)
        status = work(&s, out, err);
    kom_pick_fini(&s.keys);
    kom_pick_fini(&s.values);
    kom_pick_fini(&s.wide);
    kom_free(s.entry);
    kom_free(s.line);
    kom_free(s.place);
    kom_free(s.line_row);
    kom_free(s.place_row);
    return status;
}
