/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time series: a few lines in one panel, each named at its end; many, or with starts of their own,
   in a panel each.

   Lines that cross cannot be told apart when they are many, so more than six stand in small panels
   that share both axes. A line is broken where a period has no value: nothing is drawn across a
   hidden or missing cell. The start is a day, and stands between the middles of periods. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "days.h"
#include "figures.h"

enum { LINES_MAX = 6, POINTS_MAX = 36, ROOM_LEFT = 64, PANEL_TITLE = 18, TICKS_ROOM = 24 };

/* One name's rows, in the order of time. */
struct line {
    uint32_t name;
    size_t *row;
    size_t n, n_values;
    int32_t start;
};

struct lines {
    struct line *line;
    size_t n;
    size_t *row;
    double low, high;              /* of time */
    size_t n_empty;                /* names without a value */
    bool has_starts, is_one_start; /* and all have the same */
};

/* qsort has no context; sorts by time of the marks. */
struct timed {
    double x;
    size_t row;
};

static int by_time(const void *a, const void *b) {
    const struct timed *s = a, *t = b;
    return (s->x > t->x) - (s->x < t->x);
}

/* The drawn rows of each name, one name after the other. False: memory ran out. */
static bool collect(struct lines *l, const struct kom_plot_rows *rows, struct kom_arena *arena) {
    struct timed *timed = kom_arena_take(arena, (rows->n + 1) * sizeof *timed);
    l->line = kom_arena_take(arena, (rows->n_names + 1) * sizeof *l->line);
    l->row = kom_arena_take(arena, (rows->n + 1) * sizeof *l->row);
    if (!timed || !l->line || !l->row)
        return false;
    size_t at = 0;
    bool any = false;
    for (uint32_t name = 0; name < rows->n_names; name++) {
        struct line line = {.name = name, .row = l->row + at, .start = KOM_DAY_NONE};
        for (size_t i = 0; i < rows->n; i++) {
            const struct kom_mark *mark = &rows->mark[i];
            if (mark->name != name || mark->is_other)
                continue;
            timed[line.n++] = (struct timed){mark->x, i};
            line.n_values += mark->has_value;
            line.start = mark->start != KOM_DAY_NONE ? mark->start : line.start;
            l->low = !any || mark->x < l->low ? mark->x : l->low;
            l->high = !any || mark->x > l->high ? mark->x : l->high;
            any = true;
        }
        qsort(timed, line.n, sizeof *timed, by_time);
        for (size_t i = 0; i < line.n; i++)
            line.row[i] = timed[i].row;
        at += line.n;
        if (line.n_values)
            l->line[l->n++] = line;
        else
            l->n_empty++;
    }
    return true;
}

static void find_starts(struct lines *l, int32_t at) {
    l->is_one_start = true;
    for (size_t i = 0; i < l->n; i++) {
        if (at != KOM_DAY_NONE)
            l->line[i].start = at;
        l->has_starts = l->has_starts || l->line[i].start != KOM_DAY_NONE;
        l->is_one_start = l->is_one_start && l->line[i].start == l->line[0].start;
    }
}

/* ---- one line ---- */

static const struct kom_mark *mark_at(const struct kom_plot_rows *rows, const struct line *line,
                                      size_t i) {
    return &rows->mark[line->row[i]];
}

static bool add_block(struct kom_canvas *c, const struct kom_plot_rows *rows,
                      const struct line *line, bool is_band) {
    bool any = false;
    kom_data_begin(c);
    for (size_t i = 0; i < line->n; i++) {
        const struct kom_mark *mark = mark_at(rows, line, i);
        if (!mark->has_value || (is_band && !mark->has_bounds)) {
            kom_data_gap(c);
            continue;
        }
        const double band[] = {mark->x, mark->low, mark->high}, point[] = {mark->x, mark->value};
        kom_data_row(c, is_band ? band : point, is_band ? 3 : 2);
        any = true;
    }
    kom_data_end(c);
    return any;
}

/* Points that no line leads to: both neighbours have no value. */
static void add_lone(struct kom_canvas *c, const struct kom_plot_rows *rows,
                     const struct line *line, size_t style) {
    size_t n = 0;
    for (size_t i = 0; i < line->n; i++) {
        const struct kom_mark *mark = mark_at(rows, line, i);
        bool has_before = i > 0 && mark_at(rows, line, i - 1)->has_value;
        bool has_after = i + 1 < line->n && mark_at(rows, line, i + 1)->has_value;
        if (!mark->has_value || has_before || has_after)
            continue;
        if (n++ == 0)
            kom_data_begin(c);
        kom_data_row(c, (const double[]){mark->x, mark->value}, 2);
    }
    if (n == 0)
        return;
    kom_data_end(c);
    kom_data_plot_styled(c, "using 1:2 with points", style, "pt 7 ps 0.4");
}

static void draw_line(struct kom_canvas *c, const struct kom_plot_rows *rows,
                      const struct line *line, size_t style, bool is_small) {
    static const int symbols[KOM_N_COLOURS] = {7, 5, 9, 13, 11, 6};
    char rest[64];
    size_t dashes = is_small ? 1 : style % KOM_N_COLOURS + 1;
    const char *width = mark_at(rows, line, 0)->is_whole ? "3" : "1.8";
    bool has_points = line->n <= POINTS_MAX && !is_small;
    if (add_block(c, rows, line, true))
        kom_data_plot_styled(c, "using 1:2:3 with filledcurves", style,
                             "fs transparent solid 0.18 noborder");
    add_block(c, rows, line, false);
    if (has_points)
        (void)snprintf(rest, sizeof rest, "lw %s dt %zu pt %d ps 0.45", width, dashes,
                       symbols[style % KOM_N_COLOURS]);
    else
        (void)snprintf(rest, sizeof rest, "lw %s dt %zu", width, dashes);
    kom_data_plot_styled(c, has_points ? "using 1:2 with linespoints" : "using 1:2 with lines",
                         style, rest);
    if (!has_points)
        add_lone(c, rows, line, style);
}

/* ---- axes ---- */

/* A tick at every k-th period, at most n of them, called what the row is. */
static void add_time_ticks(struct kom_canvas *c, const struct kom_plot_rows *rows,
                           const struct lines *l, const struct kom_panel *p, size_t n) {
    const struct line *longest = &l->line[0];
    if (rows->time_kind == KOM_TIME_NUMBERS)
        return; /* they are the axis's own */
    static const size_t steps[] = {1, 2, 3, 4, 6, 12, 24, 36, 60, 120, 240};
    size_t k = 0;
    for (size_t i = 1; i < l->n; i++)
        if (l->line[i].n > longest->n)
            longest = &l->line[i];
    while (k + 1 < sizeof steps / sizeof *steps && (longest->n + steps[k] - 1) / steps[k] > n)
        k++;
    double end = p->left - KOM_CANVAS_EDGE; /* of the label before */
    for (size_t i = 0; i < longest->n; i += steps[k]) {
        struct kom_text text = kom_plot_text(rows, longest->row[i], rows->time);
        double width = kom_canvas_text_width(text, KOM_FONT_SMALL);
        double left = kom_panel_x(p, mark_at(rows, longest, i)->x) - width / 2;
        if (n < 4 && i == 0)
            left = p->left; /* of narrow panels: it stays within */
        if (left < end + 4 || left + width > p->left + p->width + 12)
            continue;
        kom_canvas_text(c, left + width / 2, p->top + p->height + 12, text,
                        (struct kom_style){KOM_FONT_SMALL, kom_grey, KOM_ALIGN_CENTER});
        end = left + width;
    }
}

static void add_start(struct kom_canvas *c, const struct kom_panel *p, int32_t start,
                      bool is_named) {
    char day[10], text[64];
    if (start == KOM_DAY_NONE || start < p->x.low || start > p->x.high)
        return;
    kom_panel_line(c, start, p->y.low, start, p->y.high, "front lc rgb '#222222' lw 1 dt 2");
    if (!is_named)
        return;
    int n = snprintf(text, sizeof text, "%s %.*s", kom_plot_word(KOM_PLOT_START, c->lang),
                     (int)kom_day_format(day, start), day);
    double x = kom_panel_x(p, start);
    bool is_left = x > p->left + p->width / 2;
    kom_canvas_text(
        c, is_left ? x - 4 : x + 4, p->top + 7, (struct kom_text){text, n > 0 ? (size_t)n : 0},
        (struct kom_style){KOM_FONT_SMALL, kom_ink, is_left ? KOM_ALIGN_RIGHT : KOM_ALIGN_LEFT});
}

static void make_axes(struct kom_panel *p, const struct kom_plot_rows *rows, const struct lines *l,
                      size_t n_ticks) {
    double low = 0, high = 1, around = (l->high - l->low) * 0.02;
    (void)kom_plot_extent(rows, &low, &high);
    low = low > 0 && low < high * 0.6 ? 0 : low; /* from nothing, unless that flattens all */
    kom_axis_make(&p->y, low, high, n_ticks);
    p->has_y_ticks = true;
    if (rows->time_kind == KOM_TIME_NUMBERS) {
        kom_axis_make(&p->x, l->low, l->high, n_ticks);
        p->has_x_ticks = true;
        return;
    }
    around = around > 0 ? around : 1;
    p->x.low = l->low - around;
    p->x.high = l->high + around;
}

/* ---- one panel ---- */

struct label {
    double y;
    size_t line;
};

static int by_height(const void *a, const void *b) {
    const struct label *s = a, *t = b;
    if (s->y < t->y || s->y > t->y)
        return s->y > t->y ? 1 : -1;
    return (s->line > t->line) - (s->line < t->line);
}

static double last_value(const struct kom_plot_rows *rows, const struct line *line) {
    size_t i = line->n;
    while (i > 1 && !mark_at(rows, line, i - 1)->has_value)
        i--;
    return mark_at(rows, line, i - 1)->value;
}

static void name_lines(struct kom_canvas *c, const struct kom_plot_rows *rows,
                       const struct lines *l, const struct kom_panel *p) {
    struct label label[LINES_MAX];
    double y[LINES_MAX];
    for (size_t i = 0; i < l->n; i++)
        label[i] = (struct label){kom_panel_y(p, last_value(rows, &l->line[i])), i};
    qsort(label, l->n, sizeof *label, by_height);
    for (size_t i = 0; i < l->n; i++)
        y[i] = label[i].y;
    c->failed = !kom_plot_spread(y, l->n, 14, p->top, p->top + p->height) || c->failed;
    for (size_t i = 0; i < l->n; i++)
        kom_canvas_text(
            c, p->left + p->width + 8, y[i], rows->name[l->line[label[i].line].name],
            (struct kom_style){KOM_FONT_TEXT, kom_colour(label[i].line), KOM_ALIGN_LEFT});
}

static void draw_together(struct kom_canvas *c, const struct kom_plot_rows *rows,
                          const struct lines *l) {
    double room = 20;
    for (size_t i = 0; i < l->n && l->n > 1; i++) {
        double width = kom_canvas_text_width(rows->name[l->line[i].name], KOM_FONT_TEXT) + 20;
        room = width > room ? width : room;
    }
    room = room > 240 ? 240 : room;
    bool is_named = rows->time_kind == KOM_TIME_NUMBERS; /* a period needs no name */
    kom_canvas_open(c, 320 + TICKS_ROOM + (is_named ? 30 : 14));
    struct kom_panel p = {
        .left = ROOM_LEFT, .top = c->top + 6, .width = c->width - ROOM_LEFT - room, .height = 320};
    make_axes(&p, rows, l, 7);
    kom_panel_begin(c, &p);
    if (l->has_starts)
        add_start(c, &p, l->line[0].start, true);
    add_time_ticks(c, rows, l, &p, (size_t)(p.width / 62));
    for (size_t i = 0; i < l->n; i++)
        draw_line(c, rows, &l->line[i], i, false);
    if (l->n > 1)
        name_lines(c, rows, l, &p);
    if (is_named)
        kom_canvas_text(c, p.left + p.width / 2, p.top + p.height + 34,
                        rows->sheet.column[rows->time].label,
                        (struct kom_style){KOM_FONT_TEXT, kom_grey, KOM_ALIGN_CENTER});
    kom_panel_end(c);
}

/* ---- many panels ---- */

static void draw_apart(struct kom_canvas *c, const struct kom_plot_rows *rows,
                       const struct lines *l) {
    size_t across = l->n <= 4 ? 2 : l->n <= 9 ? 3 : l->n <= 16 ? 4 : l->n <= 40 ? 5 : 7;
    size_t down = (l->n + across - 1) / across;
    double width = (c->width - ROOM_LEFT - KOM_CANVAS_EDGE) / (double)across;
    double height = across <= 3 ? 150 : across <= 5 ? 110 : 84;
    kom_canvas_open(c, (double)down * (height + PANEL_TITLE) + TICKS_ROOM + 8);
    for (size_t i = 0; i < l->n; i++) {
        const struct line *line = &l->line[i];
        size_t row = i / across, column = i % across;
        struct kom_panel p = {.left = ROOM_LEFT + (double)column * width,
                              .top = c->top + (double)row * (height + PANEL_TITLE) + PANEL_TITLE,
                              .width = width - 10,
                              .height = height - 6};
        make_axes(&p, rows, l, height > 100 ? 5 : 4);
        p.has_y_ticks = column == 0;
        p.has_x_ticks = p.has_x_ticks && i + across >= l->n;
        kom_panel_begin(c, &p);
        kom_canvas_text(c, p.left + 2, p.top - 8, rows->name[line->name],
                        (struct kom_style){across > 5 ? KOM_FONT_SMALL : KOM_FONT_TEXT, kom_ink,
                                           KOM_ALIGN_LEFT});
        add_start(c, &p, line->start, across <= 3);
        if (i + across >= l->n)
            add_time_ticks(c, rows, l, &p, across <= 3 ? 3 : 2);
        draw_line(c, rows, line, mark_at(rows, line, 0)->is_whole ? 5 : 0, true);
        kom_panel_end(c);
    }
}

void kom_draw_series(struct kom_canvas *c, const struct kom_plot_rows *rows,
                     const struct kom_plot_request *request) {
    struct lines l = {0};
    if (!collect(&l, rows, &c->arena)) {
        c->failed = true;
        return;
    }
    find_starts(&l, request->at);
    kom_plot_say_intervals(c, rows, KOM_PLOT_BANDS);
    if (l.n > LINES_MAX || (l.has_starts && !l.is_one_start))
        draw_apart(c, rows, &l);
    else
        draw_together(c, rows, &l);
}
