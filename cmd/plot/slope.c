/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before and after: a line a name, named at both ends as far as there is room. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figures.h"

enum { LINE_HEIGHT = 15, HEIGHT_MIN = 300, EDGE = 26, APART = 10, FAR = 48 };

/* A name with both sides. */
struct slope {
    double side[2];
    double y[2]; /* where its names stand */
    uint32_t name;
    size_t row[2];
    bool has[2], is_whole;
};

struct slopes {
    struct slope *slope;
    size_t n;
    int apart; /* of the texts from the ends */
};

static void put(struct slope *s, size_t side, double value, size_t row) {
    s->side[side] = value;
    s->row[side] = row;
    s->has[side] = true;
}

/* Names with both sides, and those alone. False: memory ran out. */
static bool collect(struct slopes *all, const struct kom_plot_rows *rows, struct kom_arena *arena) {
    struct slope *slope = kom_alloc(rows->n_names + 1, sizeof *slope);
    all->slope = kom_arena_take(arena, (rows->n_names + 1) * sizeof *slope);
    for (size_t i = 0; i < rows->n && slope; i++) {
        const struct kom_mark *mark = &rows->mark[i];
        struct slope *s = &slope[mark->name];
        if (!kom_mark_is_drawn(mark))
            continue;
        s->name = mark->name;
        s->is_whole = mark->is_whole;
        put(s, mark->x > 0.5, mark->value, i);
        if (rows->after >= 0)
            put(s, 1, mark->after, i);
    }
    for (size_t i = 0; i < rows->n_names && slope && all->slope; i++)
        if (slope[i].has[0] || slope[i].has[1])
            all->slope[all->n++] = slope[i];
    bool ok = slope && all->slope;
    kom_free(slope);
    return ok;
}

static int compare(double a, double b, const struct slope *s, const struct slope *t) {
    if (a < b || a > b)
        return a > b ? 1 : -1;
    return (s->name > t->name) - (s->name < t->name);
}

static int by_right(const void *a, const void *b) {
    const struct slope *s = a, *t = b;
    return compare(s->y[1], t->y[1], s, t);
}

static int by_left(const void *a, const void *b) {
    const struct slope *s = a, *t = b;
    return compare(s->y[0], t->y[0], s, t);
}

/* From an end to its text, where that had to make room for others. */
static void lead(struct kom_canvas *c, const struct kom_panel *p, size_t side, double value,
                 double y, int apart) {
    enum { NEAR = 5, GAP = 3 };
    const double end = kom_panel_y(p, value), x = side ? 1.0 : 0.0;
    const double far = (side ? apart - GAP : GAP - apart) / p->width;
    if (y > end - NEAR && y < end + NEAR && apart == APART)
        return;
    const double there = p->y.high - (p->y.high - p->y.low) * (y - p->top) / p->height;
    kom_panel_line(c, x, value, x + far, there, "back lc rgb '#999999' lw 0.5");
}

/* Texts beside one end: the value, and at the right the name. */
static void write_ends(struct kom_canvas *c, const struct kom_plot_rows *rows, struct slopes *all,
                       const struct kom_panel *p, size_t side) {
    struct kom_buf text = {0};
    double *y = kom_arena_take(&c->arena, (all->n + 1) * sizeof *y);
    size_t n = 0;
    if (!y) {
        c->failed = true;
        return;
    }
    for (size_t i = 0; i < all->n; i++)
        all->slope[i].y[side] = kom_panel_y(p, all->slope[i].side[side]);
    qsort(all->slope, all->n, sizeof *all->slope, side ? by_right : by_left);
    for (size_t i = 0; i < all->n; i++)
        if (all->slope[i].has[side])
            y[n++] = all->slope[i].y[side];
    c->failed = !kom_plot_spread(y, n, LINE_HEIGHT - 2, p->top, p->top + p->height) || c->failed;
    n = 0;
    for (size_t i = 0; i < all->n; i++) {
        const struct slope *s = &all->slope[i];
        if (!s->has[side])
            continue;
        kom_buf_reset(&text);
        kom_buf_text(&text, kom_plot_text(rows, s->row[side],
                                          side && rows->after >= 0 ? rows->after : rows->value));
        if (side || !s->has[1]) {
            kom_buf_str(&text, "  ");
            kom_buf_text(&text, rows->name[s->name]);
        }
        lead(c, p, side, s->side[side], y[n], all->apart);
        kom_canvas_text(c, side ? p->left + p->width + all->apart : p->left - all->apart, y[n++],
                        kom_buf_view(&text),
                        (struct kom_style){s->is_whole ? KOM_FONT_TEXT : KOM_FONT_SMALL,
                                           s->is_whole ? kom_ink : kom_grey,
                                           side ? KOM_ALIGN_LEFT : KOM_ALIGN_RIGHT});
    }
    c->failed = c->failed || text.failed;
    kom_buf_fini(&text);
}

static void draw_slope(struct kom_canvas *c, const struct slope *s) {
    bool falls = s->has[0] && s->has[1] && s->side[1] < s->side[0];
    char rest[64];
    kom_data_begin(c);
    for (size_t side = 0; side < 2; side++)
        if (s->has[side])
            kom_data_row(c, (const double[]){(double)side, s->side[side]}, 2);
    kom_data_end(c);
    (void)snprintf(rest, sizeof rest, "lw %s dt %d pt 7 ps 0.5", s->is_whole ? "3" : "1.4",
                   falls ? 2 : 1);
    kom_data_plot_styled(c, "using 1:2 with linespoints", s->is_whole ? 5 : falls, rest);
}

/* The words of the two sides, from the first rows that have them. */
static struct kom_text side_name(const struct kom_plot_rows *rows, size_t side,
                                 enum kom_present_lang lang) {
    if (rows->after >= 0)
        return kom_text_of(kom_label_phrase(side ? KOM_PHRASE_AFTER : KOM_PHRASE_BEFORE, lang));
    for (size_t i = 0; i < rows->n; i++)
        if (!rows->mark[i].is_other && (rows->mark[i].x > 0.5) == (side == 1))
            return kom_plot_text(rows, i, rows->time);
    return (struct kom_text){"", 0};
}

static double room_right(const struct kom_plot_rows *rows) {
    double room = 60;
    for (size_t i = 0; i < rows->n_names; i++) {
        double width = kom_canvas_text_width(rows->name[i], KOM_FONT_SMALL) + 74;
        room = width > room ? width : room;
    }
    return room > 330 ? 330 : room;
}

void kom_draw_slope(struct kom_canvas *c, const struct kom_plot_rows *rows) {
    struct slopes all = {0};
    double low = 0, high = 1;
    if (!collect(&all, rows, &c->arena)) {
        c->failed = true;
        return;
    }
    (void)kom_plot_extent(rows, &low, &high);
    double height = (double)all.n * LINE_HEIGHT;
    height = height < HEIGHT_MIN ? HEIGHT_MIN : height;
    const bool is_crowded = height > HEIGHT_MIN;
    all.apart = is_crowded ? FAR : APART;
    double left = 90, right = room_right(rows) + all.apart - APART;
    kom_canvas_foot(c, kom_text_of(kom_plot_word(KOM_PLOT_RISE_FALL, c->lang)));
    kom_canvas_open(c, height + 2 * EDGE);
    struct kom_panel p = {.left = left,
                          .top = c->top + EDGE,
                          .width = c->width - left - right,
                          .height = height,
                          .x = {.low = 0, .high = 1},
                          .is_flat = true};
    kom_axis_make(&p.y, low, high, 7);
    if (is_crowded && high > low) { /* many: all room is theirs, and no round end needed */
        p.y.low = low - (high - low) / 50;
        p.y.high = high + (high - low) / 50;
    }
    p.y.n_ticks = 0; /* every end has its number */
    kom_panel_begin(c, &p);
    for (size_t side = 0; side < 2; side++) {
        kom_panel_line(c, (double)side, p.y.low, (double)side, p.y.high,
                       "back lc rgb '#dddddd' lw 1");
        kom_canvas_text(c, p.left + (double)side * p.width, c->top + 8,
                        side_name(rows, side, c->lang),
                        (struct kom_style){KOM_FONT_TEXT, kom_ink, KOM_ALIGN_CENTER});
    }
    for (size_t i = 0; i < all.n; i++)
        draw_slope(c, &all.slope[i]);
    write_ends(c, rows, &all, &p, 0);
    write_ends(c, rows, &all, &p, 1);
    kom_panel_end(c);
}
