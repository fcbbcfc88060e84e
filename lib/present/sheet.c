/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells to printed texts, and the lines under the table that explain the signs used. */
#include "sheet.h"

#include "labels.h"
#include "numerals.h"
#include "signs.h"

/* What cells used, for the legend. */
struct used {
    bool sign[KOM_SIGN_END];
    bool stars;
};

const struct kom_sheet_cell *kom_sheet_cell(const struct kom_sheet *sheet, size_t row, size_t col) {
    return &sheet->cell[row * sheet->n_cols + col];
}

void kom_sheet_fini(struct kom_sheet *sheet) {
    kom_free(sheet->column);
    kom_free(sheet->cell);
    kom_free(sheet->has_break);
    kom_arena_fini(&sheet->arena);
    *sheet = (struct kom_sheet){0};
}

/* The scratch buffer's content, kept in the arena; the buffer is empty again. False when memory ran
 * out. */
static bool keep(struct kom_sheet *sheet, struct kom_buf *scratch, struct kom_text *out) {
    const char *p = kom_arena_copy(&sheet->arena, scratch->n ? scratch->p : "", scratch->n);
    *out = (struct kom_text){p, scratch->n};
    bool ok = p && !scratch->failed;
    kom_buf_reset(scratch);
    return ok;
}

static void add_number(struct kom_buf *buf, const struct kom_column *column,
                       const struct kom_cell *cell, enum kom_present_lang lang) {
    struct kom_num value = cell->num;
    if (column->is_percent)
        value = kom_number_percent(&value);
    if (column->is_p_value && !column->is_percent)
        kom_number_p_value(buf, &value, column->decimals, lang);
    else
        kom_number_people(buf, &value, column->decimals, lang);
}

static struct kom_text lay_text(const struct kom_column *column, const struct kom_cell *cell,
                                enum kom_present_lang lang) {
    if (cell->sign)
        return kom_text_of(kom_sign_text(cell->sign));
    return kom_label_word(column->base, cell->text, lang);
}

static bool lay_cell(struct kom_sheet *sheet, const struct kom_column *column,
                     const struct kom_cell *cell, struct kom_sheet_cell *out,
                     struct kom_buf *scratch) {
    static const char three[] = "***";
    if (cell->sign || !cell->has_num) {
        out->value = lay_text(column, cell, sheet->lang);
    } else {
        add_number(scratch, column, cell, sheet->lang);
        if (!keep(sheet, scratch, &out->value))
            return false;
    }
    if (cell->mark && cell->sign != KOM_SIGN_HIDDEN)
        out->suffix = kom_text_of(kom_sign_text(cell->mark));
    else if (cell->n_stars)
        out->suffix = (struct kom_text){three, cell->n_stars};
    return true;
}

static void note_use(struct used *used, const struct kom_cell *cell) {
    used->sign[cell->sign] = true;
    used->sign[cell->mark] = true;
    used->stars = used->stars || cell->n_stars > 0;
}

/* ---- columns and groups ---- */

static void lay_columns(struct kom_sheet *sheet, const struct kom_grid *grid) {
    bool leads = true;
    for (size_t j = 0; j < grid->n_cols; j++) {
        const struct kom_column *from = &grid->column[j];
        struct kom_sheet_column *to = &sheet->column[j];
        *to = (struct kom_sheet_column){from->label, from->spanner, 1, from->is_number, false};
        leads = leads && !from->is_number && !from->is_aside;
        to->is_head = leads;
        sheet->has_spanners = sheet->has_spanners || to->spanner.n > 0;
    }
    for (size_t j = grid->n_cols; j-- > 1;) {
        struct kom_sheet_column *left = &sheet->column[j - 1], *right = &sheet->column[j];
        if (right->spanner.n && kom_text_equal(left->spanner, right->spanner)) {
            left->span += right->span;
            right->span = 0;
        }
    }
}

/* Rows are set apart by the first column when it really groups them: each value has two rows or
 * more on average. */
static void lay_breaks(struct kom_sheet *sheet) {
    if (sheet->n_cols < 2 || !sheet->column[0].is_head)
        return;
    size_t n_groups = sheet->n_rows > 0;
    for (size_t i = 1; i < sheet->n_rows; i++) {
        sheet->has_break[i] = !kom_text_equal(kom_sheet_cell(sheet, i - 1, 0)->value,
                                              kom_sheet_cell(sheet, i, 0)->value);
        n_groups += sheet->has_break[i];
    }
    if (n_groups * 2 <= sheet->n_rows)
        return;
    for (size_t i = 1; i < sheet->n_rows; i++)
        sheet->has_break[i] = false;
}

/* ---- below the table ---- */

static bool add_foot(struct kom_sheet *sheet, struct kom_buf *scratch) {
    return keep(sheet, scratch, &sheet->foot[sheet->n_foot++]);
}

static bool lay_legend(struct kom_sheet *sheet, const struct used *used, struct kom_buf *scratch) {
    for (int i = KOM_SIGN_NIL; i < KOM_SIGN_END; i++) {
        if (!used->sign[i])
            continue;
        const char *text = kom_sign_text((enum kom_sign)i);
        if (scratch->n == 0)
            kom_buf_printf(scratch, "%s: ", kom_label_phrase(KOM_PHRASE_SIGNS, sheet->lang));
        else
            kom_buf_str(scratch, "; ");
        kom_buf_str(scratch, text[0] ? text : kom_label_phrase(KOM_PHRASE_EMPTY, sheet->lang));
        kom_buf_byte(scratch, ' ');
        kom_buf_str(scratch, kom_sign_meaning((enum kom_sign)i, sheet->lang));
    }
    return scratch->n == 0 || add_foot(sheet, scratch);
}

static bool lay_line(struct kom_sheet *sheet, enum kom_phrase phrase, const char *text,
                     struct kom_buf *scratch) {
    if (!text)
        return true;
    kom_buf_str(scratch, kom_label_phrase(phrase, sheet->lang));
    kom_buf_str(scratch, ": ");
    kom_buf_str(scratch, text);
    return add_foot(sheet, scratch);
}

static bool lay_foot(struct kom_sheet *sheet, const struct kom_present *opts,
                     const struct used *used, struct kom_buf *scratch) {
    if (!lay_legend(sheet, used, scratch))
        return false;
    if (used->stars) {
        kom_buf_str(scratch, kom_label_phrase(KOM_PHRASE_STARS, sheet->lang));
        if (!add_foot(sheet, scratch))
            return false;
    }
    return lay_line(sheet, KOM_PHRASE_NOTE, opts->note, scratch) &&
           lay_line(sheet, KOM_PHRASE_SOURCE, opts->source, scratch);
}

static bool lay(struct kom_sheet *sheet, const struct kom_grid *grid,
                const struct kom_present *opts, struct kom_buf *scratch) {
    struct used used = {0};
    lay_columns(sheet, grid);
    for (size_t i = 0; i < grid->n_rows; i++) {
        for (size_t j = 0; j < grid->n_cols; j++) {
            const struct kom_cell *cell = kom_grid_cell(grid, i, j);
            if (!lay_cell(sheet, &grid->column[j], cell, &sheet->cell[i * grid->n_cols + j],
                          scratch))
                return false;
            note_use(&used, cell);
        }
    }
    lay_breaks(sheet);
    return lay_foot(sheet, opts, &used, scratch);
}

enum kom_status kom_sheet_make(struct kom_sheet *sheet, struct kom_grid *grid,
                               const struct kom_present *opts, struct kom_error *err) {
    *sheet = (struct kom_sheet){.n_rows = grid->n_rows, .n_cols = grid->n_cols, .lang = opts->lang};
    sheet->caption = kom_text_of(opts->caption);
    sheet->column = kom_alloc(grid->n_cols + 1, sizeof *sheet->column);
    sheet->cell = kom_alloc(grid->n_rows * grid->n_cols + 1, sizeof *sheet->cell);
    sheet->has_break = kom_alloc(grid->n_rows + 1, sizeof *sheet->has_break);
    kom_number_decimals(grid);
    struct kom_buf scratch = {0};
    bool ok = sheet->column && sheet->cell && sheet->has_break && lay(sheet, grid, opts, &scratch);
    kom_buf_fini(&scratch);
    return ok ? KOM_OK : kom_fail(err, KOM_ENOMEM, "not enough memory for the table");
}
