/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a figure: rows, what is said of those that are not drawn, the script, the picture. */
#include "plot.h"

#include <string.h>

#include "figures.h"
#include "svg.h"

enum { KOM_EMPTY_HEIGHT = 60 };

struct kom_plot {
    const struct kom_plot_request *request;
    struct kom_plot_rows rows;
    struct kom_canvas canvas;
};

void kom_plot_free(struct kom_plot *plot) {
    if (!plot)
        return;
    kom_canvas_fini(&plot->canvas);
    kom_plot_rows_fini(&plot->rows);
    kom_free(plot);
}

static enum kom_status check(const struct kom_plot_rows *rows, struct kom_error *err) {
    if (rows->n_names <= KOM_PLOT_NAMES_MAX)
        return KOM_OK;
    return kom_fail(
        err, KOM_EDATA,
        "%zu rows or lines have no room in one figure, which takes %d; keep some: --only "
        "COL=VALUE",
        rows->n_names, KOM_PLOT_NAMES_MAX);
}

bool kom_plot_is_empty(const struct kom_plot *plot) {
    for (size_t i = 0; i < plot->rows.n; i++)
        if (kom_mark_is_drawn(&plot->rows.mark[i]))
            return false;
    return true;
}

/* Title, subtitle and the user's lines; without a caption the title says what is drawn. */
static void set_words(struct kom_canvas *c, const struct kom_plot_rows *rows,
                      const struct kom_present *words) {
    c->lang = words->lang;
    c->width = KOM_CANVAS_WIDTH;
    c->title = words->caption ? kom_text_of(words->caption) : rows->subject;
    c->subtitle = words->caption ? rows->subject : (struct kom_text){"", 0};
    c->note = words->note;
    c->source = words->source;
}

enum kom_status kom_plot_make(struct kom_plot **plot, const struct kom_frame *frame,
                              const struct kom_plot_request *request, struct kom_error *err) {
    *plot = NULL;
    struct kom_plot *p = kom_alloc(1, sizeof *p);
    if (!p)
        return kom_no_memory(err);
    p->request = request;
    enum kom_status status = kom_plot_rows_make(&p->rows, frame, request, err);
    if (!status)
        status = check(&p->rows, err);
    if (!status) {
        set_words(&p->canvas, &p->rows, &request->words);
        *plot = p;
    } else {
        kom_plot_free(p);
    }
    return status;
}

static size_t origin(const struct kom_plot_rows *rows, size_t row) {
    return rows->grid.origin ? rows->grid.origin[row] : row;
}

void kom_plot_start(struct kom_plot *plot, size_t row, int32_t day) {
    plot->rows.mark[row].start = day; /* a series is never sorted */
}

/* ---- what is not drawn ---- */

static int reason_of(const struct kom_mark *mark) {
    if (kom_mark_is_drawn(mark))
        return 0;
    return 1 + (mark->is_other ? KOM_SIGN_END : mark->sign);
}

void kom_plot_reason_names(const char *names[KOM_PLOT_N_REASONS]) {
    _Static_assert(KOM_PLOT_N_REASONS == KOM_SIGN_END + 2, "a reason a sign, and two beside");
    names[0] = "";
    for (int k = KOM_SIGN_NONE; k < KOM_SIGN_END; k++)
        names[k + 1] = kom_sign_word((enum kom_sign)k);
    names[KOM_SIGN_NONE + 1] = "no_value";
    names[KOM_SIGN_END + 1] = "other_kind";
}

/* "Not drawn: c confidential (3); .. not available (2)" */
static void add_sign(struct kom_buf *line, enum kom_plot_word opening, int sign, size_t n,
                     enum kom_present_lang lang) {
    if (n == 0)
        return;
    if (line->n)
        kom_buf_str(line, "; ");
    else
        kom_buf_printf(line, "%s: ", kom_plot_word(opening, lang));
    if (sign == KOM_SIGN_END)
        kom_buf_str(line, kom_plot_word(KOM_PLOT_OTHER, lang));
    else
        kom_buf_printf(line, "%s %s", kom_sign_text((enum kom_sign)sign),
                       kom_sign_meaning((enum kom_sign)sign, lang));
    kom_buf_printf(line, " (%zu)", n);
}

static void add_foot(struct kom_canvas *c, struct kom_buf *line) {
    kom_canvas_foot(c, kom_buf_view(line));
    c->failed = c->failed || line->failed;
    kom_buf_reset(line);
}

void kom_plot_reasons(struct kom_plot *plot, uint8_t *reason) {
    size_t n[KOM_PLOT_N_REASONS] = {0}, n_flags[KOM_SIGN_END] = {0};
    struct kom_canvas *c = &plot->canvas;
    struct kom_buf line = {0};
    for (size_t i = 0; i < plot->rows.n; i++) {
        const struct kom_mark *mark = &plot->rows.mark[i];
        int why = reason_of(mark);
        reason[origin(&plot->rows, i)] = (uint8_t)why;
        n[why]++;
        n_flags[mark->flag] += why == 0;
    }
    for (int k = 1; k < KOM_PLOT_N_REASONS; k++)
        add_sign(&line, KOM_PLOT_NOT_DRAWN, k - 1, n[k], c->lang);
    add_foot(c, &line);
    for (int k = KOM_SIGN_NONE + 1; k < KOM_SIGN_END; k++)
        add_sign(&line, KOM_PLOT_AMONG, k, n_flags[k], c->lang);
    add_foot(c, &line);
    kom_buf_fini(&line);
}

/* ---- the picture ---- */

/* A figure without a row says so, and keeps what is said of those that are not drawn. */
static void draw_nothing(struct kom_canvas *c) {
    kom_canvas_open(c, KOM_EMPTY_HEIGHT);
    kom_canvas_text(c, c->width / 2, c->top + KOM_EMPTY_HEIGHT / 2.0,
                    kom_text_of(kom_plot_word(KOM_PLOT_EMPTY, c->lang)),
                    (struct kom_style){KOM_FONT_TEXT, kom_grey, KOM_ALIGN_CENTER});
    const struct kom_panel none = {
        .width = c->width, .height = 1, .x = {.high = 1}, .y = {.high = 1}, .is_flat = true};
    kom_panel_begin(c, &none);
    kom_panel_end(c);
}

static void draw(struct kom_canvas *c, const struct kom_plot_rows *rows,
                 const struct kom_plot_request *request) {
    switch (request->figure) {
    case KOM_FIGURE_SERIES:
    case KOM_FIGURE_POWER:
        kom_draw_series(c, rows, request);
        break;
    case KOM_FIGURE_SLOPE:
        kom_draw_slope(c, rows);
        break;
    case KOM_FIGURE_WHISKER:
    case KOM_FIGURE_BARS:
    case KOM_FIGURE_FOREST:
        kom_draw_ranks(c, rows, request);
        break;
    case KOM_FIGURE_EVENT:
        kom_draw_event(c, rows);
        break;
    case KOM_FIGURE_LIKERT:
        kom_draw_likert(c, rows);
        break;
    }
}

enum kom_status kom_plot_script(struct kom_plot *plot, struct kom_buf *script,
                                struct kom_error *err) {
    if (kom_plot_is_empty(plot))
        draw_nothing(&plot->canvas);
    else
        draw(&plot->canvas, &plot->rows, plot->request);
    kom_canvas_script(&plot->canvas, script);
    return script->failed ? kom_no_memory(err) : KOM_OK;
}

enum kom_status kom_plot_picture(struct kom_plot *plot, struct kom_text drawn, struct kom_buf *out,
                                 struct kom_error *err) {
    struct kom_buf words = {0};
    kom_plot_describe(&words, &plot->rows, plot->request, &plot->canvas);
    enum kom_status status = words.failed ? kom_no_memory(err)
                                          : kom_svg_finish(out, drawn, &plot->canvas, &plot->rows,
                                                           kom_buf_view(&words), err);
    kom_buf_fini(&words);
    return status;
}
