/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time series: a few lines in one panel, each named at its end; many, or with starts of their own,
   in a panel each.

   Lines that cross cannot be told apart when they are many, so more than six stand in small panels
   that share both axes. A line is broken where a period has no value: nothing is drawn across a
   hidden or missing cell. The start is a day, and stands between the middles of periods. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "days.h"
#include "figures.h"

enum { LINES_MAX = 6, BANDS_MAX = 3, POINTS_MAX = 36, PANEL_TITLE = 18, TICKS_ROOM = 24 };

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
    double first, last;            /* days of the first and the last period */
    size_t n_outside;              /* starts that lie outside the periods */
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
            l->first = !any ? mark->first : fmin(l->first, mark->first);
            l->last = !any ? mark->last : fmax(l->last, mark->last + 1.0);
            any = true;
        }
        qsort(timed, line.n, sizeof *timed, by_time);
        for (size_t i = 0; i < line.n; i++)
            line.row[i] = timed[i].row;
        at += line.n;
        if (line.n_values)
            l->line[l->n++] = line;
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
        bool is_there = l->line[i].start != KOM_DAY_NONE;
        l->n_outside += is_there && (l->line[i].start < l->first || l->line[i].start > l->last);
    }
}

/* ---- one line ---- */

static const struct kom_mark *mark_at(const struct kom_plot_rows *rows, const struct line *line,
                                      size_t i) {
    return &rows->mark[line->row[i]];
}

/* Does a line lead from the row before? Not where a period has no row between them. */
static bool is_led(const struct kom_plot_rows *rows, const struct line *line, size_t i) {
    if (i == 0 || i >= line->n)
        return false;
    const struct kom_mark *before = mark_at(rows, line, i - 1), *mark = mark_at(rows, line, i);
    bool is_next = rows->time_kind != KOM_TIME_PERIODS || mark->first == before->last + 1;
    return is_next && before->has_value && mark->has_value;
}

static bool add_block(struct kom_canvas *c, const struct kom_plot_rows *rows,
                      const struct line *line, bool is_band) {
    bool any = false;
    kom_data_begin(c);
    for (size_t i = 0; i < line->n; i++) {
        const struct kom_mark *mark = mark_at(rows, line, i);
        if (!is_led(rows, line, i))
            kom_data_gap(c);
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

/* Points that no line leads to, with their intervals: a band has no width there. */
static void add_lone(struct kom_canvas *c, const struct kom_plot_rows *rows,
                     const struct line *line, size_t style) {
    for (int of_bounds = 0; of_bounds < 2; of_bounds++) {
        size_t n = 0;
        for (size_t i = 0; i < line->n; i++) {
            const struct kom_mark *mark = mark_at(rows, line, i);
            bool is_lone = mark->has_value && !is_led(rows, line, i) && !is_led(rows, line, i + 1);
            if (!is_lone || (of_bounds && !mark->has_bounds))
                continue;
            if (n++ == 0)
                kom_data_begin(c);
            const double point[] = {mark->x, of_bounds ? mark->low : mark->value, mark->high};
            kom_data_row(c, point, of_bounds ? 3 : 2);
        }
        if (n == 0)
            continue;
        kom_data_end(c);
        kom_data_plot_styled(
            c, of_bounds ? "using 1:2:(0):($3-$2) with vectors nohead" : "using 1:2 with points",
            style, of_bounds ? "lw 1.4" : "pt 7 ps 0.4");
    }
}

static void draw_line(struct kom_canvas *c, const struct kom_plot_rows *rows,
                      const struct line *line, size_t style, bool is_small) {
    static const int symbols[KOM_N_COLOURS] = {7, 5, 9, 13, 11, 6};
    char rest[64];
    bool is_whole = mark_at(rows, line, 0)->is_whole;
    size_t dashes = is_small || is_whole ? 1 : style % KOM_N_COLOURS + 1;
    const char *width = is_whole ? "3" : "1.8";
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
    add_lone(c, rows, line, style);
}

/* ---- axes ---- */

/* A tick at every k-th period, at most n of them, called what the row is. */
static void add_time_ticks(struct kom_canvas *c, const struct kom_plot_rows *rows,
                           const struct lines *l, const struct kom_panel *p, size_t n) {
    const struct line *longest = &l->line[0];
    if (rows->time_kind == KOM_TIME_NUMBERS)
        return; /* they are the axis's own */
    static const size_t steps[] = {1, 2, 3, 4, 6, 12, 24, 36, 60, 120, 240, 365, 730, 1461, 3652};
    size_t k = 0;
    for (size_t i = 1; i < l->n; i++)
        if (l->line[i].n > longest->n)
            longest = &l->line[i];
    while (k + 1 < sizeof steps / sizeof *steps && (longest->n + steps[k] - 1) / steps[k] > n)
        k++;
    double end = 0; /* of the label before */
    for (size_t i = 0; i < longest->n; i += steps[k]) {
        struct kom_text text = kom_plot_text(rows, longest->row[i], rows->time);
        double width = kom_canvas_text_width(text, KOM_FONT_SMALL);
        double left = kom_panel_x(p, mark_at(rows, longest, i)->x) - width / 2;
        if (left < end + 3 || left + width > p->left + p->width + 12)
            continue;
        kom_canvas_text(c, left + width / 2, p->top + p->height + 12, text,
                        (struct kom_style){KOM_FONT_SMALL, kom_grey, KOM_ALIGN_CENTER});
        end = left + width;
    }
}

/* Where the common axis of small panels begins and ends, within the panel, whatever the font. */
static void add_end_ticks(struct kom_canvas *c, const struct kom_plot_rows *rows,
                          const struct lines *l, const struct kom_panel *p, bool has[2]) {
    size_t end[2] = {l->line[0].row[0], l->line[0].row[0]};
    for (size_t i = 0; i < l->n; i++) {
        size_t first = l->line[i].row[0], last = l->line[i].row[l->line[i].n - 1];
        end[0] = rows->mark[first].x < rows->mark[end[0]].x ? first : end[0];
        end[1] = rows->mark[last].x > rows->mark[end[1]].x ? last : end[1];
    }
    for (size_t k = 0; k < 2 && rows->time_kind != KOM_TIME_NUMBERS; k++)
        if (has[k])
            kom_canvas_text(
                c, k ? p->left + p->width : p->left, p->top + p->height + 12,
                kom_plot_text(rows, end[k], rows->time),
                (struct kom_style){KOM_FONT_SMALL, kom_grey, k ? KOM_ALIGN_RIGHT : KOM_ALIGN_LEFT});
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
    p->x.low = fmin(l->first, l->low - around);
    p->x.high = fmax(l->last, l->high + around);
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
            (struct kom_style){
                KOM_FONT_TEXT,
                kom_colour(mark_at(rows, &l->line[label[i].line], 0)->is_whole ? 5 : label[i].line),
                KOM_ALIGN_LEFT});
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
    struct kom_panel p = {.top = c->top + 6, .height = 320};
    make_axes(&p, rows, l, 7);
    p.left = kom_canvas_axis_width(c, &p.y) + 30;
    p.width = c->width - p.left - room;
    kom_panel_begin(c, &p);
    if (p.y.low < 0 && p.y.high > 0)
        kom_panel_line(c, p.x.low, 0, p.x.high, 0, "back lc rgb '#5f5f5f' lw 1");
    if (l->has_starts)
        add_start(c, &p, l->line[0].start, true);
    add_time_ticks(c, rows, l, &p, (size_t)(p.width / 62));
    for (size_t i = 0; i < l->n; i++)
        draw_line(c, rows, &l->line[i], mark_at(rows, &l->line[i], 0)->is_whole ? 5 : i, false);
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
    double height = across <= 3 ? 150 : across <= 5 ? 110 : 84;
    struct kom_panel first = {0};
    make_axes(&first, rows, l, height > 100 ? 5 : 4);
    double left = kom_canvas_axis_width(c, &first.y) + 30;
    double width = (c->width - left - KOM_CANVAS_EDGE) / (double)across;
    if (across > 3 && l->has_starts)
        kom_plot_say(c, KOM_PLOT_DASHED, 0);
    kom_canvas_open(c, (double)down * (height + PANEL_TITLE) + TICKS_ROOM + 8);
    for (size_t i = 0; i < l->n; i++) {
        const struct line *line = &l->line[i];
        size_t row = i / across, column = i % across;
        bool is_wide = across <= 5; /* both ends have room; else every second panel has one */
        struct kom_panel p = first;
        p.left = left + (double)column * width;
        p.top = c->top + (double)row * (height + PANEL_TITLE) + PANEL_TITLE;
        p.width = width - 10;
        p.height = height - 6;
        p.has_y_ticks = column == 0;
        p.has_x_ticks = p.has_x_ticks && i + across >= l->n;
        kom_panel_begin(c, &p);
        kom_canvas_text(c, p.left + 2, p.top - 8,
                        kom_canvas_fit(c, rows->name[line->name], KOM_FONT_TEXT, p.width),
                        (struct kom_style){across > 5 ? KOM_FONT_SMALL : KOM_FONT_TEXT, kom_ink,
                                           KOM_ALIGN_LEFT});
        add_start(c, &p, line->start, across <= 3);
        if (i + across >= l->n)
            add_end_ticks(c, rows, l, &p,
                          (bool[2]){is_wide || column % 2 == 0, is_wide || column % 2});
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
    if (l.n_outside)
        kom_plot_say(c, KOM_PLOT_OUTSIDE, l.n_outside);
    bool has_bands = rows->low >= 0; /* more than three lie over each other as mud */
    if (l.n > (has_bands ? BANDS_MAX : LINES_MAX) || (l.has_starts && !l.is_one_start))
        draw_apart(c, rows, &l);
    else
        draw_together(c, rows, &l);
}
