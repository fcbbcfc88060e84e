/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several figures need. */
#include "figures.h"

#include <string.h>

static void widen(double *low, double *high, bool *any, double v) {
    *low = !*any || v < *low ? v : *low;
    *high = !*any || v > *high ? v : *high;
    *any = true;
}

bool kom_plot_extent(const struct kom_plot_rows *rows, double *low, double *high) {
    bool any = false;
    for (size_t i = 0; i < rows->n; i++) {
        const struct kom_mark *mark = &rows->mark[i];
        if (!kom_mark_is_drawn(mark))
            continue;
        widen(low, high, &any, mark->value);
        if (rows->after >= 0)
            widen(low, high, &any, mark->after);
        if (mark->has_bounds) {
            widen(low, high, &any, mark->low);
            widen(low, high, &any, mark->high);
        }
    }
    return any;
}

/* Moves as little as it can, by least squares: neighbours that stand too near to each other become
   a block around the mean of where they belong (pool adjacent violators; Ayer and others, 1955). */
bool kom_plot_spread(double *y, size_t n, double apart, double top, double bottom) {
    size_t *size = kom_alloc(n + 1, sizeof *size); /* of each block */
    double *at = kom_alloc(n + 1, sizeof *at);     /* where its first member is to stand */
    size_t n_blocks = 0;
    if (!size || !at) {
        kom_free(size);
        kom_free(at);
        return false;
    }
    if (n > 1 && apart * (double)(n - 1) > bottom - top)
        apart = (bottom - top) / (double)(n - 1);
    for (size_t i = 0; i < n; i++) {
        size[n_blocks] = 1;
        at[n_blocks++] = y[i] - apart * (double)i;
        while (n_blocks > 1 && at[n_blocks - 2] > at[n_blocks - 1]) {
            double a = (double)size[n_blocks - 2], b = (double)size[n_blocks - 1];
            at[n_blocks - 2] = (a * at[n_blocks - 2] + b * at[n_blocks - 1]) / (a + b);
            size[n_blocks - 2] += size[n_blocks - 1];
            n_blocks--;
        }
    }
    double least = top, most = bottom - apart * (double)(n ? n - 1 : 0);
    for (size_t k = 0, i = 0; k < n_blocks; k++) {
        double first = at[k] < least ? least : at[k] > most ? most : at[k];
        for (size_t m = 0; m < size[k]; m++, i++)
            y[i] = first + apart * (double)i;
    }
    kom_free(size);
    kom_free(at);
    return true;
}

void kom_plot_say(struct kom_canvas *c, enum kom_plot_word word, size_t n) {
    struct kom_buf line = {0};
    kom_buf_str(&line, kom_plot_word(word, c->lang));
    if (n)
        kom_buf_printf(&line, ": %zu", n);
    kom_canvas_foot(c, kom_buf_view(&line));
    c->failed = c->failed || line.failed;
    kom_buf_fini(&line);
}

void kom_plot_say_intervals(struct kom_canvas *c, const struct kom_plot_rows *rows,
                            enum kom_plot_word what) {
    struct kom_buf line = {0};
    size_t n = 0, n_beside = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const struct kom_mark *mark = &rows->mark[i];
        bool has = kom_mark_is_drawn(mark) && mark->has_bounds;
        n += has;
        n_beside += has && (mark->value < mark->low || mark->value > mark->high);
    }
    if (n == 0)
        return;
    if (n_beside)
        kom_plot_say(c, KOM_PLOT_NOT_HELD, n_beside);
    kom_buf_printf(&line, "%s: ", kom_plot_word(what, c->lang));
    if (rows->level.n)
        kom_buf_printf(&line, "%s %s ", rows->level.p, kom_plot_word(KOM_PLOT_PER_CENT, c->lang));
    kom_buf_str(&line, kom_plot_word(KOM_PLOT_INTERVAL, c->lang));
    kom_canvas_foot(c, kom_buf_view(&line));
    c->failed = c->failed || line.failed;
    kom_buf_fini(&line);
}
