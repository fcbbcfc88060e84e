/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From cells to marks: a value or why there is none, a place along the axis of time, a name.

   Times of a series are periods, placed at the middle of their days so that gaps are as long as
   they are, or numbers. The two sides of a slope are 0 and 1: before and after, else in the order
   of their texts. Answers and other words stand in the order in which they first come. Rows that
   the figure is not about (the joint test of an event study, the top boxes of an item) are marked
   as others before anything is placed, so that they neither stretch an axis nor name a row. Names
   come last, from the printed texts. */
#include "marks.h"

#include <math.h>
#include <string.h>

#include "days.h"
#include "intern.h"
#include "labels.h"
#include "numerals.h"
#include "total.h"

static struct kom_text text_at(const struct kom_grid *grid, size_t row, int col) {
    return col < 0 ? (struct kom_text){"", 0} : kom_grid_cell(grid, row, (size_t)col)->text;
}

/* ---- values ---- */

static double number_of(const struct kom_grid *grid, size_t row, int col) {
    struct kom_num value = kom_grid_cell(grid, row, (size_t)col)->num;
    if (grid->column[col].is_percent)
        value = kom_number_percent(&value);
    return kom_num_double(&value);
}

/* Nil is a number: 0. */
static bool has_number(const struct kom_grid *grid, size_t row, int col) {
    const struct kom_cell *cell = col < 0 ? NULL : kom_grid_cell(grid, row, (size_t)col);
    return cell && cell->has_num && (!cell->sign || cell->sign == KOM_SIGN_NIL);
}

static bool is_whole(const struct kom_grid *grid, size_t row, const struct kom_plot_columns *c) {
    struct kom_text term = text_at(grid, row, c->term);
    for (size_t k = 0; k < c->n_keys; k++)
        if (kom_plot_is_total(text_at(grid, row, c->key[k])))
            return true;
    return kom_text_is(term, "pooled") || kom_text_is(term, "overall");
}

/* Is the value denied by the row's state, as one of a unit that has not started is? */
static enum kom_sign sign_of(const struct kom_grid *grid, size_t row,
                             const struct kom_plot_columns *c) {
    enum kom_sign sign = (enum kom_sign)kom_grid_cell(grid, row, (size_t)c->value)->sign;
    enum kom_sign state = kom_sign_of_state(text_at(grid, row, c->state));
    return sign == KOM_SIGN_NONE || sign == KOM_SIGN_NIL ? state : sign;
}

/* A row that the figure is not about: what else an event study says, the top boxes of an item. */
static bool is_other(const struct kom_grid *grid, size_t row, const struct kom_plot_columns *c,
                     enum kom_figure figure) {
    if (figure == KOM_FIGURE_EVENT && c->term >= 0)
        return !kom_text_is(text_at(grid, row, c->term), "event");
    if (c->after >= 0 && c->term >= 0) /* the sides stand in every row, whatever its term */
        return !kom_text_equal(text_at(grid, row, c->term), text_at(grid, 0, c->term));
    return figure == KOM_FIGURE_LIKERT && kom_text_is(text_at(grid, row, c->time), "top");
}

static void read_bounds(struct kom_mark *mark, const struct kom_grid *grid, size_t row,
                        const struct kom_plot_columns *c) {
    mark->has_bounds = has_number(grid, row, c->low) && has_number(grid, row, c->high);
    if (mark->has_bounds) {
        mark->low = number_of(grid, row, c->low);
        mark->high = number_of(grid, row, c->high);
    }
    if (has_number(grid, row, c->std_error))
        mark->std_error = number_of(grid, row, c->std_error);
}

/* Of two sides in one row the second. */
static void read_after(struct kom_mark *mark, const struct kom_grid *grid, size_t row,
                       const struct kom_plot_columns *c) {
    if (has_number(grid, row, c->after))
        mark->after = number_of(grid, row, c->after);
    else if (mark->has_value)
        mark->sign = kom_grid_cell(grid, row, (size_t)c->after)->sign;
    mark->has_value = mark->has_value && has_number(grid, row, c->after);
}

static struct kom_mark mark_of(const struct kom_grid *grid, size_t row,
                               const struct kom_plot_columns *c, enum kom_figure figure) {
    struct kom_mark mark = {.is_other = is_other(grid, row, c, figure),
                            .term = text_at(grid, row, c->term),
                            .start = KOM_DAY_NONE};
    enum kom_sign sign = sign_of(grid, row, c);
    mark.sign = (unsigned char)sign;
    mark.flag = kom_grid_cell(grid, row, (size_t)c->value)->mark;
    mark.has_value = sign == KOM_SIGN_NONE && has_number(grid, row, c->value);
    if (mark.has_value)
        mark.value = number_of(grid, row, c->value);
    if (mark.has_value)
        read_bounds(&mark, grid, row, c);
    if (c->after >= 0)
        read_after(&mark, grid, row, c);
    return mark;
}

/* What stands beside a value that is not drawn is not printed either: it would give it away. */
static void blank_beside(struct kom_grid *grid, const struct kom_mark *mark, size_t row,
                         const struct kom_plot_columns *c) {
    const int beside[] = {c->value, c->low, c->high, c->std_error};
    for (size_t k = 0; k < 4 && !mark->has_value && !mark->is_other && c->after < 0; k++) {
        if (beside[k] < 0)
            continue;
        struct kom_cell *cell = kom_grid_cell(grid, row, (size_t)beside[k]);
        cell->has_num = false;
        cell->sign = mark->sign;
    }
}

static enum kom_status check_bounds(const struct kom_plot_rows *rows,
                                    const struct kom_plot_columns *c, struct kom_error *err) {
    for (size_t i = 0; i < rows->n; i++) {
        const struct kom_mark *mark = &rows->mark[i];
        const struct kom_column *value = &rows->grid.column[c->value];
        if (!kom_mark_is_drawn(mark))
            continue;
        if (fabs(mark->value) > 1e100 || (fabs(mark->value) < 1e-100 && fabs(mark->value) > 0.0))
            return kom_fail(err, KOM_EDATA,
                            "column \"%.*s\": a value is too large or too small for an axis",
                            (int)value->name.n, value->name.p);
        if (mark->has_bounds && !(mark->low <= mark->high))
            return kom_fail(err, KOM_EDATA, "a lower bound lies above its upper bound");
        if (mark->has_bounds && (fabs(mark->low) > 1e100 || fabs(mark->high) > 1e100))
            return kom_fail(err, KOM_EDATA, "a bound is too large for an axis");
    }
    return KOM_OK;
}

/* ---- times ---- */

/* Where the period of a row lies; false: it is none. */
static bool place_period(struct kom_mark *mark, struct kom_text text, enum kom_period_kind *kind) {
    struct kom_period period;
    if (!kom_period_parse(text, &period))
        return false;
    *kind = period.kind;
    mark->first = kom_period_first(period);
    mark->last = kom_period_last(period);
    mark->x = (mark->first + (double)mark->last) / 2.0;
    return true;
}

static enum kom_status not_a_period(const struct kom_column *column, struct kom_text text,
                                    struct kom_error *err) {
    int n = (int)column->name.n, k = (int)text.n;
    const char *name = column->name.p;
    return kom_fail(err, KOM_EDATA,
                    "column \"%.*s\": \"%.*s\" is no period that a series can be drawn over; leave "
                    "such rows out: --except %.*s=%.*s; or draw two sides: --figure slope",
                    n, name, k, text.p, n, name, k, text.p);
}

static enum kom_status place_periods(struct kom_plot_rows *rows, int time, struct kom_error *err) {
    const struct kom_column *column = &rows->grid.column[time];
    enum kom_period_kind kind = KOM_PERIOD_ALL, first = KOM_PERIOD_ALL;
    rows->time_kind = column->is_number ? KOM_TIME_NUMBERS : KOM_TIME_PERIODS;
    for (size_t i = 0; i < rows->n; i++) {
        struct kom_text text = text_at(&rows->grid, i, time);
        struct kom_mark *mark = &rows->mark[i];
        mark->is_other = mark->is_other || text.n == 0;
        if (mark->is_other)
            continue;
        if (column->is_number) {
            mark->x = number_of(&rows->grid, i, time);
            continue;
        }
        if (!place_period(mark, text, &kind))
            return not_a_period(column, text, err);
        first = first == KOM_PERIOD_ALL ? kind : first;
        if (kind != first)
            return kom_fail(err, KOM_EDATA,
                            "column \"%.*s\" has periods of several kinds (\"%.*s\"), and one line "
                            "cannot be drawn over them; keep those of one kind",
                            (int)column->name.n, column->name.p, (int)text.n, text.p);
    }
    return KOM_OK;
}

static enum kom_status place_numbers(struct kom_plot_rows *rows, int time, struct kom_error *err) {
    const struct kom_column *column = &rows->grid.column[time];
    if (!column->is_number)
        return kom_fail(err, KOM_EDATA,
                        "column \"%.*s\" is not one of numbers, which this figure's axis needs",
                        (int)column->name.n, column->name.p);
    rows->time_kind = KOM_TIME_NUMBERS;
    for (size_t i = 0; i < rows->n; i++) {
        bool has_x = has_number(&rows->grid, i, time);
        rows->mark[i].is_other = rows->mark[i].is_other || !has_x;
        rows->mark[i].x = has_x ? number_of(&rows->grid, i, time) : 0.0;
    }
    return KOM_OK;
}

/* The words of rows with a value, in the order in which they first come. */
static enum kom_status place_words(struct kom_plot_rows *rows, int time, struct kom_intern *words,
                                   struct kom_error *err) {
    rows->time_kind = KOM_TIME_SIDES;
    for (size_t i = 0; i < rows->n; i++) {
        if (!kom_mark_is_drawn(&rows->mark[i]))
            continue;
        uint32_t id = kom_intern_add(words, text_at(&rows->grid, i, time));
        if (id == KOM_NO_ID)
            return kom_no_memory(err);
        rows->mark[i].x = id;
    }
    rows->n_times = words->n;
    return KOM_OK;
}

static enum kom_status not_two(const struct kom_column *column, const struct kom_intern *words,
                               struct kom_error *err) {
    int n = (int)column->name.n;
    const char *name = column->name.p;
    if (words->n < 2)
        return kom_fail(err, KOM_EDATA, "column \"%.*s\" has one value, and a slope has two sides",
                        n, name);
    struct kom_text first = words->text[0], last = words->text[words->n - 1];
    return kom_fail(err, KOM_EDATA,
                    "column \"%.*s\" has %zu values, and a slope has two sides; keep two: --only "
                    "'%.*s=%.*s|%.*s'",
                    n, name, words->n, n, name, (int)first.n, first.p, (int)last.n, last.p);
}

/* Before and after, else in the order of their texts. */
static bool is_turned(struct kom_text first, struct kom_text second) {
    bool is_named = kom_text_is(first, "before") || kom_text_is(second, "before");
    return is_named ? kom_text_is(second, "before") : kom_text_compare(first, second) > 0;
}

static enum kom_status place_sides(struct kom_plot_rows *rows, int time, struct kom_error *err) {
    struct kom_intern words = {0};
    enum kom_status status = place_words(rows, time, &words, err);
    if (!status && words.n != 2 && words.n > 0)
        status = not_two(&rows->grid.column[time], &words, err);
    bool turns = !status && words.n == 2 && is_turned(words.text[0], words.text[1]);
    for (size_t i = 0; i < rows->n && turns; i++)
        rows->mark[i].x = 1.0 - rows->mark[i].x;
    kom_intern_fini(&words);
    return status;
}

/* Items need not have all answers, but those that they have stand in one order: the first that is
   left and that nothing left stands before comes next. */
struct order {
    bool is_before[KOM_PLOT_ANSWERS_MAX][KOM_PLOT_ANSWERS_MAX];
    size_t place[KOM_PLOT_ANSWERS_MAX]; /* of each answer */
};

static bool has_before(const struct order *o, const bool *is_done, size_t n, size_t answer) {
    bool any = false;
    for (size_t i = 0; i < n; i++)
        any = any || (!is_done[i] && o->is_before[i][answer]);
    return any;
}

static bool find_order(struct order *o, size_t n) {
    bool is_done[KOM_PLOT_ANSWERS_MAX] = {false};
    for (size_t at = 0; at < n; at++) {
        size_t next = 0;
        while (next < n && (is_done[next] || has_before(o, is_done, n, next)))
            next++;
        if (next == n)
            return false;
        is_done[next] = true;
        o->place[next] = at;
    }
    return true;
}

/* Rows of an item stand side by side: the answer of the row before stands before this one. */
static enum kom_status order_answers(struct kom_plot_rows *rows, const struct kom_plot_columns *c,
                                     struct kom_error *err) {
    struct order o = {.place = {0}};
    const struct kom_grid *grid = &rows->grid;
    size_t before = rows->n;
    for (size_t i = 0; i < rows->n; i++) {
        if (!kom_mark_is_drawn(&rows->mark[i]))
            continue;
        bool is_same = before < rows->n;
        for (size_t k = 0; k < c->n_keys && is_same; k++)
            is_same = kom_text_equal(text_at(grid, before, c->key[k]), text_at(grid, i, c->key[k]));
        if (is_same)
            o.is_before[(size_t)rows->mark[before].x][(size_t)rows->mark[i].x] = true;
        before = i;
    }
    if (!find_order(&o, rows->n_times))
        return kom_fail(
            err, KOM_EDATA,
            "the answers stand in one order in one item and in another in the next; put "
            "the rows of every item into the same order");
    for (size_t i = 0; i < rows->n; i++)
        if (kom_mark_is_drawn(&rows->mark[i]))
            rows->mark[i].x = (double)o.place[(size_t)rows->mark[i].x];
    return KOM_OK;
}

static enum kom_status place_answers(struct kom_plot_rows *rows, int time, int value,
                                     struct kom_error *err) {
    struct kom_intern words = {0};
    enum kom_status status = place_words(rows, time, &words, err);
    kom_intern_fini(&words);
    if (status)
        return status;
    double whole = rows->grid.column[value].is_percent ? 100 : 1;
    for (size_t i = 0; i < rows->n; i++)
        if (kom_mark_is_drawn(&rows->mark[i]) &&
            (rows->mark[i].value < 0 || rows->mark[i].value > whole * (1 + 1e-9)))
            return kom_fail(err, KOM_EDATA,
                            "column \"%.*s\" has values below 0 or above 1, and a share has none",
                            (int)rows->grid.column[value].name.n, rows->grid.column[value].name.p);
    if (rows->n_times <= KOM_PLOT_ANSWERS_MAX)
        return KOM_OK;
    return kom_fail(err, KOM_EDATA,
                    "there are %zu answers, and no more than %d can be told apart; keep those to "
                    "be drawn: --only '%.*s=VALUE|VALUE'",
                    rows->n_times, KOM_PLOT_ANSWERS_MAX, (int)rows->grid.column[time].name.n,
                    rows->grid.column[time].name.p);
}

static enum kom_status place(struct kom_plot_rows *rows, const struct kom_plot_columns *c,
                             enum kom_figure figure, struct kom_error *err) {
    if (c->time < 0)
        return KOM_OK;
    switch (figure) {
    case KOM_FIGURE_SERIES:
        return place_periods(rows, c->time, err);
    case KOM_FIGURE_EVENT:
    case KOM_FIGURE_POWER:
        return place_numbers(rows, c->time, err);
    case KOM_FIGURE_SLOPE:
        return place_sides(rows, c->time, err);
    case KOM_FIGURE_LIKERT:
        return place_answers(rows, c->time, c->value, err);
    case KOM_FIGURE_WHISKER:
    case KOM_FIGURE_BARS:
    case KOM_FIGURE_FOREST:
        break;
    }
    return KOM_OK;
}

enum kom_status kom_marks_make(struct kom_plot_rows *rows, const struct kom_plot_columns *c,
                               const struct kom_plot_request *request, struct kom_error *err) {
    rows->n = rows->grid.n_rows;
    rows->mark = kom_alloc(rows->n + 1, sizeof *rows->mark);
    if (!rows->mark)
        return kom_no_memory(err);
    for (size_t i = 0; i < rows->n; i++)
        rows->mark[i] = mark_of(&rows->grid, i, c, request->figure);
    if (rows->n)
        rows->method = text_at(&rows->grid, 0, c->method);
    enum kom_status status = check_bounds(rows, c, err);
    if (!status)
        status = place(rows, c, request->figure, err);
    for (size_t i = 0; i < rows->n; i++)
        blank_beside(&rows->grid, &rows->mark[i], i, c);
    return status;
}

enum kom_status kom_marks_settle(struct kom_plot_rows *rows, const struct kom_plot_columns *c,
                                 enum kom_figure figure, struct kom_error *err) {
    for (size_t i = 0; i < rows->n; i++)
        rows->mark[i].is_whole = is_whole(&rows->grid, i, c);
    return figure == KOM_FIGURE_LIKERT ? order_answers(rows, c, err) : KOM_OK;
}

/* ---- names ---- */

static const char between[] = " \xC2\xB7 "; /* a middle dot */

static void add_name(struct kom_buf *buf, const struct kom_plot_rows *rows, size_t row) {
    kom_buf_reset(buf);
    for (size_t k = 0; k < rows->n_keys; k++) {
        struct kom_text text = kom_plot_text(rows, row, (int)k);
        if (text.n == 0)
            continue;
        if (buf->n)
            kom_buf_str(buf, between);
        kom_buf_text(buf, text);
    }
    if (buf->n == 0 && rows->mark[row].is_whole && rows->mark[row].term.n)
        kom_label_cell(buf, kom_text_of("term"), rows->mark[row].term, rows->sheet.lang);
    if (buf->n == 0)
        kom_buf_text(buf, rows->sheet.column[rows->value].label);
}

static enum kom_status twice(const struct kom_plot_rows *rows, size_t row, struct kom_text name,
                             struct kom_error *err) {
    struct kom_text time = kom_plot_text(rows, row, rows->time);
    return kom_fail(
        err, KOM_EDATA,
        "two rows are called \"%.*s\"%s%.*s, and one would hide the other; name all "
        "columns that tell rows apart: --by COL,COL; or keep some rows: --only COL=VALUE",
        (int)name.n, name.p, time.n ? " at " : "", (int)time.n, time.p);
}

static enum kom_status name_row(struct kom_plot_rows *rows, size_t row, struct kom_intern *names,
                                struct kom_intern *places, struct kom_buf *buf) {
    struct kom_mark *mark = &rows->mark[row];
    add_name(buf, rows, row);
    mark->name = buf->failed ? KOM_NO_ID : kom_intern_add(names, kom_buf_view(buf));
    if (mark->name == KOM_NO_ID)
        return KOM_ENOMEM;
    if (mark->is_other)
        return KOM_OK;
    struct kom_buf at = {0};
    size_t n_before = places->n;
    kom_buf_printf(&at, "%u ", mark->name);
    if (rows->time_kind == KOM_TIME_SIDES)
        kom_buf_text(&at, kom_plot_text(rows, row, rows->time));
    else
        kom_buf_shortest(&at, mark->x);
    uint32_t id = at.failed ? KOM_NO_ID : kom_intern_add(places, kom_buf_view(&at));
    kom_buf_fini(&at);
    if (id == KOM_NO_ID)
        return KOM_ENOMEM;
    return places->n > n_before ? KOM_OK : KOM_EDATA;
}

static enum kom_status keep_names(struct kom_plot_rows *rows, const struct kom_intern *names,
                                  struct kom_error *err) {
    rows->n_names = names->n;
    rows->name = kom_alloc(names->n + 1, sizeof *rows->name);
    if (!rows->name)
        return kom_no_memory(err);
    for (size_t i = 0; i < names->n; i++) {
        struct kom_text name = names->text[i];
        rows->name[i] = (struct kom_text){kom_arena_copy(&rows->arena, name.p, name.n), name.n};
        if (!rows->name[i].p)
            return kom_no_memory(err);
    }
    return KOM_OK;
}

enum kom_status kom_marks_name(struct kom_plot_rows *rows, struct kom_error *err) {
    struct kom_intern names = {0}, places = {0};
    struct kom_buf buf = {0};
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < rows->n && !status; i++) {
        status = name_row(rows, i, &names, &places, &buf);
        if (status)
            status =
                status == KOM_EDATA ? twice(rows, i, kom_buf_view(&buf), err) : kom_no_memory(err);
    }
    if (!status)
        status = keep_names(rows, &names, err);
    kom_buf_fini(&buf);
    kom_intern_fini(&names);
    kom_intern_fini(&places);
    return status;
}
