/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a stream as a figure needs them.

   The stream becomes the grid that kom-table has (lib/present): cells know whether they are numbers
   and why they are empty. The figure's columns are then chosen: those that name a row, the time,
   the value, its bounds. What names a row are the columns of text that are not the same in all
   rows, or those of --by; so a figure of one measure does not repeat it. The grid is cut to these
   columns and laid out, which gives every number and sign the text that a table would print. Each
   row is then a mark: where it stands, what it is worth, or why it is not drawn. Two marks for one
   place are refused, as one would hide the other. */
#include "rows.h"

#include <string.h>

#include "ask.h"
#include "days.h"
#include "intern.h"
#include "marks.h"
#include "numerals.h"
#include "shell_word.h"

void kom_plot_rows_fini(struct kom_plot_rows *rows) {
    kom_sheet_fini(&rows->sheet);
    kom_grid_fini(&rows->grid);
    kom_free(rows->mark);
    kom_free(rows->name);
    kom_arena_fini(&rows->arena);
    *rows = (struct kom_plot_rows){0};
}

/* ---- which columns ---- */

/* Where a column is none of numbers the first cell that is none is told. */
static enum kom_status need_numbers(const struct kom_grid *grid, const struct kom_frame *frame,
                                    int col, struct kom_error *err) {
    const struct kom_column *column = &grid->column[col];
    struct kom_num number;
    enum kom_nothing nothing;
    if (column->is_number)
        return KOM_OK;
    for (size_t i = 0; i < frame->n_rows; i++) {
        enum kom_status status = kom_frame_number(frame, i, col, &number, &nothing, err);
        if (status)
            return status;
    }
    return kom_fail(
        err, KOM_EDATA,
        "column \"%.*s\" holds codes or words and cannot be drawn; name one of numbers: "
        "--value COL",
        (int)column->name.n, column->name.p);
}

static enum kom_status find_value(struct kom_plot_columns *c, const struct kom_grid *grid,
                                  const struct kom_frame *frame,
                                  const struct kom_plot_request *request, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    bool has_bounds = request->value == NULL;
    if (request->value)
        status = kom_frame_need(frame, request->value, &c->value, err);
    for (size_t i = 0; i < KOM_PLOT_N_VALUES && !status; i++) {
        int col = KOM_NO_COLUMN;
        status = kom_frame_find(frame, kom_plot_values[i], &col, err);
        if (c->value < 0)
            c->value = col;
        has_bounds = has_bounds || (col >= 0 && col == c->value);
    }
    if (!status && c->value < 0)
        return kom_fail(err, KOM_EDATA,
                        "none of estimate, uptake, share, mean and value is among the columns; "
                        "name the one to draw: --value COL");
    struct kom_ask ask = {frame, err, status};
    if (has_bounds) {
        kom_ask_find(&ask, "conf_low", &c->low);
        kom_ask_find(&ask, "conf_high", &c->high);
        kom_ask_find(&ask, "std_error", &c->std_error);
    }
    if (c->low < 0 || c->high < 0)
        c->low = c->high = KOM_NO_COLUMN;
    const int of_numbers[] = {c->value, c->low, c->high, c->std_error};
    for (size_t i = 0; i < 4 && !ask.status; i++)
        if (of_numbers[i] >= 0)
            ask.status = need_numbers(grid, frame, of_numbers[i], err);
    return ask.status;
}

/* Before and after in columns of their own, as kom-diff writes them. */
static void find_sides(struct kom_plot_columns *c, struct kom_ask *ask,
                       const struct kom_plot_request *request) {
    if (request->figure != KOM_FIGURE_SLOPE || request->value || request->time)
        return;
    int before, after;
    kom_ask_find(ask, "mean_before", &before);
    kom_ask_find(ask, "mean_after", &after);
    if (ask->status || before < 0 || after < 0)
        return;
    c->value = before;
    c->after = after;
    c->low = c->high = c->std_error = KOM_NO_COLUMN;
}

static void find_time(struct kom_plot_columns *c, struct kom_ask *ask,
                      const struct kom_plot_request *request) {
    static const char *const own[] = {
        [KOM_FIGURE_EVENT] = "event_time",
        [KOM_FIGURE_POWER] = "mde",
        [KOM_FIGURE_LIKERT] = "answer",
        [KOM_FIGURE_FOREST] = NULL,
    };
    c->time = KOM_NO_COLUMN;
    if (c->after >= 0)
        return;
    if (request->time || own[request->figure]) {
        kom_ask_need(ask, request->time ? request->time : own[request->figure], &c->time);
    } else if (request->figure == KOM_FIGURE_SERIES) {
        kom_ask_time(ask, NULL, false, &c->time);
        if (c->time < 0)
            kom_ask_need(ask, "period", &c->time);
    } else if (request->figure == KOM_FIGURE_SLOPE) {
        kom_ask_find(ask, "period", &c->time);
        if (c->time < 0)
            kom_ask_need(ask, "phase", &c->time);
    }
}

/* Whether the rows of the figure's kind are not all the same in a column. */
static bool varies(const struct kom_plot_rows *rows, int col) {
    const struct kom_grid *grid = &rows->grid;
    size_t first = grid->n_rows;
    for (size_t i = 0; i < grid->n_rows; i++) {
        if (rows->mark[i].is_other)
            continue;
        first = first == grid->n_rows ? i : first;
        if (!kom_text_equal(kom_grid_cell(grid, i, (size_t)col)->text,
                            kom_grid_cell(grid, first, (size_t)col)->text))
            return true;
    }
    return false;
}

static bool is_taken(const struct kom_plot_columns *c, int col) {
    return col == c->time || col == c->value || col == c->low || col == c->high ||
           col == c->std_error || col == c->after;
}

/* Does the column name rows, where nobody says which do? */
static bool is_key(const struct kom_plot_rows *rows, const struct kom_plot_columns *c,
                   enum kom_figure figure, int col) {
    const struct kom_column *column = &rows->grid.column[col];
    bool is_design = figure == KOM_FIGURE_POWER &&
                     (kom_text_is(column->base, "treated") || kom_text_is(column->base, "n"));
    return (!column->is_number || is_design) && !column->is_aside && !column->is_companion &&
           col != c->term && !is_taken(c, col) && varies(rows, col);
}

/* Are there two rows that the keys and the time do not tell apart? */
static enum kom_status find_alike(const struct kom_plot_rows *rows,
                                  const struct kom_plot_columns *c, bool *any,
                                  struct kom_error *err) {
    struct kom_intern names = {0};
    struct kom_buf name = {0};
    size_t n = 0;
    bool has_room = true;
    for (size_t i = 0; i < rows->n && has_room; i++) {
        if (rows->mark[i].is_other)
            continue;
        kom_buf_reset(&name);
        for (size_t k = 0; k <= c->n_keys; k++) {
            int col = k < c->n_keys ? c->key[k] : c->time;
            if (col >= 0)
                kom_buf_csv(&name, kom_grid_cell(&rows->grid, i, (size_t)col)->text);
            kom_buf_byte(&name, ',');
        }
        has_room = !name.failed && kom_intern_add(&names, kom_buf_view(&name)) != KOM_NO_ID;
        n++;
    }
    *any = names.n < n;
    kom_buf_fini(&name);
    kom_intern_fini(&names);
    return has_room ? KOM_OK : kom_no_memory(err);
}

static enum kom_status add_key(struct kom_plot_columns *c, const struct kom_grid *grid, int col,
                               struct kom_error *err) {
    const struct kom_column *column = &grid->column[col];
    bool is_twice = false;
    for (size_t k = 0; k < c->n_keys; k++)
        is_twice = is_twice || c->key[k] == col;
    if (is_twice)
        return kom_fail(err, KOM_EUSAGE, "--by: \"%.*s\" is named twice", (int)column->name.n,
                        column->name.p);
    if (is_taken(c, col))
        return kom_fail(err, KOM_EUSAGE, "--by: \"%.*s\" is drawn already, and names no row",
                        (int)column->name.n, column->name.p);
    if (c->n_keys == KOM_PLOT_KEYS_MAX)
        return kom_fail(err, KOM_EUSAGE, "--by: at most %d columns may name a row",
                        KOM_PLOT_KEYS_MAX);
    c->key[c->n_keys++] = col;
    return KOM_OK;
}

/* The term is part of a name only where rows are alike without it: a pooled estimate is told apart
   by being `total`. */
/* Measures have units of their own: they share an axis only where --by says so. Shares and powers
   have one, and answers are of one question. */
static enum kom_status refuse_measures(const struct kom_plot_rows *rows,
                                       const struct kom_plot_columns *c,
                                       const struct kom_frame *frame, enum kom_figure figure,
                                       struct kom_error *err) {
    int measure;
    size_t row = 0;
    enum kom_status status = kom_frame_find(frame, "measure", &measure, err);
    const bool has_one = figure == KOM_FIGURE_POWER || figure == KOM_FIGURE_LIKERT;
    bool is_key = false;
    for (size_t k = 0; k < c->n_keys; k++)
        is_key = is_key || c->key[k] == measure;
    if (status || has_one || !is_key)
        return status;
    while (row < rows->n && rows->mark[row].is_other)
        row++;
    struct kom_buf only = {0}, keys = {0};
    kom_shell_pair(&only, NULL, rows->grid.column[measure].name,
                   kom_grid_cell(&rows->grid, row, (size_t)measure)->text);
    for (size_t k = 0; k < c->n_keys; k++) {
        kom_buf_str(&keys, k ? "," : "");
        kom_shell_item(&keys, rows->grid.column[c->key[k]].name);
    }
    kom_buf_byte(&only, '\0');
    kom_buf_byte(&keys, '\0');
    const bool failed = only.failed || keys.failed;
    status = failed ? kom_no_memory(err)
                    : kom_fail(err, KOM_EDATA,
                               "several measures have no axis in common; draw one of them: --only "
                               "%s, or all, where they are of one unit: --by %s",
                               only.p, keys.p);
    kom_buf_fini(&only);
    kom_buf_fini(&keys);
    return status;
}

static enum kom_status find_keys(struct kom_plot_columns *c, const struct kom_plot_rows *rows,
                                 const struct kom_frame *frame,
                                 const struct kom_plot_request *request, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    bool any = false;
    for (size_t i = 0; i < request->n_by && !status; i++) {
        int col;
        status = kom_frame_need(frame, request->by[i], &col, err);
        if (!status)
            status = add_key(c, &rows->grid, col, err);
    }
    if (status || request->has_by)
        return status;
    for (size_t j = 0; j < rows->grid.n_cols && !status; j++)
        if (is_key(rows, c, request->figure, (int)j))
            status = add_key(c, &rows->grid, (int)j, err);
    if (!status)
        status = refuse_measures(rows, c, frame, request->figure, err);
    if (!status && c->term >= 0 && !is_taken(c, c->term) && varies(rows, c->term))
        status = find_alike(rows, c, &any, err);
    return !status && any ? add_key(c, &rows->grid, c->term, err) : status;
}

static enum kom_status find_columns(struct kom_plot_columns *c, const struct kom_grid *grid,
                                    const struct kom_frame *frame,
                                    const struct kom_plot_request *request, struct kom_error *err) {
    *c = (struct kom_plot_columns){.time = KOM_NO_COLUMN,
                                   .value = KOM_NO_COLUMN,
                                   .low = KOM_NO_COLUMN,
                                   .high = KOM_NO_COLUMN,
                                   .std_error = KOM_NO_COLUMN,
                                   .after = KOM_NO_COLUMN,
                                   .term = KOM_NO_COLUMN};
    const char *value = request->value;
    struct kom_plot_request asked = *request;
    struct kom_ask ask = {frame, err, KOM_OK};
    if (!value && request->figure == KOM_FIGURE_POWER)
        asked.value = "power";
    find_sides(c, &ask, request);
    if (!ask.status && c->after < 0)
        ask.status = find_value(c, grid, frame, &asked, err);
    find_time(c, &ask, request);
    kom_ask_find(&ask, "term", &c->term);
    kom_ask_find(&ask, "scale", &c->scale);
    kom_ask_find(&ask, "state", &c->state);
    kom_ask_find(&ask, "method", &c->method);
    if (!ask.status && c->time >= 0 && (c->time == c->value || c->time == c->after))
        return kom_fail(err, KOM_EUSAGE, "--time and --value name one column");
    return ask.status;
}

/* ---- the grid of these columns ---- */

static enum kom_status pick_columns(struct kom_plot_rows *rows, const struct kom_plot_columns *c,
                                    struct kom_pick *pick, struct kom_error *err) {
    const int further[] = {c->time, c->value, c->after, c->low, c->high, c->std_error};
    int *const place[] = {&rows->time, &rows->value, &rows->after,
                          &rows->low,  &rows->high,  &rows->std_error};
    enum kom_status status = KOM_OK;
    pick->n = 0;
    rows->n_keys = c->n_keys;
    for (size_t i = 0; i < c->n_keys && !status; i++)
        status = kom_pick_add(pick, (size_t)c->key[i], err);
    for (size_t i = 0; i < sizeof further / sizeof *further && !status; i++) {
        *place[i] = further[i] >= 0 ? (int)pick->n : KOM_NO_COLUMN;
        if (further[i] >= 0)
            status = kom_pick_add(pick, (size_t)further[i], err);
    }
    return status;
}

/* What --percent says of the value holds for what stands beside it. */
static void agree(struct kom_grid *grid, const struct kom_plot_columns *c) {
    const int others[] = {c->low, c->high, c->std_error, c->after};
    const struct kom_column *value = &grid->column[c->value];
    for (size_t i = 0; i < 4; i++)
        if (others[i] >= 0) {
            grid->column[others[i]].is_percent = value->is_percent;
            grid->column[others[i]].decimals = value->decimals;
        }
}

/* ---- what all rows say of themselves, in columns that are not drawn ---- */

static bool keep(struct kom_plot_rows *rows, struct kom_buf *buf, struct kom_text *text) {
    const char *p = buf->failed ? NULL : kom_arena_copy(&rows->arena, buf->p ? buf->p : "", buf->n);
    *text = (struct kom_text){p, buf->n};
    kom_buf_fini(buf);
    return p != NULL;
}

/* The first row of the figure's kind; n_rows: there is none. */
static size_t first_row(const struct kom_plot_rows *rows) {
    size_t i = 0;
    while (i < rows->n && rows->mark[i].is_other)
        i++;
    return i;
}

static bool read_level(struct kom_plot_rows *rows, int level) {
    size_t row = first_row(rows);
    if (level < 0 || row == rows->n || varies(rows, level))
        return true;
    const struct kom_cell *cell = kom_grid_cell(&rows->grid, row, (size_t)level);
    if (!cell->has_num)
        return true;
    struct kom_num hundred = kom_number_percent(&cell->num);
    struct kom_buf text = {0};
    kom_number_plain(&text, &hundred);
    return keep(rows, &text, &rows->level);
}

/* "MEASURE: TERM (%)" as far as all rows share them. */
static bool read_subject(struct kom_plot_rows *rows, const struct kom_plot_columns *c, int measure,
                         enum kom_present_lang lang) {
    const struct kom_grid *grid = &rows->grid;
    const struct kom_column *value = &grid->column[c->value];
    struct kom_buf text = {0};
    size_t row = first_row(rows);
    bool is_one = row < rows->n && measure >= 0 && !varies(rows, measure);
    bool is_estimate = kom_text_is(value->base, "estimate");
    const struct kom_label *mean = c->after >= 0 ? kom_label_find(kom_text_of("mean")) : NULL;
    if (is_one) {
        kom_label_cell(&text, grid->column[measure].base,
                       kom_grid_cell(grid, row, (size_t)measure)->text, lang);
        kom_buf_str(&text, ": ");
    }
    if (mean)
        kom_buf_str(&text, lang == KOM_PRESENT_DA ? mean->da : mean->en);
    else if (is_estimate && row < rows->n && c->term >= 0 && !varies(rows, c->term) &&
             value->unit == KOM_UNIT_NONE)
        kom_label_cell(&text, grid->column[c->term].base,
                       kom_grid_cell(grid, row, (size_t)c->term)->text, lang);
    else
        kom_buf_text(&text, value->label);
    if (!is_one && text.n && text.p[0] >= 'a' && text.p[0] <= 'z')
        text.p[0] = (char)(text.p[0] - 'a' + 'A');
    return keep(rows, &text, &rows->subject);
}

/* Is the row's estimate a ratio? By its term, else by its scale; a pooled row is what the others
   are. */
static bool is_ratio(const struct kom_plot_rows *rows, const struct kom_plot_columns *c,
                     size_t row) {
    bool by_scale = c->scale >= 0 &&
                    kom_text_is(kom_grid_cell(&rows->grid, row, (size_t)c->scale)->text, "ratio");
    return kom_text_is(rows->mark[row].term, "ratio") ||
           (by_scale && !kom_text_is(rows->mark[row].term, "difference"));
}

/* Are the estimates ratios? KOM_EDATA: some are. */
static enum kom_status read_terms(struct kom_plot_rows *rows, const struct kom_plot_columns *c,
                                  struct kom_error *err) {
    size_t n_ratios = 0, n = 0;
    bool is_by_scale = false;
    for (size_t i = 0; i < rows->n && c->term >= 0; i++) {
        const struct kom_mark *mark = &rows->mark[i];
        bool is_pooled = kom_text_is(mark->term, "pooled") || kom_text_is(mark->term, "overall");
        if (mark->is_other || is_pooled)
            continue;
        n_ratios += is_ratio(rows, c, i);
        is_by_scale = is_by_scale || (is_ratio(rows, c, i) && !kom_text_is(mark->term, "ratio"));
        n++;
    }
    rows->is_ratio = n_ratios > 0;
    if (n_ratios == 0 || n_ratios == n)
        return KOM_OK;
    return kom_fail(err, KOM_EDATA,
                    "differences and ratios have no axis in common; draw one of them: --only %s",
                    is_by_scale ? "scale=ratio" : "term=ratio");
}

static enum kom_status read_facts(struct kom_plot_rows *rows, const struct kom_frame *frame,
                                  const struct kom_plot_columns *c, enum kom_present_lang lang,
                                  struct kom_error *err) {
    int level, measure;
    struct kom_ask ask = {frame, err, KOM_OK};
    kom_ask_find(&ask, "conf_level", &level);
    kom_ask_find(&ask, "measure", &measure);
    if (!ask.status && c->after < 0)
        ask.status = read_terms(rows, c, err);
    if (ask.status)
        return ask.status;
    return read_level(rows, level) && read_subject(rows, c, measure, lang) ? KOM_OK
                                                                           : kom_no_memory(err);
}

static enum kom_status make_grid(struct kom_plot_rows *rows, const struct kom_frame *frame,
                                 const struct kom_plot_request *request, struct kom_plot_columns *c,
                                 struct kom_error *err) {
    struct kom_pick pick = {0};
    struct kom_grid *grid = &rows->grid;
    bool *is_read = kom_present_reads(&request->words, !request->has_by, frame->index);
    enum kom_status status =
        is_read ? kom_grid_read(grid, frame, is_read, err) : kom_no_memory(err);
    kom_free(is_read);
    if (!status)
        status = kom_grid_settle(grid, frame, err);
    if (!status && request->words.min_n)
        status = kom_grid_hide_small(grid, frame, &request->words, err);
    if (!status)
        status = kom_grid_pick(grid, frame, &request->words, &pick, err);
    if (!status)
        status = find_columns(c, grid, frame, request, err);
    if (!status)
        agree(grid, c);
    if (!status && request->words.n_sort)
        status = kom_grid_sort(grid, &request->words, err);
    if (!status)
        status = kom_grid_headings(grid, &request->words, err);
    if (!status)
        status = kom_marks_make(rows, c, request, err);
    if (!status)
        status = find_keys(c, rows, frame, request, err);
    if (!status)
        status = kom_marks_settle(rows, c, request->figure, err);
    if (!status)
        status = read_facts(rows, frame, c, request->words.lang, err);
    if (!status)
        status = pick_columns(rows, c, &pick, err);
    if (!status)
        status = kom_grid_select(grid, &pick, err);
    if (!status)
        status = kom_sheet_make(&rows->sheet, grid, &request->words, err);
    if (!status)
        status = kom_marks_name(rows, err);
    kom_pick_fini(&pick);
    return status;
}

enum kom_status kom_plot_rows_make(struct kom_plot_rows *rows, const struct kom_frame *frame,
                                   const struct kom_plot_request *request, struct kom_error *err) {
    struct kom_plot_columns c;
    return make_grid(rows, frame, request, &c, err);
}
