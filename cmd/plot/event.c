/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An event study: estimates by the periods since the start, a panel a name. */
#include <math.h>
#include <string.h>

#include "figures.h"

enum { HEIGHT = 300, HEIGHT_MANY = 200, BELOW = 50, ABOVE = 6, TITLE = 20 };

/* Both axes, which all panels share, and the reference that the method names. */
struct event {
    const struct kom_plot_rows *rows;
    struct kom_axis x, y;
    bool has_reference; /* the method names one that is no row */
    double reference;
};

/* Is the row the reference, 0 without an interval? */
static bool is_reference(const struct kom_mark *mark) {
    return mark->has_value && !mark->has_bounds && fabs(mark->value) <= 0.0;
}

/* "event study: ..., reference event_time -1, ...": the period that others are compared with. */
static bool read_reference(struct kom_text method, double *reference) {
    static const char word[] = "reference event_time ";
    size_t n = strlen(word), at = 0, end;
    while (at + n <= method.n && memcmp(method.p + at, word, n) != 0)
        at++;
    if (at + n > method.n)
        return false;
    for (end = at + n; end < method.n && strchr("-0123456789", method.p[end]);)
        end++;
    struct kom_num number;
    struct kom_text text = {method.p + at + n, end - at - n};
    if (!kom_num_parse(text, (struct kom_num_form){'.', '\0'}, &number))
        return false;
    *reference = kom_num_double(&number);
    return true;
}

static void look(struct event *e) {
    double low = 0, high = 0, x_low = 0, x_high = 0;
    bool any = false, has_row = false;
    e->has_reference = read_reference(e->rows->method, &e->reference);
    for (size_t i = 0; i < e->rows->n; i++) {
        const struct kom_mark *mark = &e->rows->mark[i];
        if (!kom_mark_is_drawn(mark))
            continue;
        x_low = any ? fmin(x_low, mark->x) : mark->x;
        x_high = any ? fmax(x_high, mark->x) : mark->x;
        has_row = has_row || is_reference(mark);
        any = true;
    }
    e->has_reference = e->has_reference && !has_row;
    if (e->has_reference) {
        x_low = fmin(x_low, e->reference);
        x_high = fmax(x_high, e->reference);
    }
    (void)kom_plot_extent(e->rows, &low, &high);
    kom_axis_make(&e->y, fmin(low, 0), fmax(high, 0), e->rows->n_names > 1 ? 6 : 8);
    kom_axis_make_whole(&e->x, x_low - 0.5, x_high + 0.5, 13);
}

static void draw_bounds(struct kom_canvas *c, const struct event *e, uint32_t name) {
    kom_data_begin(c);
    for (size_t i = 0; i < e->rows->n; i++) {
        const struct kom_mark *mark = &e->rows->mark[i];
        if (mark->name == name && kom_mark_is_drawn(mark) && mark->has_bounds)
            kom_data_row(c, (const double[]){mark->x, mark->low, mark->high}, 3);
    }
    kom_data_end(c);
    kom_data_plot_styled(c, "using 1:2:(0):($3-$2) with vectors nohead", 0, "lw 1.6");
}

static void draw_points(struct kom_canvas *c, const struct event *e, uint32_t name,
                        bool of_reference) {
    size_t n = 0;
    kom_data_begin(c);
    for (size_t i = 0; i < e->rows->n; i++) {
        const struct kom_mark *mark = &e->rows->mark[i];
        if (mark->name != name || !kom_mark_is_drawn(mark) || is_reference(mark) != of_reference)
            continue;
        kom_data_row(c, (const double[]){mark->x, mark->value}, 2);
        n++;
    }
    if (of_reference && e->has_reference) {
        kom_data_row(c, (const double[]){e->reference, 0}, 2);
        n++;
    }
    kom_data_end(c);
    if (n)
        kom_data_plot_styled(c, "using 1:2 with points", 0,
                             of_reference ? "pt 6 ps 0.7 lw 1.4" : "pt 7 ps 0.6");
}

static void draw_panel(struct kom_canvas *c, const struct event *e, const struct kom_panel *p,
                       uint32_t name) {
    kom_panel_begin(c, p);
    kom_panel_line(c, p->x.low, 0, p->x.high, 0, "back lc rgb '#5f5f5f' lw 1");
    if (p->x.low < -0.5 && p->x.high > -0.5)
        kom_panel_line(c, -0.5, p->y.low, -0.5, p->y.high, "front lc rgb '#222222' lw 1 dt 2");
    draw_bounds(c, e, name);
    draw_points(c, e, name, false);
    draw_points(c, e, name, true);
    kom_panel_end(c);
}

/* Names that have a row of the figure's kind. */
static bool has_rows(const struct kom_plot_rows *rows, uint32_t name) {
    bool any = false;
    for (size_t i = 0; i < rows->n; i++)
        any = any || (rows->mark[i].name == name && kom_mark_is_drawn(&rows->mark[i]));
    return any;
}

void kom_draw_event(struct kom_canvas *c, const struct kom_plot_rows *rows) {
    struct event e = {.rows = rows};
    bool has_row = false;
    size_t n = 0, at = 0;
    look(&e);
    for (size_t i = 0; i < rows->n; i++)
        has_row = has_row || (kom_mark_is_drawn(&rows->mark[i]) && is_reference(&rows->mark[i]));
    for (uint32_t name = 0; name < rows->n_names; name++)
        n += has_rows(rows, name);
    kom_plot_say_intervals(c, rows, KOM_PLOT_LINES);
    if (has_row || e.has_reference)
        kom_plot_say(c, has_row ? KOM_PLOT_REFERENCE : KOM_PLOT_ASSUMED, 0);
    double height = n > 1 ? HEIGHT_MANY : HEIGHT, title = n > 1 ? TITLE : ABOVE;
    double left = kom_canvas_axis_width(c, &e.y) + 30;
    kom_canvas_open(c, (double)n * (height + title + (n > 1 ? 26 : 0)) + BELOW - (n > 1 ? 26 : 0));
    for (uint32_t name = 0; name < rows->n_names; name++) {
        if (!has_rows(rows, name))
            continue;
        struct kom_panel p = {.left = left,
                              .top = c->top + (double)at * (height + title + 26) + title,
                              .width = c->width - left - 24,
                              .height = height,
                              .x = e.x,
                              .y = e.y,
                              .has_x_ticks = true,
                              .has_y_ticks = true};
        if (n > 1)
            kom_canvas_text(c, p.left, p.top - 9,
                            kom_canvas_fit(c, rows->name[name], KOM_FONT_TEXT, p.width),
                            (struct kom_style){KOM_FONT_TEXT, kom_ink, KOM_ALIGN_LEFT});
        if (++at == n)
            kom_canvas_text(c, p.left + p.width / 2, p.top + p.height + 34,
                            rows->sheet.column[rows->time].label,
                            (struct kom_style){KOM_FONT_TEXT, kom_grey, KOM_ALIGN_CENTER});
        draw_panel(c, &e, &p, name);
    }
}
