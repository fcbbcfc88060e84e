/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A figure in words: what kind it is, what it shows, each line's ends or each row's value, or of
   many the outermost, and what is not drawn. */
#include <stdio.h>

#include "figures.h"
#include "svg.h"

enum { ALL_OF = 12, SOME_OF = 3 };

struct teller {
    struct kom_buf *buf;
    const struct kom_plot_rows *rows;
    enum kom_present_lang lang;
};

static void add_texts(const struct teller *t, size_t row, int column) {
    kom_buf_text(t->buf, kom_plot_text(t->rows, row, column));
}

static void add_value(const struct teller *t, size_t row) {
    const struct kom_plot_rows *rows = t->rows;
    kom_buf_text(t->buf, rows->name[rows->mark[row].name]);
    if (rows->time >= 0) {
        kom_buf_str(t->buf, ", ");
        add_texts(t, row, rows->time);
    }
    kom_buf_str(t->buf, ": ");
    add_texts(t, row, rows->value);
    if (!rows->mark[row].has_bounds)
        return;
    kom_buf_str(t->buf, " (");
    kom_buf_text(t->buf, kom_plot_text(rows, row, rows->low));
    kom_buf_str(t->buf, kom_label_phrase(KOM_PHRASE_TO, t->lang));
    kom_buf_text(t->buf, kom_plot_text(rows, row, rows->high));
    kom_buf_byte(t->buf, ')');
}

/* From where to where the drawn rows of a name go. */
static void add_ends(const struct teller *t, uint32_t name) {
    const struct kom_plot_rows *rows = t->rows;
    size_t first = SIZE_MAX, last = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const struct kom_mark *mark = &rows->mark[i];
        if (mark->name != name || !kom_mark_is_drawn(mark))
            continue;
        if (first == SIZE_MAX || mark->x < rows->mark[first].x)
            first = i;
        if (first == i || mark->x >= rows->mark[last].x)
            last = i;
    }
    if (first == SIZE_MAX)
        return;
    const char *to = kom_plot_word(KOM_PLOT_TO, t->lang);
    int end = rows->after >= 0 ? rows->after : rows->value;
    kom_buf_byte(t->buf, ' ');
    kom_buf_text(t->buf, rows->name[name]);
    kom_buf_printf(t->buf, ": %s ", kom_plot_word(KOM_PLOT_FROM, t->lang));
    add_texts(t, first, rows->value);
    if (rows->time >= 0) {
        kom_buf_str(t->buf, " (");
        add_texts(t, first, rows->time);
        kom_buf_byte(t->buf, ')');
    }
    kom_buf_printf(t->buf, " %s ", to);
    add_texts(t, last, end);
    if (rows->time >= 0) {
        kom_buf_str(t->buf, " (");
        add_texts(t, last, rows->time);
        kom_buf_byte(t->buf, ')');
    }
    kom_buf_byte(t->buf, '.');
}

/* Is row a further out than row b? Of two alike the first is. */
static bool is_further(const struct kom_plot_rows *rows, size_t a, size_t b, bool of_largest) {
    double v = rows->mark[a].value, w = rows->mark[b].value;
    if (v < w || v > w)
        return (v > w) == of_largest;
    return a < b;
}

/* The outermost drawn row that is less far out than `than`; rows->n: of all, or none. */
static size_t next_outermost(const struct kom_plot_rows *rows, size_t than, bool of_largest) {
    size_t best = rows->n;
    for (size_t i = 0; i < rows->n; i++) {
        bool is_left = than == rows->n || is_further(rows, than, i, of_largest);
        if (!kom_mark_is_drawn(&rows->mark[i]) || i == than || !is_left)
            continue;
        if (best == rows->n || is_further(rows, i, best, of_largest))
            best = i;
    }
    return best;
}

static void add_outermost(const struct teller *t, bool of_largest) {
    size_t row = t->rows->n;
    kom_buf_printf(
        t->buf, " %s: ", kom_plot_word(of_largest ? KOM_PLOT_HIGHEST : KOM_PLOT_LOWEST, t->lang));
    for (int i = 0; i < SOME_OF; i++) {
        row = next_outermost(t->rows, row, of_largest);
        if (row == t->rows->n)
            break;
        kom_buf_str(t->buf, i ? "; " : "");
        add_value(t, row);
    }
    kom_buf_byte(t->buf, '.');
}

static void add_rows(const struct teller *t, size_t n_drawn) {
    if (n_drawn > ALL_OF) {
        add_outermost(t, true);
        add_outermost(t, false);
        return;
    }
    for (size_t i = 0; i < t->rows->n; i++) {
        if (!kom_mark_is_drawn(&t->rows->mark[i]))
            continue;
        kom_buf_byte(t->buf, ' ');
        add_value(t, i);
        kom_buf_byte(t->buf, '.');
    }
}

void kom_plot_describe(struct kom_buf *buf, const struct kom_plot_rows *rows,
                       const struct kom_plot_request *request, const struct kom_canvas *c) {
    const struct teller t = {buf, rows, c->lang};
    enum kom_figure figure = request->figure;
    bool has_lines =
        figure == KOM_FIGURE_SERIES || figure == KOM_FIGURE_SLOPE || figure == KOM_FIGURE_POWER;
    size_t n_drawn = 0;
    for (size_t i = 0; i < rows->n; i++)
        n_drawn += kom_mark_is_drawn(&rows->mark[i]);
    kom_buf_printf(buf, "%s: ", kom_plot_word((enum kom_plot_word)figure, c->lang));
    kom_buf_text(buf, c->subtitle.n ? c->subtitle : c->title);
    kom_buf_str(buf, ". ");
    kom_buf_printf(buf, "%zu %s", n_drawn, kom_plot_word(KOM_PLOT_ROWS, c->lang));
    kom_buf_byte(buf, '.');
    for (uint32_t i = 0; i < rows->n_names && has_lines && rows->n_names <= ALL_OF; i++)
        add_ends(&t, i);
    if (!has_lines || rows->n_names > ALL_OF)
        add_rows(&t, n_drawn);
    for (size_t i = 0; i < c->n_foot; i++) {
        kom_buf_byte(buf, ' ');
        kom_buf_text(buf, c->foot[i]);
        kom_buf_byte(buf, '.');
    }
    kom_buf_printf(buf, " %s.", kom_plot_word(KOM_PLOT_TWIN, c->lang));
}
