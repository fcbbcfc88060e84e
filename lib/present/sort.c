/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in the order that --sort asks for. */
#include <stdlib.h>
#include <string.h>

#include "collate.h"
#include "grid.h"
#include "heading_index.h"

/* A column to sort by. */
struct key {
    size_t col;
    bool is_down;
    bool is_phase; /* before stands before after: it holds nothing else */
    bool is_name;  /* text that tells rows apart */
};

struct sorter {
    const struct kom_grid *grid;
    const struct kom_present *opts;
    struct key *key;
    bool is_danish;
};

struct entry {
    size_t row, n_totals;
    const struct sorter *sorter;
};

/* ---- one cell against another ---- */

/* What comes after the values, whichever way they go. */
enum place { VALUE, TOTAL, BLANK };

static enum place place_of(const struct kom_column *column, const struct kom_cell *cell) {
    if (column->is_number)
        return (cell->has_num && !cell->sign) || cell->sign == KOM_SIGN_NIL ? VALUE : BLANK;
    if (cell->sign || kom_text_trim(cell->text).n == 0)
        return BLANK;
    return kom_text_is(cell->text, "total") ? TOTAL : VALUE;
}

static int compare_numbers(const struct kom_cell *a, const struct kom_cell *b) {
    static const struct kom_num nil = {0, 0.0, 0, true};
    return kom_num_compare(a->has_num ? &a->num : &nil, b->has_num ? &b->num : &nil);
}

static int compare_texts(const struct sorter *s, const struct key *key, struct kom_text a,
                         struct kom_text b) {
    if (key->is_phase) /* the earlier word in the alphabet is the later side */
        return kom_text_compare(b, a);
    return s->is_danish ? kom_collate_danish(a, b) : kom_text_compare(a, b);
}

static int compare_cells(const struct sorter *s, const struct key *key, size_t x, size_t y) {
    const struct kom_column *column = &s->grid->column[key->col];
    const struct kom_cell *a = kom_grid_cell(s->grid, x, key->col);
    const struct kom_cell *b = kom_grid_cell(s->grid, y, key->col);
    enum place p = place_of(column, a), q = place_of(column, b);
    if (p != q || p != VALUE)
        return (p > q) - (p < q);
    int order = column->is_number ? compare_numbers(a, b) : compare_texts(s, key, a->text, b->text);
    return key->is_down ? -order : order;
}

/* A row of totals stands below those it is the total of: as soon as a column is asked that does not
   name rows, and at the end. */
static int by_keys(const void *pa, const void *pb) {
    const struct entry *x = pa, *y = pb;
    const struct sorter *s = x->sorter;
    int totals = (x->n_totals > y->n_totals) - (x->n_totals < y->n_totals);
    for (size_t i = 0; i < s->opts->n_sort; i++) {
        if (!s->key[i].is_name && totals)
            return totals;
        int order = compare_cells(s, &s->key[i], x->row, y->row);
        if (order)
            return order;
    }
    return totals ? totals : (x->row > y->row) - (x->row < y->row);
}

/* ---- the columns ---- */

static enum kom_status missing(const struct kom_grid *grid, const char *name,
                               struct kom_error *err) {
    struct kom_buf near = {0}, all = {0};
    const struct kom_text *names = grid->names->name;
    bool has_near = kom_names_near(names, grid->n_cols, kom_text_of(name), &near);
    for (size_t j = 0; j < grid->n_cols && all.n < 500; j++) {
        kom_buf_str(&all, j ? ", " : "");
        kom_buf_text(&all, names[j]);
    }
    enum kom_status status =
        kom_fail(err, KOM_EDATA, "--sort: no column \"%s\"%s%.*s; the table has %.*s", name,
                 has_near ? "; did you mean " : "", has_near ? (int)near.n : 0,
                 near.p ? near.p : "", (int)all.n, all.p ? all.p : "");
    kom_buf_fini(&near);
    kom_buf_fini(&all);
    return status;
}

static bool is_phase(const struct kom_grid *grid, size_t col) {
    for (size_t i = 0; i < grid->n_rows; i++) {
        const struct kom_cell *cell = kom_grid_cell(grid, i, col);
        bool is_side = kom_text_is(cell->text, "before") || kom_text_is(cell->text, "after");
        if (place_of(&grid->column[col], cell) == VALUE && !is_side)
            return false;
    }
    return !grid->column[col].is_number;
}

static bool names_rows(const struct kom_grid *grid, size_t col) {
    const struct kom_column *column = &grid->column[col];
    return !column->is_number && !column->is_aside && !column->is_companion;
}

static enum kom_status find_keys(struct sorter *s, bool *is_key, struct kom_error *err) {
    for (size_t i = 0; i < s->opts->n_sort; i++) {
        const struct kom_present_sort *want = &s->opts->sort[i];
        int col;
        enum kom_status status =
            kom_heading_look(s->grid->names, kom_text_of(want->name),
                             (struct kom_header_at){.file = "--sort"}, &col, err);
        if (!status && col < 0)
            status = missing(s->grid, want->name, err);
        if (status)
            return status;
        if (is_key[col])
            return kom_fail(err, KOM_EUSAGE, "--sort: \"%s\" is named twice", want->name);
        is_key[col] = true;
        s->key[i] = (struct key){(size_t)col, want->is_down, is_phase(s->grid, (size_t)col),
                                 names_rows(s->grid, (size_t)col)};
    }
    return KOM_OK;
}

/* ---- the rows ---- */

static size_t count_totals(const struct kom_grid *grid, size_t row) {
    size_t n = 0;
    for (size_t j = 0; j < grid->n_cols; j++)
        n += names_rows(grid, j) && kom_text_is(kom_grid_cell(grid, row, j)->text, "total");
    return n;
}

/* Each row to its place, along the cycles that the order makes; `spare` holds one row. Entries that
   are done stand for themselves. */
static void move_rows(struct kom_grid *grid, struct entry *entry, struct kom_cell *spare) {
    const size_t n = grid->n_cols, nbytes = n * sizeof *spare;
    for (size_t i = 0; i < grid->n_rows && n; i++) {
        if (entry[i].row == i)
            continue;
        memcpy(spare, kom_grid_cell(grid, i, 0), nbytes);
        size_t at = i;
        while (entry[at].row != i) {
            const size_t from = entry[at].row;
            memcpy(kom_grid_cell(grid, at, 0), kom_grid_cell(grid, from, 0), nbytes);
            entry[at].row = at;
            at = from;
        }
        memcpy(kom_grid_cell(grid, at, 0), spare, nbytes);
        entry[at].row = at;
    }
}

/* What sorting needs memory for. */
struct room {
    bool *is_key; /* of each column */
    struct entry *entry;
    struct kom_cell *row;
    struct key *key;
};

static enum kom_status sort_in(struct kom_grid *grid, const struct kom_present *opts,
                               struct room *room, struct kom_error *err) {
    bool is_danish = opts->lang == KOM_PRESENT_DA || opts->format == KOM_PRESENT_CSV_DA;
    struct sorter s = {.grid = grid, .opts = opts, .key = room->key, .is_danish = is_danish};
    enum kom_status status = kom_grid_name(grid, err);
    if (!status)
        status = find_keys(&s, room->is_key, err);
    if (status)
        return status;
    for (size_t i = 0; i < grid->n_rows; i++)
        room->entry[i] = (struct entry){i, count_totals(grid, i), &s};
    if (grid->n_rows > 1)
        qsort(room->entry, grid->n_rows, sizeof *room->entry, by_keys);
    for (size_t i = 0; i < grid->n_rows; i++)
        grid->origin[i] = room->entry[i].row;
    move_rows(grid, room->entry, room->row);
    return KOM_OK;
}

enum kom_status kom_grid_sort(struct kom_grid *grid, const struct kom_present *opts,
                              struct kom_error *err) {
    struct room room = {
        .is_key = kom_alloc(grid->n_cols + 1, sizeof *room.is_key),
        .entry = kom_alloc(grid->n_rows + 1, sizeof *room.entry),
        .row = kom_alloc(grid->n_cols + 1, sizeof *room.row),
        .key = kom_alloc(opts->n_sort + 1, sizeof *room.key),
    };
    enum kom_status status = KOM_ENOMEM;
    grid->origin = kom_arena_take(&grid->arena, (grid->n_rows + 1) * sizeof *grid->origin);
    if (room.is_key && room.entry && room.row && room.key && grid->origin)
        status = sort_in(grid, opts, &room, err);
    else
        status = kom_fail(err, status, "memory ran out for the table");
    kom_free(room.is_key);
    kom_free(room.entry);
    kom_free(room.row);
    kom_free(room.key);
    return status;
}
