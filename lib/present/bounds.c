/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An estimate and its bounds in one column (--estimate-ci): 2.9 (0.6 to 8.2). */
#include "ask.h"
#include "grid.h"

/* What may have bounds, the likeliest first. */
static const char *const estimates[] = {"estimate", "uptake", "share", "mean"};

static bool is_picked(const struct kom_pick *pick, int col) {
    for (size_t k = 0; k < pick->n; k++) {
        if (col >= 0 && pick->col[k] == (size_t)col)
            return true;
    }
    return false;
}

static void drop(struct kom_pick *pick, int col) {
    size_t n = 0;
    for (size_t k = 0; k < pick->n; k++) {
        if (pick->col[k] != (size_t)col)
            pick->col[n++] = pick->col[k];
    }
    pick->n = n;
}

static enum kom_status find_estimate(const struct kom_frame *frame, const struct kom_pick *pick,
                                     int *col, struct kom_error *err) {
    for (size_t i = 0; i < sizeof estimates / sizeof *estimates; i++) {
        enum kom_status status = kom_frame_find(frame, estimates[i], col, err);
        if (status || is_picked(pick, *col))
            return status;
    }
    return kom_fail(err, KOM_EUSAGE,
                    "--estimate-ci: none of estimate, uptake, share and mean is among the columns");
}

/* What --percent and --digits say of one of the three holds for all. */
static void agree(struct kom_grid *grid, const int col[3]) {
    bool is_percent = false;
    int decimals = KOM_DIGITS_OPEN;
    for (int i = 2; i >= 0; i--) {
        const struct kom_column *column = &grid->column[col[i]];
        is_percent = is_percent || column->is_percent;
        decimals = column->decimals != KOM_DIGITS_OPEN ? column->decimals : decimals;
    }
    for (int i = 0; i < 3; i++) {
        grid->column[col[i]].is_percent = is_percent;
        grid->column[col[i]].decimals = decimals;
    }
}

enum kom_status kom_grid_agree(struct kom_grid *grid, const struct kom_frame *frame,
                               const struct kom_pick *pick, struct kom_error *err) {
    int col[3] = {KOM_NO_COLUMN, KOM_NO_COLUMN, KOM_NO_COLUMN};
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < sizeof estimates / sizeof *estimates && !status; i++) {
        status = kom_frame_find(frame, estimates[i], &col[0], err);
        if (is_picked(pick, col[0]))
            break;
        col[0] = KOM_NO_COLUMN;
    }
    if (!status)
        status = kom_frame_find(frame, "conf_low", &col[1], err);
    if (!status)
        status = kom_frame_find(frame, "conf_high", &col[2], err);
    for (int i = 0; i < 3 && !status; i++)
        if (col[i] < 0 || !grid->column[col[i]].is_number)
            return KOM_OK;
    if (!status)
        agree(grid, col);
    return status;
}

enum kom_status kom_grid_bounds(struct kom_grid *grid, const struct kom_frame *frame,
                                struct kom_pick *pick, struct kom_error *err) {
    int col[3];
    struct kom_ask ask = {frame, err, find_estimate(frame, pick, &col[0], err)};
    kom_ask_need(&ask, "conf_low", &col[1]);
    kom_ask_need(&ask, "conf_high", &col[2]);
    enum kom_status status = ask.status;
    for (int i = 0; i < 3 && !status; i++) {
        const struct kom_column *column = &grid->column[col[i]];
        if (!column->is_number)
            status =
                kom_fail(err, KOM_EDATA, "--estimate-ci: column \"%.*s\" is not one of numbers",
                         (int)column->name.n, column->name.p);
    }
    if (status)
        return status;
    agree(grid, col);
    struct kom_cell *bounds = kom_arena_take(&grid->arena, (2 * grid->n_rows + 1) * sizeof *bounds);
    if (!bounds)
        return kom_fail(err, KOM_ENOMEM, "memory ran out for the table");
    for (size_t i = 0; i < grid->n_rows; i++) {
        bounds[2 * i] = *kom_grid_cell(grid, i, (size_t)col[1]);
        bounds[2 * i + 1] = *kom_grid_cell(grid, i, (size_t)col[2]);
        kom_grid_cell(grid, i, (size_t)col[0])->bounds = bounds + 2 * i;
    }
    grid->column[col[0]].has_bounds = true;
    drop(pick, col[1]);
    drop(pick, col[2]);
    return KOM_OK;
}
