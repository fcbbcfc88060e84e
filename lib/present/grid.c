/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From frame to grid: numbers found, signs given, columns chosen.

   A column is one of numbers when no cell is a text and neither vocabulary nor label knows it as
   one; a code such as 0101 is a text. COL_status and warning are companions: they leave the table
   and become signs on the numbers that they speak of, and a number that is denied is not shown
   though it stands there. A blank number gets the reason that its row's state or warning gives.
   Then the columns to be shown are chosen, by name or all that are no companions, and options of
   digits and per cent are put on them. The text of a cell is kept as it was; only numerals.c
   rounds. */
#include "grid.h"

#include <string.h>

#include "heading_index.h"
#include "labels.h"
#include "numerals.h"
#include "value_status.h"
#include "vocab.h"
#include "warnings.h"

static enum kom_status no_memory(struct kom_error *err) {
    return kom_fail(err, KOM_ENOMEM, "memory ran out for the table");
}

void kom_grid_fini(struct kom_grid *grid) {
    kom_free(grid->column);
    kom_free(grid->cell);
    kom_heading_index_free(grid->own_names);
    kom_arena_fini(&grid->arena);
    *grid = (struct kom_grid){0};
}

enum kom_status kom_grid_init(struct kom_grid *grid, size_t n_rows, size_t n_cols,
                              struct kom_error *err) {
    *grid = (struct kom_grid){.n_rows = n_rows, .n_cols = n_cols};
    if (n_cols && n_rows > SIZE_MAX / n_cols)
        return no_memory(err);
    size_t n = n_rows * n_cols;
    grid->column = kom_alloc(n_cols + 1, sizeof *grid->column);
    grid->cell = kom_alloc(n + 1, sizeof *grid->cell);
    return grid->column && grid->cell ? KOM_OK : no_memory(err);
}

struct kom_text kom_grid_join(struct kom_grid *grid, struct kom_text a, const char *between,
                              struct kom_text b) {
    size_t k = strlen(between);
    char *p = kom_arena_take(&grid->arena, a.n + k + b.n + 1);
    if (!p)
        return (struct kom_text){NULL, 0};
    if (a.n)
        memcpy(p, a.p, a.n);
    if (k)
        memcpy(p + a.n, between, k);
    if (b.n)
        memcpy(p + a.n + k, b.p, b.n);
    return (struct kom_text){p, a.n + k + b.n};
}

/* ---- cells ---- */

static struct kom_text unsigned_part(struct kom_text t) {
    if (t.n && (t.p[0] == '-' || t.p[0] == '+')) {
        t.p++;
        t.n--;
    }
    return t;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* 0101 is a code, 0.5 and 0 are numbers. */
static bool is_code(struct kom_text t) {
    t = unsigned_part(t);
    return t.n > 1 && t.p[0] == '0' && is_digit(t.p[1]);
}

/* Whether a number as the stream has it is JSON as it stands: "12", "-0.50", "1e-7"; not "+1", ".5"
 * or "5.". */
static bool is_plain(struct kom_text t) {
    struct kom_text u = unsigned_part(t);
    if ((t.n && t.p[0] == '+') || !u.n || !is_digit(u.p[0]))
        return false;
    for (size_t i = 0; i < u.n; i++) {
        if (u.p[i] == '.' && (i + 1 == u.n || !is_digit(u.p[i + 1])))
            return false;
    }
    return true;
}

/* The same digits in JSON syntax. */
static struct kom_text plain_number(struct kom_grid *grid, struct kom_text t) {
    char *p = kom_arena_take(&grid->arena, t.n + 3);
    size_t n = 0;
    if (!p)
        return (struct kom_text){NULL, 0};
    for (size_t i = 0; i < t.n; i++) {
        bool is_mark = t.p[i] == '.';
        if (t.p[i] == '+' && i == 0)
            continue;
        if (is_mark && (n == 0 || !is_digit(p[n - 1])))
            p[n++] = '0';
        if (is_mark && (i + 1 == t.n || !is_digit(t.p[i + 1])))
            continue;
        p[n++] = t.p[i];
    }
    return (struct kom_text){p, n};
}

/* The number of a cell, in JSON syntax; NULL when memory ran out. */
static struct kom_text number_text(struct kom_grid *grid, const struct kom_frame *frame, size_t row,
                                   size_t col) {
    struct kom_buf buf = {0};
    struct kom_text cell = kom_text_trim(kom_frame_cell(frame, row, (int)col));
    kom_frame_number_text(frame, row, (int)col, &buf);
    struct kom_text t = kom_buf_view(&buf), out = {NULL, 0};
    if (!buf.failed && kom_text_equal(cell, t) && is_plain(cell))
        out = cell;
    else if (!buf.failed)
        out = plain_number(grid, t);
    kom_buf_fini(&buf);
    return out;
}

static enum kom_status read_cell(struct kom_grid *grid, const struct kom_frame *frame, size_t row,
                                 size_t col, struct kom_error *err) {
    struct kom_cell *cell = kom_grid_cell(grid, row, col);
    struct kom_column *column = &grid->column[col];
    enum kom_nothing nothing;
    cell->text = kom_frame_cell(frame, row, (int)col);
    struct kom_text t = kom_text_trim(cell->text);
    if (t.n == 0 || column->is_known_text)
        return KOM_OK;
    if (column->is_strict && !is_code(t)) {
        enum kom_status status = kom_frame_number(frame, row, (int)col, &cell->num, &nothing, err);
        if (status)
            return status;
    }
    if (is_code(t) || kom_frame_number(frame, row, (int)col, &cell->num, &nothing, NULL)) {
        column->n_texts++;
        return KOM_OK;
    }
    if (nothing) {
        cell->sign = nothing == KOM_IMPOSSIBLE ? KOM_SIGN_IMPOSSIBLE : KOM_SIGN_MISSING;
        return KOM_OK;
    }
    column->n_numbers++;
    cell->has_num = true;
    cell->text = number_text(grid, frame, row, col);
    return cell->text.p ? KOM_OK : no_memory(err);
}

/* What the vocabulary and the labels say of a heading. */
static void know_column(struct kom_column *column, const struct kom_word *word) {
    const struct kom_label *label = kom_label_find(column->name);
    enum kom_label_kind kind = label ? label->kind : KOM_LABEL_OPEN;
    column->is_known_text = (word && word->kind != KOM_KIND_NUMBER) || kind == KOM_LABEL_TEXT ||
                            kind == KOM_LABEL_ASIDE;
    column->is_known_number =
        !column->is_known_text && (kind == KOM_LABEL_NUMBER || kind == KOM_LABEL_P_VALUE);
    column->is_aside = kind == KOM_LABEL_ASIDE;
    column->is_strict = word && word->kind == KOM_KIND_NUMBER && word->adds != KOM_ADDS_UNKNOWN;
    column->is_p_value = kind == KOM_LABEL_P_VALUE;
}

enum kom_status kom_grid_know(struct kom_grid *grid, const struct kom_heading_index *index,
                              struct kom_header_at place, struct kom_error *err) {
    for (size_t j = 0; j < grid->n_cols; j++) {
        struct kom_column *column = &grid->column[j];
        column->name = column->base = index->name[j];
        column->decimals = KOM_DIGITS_OPEN;
        know_column(column, index->word[j]);
    }
    enum kom_status status = kom_grid_know_names(grid, index, place, err);
    for (size_t j = 0; j < grid->n_cols; j++)
        grid->column[j].is_known_text =
            grid->column[j].is_known_text || grid->column[j].is_companion;
    return status;
}

enum kom_status kom_grid_read(struct kom_grid *grid, const struct kom_frame *frame,
                              const bool *is_read, struct kom_error *err) {
    enum kom_status status = kom_grid_init(grid, frame->n_rows, frame->n_cols, err);
    if (!status)
        status = kom_grid_know(grid, frame->index, kom_frame_place(frame), err);
    if (status)
        return status;
    for (size_t j = 0; j < grid->n_cols && is_read; j++)
        grid->column[j].is_strict = grid->column[j].is_strict && is_read[j];
    for (size_t i = 0; i < grid->n_rows; i++) {
        for (size_t j = 0; j < grid->n_cols; j++) {
            status = read_cell(grid, frame, i, j, err);
            if (status)
                return status;
        }
    }
    return KOM_OK;
}

/* ---- signs ---- */

/* Hidden, missing and impossible mean that there is no value, whatever the cell still holds. Nil is
   how a 0 is printed: a blank is no 0 by it, nor is another number, as for tools that compute. */
static void apply_status(struct kom_cell *cell, enum kom_sign sign) {
    const struct kom_num zero = kom_num_whole(0);
    if (sign == KOM_SIGN_PROVISIONAL || sign == KOM_SIGN_BREAK) {
        cell->mark = (unsigned char)sign;
    } else if (sign != KOM_SIGN_NIL) {
        cell->sign = (unsigned char)sign;
        cell->has_num = false;
    } else if (cell->has_num && kom_num_compare(&cell->num, &zero) == 0) {
        cell->sign = (unsigned char)sign;
    }
}

static enum kom_status not_a_status(const struct kom_frame *frame, size_t row, int col,
                                    struct kom_error *err) {
    struct kom_buf why = {0};
    kom_value_status_explain(kom_text_trim(kom_frame_cell(frame, row, col)), frame->name[col],
                             frame->side, &why);
    const enum kom_status status =
        why.failed ? no_memory(err)
                   : kom_frame_fail(frame, row, col, err, "%.*s", (int)why.n, why.p);
    kom_buf_fini(&why);
    return status;
}

static enum kom_status sign_cell(struct kom_grid *grid, const struct kom_frame *frame, size_t row,
                                 size_t col, int status_col, struct kom_error *err) {
    struct kom_cell *cell = kom_grid_cell(grid, row, col);
    enum kom_sign sign = KOM_SIGN_NONE;
    if (status_col >= 0) {
        struct kom_text word = kom_text_trim(kom_frame_cell(frame, row, status_col));
        if (!kom_sign_of_status(word, &sign))
            return not_a_status(frame, row, status_col, err);
    }
    if (sign)
        apply_status(cell, sign);
    return KOM_OK;
}

/* Why the numbers of a row are blank: its `state`, else a state that its `warning` names. */
static enum kom_sign reason_of(const struct kom_grid *grid, size_t row, int state, int warning) {
    enum kom_sign sign = KOM_SIGN_NONE;
    if (state >= 0)
        sign = kom_sign_of_state(kom_text_trim(kom_grid_cell(grid, row, (size_t)state)->text));
    if (!sign && warning >= 0)
        sign = kom_warning_sign(kom_grid_cell(grid, row, (size_t)warning)->text);
    return sign;
}

/* A column that no row of the table has (df of shares) is blank for another reason. */
static bool may_have_value(const struct kom_column *column) {
    static const char *const estimate[] = {"estimate", "std_error", "conf_low", "conf_high",
                                           "p_value"};
    bool may = column->n_numbers > 0;
    for (size_t i = 0; i < sizeof estimate / sizeof *estimate; i++)
        may = may || kom_text_is(column->name, estimate[i]);
    return may;
}

/* Blank numbers without a status: the row says why, else they are missing. */
static void sign_blanks(struct kom_grid *grid, size_t col, int state, int warning) {
    if (!grid->column[col].is_number)
        return;
    if (!may_have_value(&grid->column[col]))
        warning = KOM_NO_COLUMN;
    for (size_t i = 0; i < grid->n_rows; i++) {
        struct kom_cell *cell = kom_grid_cell(grid, i, col);
        if (cell->has_num || (cell->sign && cell->sign != KOM_SIGN_MISSING))
            continue;
        enum kom_sign sign = reason_of(grid, i, state, warning);
        cell->sign = (unsigned char)(sign ? sign : KOM_SIGN_MISSING);
    }
}

/* Bounds and errors of a hidden estimate would give it away. */
static void hide_beside(struct kom_grid *grid) {
    static const char *const estimates[] = {"estimate", "uptake", "share", "mean"};
    static const char *const beside[] = {"conf_low", "conf_high", "std_error", "statistic",
                                         "p_value"};
    int col = KOM_NO_COLUMN;
    for (size_t k = 0; k < sizeof estimates / sizeof *estimates && col < 0; k++)
        col = kom_grid_find(grid, estimates[k]);
    for (size_t k = 0; k < sizeof beside / sizeof *beside && col >= 0; k++) {
        int other = kom_grid_find(grid, beside[k]);
        for (size_t i = 0; i < grid->n_rows && other >= 0; i++) {
            struct kom_cell *cell = kom_grid_cell(grid, i, (size_t)other);
            if (kom_grid_cell(grid, i, (size_t)col)->sign != KOM_SIGN_HIDDEN)
                continue;
            cell->sign = KOM_SIGN_HIDDEN;
            cell->has_num = false;
        }
    }
}

enum kom_status kom_grid_settle(struct kom_grid *grid, const struct kom_frame *frame,
                                struct kom_error *err) {
    int state = kom_grid_find(grid, "state"), warning = kom_grid_find(grid, "warning");
    for (size_t j = 0; j < grid->n_cols; j++) {
        struct kom_column *column = &grid->column[j];
        column->is_number = !column->is_known_text && column->n_texts == 0 &&
                            (column->n_numbers > 0 || column->is_known_number);
        for (size_t i = 0; i < grid->n_rows; i++) {
            struct kom_cell *cell = kom_grid_cell(grid, i, j);
            if (!column->is_number) { /* text stays text */
                cell->has_num = false;
                cell->sign = KOM_SIGN_NONE;
                cell->text = kom_frame_cell(frame, i, (int)j);
            }
            enum kom_status status = sign_cell(grid, frame, i, j, column->status_col, err);
            if (status)
                return status;
        }
        sign_blanks(grid, j, state, warning);
    }
    hide_beside(grid);
    return KOM_OK;
}

/* ---- choice of columns ---- */

enum kom_status kom_pick_add(struct kom_pick *pick, size_t col, struct kom_error *err) {
    void *p = pick->col;
    if (kom_grow(&p, &pick->cap, pick->n + 1, sizeof *pick->col))
        return no_memory(err);
    pick->col = p;
    pick->col[pick->n++] = col;
    return KOM_OK;
}

void kom_pick_fini(struct kom_pick *pick) {
    kom_free(pick->col);
    *pick = (struct kom_pick){0};
}

static enum kom_status pick_named(struct kom_grid *grid, const struct kom_frame *frame,
                                  const struct kom_present *opts, struct kom_pick *pick,
                                  struct kom_error *err) {
    for (size_t i = 0; i < opts->n_columns; i++) {
        const struct kom_present_column *want = &opts->columns[i];
        int col;
        enum kom_status status = kom_frame_need(frame, want->name, &col, err);
        if (status)
            return status;
        struct kom_column *column = &grid->column[col];
        if (column->is_picked)
            return kom_fail(err, KOM_EUSAGE, "--columns: \"%s\" is named twice", want->name);
        column->is_picked = true;
        column->label = kom_text_of(want->label);
        column->has_user_label = want->label != NULL;
        status = kom_pick_add(pick, (size_t)col, err);
        if (status)
            return status;
    }
    return KOM_OK;
}

/* The number column that an option speaks of. */
static enum kom_status need_number(struct kom_grid *grid, const struct kom_frame *frame,
                                   const char *option, const char *name, struct kom_column **column,
                                   struct kom_error *err) {
    int col;
    enum kom_status status = kom_frame_need(frame, name, &col, err);
    if (status)
        return status;
    *column = &grid->column[col];
    if (!(*column)->is_number && ((*column)->n_texts || (*column)->is_known_text))
        return kom_fail(err, KOM_EDATA, "--%s: column \"%s\" is not one of numbers", option, name);
    return KOM_OK;
}

/* The decimals of all columns that have some. A p-value of 0.00 would be none, and counts stay
 * whole.
 */
static void set_decimals(struct kom_grid *grid, int decimals) {
    for (size_t j = 0; j < grid->n_cols; j++) {
        struct kom_column *column = &grid->column[j];
        bool has_decimals = false;
        for (size_t i = 0; i < grid->n_rows && !has_decimals; i++) {
            const struct kom_cell *cell = kom_grid_cell(grid, i, j);
            has_decimals = cell->has_num && (!cell->num.is_exact || cell->num.scale > 0);
        }
        if (has_decimals && column->is_p_value)
            column->significant = decimals > 0 ? decimals : 1;
        else if (has_decimals)
            column->decimals = decimals;
    }
}

enum kom_status kom_grid_pick(struct kom_grid *grid, const struct kom_frame *frame,
                              const struct kom_present *opts, struct kom_pick *pick,
                              struct kom_error *err) {
    struct kom_column *column;
    enum kom_status status = pick_named(grid, frame, opts, pick, err);
    for (size_t j = 0; j < grid->n_cols && !status && opts->n_columns == 0; j++) {
        if (!grid->column[j].is_companion)
            status = kom_pick_add(pick, j, err);
    }
    for (size_t i = 0; i < opts->n_digits && !status; i++) {
        if (!opts->digits[i].name)
            set_decimals(grid, opts->digits[i].decimals);
    }
    for (size_t i = 0; i < opts->n_digits && !status; i++) {
        if (!opts->digits[i].name)
            continue;
        status = need_number(grid, frame, "digits", opts->digits[i].name, &column, err);
        if (!status)
            column->decimals = opts->digits[i].decimals;
    }
    for (size_t i = 0; i < opts->n_percent && !status; i++) {
        status = need_number(grid, frame, "percent", opts->percent[i], &column, err);
        if (!status)
            column->is_percent = true;
    }
    return status;
}

/* In place: the rows move to the front, and no second table is needed. */
enum kom_status kom_grid_select(struct kom_grid *grid, const struct kom_pick *pick,
                                struct kom_error *err) {
    struct kom_column *column = kom_alloc(pick->n + 1, sizeof *column);
    struct kom_cell *row = kom_alloc(pick->n + 1, sizeof *row);
    enum kom_status status = column && row ? KOM_OK : no_memory(err);
    for (size_t k = 0; k < pick->n && !status; k++)
        column[k] = grid->column[pick->col[k]];
    for (size_t i = 0; i < grid->n_rows && !status; i++) {
        for (size_t k = 0; k < pick->n; k++)
            row[k] = *kom_grid_cell(grid, i, pick->col[k]);
        memcpy(grid->cell + i * pick->n, row, pick->n * sizeof *row);
    }
    kom_free(row);
    if (status) {
        kom_free(column);
        return status;
    }
    kom_free(grid->column);
    grid->column = column;
    grid->n_cols = pick->n;
    kom_grid_forget_names(grid);
    return KOM_OK;
}
