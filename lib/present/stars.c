/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stars by p-value. */
#include "ask.h"
#include "grid.h"

size_t kom_star_levels(const struct kom_present *opts, const struct kom_num **levels) {
    static const struct kom_num one = {5, 0.0, 2, true};
    *levels = opts->n_star_levels ? opts->star_levels : &one;
    return opts->n_star_levels ? opts->n_star_levels : 1;
}

/* Compared as exact decimals: a p-value that is a level gets no star for it. */
static unsigned char stars_of(const struct kom_cell *p, const struct kom_present *opts) {
    const struct kom_num *level;
    const size_t n_levels = kom_star_levels(opts, &level);
    unsigned char n = 0;
    for (size_t i = 0; p->has_num && i < n_levels; i++)
        n = (unsigned char)(n + (kom_num_compare(&p->num, &level[i]) < 0));
    return n;
}

/* One more column at the end of the grid, and its place after estimate in the pick. */
static enum kom_status add_column(struct kom_grid *grid, size_t estimate, struct kom_pick *pick,
                                  struct kom_error *err) {
    struct kom_grid wider;
    enum kom_status status = kom_grid_init(&wider, grid->n_rows, grid->n_cols + 1, err);
    if (status) {
        kom_grid_fini(&wider);
        return status;
    }
    for (size_t j = 0; j < grid->n_cols; j++) {
        wider.column[j] = grid->column[j];
        for (size_t i = 0; i < grid->n_rows; i++)
            *kom_grid_cell(&wider, i, j) = *kom_grid_cell(grid, i, j);
    }
    wider.column[grid->n_cols] = (struct kom_column){.name = kom_text_of("stars"),
                                                     .base = kom_text_of("stars"),
                                                     .label = kom_text_of("stars"),
                                                     .is_aside = true};
    for (size_t i = 0; i < grid->n_rows; i++) {
        struct kom_text three = {"***", kom_grid_cell(grid, i, estimate)->n_stars};
        kom_grid_cell(&wider, i, grid->n_cols)->text = three;
    }
    wider.names = grid->names; /* stars has been looked for, if it ever is */
    wider.own_names = grid->own_names;
    grid->own_names = NULL;
    wider.arena = grid->arena;
    grid->arena = (struct kom_arena){0};
    kom_grid_fini(grid);
    *grid = wider;
    status = kom_pick_add(pick, grid->n_cols - 1, err);
    for (size_t k = pick->n - 1; !status && k > 0 && pick->col[k - 1] != estimate; k--) {
        pick->col[k] = pick->col[k - 1];
        pick->col[k - 1] = grid->n_cols - 1;
    }
    return status;
}

enum kom_status kom_grid_stars(struct kom_grid *grid, const struct kom_frame *frame,
                               const struct kom_present *opts, struct kom_pick *pick,
                               struct kom_error *err) {
    int estimate, p_value;
    struct kom_ask ask = {frame, err, KOM_OK};
    kom_ask_need(&ask, "estimate", &estimate);
    kom_ask_need(&ask, "p_value", &p_value);
    if (ask.status)
        return ask.status;
    bool is_shown = false;
    for (size_t k = 0; k < pick->n; k++)
        is_shown = is_shown || pick->col[k] == (size_t)estimate;
    if (!is_shown)
        return kom_fail(err, KOM_EUSAGE, "--stars: estimate is not among --columns");
    for (size_t i = 0; i < grid->n_rows; i++) {
        struct kom_cell *cell = kom_grid_cell(grid, i, (size_t)estimate);
        if (cell->has_num && !cell->sign)
            cell->n_stars = stars_of(kom_grid_cell(grid, i, (size_t)p_value), opts);
    }
    if (kom_present_is_data(opts->format))
        return add_column(grid, (size_t)estimate, pick, err);
    return KOM_OK;
}
