/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A figure as a script of gnuplot.

   Places are counted in pixels from the upper left corner and written as shares of the whole, so
   that no font decides where anything stands: the same rows give the same bytes on any machine.
   Texts of the data stand in single quotes, in which gnuplot runs nothing and knows no signs; a
   quote is written twice, control characters are blanks. Data are numbers in blocks before the
   drawing, so that the script alone draws the figure anywhere. */
#include "canvas.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fit.h"
#include "labels.h"
#include "num.h"
#include "width.h"

const char kom_ink[] = "#222222", kom_grey[] = "#5f5f5f", kom_pale[] = "#dddddd";

const char *kom_colour(size_t i) {
    static const char *const colours[KOM_N_COLOURS] = {"#0072b2", "#d55e00", "#007a59",
                                                       "#b0558c", "#8a6d00", "#333333"};
    return colours[i % KOM_N_COLOURS];
}

void kom_canvas_fini(struct kom_canvas *c) {
    kom_buf_fini(&c->data);
    kom_buf_fini(&c->body);
    kom_buf_fini(&c->plots);
    kom_free(c->foot);
    kom_arena_fini(&c->arena);
    *c = (struct kom_canvas){0};
}

static void add_quoted(struct kom_buf *buf, struct kom_text text, bool is_tick) {
    kom_buf_byte(buf, '\'');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char byte = (unsigned char)text.p[i];
        if (byte == '\'' || (is_tick && byte == '%'))
            kom_buf_byte(buf, (char)byte);
        kom_buf_byte(buf, byte < ' ' || byte == 0x7f ? ' ' : (char)byte);
    }
    kom_buf_byte(buf, '\'');
}

static void add_numbers(struct kom_buf *buf, const char *before, double a, const char *between,
                        double b) {
    kom_buf_str(buf, before);
    kom_buf_shortest(buf, a);
    kom_buf_str(buf, between);
    kom_buf_shortest(buf, b);
}

/* A share of the canvas in six digits: a thousandth of a pixel. */
static double share(double part, double whole) {
    double scaled = part / whole * 1e6;
    return (double)(int64_t)(scaled + (scaled < 0 ? -0.5 : 0.5)) / 1e6;
}

double kom_canvas_text_width(struct kom_text text, int size) {
    return (double)kom_width(text) * size * 0.56;
}

struct kom_text kom_canvas_fit(struct kom_canvas *c, struct kom_text text, int size, double room) {
    static const char dots[] = "\xE2\x80\xA6";
    size_t at = 0, end = 0;
    if (kom_canvas_text_width(text, size) <= room)
        return text;
    while (at < text.n) {
        (void)kom_width_next(text, &at);
        if (kom_canvas_text_width((struct kom_text){text.p, at}, size) > room - size)
            break;
        end = at;
    }
    char *cut = kom_arena_take(&c->arena, end + sizeof dots);
    if (!cut) {
        c->failed = true;
        return text;
    }
    memcpy(cut, text.p, end);
    memcpy(cut + end, dots, sizeof dots);
    return (struct kom_text){cut, end + sizeof dots - 1};
}

double kom_canvas_axis_width(struct kom_canvas *c, const struct kom_axis *axis) {
    struct kom_buf text = {0};
    double most = 0;
    for (size_t i = 0; i < axis->n_ticks; i++) {
        kom_buf_reset(&text);
        kom_axis_tick(&text, axis, i, c->lang);
        most = fmax(most, kom_canvas_text_width(kom_buf_view(&text), KOM_FONT_TEXT));
    }
    c->failed = c->failed || text.failed;
    kom_buf_fini(&text);
    return most;
}

/* ---- lines below ---- */

void kom_canvas_foot(struct kom_canvas *c, struct kom_text text) {
    size_t width = (size_t)((c->width - 2 * KOM_CANVAS_EDGE) / (KOM_FONT_SMALL * 0.52));
    struct kom_text rest = text, line;
    while (kom_fit_line(&rest, width, &line)) {
        void *p = c->foot;
        const char *copy = kom_arena_copy(&c->arena, line.p, line.n);
        if (!copy || kom_grow(&p, &c->cap_foot, c->n_foot + 1, sizeof *c->foot)) {
            c->failed = true;
            return;
        }
        c->foot = p;
        c->foot[c->n_foot++] = (struct kom_text){copy, line.n};
    }
}

static void add_label(struct kom_canvas *c, struct kom_text text, const char *at, double x,
                      const char *between, double y) {
    kom_buf_str(&c->body, "set label ");
    add_quoted(&c->body, text, false);
    add_numbers(&c->body, at, x, between, y);
}

static void end_label(struct kom_canvas *c, struct kom_style style) {
    static const char *const words[] = {" left", " center", " right"};
    kom_buf_str(&c->body, words[style.align]);
    if (style.size != KOM_FONT_TEXT)
        kom_buf_printf(&c->body, " font 'sans-serif,%d'", style.size);
    kom_buf_printf(&c->body, " tc rgb '%s' front\n", style.colour);
}

void kom_canvas_text(struct kom_canvas *c, double x, double y, struct kom_text text,
                     struct kom_style style) {
    if (text.n == 0)
        return;
    add_label(c, text, " at screen ", share(x, c->width), ",screen ",
              share(c->height - y, c->height));
    end_label(c, style);
}

static void add_words(struct kom_canvas *c, enum kom_phrase phrase, const char *text) {
    struct kom_buf line = {0};
    if (!text)
        return;
    kom_buf_printf(&line, "%s: %s", kom_label_phrase(phrase, c->lang), text);
    kom_canvas_foot(c, kom_buf_view(&line));
    c->failed = c->failed || line.failed;
    kom_buf_fini(&line);
}

void kom_canvas_open(struct kom_canvas *c, double height) {
    double y;
    add_words(c, KOM_PHRASE_NOTE, c->note);
    add_words(c, KOM_PHRASE_SOURCE, c->source);
    size_t width = (size_t)((c->width - 2 * KOM_CANVAS_EDGE) / (KOM_FONT_TITLE * 0.58));
    struct kom_text rest = c->title, line;
    size_t n_titles = kom_fit_n_lines(c->title, width);
    c->top = 10 + 22.0 * (double)n_titles + (c->subtitle.n ? 20 : 4);
    c->height = c->top + height + KOM_CANVAS_LINE * (double)c->n_foot + 12;
    for (y = 22; kom_fit_line(&rest, width, &line); y += 22)
        kom_canvas_text(c, KOM_CANVAS_EDGE, y, line,
                        (struct kom_style){KOM_FONT_TITLE, kom_ink, KOM_ALIGN_LEFT});
    kom_canvas_text(c, KOM_CANVAS_EDGE, y - 2, c->subtitle,
                    (struct kom_style){KOM_FONT_TEXT, kom_grey, KOM_ALIGN_LEFT});
    for (size_t i = 0; i < c->n_foot; i++)
        kom_canvas_text(c, KOM_CANVAS_EDGE, c->top + height + KOM_CANVAS_LINE * ((double)i + 0.5),
                        c->foot[i], (struct kom_style){KOM_FONT_SMALL, kom_grey, KOM_ALIGN_LEFT});
}

/* ---- panels ---- */

static void add_ticks(struct kom_canvas *c, char which, const struct kom_axis *axis) {
    struct kom_buf text = {0};
    kom_buf_printf(&c->body, "set %ctics scale 0 (", which);
    for (size_t i = 0; i < axis->n_ticks; i++) {
        kom_buf_reset(&text);
        kom_axis_tick(&text, axis, i, c->lang);
        kom_buf_str(&c->body, i ? ", " : "");
        add_quoted(&c->body, kom_buf_view(&text), true);
        kom_buf_byte(&c->body, ' ');
        kom_buf_shortest(&c->body, axis->tick[i]);
    }
    kom_buf_printf(&c->body, ") tc rgb '%s'\n", kom_grey);
    c->failed = c->failed || text.failed;
    kom_buf_fini(&text);
}

static void add_axis(struct kom_canvas *c, char which, const struct kom_axis *axis,
                     bool has_ticks) {
    kom_buf_printf(&c->body, "set %crange [", which);
    kom_buf_shortest(&c->body, axis->low);
    kom_buf_byte(&c->body, ':');
    kom_buf_shortest(&c->body, axis->high);
    kom_buf_str(&c->body, "]\n");
    kom_buf_printf(&c->body, "%s logscale %c\n", axis->is_log ? "set" : "unset", which);
    if (has_ticks)
        add_ticks(c, which, axis);
    else
        kom_buf_printf(&c->body, "unset %ctics\n", which);
}

/* Grid lines, drawn as lines so that they stay where no ticks have numbers. */
static void add_grid(struct kom_canvas *c, const struct kom_panel *p) {
    char style[64];
    (void)snprintf(style, sizeof style, "back lc rgb '%s' lw 0.7", kom_pale);
    for (size_t i = 0; i < p->y.n_ticks && !p->is_flat; i++)
        kom_panel_line(c, p->x.low, p->y.tick[i], p->x.high, p->y.tick[i], style);
    for (size_t i = 0; i < p->x.n_ticks && p->is_flat; i++)
        kom_panel_line(c, p->x.tick[i], p->y.low, p->x.tick[i], p->y.high, style);
}

void kom_panel_begin(struct kom_canvas *c, const struct kom_panel *p) {
    double right = p->left + p->width, bottom = p->top + p->height;
    add_numbers(&c->body, "set lmargin at screen ", share(p->left, c->width),
                "\nset rmargin at screen ", share(right, c->width));
    add_numbers(&c->body, "\nset tmargin at screen ", share(c->height - p->top, c->height),
                "\nset bmargin at screen ", share(c->height - bottom, c->height));
    kom_buf_byte(&c->body, '\n');
    add_axis(c, 'x', &p->x, p->has_x_ticks);
    add_axis(c, 'y', &p->y, p->has_y_ticks);
    kom_buf_printf(&c->body, "set border %d lc rgb '%s' lw 0.7\n", p->is_flat ? 0 : 1, kom_grey);
    add_grid(c, p);
}

void kom_panel_end(struct kom_canvas *c) {
    if (c->n_plots == 0)
        kom_buf_str(&c->plots, "NaN notitle");
    kom_buf_str(&c->body, "plot ");
    kom_buf_text(&c->body, kom_buf_view(&c->plots));
    kom_buf_str(&c->body, "\nunset label\nunset arrow\nunset object\n");
    c->failed = c->failed || c->plots.failed;
    kom_buf_reset(&c->plots);
    c->n_plots = 0;
}

/* How far along an axis a value stands, 0 to 1. */
static double along(const struct kom_axis *axis, double v) {
    if (axis->is_log)
        return log(v / axis->low) / log(axis->high / axis->low);
    return (v - axis->low) / (axis->high - axis->low);
}

double kom_panel_x(const struct kom_panel *p, double x) {
    return p->left + p->width * along(&p->x, x);
}

double kom_panel_y(const struct kom_panel *p, double y) {
    return p->top + p->height * (1.0 - along(&p->y, y));
}

void kom_panel_line(struct kom_canvas *c, double x1, double y1, double x2, double y2,
                    const char *style) {
    add_numbers(&c->body, "set arrow from ", x1, ",", y1);
    add_numbers(&c->body, " to ", x2, ",", y2);
    kom_buf_printf(&c->body, " nohead %s\n", style);
}

void kom_panel_box(struct kom_canvas *c, double x1, double y1, double x2, double y2,
                   const char *colour) {
    add_numbers(&c->body, "set object rectangle from ", x1, ",", y1);
    add_numbers(&c->body, " to ", x2, ",", y2);
    kom_buf_printf(&c->body, " fs solid noborder fc rgb '%s' front\n", colour);
}

void kom_panel_text(struct kom_canvas *c, double x, double y, struct kom_text text,
                    struct kom_style style) {
    if (text.n == 0)
        return;
    add_label(c, text, " at first ", x, ",first ", y);
    end_label(c, style);
}

/* ---- data ---- */

void kom_data_begin(struct kom_canvas *c) {
    kom_buf_printf(&c->data, "$data%zu << END\n", ++c->n_blocks);
}

void kom_data_row(struct kom_canvas *c, const double *value, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (i)
            kom_buf_byte(&c->data, ' ');
        kom_buf_shortest(&c->data, value[i]);
    }
    kom_buf_byte(&c->data, '\n');
}

void kom_data_gap(struct kom_canvas *c) {
    kom_buf_byte(&c->data, '\n');
}

void kom_data_end(struct kom_canvas *c) {
    kom_buf_str(&c->data, "END\n");
}

void kom_data_plot(struct kom_canvas *c, const char *how) {
    kom_buf_printf(&c->plots, "%s$data%zu %s notitle", c->n_plots++ ? ", \\\n  " : "", c->n_blocks,
                   how);
}

void kom_data_plot_styled(struct kom_canvas *c, const char *how, size_t style, const char *rest) {
    kom_buf_printf(&c->plots, "%s$data%zu %s lc rgb '%s' %s notitle",
                   c->n_plots++ ? ", \\\n  " : "", c->n_blocks, how, kom_colour(style), rest);
}

void kom_canvas_script(const struct kom_canvas *c, struct kom_buf *out) {
    kom_buf_printf(out,
                   "# drawn by gnuplot 5.4 or later: gnuplot FILE >figure.svg\n"
                   "set terminal svg size %d,%d noenhanced font 'sans-serif,%d' butt dashed "
                   "background '#ffffff'\n"
                   "set encoding utf8\nunset key\n",
                   (int)c->width, (int)c->height, KOM_FONT_TEXT);
    kom_buf_text(out, kom_buf_view(&c->data));
    kom_buf_str(out, "set multiplot\n");
    kom_buf_text(out, kom_buf_view(&c->body));
    kom_buf_str(out, "unset multiplot\n");
    out->failed = out->failed || c->failed || c->data.failed || c->body.failed;
}
