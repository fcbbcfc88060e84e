/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-plot: figures from the streams as they are, drawn by gnuplot. */
#include <string.h>

#include "plot/plot.h"
#include "program.h"
#include "shown.h"
#include "starts.h"
#include "tools.h"

static const struct kom_tool_option options[] = {
    {KOM_OPT_figure, NULL, NULL},
    {KOM_OPT_format, "svg|pdf|png", "picture format (default svg)"},
    {KOM_OPT_script, NULL, NULL},
    {KOM_OPT_value, "COL",
     "what is drawn (default the first of estimate, uptake, share, mean, value)"},
    {KOM_OPT_by, NULL, "columns that name a row (default: those of text that tell rows apart)"},
    {KOM_OPT_time, NULL,
     "the axis of time (default of the figure: period or date, event_time, mde, answer)"},
    {KOM_OPT_at, NULL, "the day of the start, marked in a series"},
    {KOM_OPT_participation, NULL, "the start of each municipality, marked in a series"},
    {KOM_OPT_percent, NULL, NULL},
    {KOM_OPT_digits, NULL, NULL},
    {KOM_OPT_min_n, NULL, "counts of 1 to N-1 persons, and what rests on them, are not drawn"},
    {KOM_OPT_sort, NULL, "order of rows (default: bars by their values, others as they stand)"},
    {KOM_OPT_caption, NULL, "the title of the figure"},
    {KOM_OPT_note, NULL, "a note below the figure"},
    {KOM_OPT_source, NULL, "the source, below the figure"},
    {KOM_OPT_lang, NULL, NULL},
    {KOM_OPT_END, NULL, NULL},
};

static enum kom_status figure_of(struct kom_run *run, enum kom_figure *figure) {
    static const char *const words[] = {"series", "slope",  "whisker", "event",
                                        "bars",   "likert", "power",   "forest"};
    const char *word = kom_run_text(run, KOM_OPT_figure, NULL);
    if (!word)
        return kom_run_usage(run, KOM_OPT_figure,
                             "say what to draw: series, slope, whisker, event, bars, likert, power "
                             "or forest");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i]) == 0)
            *figure = (enum kom_figure)i;
    return KOM_OK;
}

/* What is asked for, and the picture's format; NULL: the script. */
static enum kom_status read_options(struct kom_run *run, struct kom_plot_request *request,
                                    const char **format) {
    struct kom_list by;
    enum kom_status status = figure_of(run, &request->figure);
    bool has_time = request->figure != KOM_FIGURE_WHISKER && request->figure != KOM_FIGURE_BARS &&
                    request->figure != KOM_FIGURE_FOREST;
    bool is_series = request->figure == KOM_FIGURE_SERIES;
    request->at = KOM_DAY_NONE;
    if (status)
        return status;
    if (is_series)
        kom_run_day(run, KOM_OPT_at, false, &request->at);
    kom_run_list(run, KOM_OPT_by, &by);
    status = run->failed ? run->failed : kom_shown_words(run, &request->words);
    int64_t min_n = 0;
    kom_run_whole(run, KOM_OPT_min_n, 2, 10000, 0, &min_n);
    request->words.min_n = min_n;
    status = status ? status : run->failed;
    bool has_script = kom_run_has(run, KOM_OPT_script);
    bool has_numbers =
        !has_time || request->figure == KOM_FIGURE_SLOPE || request->figure == KOM_FIGURE_LIKERT;
    if (!status && (has_numbers || !has_script)) /* a picture's table has all of them */
        status = kom_shown_digits(run, &request->words);
    *format = has_script ? NULL : kom_run_text(run, KOM_OPT_format, "svg");
    request->value = kom_run_text(run, KOM_OPT_value, NULL);
    request->time = has_time ? kom_run_text(run, KOM_OPT_time, NULL) : NULL;
    request->has_by = kom_run_has(run, KOM_OPT_by);
    request->by = by.item;
    request->n_by = by.n;
    if (!status && (!has_time || request->figure == KOM_FIGURE_LIKERT))
        status = kom_shown_sort(run, &request->words);
    return status;
}

/* ---- starts ---- */

static enum kom_status find_starts(struct kom_run *run, const struct kom_frame *frame,
                                   struct kom_plot *plot) {
    struct kom_frame participation = {0};
    struct kom_starts starts = {0};
    struct kom_starts_spec spec = {.frame = frame, .participation = &participation};
    bool is_listed;
    int32_t day = KOM_DAY_NONE;
    enum kom_status status = kom_run_load_side(run, KOM_OPT_participation, &participation);
    if (!status)
        status = kom_frame_need(frame, "kom", &spec.column, &run->err);
    if (!status)
        status = kom_starts_load(&starts, &spec, &run->arena, &run->err);
    for (size_t i = 0; i < frame->n_rows && !status; i++) {
        status = kom_starts_find(&starts, i, &day, &is_listed, &run->err);
        kom_plot_start(plot, i, day);
    }
    kom_frame_fini(&participation);
    return status;
}

/* The closing line counts the rows that are not drawn. */
static enum kom_status count_rows(struct kom_run *run, const struct kom_frame *frame,
                                  struct kom_plot *plot) {
    const char *names[KOM_PLOT_N_REASONS];
    uint8_t *reason = kom_alloc(frame->n_rows + 1, sizeof *reason);
    if (!reason)
        return kom_no_memory(&run->err);
    kom_plot_reasons(plot, reason);
    kom_plot_reason_names(names);
    enum kom_status status = kom_run_unused(run, "rows", frame, reason, names, KOM_PLOT_N_REASONS);
    kom_free(reason);
    return status;
}

/* ---- from rows to bytes ---- */

/* The picture from the script, in the format that is asked for. */
static enum kom_status make_picture(struct kom_run *run, struct kom_plot *plot, const char *format,
                                    const struct kom_buf *script, struct kom_buf *out) {
    static const char *const draw[] = {"gnuplot", "--default-settings", "-", NULL};
    const char *const convert[] = {
        "rsvg-convert", "--format", format, "--zoom", strcmp(format, "png") == 0 ? "2" : "1", NULL};
    struct kom_buf drawn = {0}, svg = {0};
    bool is_svg = strcmp(format, "svg") == 0;
    enum kom_status status =
        kom_run_program(run, draw, "gnuplot-nox", kom_buf_view(script), &drawn);
    if (!status)
        status = kom_plot_picture(plot, kom_buf_view(&drawn), is_svg ? out : &svg, &run->err);
    if (!status && !is_svg)
        status = kom_run_program(run, convert, "librsvg2-bin", kom_buf_view(&svg), out);
    kom_buf_fini(&drawn);
    kom_buf_fini(&svg);
    return status;
}

static enum kom_status write_figure(struct kom_run *run, struct kom_plot *plot,
                                    const char *format) {
    struct kom_buf script = {0}, out = {0};
    enum kom_status status = kom_plot_script(plot, &script, &run->err);
    if (!status && format)
        status = make_picture(run, plot, format, &script, &out);
    if (!status)
        status = kom_run_write(run, format ? &out : &script);
    kom_buf_fini(&script);
    kom_buf_fini(&out);
    return status;
}

static enum kom_status run_plot(struct kom_run *run) {
    struct kom_plot_request request = {0};
    struct kom_plot *plot = NULL;
    struct kom_frame frame = {0};
    const char *format = NULL;
    enum kom_status status = read_options(run, &request, &format);
    bool has_starts = request.figure == KOM_FIGURE_SERIES && request.at == KOM_DAY_NONE &&
                      kom_run_has(run, KOM_OPT_participation);
    const struct kom_run_reads reads = {.ask = kom_plot_check, .context = &request};
    if (!status)
        status = kom_run_load_shown(run, "rows", &reads, &frame);
    if (!status)
        status = kom_plot_make(&plot, &frame, &request, &run->err);
    if (!status && has_starts)
        status = find_starts(run, &frame, plot);
    if (!status && kom_plot_is_empty(plot))
        kom_run_warn(run, "none of %zu rows has a value to draw; the figure says so", frame.n_rows);
    if (!status)
        status = count_rows(run, &frame, plot);
    if (!status)
        status = write_figure(run, plot, format);
    kom_plot_free(plot);
    kom_frame_fini(&frame);
    return status;
}

const struct kom_tool kom_tool_plot = {
    .name = "plot",
    .sentence = "figures from any stream, drawn by gnuplot",
    .synopsis = "--figure NAME [-f svg|pdf|png] [--lang da|en] [FILE]...",
    .options = options,
    .see_also = "kom-table, kom-uptake, kom-diff, kom-did",
    .run = run_plot,
};
