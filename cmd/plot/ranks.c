/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows below each other: bars in the order of their values, estimates with their intervals, and the
   forest of a meta-analysis.

   Every row has its name at the left and its number at the right, so a figure of 98 municipalities
   is as high as it must be and can be read line by line. Bars stand against a line: the row over
   all if there is one, else the unweighted mean, and the figure says which. Estimates stand against
   no effect, 0 or, of ratios, 1. A row without a value keeps its place, its sign instead of a bar:
   a municipality that is not drawn is not left out. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figures.h"
#include "numerals.h"

enum { ROW = 19, ROW_MANY = 15, MANY_ROWS = 30, TICKS_ROOM = 34, NAME_MAX_ROOM = 300 };

#define SQUARE_MIN 0.2 /* that is still seen */

struct ranks {
    const struct kom_plot_rows *rows;
    enum kom_figure figure;
    size_t *row;
    size_t n;
    double left, right; /* room for names and numbers */
    double step;        /* between rows */
    struct kom_axis x;
};

/* qsort has no context. */
struct ranked {
    double value;
    size_t row;
    int class; /* 0 of a value, 1 of none, 2 over all */
};

static int by_rank(const void *a, const void *b) {
    const struct ranked *s = a, *t = b;
    if (s->class != t->class)
        return s->class - t->class;
    if (s->value < t->value || s->value > t->value)
        return s->value > t->value ? -1 : 1;
    return (s->row > t->row) - (s->row < t->row);
}

/* The rows in the order in which they are drawn: pooled ones last, bars by their values unless the
   user sorts. False: memory ran out. */
static bool order(struct ranks *r, bool is_sorted, struct kom_arena *arena) {
    const struct kom_plot_rows *rows = r->rows;
    bool is_ranked = r->figure == KOM_FIGURE_BARS && !is_sorted;
    struct ranked *ranked = kom_arena_take(arena, (rows->n + 1) * sizeof *ranked);
    r->row = kom_arena_take(arena, (rows->n + 1) * sizeof *r->row);
    if (!ranked || !r->row)
        return false;
    for (size_t i = 0; i < rows->n; i++) {
        const struct kom_mark *mark = &rows->mark[i];
        if (mark->is_other)
            continue;
        ranked[r->n++] = (struct ranked){is_ranked && mark->has_value ? mark->value : 0.0, i,
                                         mark->is_whole ? 2 : is_ranked && !mark->has_value};
    }
    qsort(ranked, r->n, sizeof *ranked, by_rank);
    for (size_t i = 0; i < r->n; i++)
        r->row[i] = ranked[i].row;
    return true;
}

/* ---- numbers at the right ---- */

static void add_number(struct kom_buf *text, const struct ranks *r, size_t row,
                       enum kom_present_lang lang) {
    const struct kom_plot_rows *rows = r->rows;
    kom_buf_reset(text);
    kom_buf_text(text, kom_plot_text(rows, row, rows->value));
    if (!rows->mark[row].has_bounds || r->figure == KOM_FIGURE_BARS)
        return;
    kom_buf_str(text, " (");
    kom_buf_text(text, kom_plot_text(rows, row, rows->low));
    kom_buf_str(text, kom_label_phrase(KOM_PHRASE_TO, lang));
    kom_buf_text(text, kom_plot_text(rows, row, rows->high));
    kom_buf_byte(text, ')');
}

static void measure(struct ranks *r, struct kom_canvas *c) {
    struct kom_buf text = {0};
    r->left = r->right = 40;
    r->step = r->n > MANY_ROWS ? ROW_MANY : ROW;
    for (size_t i = 0; i < r->n; i++) {
        struct kom_text name = r->rows->name[r->rows->mark[r->row[i]].name];
        double left = kom_canvas_text_width(name, KOM_FONT_TEXT) + 22;
        add_number(&text, r, r->row[i], c->lang);
        double right = kom_canvas_text_width(kom_buf_view(&text), KOM_FONT_SMALL) + 22;
        r->left = left > r->left ? left : r->left;
        r->right = right > r->right ? right : r->right;
    }
    r->left = r->left > NAME_MAX_ROOM ? NAME_MAX_ROOM : r->left;
    c->failed = c->failed || text.failed;
    kom_buf_fini(&text);
}

static void write_row(struct kom_canvas *c, const struct ranks *r, const struct kom_panel *p,
                      size_t i, struct kom_buf *text) {
    const struct kom_mark *mark = &r->rows->mark[r->row[i]];
    double y = kom_panel_y(p, (double)i);
    kom_canvas_text(c, p->left - 10, y,
                    kom_canvas_fit(c, r->rows->name[mark->name], KOM_FONT_TEXT, p->left - 22),
                    (struct kom_style){r->step < ROW ? KOM_FONT_SMALL : KOM_FONT_TEXT,
                                       mark->has_value ? kom_ink : kom_grey, KOM_ALIGN_RIGHT});
    add_number(text, r, r->row[i], c->lang);
    kom_canvas_text(
        c, c->width - KOM_CANVAS_EDGE, y, kom_buf_view(text),
        (struct kom_style){KOM_FONT_SMALL, mark->has_value ? kom_ink : kom_grey, KOM_ALIGN_RIGHT});
    c->failed = c->failed || text->failed;
}

/* ---- what is drawn ---- */

static void draw_bars(struct kom_canvas *c, const struct ranks *r) {
    const char *rest = r->step < ROW ? "lw 8" : "lw 11";
    for (int is_whole = 0; is_whole < 2; is_whole++) {
        size_t n = 0;
        kom_data_begin(c);
        for (size_t i = 0; i < r->n; i++) {
            const struct kom_mark *mark = &r->rows->mark[r->row[i]];
            if (!mark->has_value || mark->is_whole != is_whole)
                continue;
            kom_data_row(c, (const double[]){mark->value, (double)i}, 2);
            n++;
        }
        kom_data_end(c);
        if (n)
            kom_data_plot_styled(c,
                                 r->rows->is_ratio ? "using (1):2:($1-1):(0) with vectors nohead"
                                                   : "using (0):2:1:(0) with vectors nohead",
                                 is_whole ? 5 : 0, rest);
    }
}

static void draw_bounds(struct kom_canvas *c, const struct ranks *r, const struct kom_axis *x,
                        const char *style) {
    char how[96];
    size_t n = 0;
    kom_data_begin(c);
    for (size_t i = 0; i < r->n; i++) {
        const struct kom_mark *mark = &r->rows->mark[r->row[i]];
        if (!mark->has_value || !mark->has_bounds)
            continue;
        double low = x->is_log ? fmax(mark->low, x->low) : mark->low;
        kom_data_row(c, (const double[]){low, (double)i, mark->high}, 3);
        n++;
    }
    kom_data_end(c);
    (void)snprintf(how, sizeof how, "using 1:2:($3-$1):(0) with vectors nohead %s", style);
    if (n)
        kom_data_plot(c, how);
}

/* A dot, of a forest a square as large as the row is precise. */
static void draw_dots(struct kom_canvas *c, const struct ranks *r) {
    bool is_forest = r->figure == KOM_FIGURE_FOREST;
    double finest = 0;
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++) {
        const struct kom_mark *mark = &r->rows->mark[r->row[i]];
        if (mark->has_value && !mark->is_whole && mark->std_error > 0)
            finest = finest > 0 && finest < mark->std_error ? finest : mark->std_error;
    }
    kom_data_begin(c);
    for (size_t i = 0; i < r->n; i++) {
        const struct kom_mark *mark = &r->rows->mark[r->row[i]];
        if (!mark->has_value || mark->is_whole)
            continue;
        double size = 0.6;
        if (is_forest && finest > 0 && mark->std_error > 0)
            size = fmax(SQUARE_MIN, finest / mark->std_error); /* the area by 1 / std_error^2 */
        kom_data_row(c, (const double[]){mark->value, (double)i, size}, 3);
        n++;
    }
    kom_data_end(c);
    if (n)
        kom_data_plot_styled(c, "using 1:2:3 with points ps variable", 0,
                             is_forest ? "pt 5" : "pt 7");
}

/* What is pooled is a diamond as wide as its interval, as readers of forests take it to be. */
static void draw_diamonds(struct kom_canvas *c, const struct ranks *r, const struct kom_axis *x) {
    for (size_t i = 0; i < r->n; i++) {
        const struct kom_mark *mark = &r->rows->mark[r->row[i]];
        double y = (double)i;
        if (!mark->has_value || !mark->is_whole)
            continue;
        kom_data_begin(c);
        if (mark->has_bounds) {
            double low = x->is_log ? fmax(mark->low, x->low) : mark->low;
            kom_data_row(c, (const double[]){low, y}, 2);
            kom_data_row(c, (const double[]){mark->value, y - 0.3}, 2);
            kom_data_row(c, (const double[]){mark->high, y}, 2);
            kom_data_row(c, (const double[]){mark->value, y + 0.3}, 2);
        } else {
            kom_data_row(c, (const double[]){mark->value, y}, 2);
        }
        kom_data_end(c);
        kom_data_plot_styled(
            c, mark->has_bounds ? "using 1:2 with filledcurves closed" : "using 1:2 with points", 5,
            mark->has_bounds ? "fs solid noborder" : "pt 13 ps 1.1");
    }
}

/* The line that bars stand against, and what it is. */
static void draw_mean(struct kom_canvas *c, const struct ranks *r, const struct kom_panel *p) {
    double sum = 0, whole = 0;
    size_t n = 0, n_whole = 0, row = 0;
    for (size_t i = 0; i < r->n; i++) {
        const struct kom_mark *mark = &r->rows->mark[r->row[i]];
        if (!mark->has_value)
            continue;
        if (mark->is_whole) {
            whole = mark->value;
            row = r->row[i];
            n_whole++;
        } else {
            sum += mark->value;
            n++;
        }
    }
    if (n_whole > 1 || (n_whole == 0 && n < 2))
        return;
    struct kom_buf text = {0};
    double x = n_whole ? whole : sum / (double)n;
    if (n_whole) {
        kom_buf_text(&text, r->rows->name[r->rows->mark[row].name]);
        kom_buf_str(&text, ": ");
        kom_buf_text(&text, kom_plot_text(r->rows, row, r->rows->value));
    } else {
        struct kom_num mean = {.real = x};
        kom_buf_printf(&text, "%s %zu: ", kom_plot_word(KOM_PLOT_MEAN_OF, c->lang), n);
        int decimals = r->rows->grid.column[r->rows->value].decimals + 1; /* than its parts have */
        kom_number_people(&text, &mean, decimals < 15 ? decimals : 15, c->lang);
    }
    kom_panel_line(c, x, p->y.low, x, p->y.high, "front lc rgb '#222222' lw 1 dt 2");
    double at = kom_panel_x(p, x);
    bool is_right = at > p->left + p->width * 0.6;
    kom_canvas_text(
        c, is_right ? at - 4 : at + 4, p->top - 8, kom_buf_view(&text),
        (struct kom_style){KOM_FONT_SMALL, kom_ink, is_right ? KOM_ALIGN_RIGHT : KOM_ALIGN_LEFT});
    c->failed = c->failed || text.failed;
    kom_buf_fini(&text);
}

/* ---- the panel ---- */

static bool is_estimate(const struct kom_plot_rows *rows) {
    return kom_text_is(rows->grid.column[rows->value].base, "estimate");
}

/* The least value or bound above 0; 0: a value is not above it. */
static double least_above(const struct ranks *r) {
    double least = HUGE_VAL;
    for (size_t i = 0; i < r->n; i++) {
        const struct kom_mark *mark = &r->rows->mark[r->row[i]];
        if (!mark->has_value)
            continue;
        if (mark->value <= 0)
            return 0;
        least = fmin(least, mark->value);
        if (mark->has_bounds && mark->low > 0)
            least = fmin(least, mark->low);
    }
    return least < HUGE_VAL ? least : 0;
}

/* How many lower bounds a logarithmic axis has no place for. */
static size_t n_cut(const struct ranks *r) {
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++) {
        const struct kom_mark *mark = &r->rows->mark[r->row[i]];
        n += mark->has_value && mark->has_bounds && mark->low <= 0;
    }
    return n;
}

/* Bars of levels stand on nothing; estimates have no effect within, where that is near. */
static void make_x(struct kom_axis *x, const struct ranks *r) {
    double low = 0, high = 1;
    const struct kom_plot_rows *rows = r->rows;
    (void)kom_plot_extent(rows, &low, &high);
    if (rows->is_ratio && least_above(r) > 0) {
        kom_axis_make_log(x, fmin(least_above(r), 1), fmax(high, 1));
        return;
    }
    double none = rows->is_ratio ? 1 : 0;
    if (is_estimate(rows) || r->figure == KOM_FIGURE_BARS) {
        low = fmin(low, none);
        high = fmax(high, none);
    }
    kom_axis_make(x, low, high, 7);
}

void kom_draw_ranks(struct kom_canvas *c, const struct kom_plot_rows *rows,
                    const struct kom_plot_request *request) {
    struct ranks r = {.rows = rows, .figure = request->figure};
    struct kom_buf text = {0};
    if (!order(&r, request->words.n_sort > 0, &c->arena)) {
        c->failed = true;
        return;
    }
    measure(&r, c);
    make_x(&r.x, &r);
    kom_plot_say_intervals(c, rows, KOM_PLOT_LINES);
    if (r.x.is_log && n_cut(&r))
        kom_plot_say(c, KOM_PLOT_CUT, n_cut(&r));
    if (rows->is_ratio && !r.x.is_log)
        kom_plot_say(c, KOM_PLOT_LINEAR, 0);
    if (request->figure == KOM_FIGURE_FOREST && rows->std_error >= 0)
        kom_canvas_foot(c, kom_text_of(kom_plot_word(KOM_PLOT_SIZES, c->lang)));
    double above = request->figure == KOM_FIGURE_BARS ? 18 : 4;
    double height = r.step * (double)r.n;
    kom_canvas_open(c, height + above + TICKS_ROOM);
    struct kom_panel p = {.left = r.left,
                          .top = c->top + above,
                          .width = c->width - r.left - r.right - KOM_CANVAS_EDGE,
                          .height = height,
                          .x = r.x,
                          .y = {.low = (double)r.n - 0.5, .high = -0.5},
                          .has_x_ticks = true,
                          .is_flat = true};
    kom_panel_begin(c, &p);
    if (request->figure == KOM_FIGURE_BARS) {
        draw_bars(c, &r);
        draw_bounds(c, &r, &p.x, "lc rgb '#ffffff' lw 3"); /* an edge, to be seen on the bar */
        draw_bounds(c, &r, &p.x, "lc rgb '#222222' lw 1");
        draw_mean(c, &r, &p);
    } else {
        draw_bounds(c, &r, &p.x, "lc rgb '#0072b2' lw 1.6");
        draw_dots(c, &r);
        draw_diamonds(c, &r, &p.x);
    }
    double none = rows->is_ratio ? 1 : 0;
    if (is_estimate(rows) || request->figure == KOM_FIGURE_BARS)
        kom_panel_line(c, none, p.y.low, none, p.y.high, "back lc rgb '#5f5f5f' lw 1");
    for (size_t i = 0; i < r.n; i++)
        write_row(c, &r, &p, i, &text);
    kom_panel_end(c);
    kom_buf_fini(&text);
}
