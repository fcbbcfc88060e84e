/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An event study: estimates by the periods since the start. */
#include <math.h>

#include "figures.h"

enum { LEFT = 64, HEIGHT = 300, BELOW = 44 };

static void extent_of_x(const struct kom_plot_rows *rows, double *low, double *high) {
    bool any = false;
    for (size_t i = 0; i < rows->n; i++) {
        const struct kom_mark *mark = &rows->mark[i];
        if (!kom_mark_is_drawn(mark))
            continue;
        *low = !any || mark->x < *low ? mark->x : *low;
        *high = !any || mark->x > *high ? mark->x : *high;
        any = true;
    }
}

/* What stands along the axis. */
static void name_axis(struct kom_canvas *c, const struct kom_plot_rows *rows,
                      const struct kom_panel *p) {
    kom_canvas_text(c, p->left + p->width / 2, p->top + p->height + 34,
                    rows->sheet.column[rows->time].label,
                    (struct kom_style){KOM_FONT_TEXT, kom_grey, KOM_ALIGN_CENTER});
}

/* Is the row the reference, 0 without an interval? */
static bool is_reference(const struct kom_mark *mark) {
    return mark->has_value && !mark->has_bounds && fabs(mark->value) <= 0.0;
}

static void draw_bounds(struct kom_canvas *c, const struct kom_plot_rows *rows) {
    kom_data_begin(c);
    for (size_t i = 0; i < rows->n; i++) {
        const struct kom_mark *mark = &rows->mark[i];
        if (kom_mark_is_drawn(mark) && mark->has_bounds)
            kom_data_row(c, (const double[]){mark->x, mark->low, mark->high}, 3);
    }
    kom_data_end(c);
    kom_data_plot_styled(c, "using 1:2:(0):($3-$2) with vectors nohead", 0, "lw 1.6");
}

static size_t draw_points(struct kom_canvas *c, const struct kom_plot_rows *rows,
                          bool of_reference) {
    size_t n = 0;
    kom_data_begin(c);
    for (size_t i = 0; i < rows->n; i++) {
        const struct kom_mark *mark = &rows->mark[i];
        if (!kom_mark_is_drawn(mark) || is_reference(mark) != of_reference)
            continue;
        kom_data_row(c, (const double[]){mark->x, mark->value}, 2);
        n++;
    }
    kom_data_end(c);
    if (n)
        kom_data_plot_styled(c, "using 1:2 with points", 0,
                             of_reference ? "pt 6 ps 0.7 lw 1.4" : "pt 7 ps 0.6");
    return n;
}

void kom_draw_event(struct kom_canvas *c, const struct kom_plot_rows *rows) {
    double low = 0, high = 0, x_low = 0, x_high = 0;
    bool has_reference = false;
    for (size_t i = 0; i < rows->n; i++)
        has_reference =
            has_reference || (kom_mark_is_drawn(&rows->mark[i]) && is_reference(&rows->mark[i]));
    (void)kom_plot_extent(rows, &low, &high);
    extent_of_x(rows, &x_low, &x_high);
    kom_plot_say_intervals(c, rows, KOM_PLOT_LINES);
    if (has_reference)
        kom_canvas_foot(c, kom_text_of(kom_plot_word(KOM_PLOT_REFERENCE, c->lang)));
    kom_canvas_open(c, HEIGHT + BELOW + 6);
    struct kom_panel p = {.left = LEFT,
                          .top = c->top + 6,
                          .width = c->width - LEFT - 24,
                          .height = HEIGHT,
                          .has_x_ticks = true,
                          .has_y_ticks = true};
    kom_axis_make(&p.y, low < 0 ? low : 0, high > 0 ? high : 0, 8);
    kom_axis_make(&p.x, x_low - 0.5, x_high + 0.5, 13);
    kom_panel_begin(c, &p);
    kom_panel_line(c, p.x.low, 0, p.x.high, 0, "back lc rgb '#5f5f5f' lw 1");
    if (p.x.low < -0.5 && p.x.high > -0.5)
        kom_panel_line(c, -0.5, p.y.low, -0.5, p.y.high, "front lc rgb '#222222' lw 1 dt 2");
    draw_bounds(c, rows);
    (void)draw_points(c, rows, false);
    (void)draw_points(c, rows, true);
    name_axis(c, rows, &p);
    kom_panel_end(c);
}
