/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of items as stacked bars, in the order in which the answers first come.

   Colours go from light to dark, so that the order is seen without colour; a share of at least 6
   per cent has its number within. Kinds of no answer have no share and no part of a bar. */
#include <stdio.h>
#include <string.h>

#include "figures.h"
#include "numerals.h"

enum { ROW = 26, BAR = 18, TICKS_ROOM = 26, LEGEND = 18, NAME_MAX_ROOM = 300 };

struct likert {
    const struct kom_plot_rows *rows;
    struct kom_text answer[KOM_PLOT_ANSWERS_MAX];
    double *sum;   /* of each name, what stands already */
    size_t *place; /* of each name, its row in the figure */
    size_t n;      /* names with a share */
};

/* Cividis from its light end to its dark one (Nunez, Anderton and Renslow, 2018): the colour-blind
   see it as others do, and in grey every step is darker than the one before. Fewer answers take
   steps that lie evenly among them. */
static const char *const steps[KOM_PLOT_ANSWERS_MAX] = {"#ffea46", "#e4cf5b", "#c4b56c", "#a69d75",
                                                        "#8a8779", "#707173", "#575c6d", "#39486b",
                                                        "#00336f", "#00204d"};
static const bool is_dark[KOM_PLOT_ANSWERS_MAX] = {false, false, false, false, false,
                                                   true,  true,  true,  true,  true};

static size_t step_of(size_t n_answers, size_t answer) {
    size_t last = KOM_PLOT_ANSWERS_MAX - 1;
    return n_answers < 2 ? last : (answer * last + (n_answers - 1) / 2) / (n_answers - 1);
}

static bool collect(struct likert *l, struct kom_arena *arena) {
    const struct kom_plot_rows *rows = l->rows;
    l->sum = kom_arena_take(arena, (rows->n_names + 1) * sizeof *l->sum);
    l->place = kom_arena_take(arena, (rows->n_names + 1) * sizeof *l->place);
    if (!l->sum || !l->place)
        return false;
    for (size_t i = 0; i < rows->n_names; i++) {
        l->sum[i] = 0.0;
        l->place[i] = SIZE_MAX;
    }
    for (size_t i = 0; i < rows->n; i++) {
        const struct kom_mark *mark = &rows->mark[i];
        if (!kom_mark_is_drawn(mark))
            continue;
        if (l->place[mark->name] == SIZE_MAX)
            l->place[mark->name] = l->n++;
        l->answer[(size_t)mark->x] = kom_plot_text(rows, i, rows->time);
    }
    return true;
}

/* The answers and their colours, above the bars; how many lines they take. */
static size_t write_legend(struct kom_canvas *c, const struct likert *l, bool is_drawn) {
    static const char square[] = "\xE2\x96\xA0";
    double x = KOM_CANVAS_EDGE;
    size_t line = 0, n = l->rows->n_times;
    for (size_t k = 0; k < n; k++) {
        double width = kom_canvas_text_width(l->answer[k], KOM_FONT_SMALL) + 30;
        if (x > KOM_CANVAS_EDGE && x + width > c->width - KOM_CANVAS_EDGE) {
            x = KOM_CANVAS_EDGE;
            line++;
        }
        double y = c->top + LEGEND * ((double)line + 0.5);
        if (is_drawn) {
            kom_canvas_text(
                c, x, y, kom_text_of(square),
                (struct kom_style){KOM_FONT_TEXT, steps[step_of(n, k)], KOM_ALIGN_LEFT});
            kom_canvas_text(c, x + 14, y, l->answer[k],
                            (struct kom_style){KOM_FONT_SMALL, kom_ink, KOM_ALIGN_LEFT});
        }
        x += width;
    }
    return line + 1;
}

/* The parts of one answer in all bars. */
static void draw_answer(struct kom_canvas *c, const struct likert *l, const struct kom_panel *p,
                        size_t answer) {
    const struct kom_plot_rows *rows = l->rows;
    size_t step = step_of(rows->n_times, answer);
    double half = 0.5 * BAR / ROW, whole = p->x.high;
    for (size_t i = 0; i < rows->n; i++) {
        const struct kom_mark *mark = &rows->mark[i];
        if (!kom_mark_is_drawn(mark) || (size_t)mark->x != answer || mark->value <= 0)
            continue;
        double from = l->sum[mark->name], to = from + mark->value;
        double y = (double)l->place[mark->name];
        kom_panel_box(c, from, y - half, to, y + half, steps[step]);
        if (mark->value >= 0.06 * whole)
            kom_panel_text(c, (from + to) / 2, y, kom_plot_text(rows, i, rows->value),
                           (struct kom_style){KOM_FONT_SMALL, is_dark[step] ? "#ffffff" : kom_ink,
                                              KOM_ALIGN_CENTER});
        l->sum[mark->name] = to;
    }
}

void kom_draw_likert(struct kom_canvas *c, const struct kom_plot_rows *rows) {
    struct likert l = {.rows = rows};
    if (!collect(&l, &c->arena)) {
        c->failed = true;
        return;
    }
    double left = 60;
    for (size_t i = 0; i < rows->n_names; i++) {
        double width = kom_canvas_text_width(rows->name[i], KOM_FONT_TEXT) + 22;
        left = width > left ? width : left;
    }
    left = left > NAME_MAX_ROOM ? NAME_MAX_ROOM : left;
    double legend = LEGEND * (double)write_legend(c, &l, false);
    kom_canvas_open(c, legend + 6 + ROW * (double)l.n + TICKS_ROOM);
    (void)write_legend(c, &l, true);
    struct kom_panel p = {.left = left,
                          .top = c->top + legend + 6,
                          .width = c->width - left - 24,
                          .height = ROW * (double)l.n,
                          .y = {.low = (double)l.n - 0.5, .high = -0.5},
                          .has_x_ticks = true,
                          .is_flat = true};
    kom_axis_make(&p.x, 0, rows->grid.column[rows->value].is_percent ? 100 : 1, 6);
    kom_panel_begin(c, &p);
    for (size_t k = 0; k < rows->n_times; k++)
        draw_answer(c, &l, &p, k);
    for (uint32_t i = 0; i < rows->n_names; i++)
        if (l.place[i] != SIZE_MAX)
            kom_canvas_text(c, p.left - 10, kom_panel_y(&p, (double)l.place[i]),
                            kom_canvas_fit(c, rows->name[i], KOM_FONT_TEXT, p.left - 22),
                            (struct kom_style){KOM_FONT_TEXT, kom_ink, KOM_ALIGN_RIGHT});
    kom_panel_end(c);
}
