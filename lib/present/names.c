/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of a grid by their names, and those that say why another is empty. All are found by the
   index of headings, so that a table of many columns costs each of them the same. */
#include <string.h>

#include "grid.h"
#include "value_status.h"

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

enum kom_status kom_grid_know_names(struct kom_grid *grid, const struct kom_heading_index *names,
                                    struct kom_header_at place, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    grid->names = names;
    for (size_t j = 0; j < grid->n_cols; j++) {
        grid->column[j].is_companion = follows(grid, stem(grid->column[j].name, "_why"));
        grid->column[j].status_col = KOM_NO_COLUMN;
    }
    for (size_t j = 0; j < grid->n_cols && !status; j++) {
        int at;
        status = kom_status_beside(names, j, place, &at, err);
        grid->column[j].status_col = at < 0 ? KOM_NO_COLUMN : at;
        if (at >= 0)
            grid->column[at].is_companion = true;
    }
    return status;
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
    return kom_grid_know_names(grid, grid->own_names, (struct kom_header_at){.file = "table"}, err);
}
