/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of a grid by their names, and those that say why another is empty. All are found by the
   index of headings, so that a table of many columns costs each of them the same. */
#include <string.h>

#include "grid.h"
#include "heading_index.h"

static int find(const struct kom_grid *grid, struct kom_text name) {
    return grid->names ? kom_heading_spelt(grid->names, name, 0) : KOM_NO_COLUMN;
}

int kom_grid_find(const struct kom_grid *grid, const char *name) {
    return find(grid, kom_text_of(name));
}

/* What stands before the suffix; p is NULL where it does not end so. */
static struct kom_text stem(struct kom_text name, const char *suffix) {
    size_t k = strlen(suffix);
    bool ends = name.n >= k && memcmp(name.p + name.n - k, suffix, k) == 0;
    return ends ? (struct kom_text){name.p, name.n - k} : (struct kom_text){NULL, 0};
}

static bool follows(const struct kom_grid *grid, struct kom_text of) {
    return of.n && find(grid, of) >= 0;
}

/* The first COL_status is that of every COL. */
static void give_status(struct kom_grid *grid, struct kom_text of, size_t status_col) {
    int at;
    if (!of.p || find(grid, grid->column[status_col].name) != (int)status_col)
        return;
    for (uint32_t nth = 0; (at = kom_heading_spelt(grid->names, of, nth)) >= 0; nth++)
        grid->column[at].status_col = (int)status_col;
}

/* WORD_status is that of columns that mean the word and have none of their own name; whether there
   are such. */
static bool give_to_meant(struct kom_grid *grid, struct kom_text of, size_t status_col) {
    const struct kom_word *word = of.n ? kom_word_find(of) : NULL;
    bool any = false;
    if (!word || !kom_text_is(of, word->name) ||
        find(grid, grid->column[status_col].name) != (int)status_col)
        return false;
    for (size_t j = 0; j < grid->n_cols; j++) {
        if (grid->column[j].status_col != KOM_NO_COLUMN || grid->names->word[j] != word)
            continue;
        grid->column[j].status_col = (int)status_col;
        any = true;
    }
    return any;
}

void kom_grid_know_names(struct kom_grid *grid, const struct kom_heading_index *names) {
    grid->names = names;
    for (size_t j = 0; j < grid->n_cols; j++)
        grid->column[j].status_col = KOM_NO_COLUMN;
    for (size_t j = 0; j < grid->n_cols; j++) {
        struct kom_column *column = &grid->column[j];
        struct kom_text status = stem(column->name, "_status");
        column->is_companion = follows(grid, status) || follows(grid, stem(column->name, "_why"));
        give_status(grid, status, j);
    }
    for (size_t j = 0; j < grid->n_cols; j++) {
        struct kom_column *column = &grid->column[j];
        column->is_companion =
            give_to_meant(grid, stem(column->name, "_status"), j) || column->is_companion;
    }
}

void kom_grid_forget_names(struct kom_grid *grid) {
    kom_heading_index_free(grid->own_names);
    grid->own_names = NULL;
    grid->names = NULL;
}

enum kom_status kom_grid_name(struct kom_grid *grid, struct kom_error *err) {
    if (grid->names)
        return KOM_OK;
    struct kom_text *name = kom_arena_take(&grid->arena, (grid->n_cols + 1) * sizeof *name);
    for (size_t j = 0; name && j < grid->n_cols; j++)
        name[j] = grid->column[j].name;
    grid->own_names = name ? kom_heading_index_new(name, grid->n_cols) : NULL;
    if (!grid->own_names)
        return kom_fail(err, KOM_ENOMEM, "memory ran out for the table");
    kom_grid_know_names(grid, grid->own_names);
    return KOM_OK;
}
