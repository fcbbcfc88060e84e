/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells to printed texts, and the lines under the table that explain the signs used.

   For every cell of the grid the text is made that all writers print: number with its decimals,
   signs in front and behind, bounds in brackets beside their estimate, words of the language. While
   cells are made, the signs that were used are noted; the lines below the table explain those and
   no others, then name what is the same in all rows and what has no value. Columns that stand under
   one spanner are tied, rows are set apart where a column really groups them. The writers then
   differ in syntax only. */
#include "sheet.h"

#include "fit.h"
#include "labels.h"
#include "numerals.h"
#include "signs.h"

/* Signs of a line as wide as \textwidth of LaTeX's article, 345pt: a digit takes 5pt, or 4.25pt in
   \footnotesize, and room is left for gaps, for a minus, which is wider, and for capitals. */
enum { LATEX_WIDTH = 58, LATEX_SMALL_WIDTH = 76 };

static const char THREE[KOM_STARS_MAX + 1] = "***";

/* What cells used, for the legend. */
struct used {
    bool sign[KOM_SIGN_END];
    bool stars, points;
};

void kom_sheet_fini(struct kom_sheet *sheet) {
    kom_free(sheet->column);
    kom_free(sheet->cell);
    kom_free(sheet->has_break);
    kom_free(sheet->foot);
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
    if (column->is_p_value && !column->is_percent)
        kom_number_p_value(buf, &cell->num, column->decimals, lang);
    else
        kom_number_cell_people(buf, column, cell, lang);
}

static void add_value(struct kom_buf *buf, const struct kom_column *column,
                      const struct kom_cell *cell, enum kom_present_lang lang) {
    if (cell->sign)
        kom_buf_str(buf, kom_sign_text(cell->sign));
    else if (cell->has_num)
        add_number(buf, column, cell, lang);
    else
        kom_label_cell(buf, column->base, cell->text, lang);
}

/* What stands behind a value: why it is to be taken with care, or how sure it is. */
static struct kom_text suffix_of(const struct kom_cell *cell) {
    if (cell->mark && cell->sign != KOM_SIGN_HIDDEN)
        return kom_text_of(kom_sign_text(cell->mark));
    return (struct kom_text){THREE, cell->n_stars};
}

static bool has_bounds(const struct kom_column *column, const struct kom_cell *cell) {
    return column->has_bounds && cell->has_num && !cell->sign && cell->bounds;
}

/* Is it a number that is printed without a minus? */
static bool is_bare(const struct kom_cell *cell) {
    return cell->has_num && !cell->sign && kom_num_double(&cell->num) >= 0.0;
}

/* " to ", or in Danish a hyphen, unless a bound of the column is negative or a sign: beside a minus
   a hyphen would be read as another. One form in the whole column. */
static const char *between(const struct kom_grid *grid, size_t col, enum kom_present_lang lang) {
    const struct kom_column *column = &grid->column[col];
    bool are_bare = lang == KOM_PRESENT_DA && column->has_bounds;
    for (size_t i = 0; i < grid->n_rows && are_bare; i++) {
        const struct kom_cell *cell = kom_grid_cell(grid, i, col);
        are_bare =
            !has_bounds(column, cell) || (is_bare(&cell->bounds[0]) && is_bare(&cell->bounds[1]));
    }
    return are_bare ? "-" : kom_label_phrase(KOM_PHRASE_TO, lang);
}

/* " (0.6 to 8.2)", with what stands between bounds in this column. */
static void add_bounds(struct kom_buf *buf, const struct kom_column *column,
                       const struct kom_cell *cell, const char *to, enum kom_present_lang lang) {
    kom_buf_str(buf, " (");
    add_value(buf, column, &cell->bounds[0], lang);
    kom_buf_str(buf, to);
    add_value(buf, column, &cell->bounds[1], lang);
    kom_buf_byte(buf, ')');
}

static bool lay_cell(struct kom_sheet *sheet, const struct kom_column *column, const char *to,
                     const struct kom_cell *cell, struct kom_sheet_cell *out,
                     struct kom_buf *scratch) {
    add_value(scratch, column, cell, sheet->lang);
    if (has_bounds(column, cell)) {
        kom_buf_text(scratch, suffix_of(cell));
        add_bounds(scratch, column, cell, to, sheet->lang);
    } else {
        out->suffix = suffix_of(cell);
    }
    return keep(sheet, scratch, &out->value);
}

static void note_use(struct used *used, const struct kom_column *column,
                     const struct kom_cell *cell) {
    used->sign[cell->sign] = true;
    used->sign[cell->mark] = true;
    used->stars = used->stars || cell->n_stars > 0;
    if (has_bounds(column, cell)) {
        used->sign[cell->bounds[0].sign] = true;
        used->sign[cell->bounds[1].sign] = true;
    }
}

/* ---- columns and groups ---- */

static bool is_bound(struct kom_text name) {
    static const char *const names[] = {"conf_low", "conf_high", "hedges_g_low", "hedges_g_high"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (kom_text_is(name, names[i]))
            return true;
    }
    return false;
}

/* A number that says how the others were made. */
static bool is_setting(struct kom_text name) {
    return kom_text_is(name, "conf_level") || kom_text_is(name, "equivalence_margin");
}

static void lay_columns(struct kom_sheet *sheet, const struct kom_grid *grid) {
    bool leads = true;
    for (size_t j = 0; j < grid->n_cols; j++) {
        const struct kom_column *from = &grid->column[j];
        struct kom_sheet_column *to = &sheet->column[j];
        leads = leads && !from->is_number && !from->is_aside;
        *to = (struct kom_sheet_column){.label = from->label,
                                        .spanner = from->spanner,
                                        .span = 1,
                                        .is_right = from->is_number,
                                        .is_head = leads,
                                        .is_aside = (from->is_aside && !from->is_number) ||
                                                    is_setting(from->base),
                                        .is_tied = !leads && is_bound(from->base)};
        sheet->has_spanners = sheet->has_spanners || to->spanner.n > 0;
    }
    for (size_t j = grid->n_cols; j-- > 1;) {
        struct kom_sheet_column *left = &sheet->column[j - 1], *right = &sheet->column[j];
        if (right->spanner.n && kom_text_equal(left->spanner, right->spanner)) {
            left->span += right->span;
            right->span = 0;
            right->is_tied = true;
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

/* Begins the legend, or goes on with it. */
static void lay_separator(struct kom_sheet *sheet, struct kom_buf *scratch) {
    if (scratch->n == 0)
        kom_buf_printf(scratch, "%s: ", kom_label_phrase(KOM_PHRASE_SIGNS, sheet->lang));
    else
        kom_buf_str(scratch, "; ");
}

static bool lay_legend(struct kom_sheet *sheet, const struct used *used, struct kom_buf *scratch) {
    const char *points = kom_label_phrase(KOM_PHRASE_POINTS_MEAN, sheet->lang);
    if (used->points && points[0]) {
        lay_separator(sheet, scratch);
        kom_buf_str(scratch, points);
    }
    for (int i = KOM_SIGN_NIL; i < KOM_SIGN_END; i++) {
        if (!used->sign[i])
            continue;
        const char *text = kom_sign_text((enum kom_sign)i);
        lay_separator(sheet, scratch);
        kom_buf_str(scratch, text[0] ? text : kom_label_phrase(KOM_PHRASE_EMPTY, sheet->lang));
        kom_buf_byte(scratch, ' ');
        kom_buf_str(scratch, kom_sign_meaning((enum kom_sign)i, sheet->lang));
    }
    return scratch->n == 0 || add_foot(sheet, scratch);
}

/* "* p < 0.05, ** p < 0.01" */
static bool lay_stars(struct kom_sheet *sheet, const struct kom_present *opts,
                      struct kom_buf *scratch) {
    const struct kom_num *level;
    const size_t n = kom_star_levels(opts, &level);
    for (size_t i = 0; i < n; i++) {
        kom_buf_str(scratch, i ? ", " : "");
        kom_buf_add(scratch, THREE, i + 1);
        kom_buf_str(scratch, " p < ");
        kom_number_people(scratch, &level[i], level[i].scale, sheet->lang);
    }
    return add_foot(sheet, scratch);
}

static bool lay_few(struct kom_sheet *sheet, const struct kom_present *opts,
                    struct kom_buf *scratch) {
    kom_buf_str(scratch, kom_label_phrase(KOM_PHRASE_FEW, sheet->lang));
    kom_buf_int(scratch, opts->min_n);
    kom_buf_str(scratch, kom_label_phrase(KOM_PHRASE_FEW_END, sheet->lang));
    return add_foot(sheet, scratch);
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

/* What is the same in all rows, a line each; then the columns without a value, in one. */
static bool lay_left_out(struct kom_sheet *sheet, struct kom_buf *scratch) {
    for (size_t j = 0; j < sheet->n_cols; j++) {
        struct kom_text value = kom_fit_same(sheet, j);
        if (!sheet->column[j].is_out || value.n == 0)
            continue;
        kom_buf_text(scratch, sheet->column[j].label);
        kom_buf_str(scratch, ": ");
        kom_buf_text(scratch, value);
        if (!add_foot(sheet, scratch))
            return false;
    }
    for (size_t j = 0; j < sheet->n_cols; j++) {
        if (!sheet->column[j].is_out || kom_fit_same(sheet, j).n > 0)
            continue;
        kom_buf_str(scratch,
                    scratch->n ? ", " : kom_label_phrase(KOM_PHRASE_NO_VALUE, sheet->lang));
        kom_buf_text(scratch, sheet->column[j].label);
    }
    return scratch->n == 0 || add_foot(sheet, scratch);
}

static bool lay_foot(struct kom_sheet *sheet, const struct kom_present *opts,
                     const struct used *used, struct kom_buf *scratch) {
    if (!lay_left_out(sheet, scratch) || !lay_legend(sheet, used, scratch))
        return false;
    if (used->stars && !lay_stars(sheet, opts, scratch))
        return false;
    if (opts->min_n && !lay_few(sheet, opts, scratch))
        return false;
    return lay_line(sheet, KOM_PHRASE_NOTE, opts->note, scratch) &&
           lay_line(sheet, KOM_PHRASE_SOURCE, opts->source, scratch);
}

static bool lay_cells(struct kom_sheet *sheet, const struct kom_grid *grid,
                      struct kom_buf *scratch) {
    for (size_t j = 0; j < grid->n_cols; j++) {
        const char *to = between(grid, j, sheet->lang);
        for (size_t i = 0; i < grid->n_rows; i++) {
            if (!lay_cell(sheet, &grid->column[j], to, kom_grid_cell(grid, i, j),
                          &sheet->cell[i * grid->n_cols + j], scratch))
                return false;
        }
    }
    return true;
}

static struct used look_at(const struct kom_sheet *sheet, const struct kom_grid *grid) {
    struct used used = {0};
    for (size_t j = 0; j < grid->n_cols; j++) {
        const struct kom_column *column = &grid->column[j];
        bool has_points = column->unit == KOM_UNIT_POINTS || column->unit == KOM_UNIT_MIXED;
        if (sheet->column[j].is_out)
            continue;
        used.points = used.points || (has_points && !column->has_user_label);
        for (size_t i = 0; i < grid->n_rows; i++)
            note_use(&used, column, kom_grid_cell(grid, i, j));
    }
    return used;
}

static bool lay(struct kom_sheet *sheet, const struct kom_grid *grid,
                const struct kom_present *opts, struct kom_buf *scratch) {
    lay_columns(sheet, grid);
    if (!lay_cells(sheet, grid, scratch))
        return false;
    lay_breaks(sheet);
    kom_fit(sheet);
    struct used used = look_at(sheet, grid);
    return lay_foot(sheet, opts, &used, scratch);
}

enum kom_status kom_sheet_make(struct kom_sheet *sheet, struct kom_grid *grid,
                               const struct kom_present *opts, struct kom_error *err) {
    enum { FEET = 6 }; /* valueless columns, signs, stars, few persons, note, source */
    *sheet = (struct kom_sheet){.n_rows = grid->n_rows,
                                .n_cols = grid->n_cols,
                                .lang = opts->lang,
                                .is_chosen = opts->n_columns > 0,
                                .limit = opts->format == KOM_PRESENT_TEXT    ? opts->width
                                         : opts->format == KOM_PRESENT_LATEX ? LATEX_WIDTH
                                                                             : 0,
                                .small_limit =
                                    opts->format == KOM_PRESENT_LATEX ? LATEX_SMALL_WIDTH : 0};
    sheet->caption = kom_text_of(opts->caption);
    sheet->column = kom_alloc(grid->n_cols + 1, sizeof *sheet->column);
    sheet->cell = kom_alloc(grid->n_rows * grid->n_cols + 1, sizeof *sheet->cell);
    sheet->has_break = kom_alloc(grid->n_rows + 1, sizeof *sheet->has_break);
    sheet->foot = kom_alloc(grid->n_cols + FEET, sizeof *sheet->foot);
    struct kom_buf scratch = {0};
    bool ok = sheet->column && sheet->cell && sheet->has_break && sheet->foot &&
              kom_number_decimals(grid) && lay(sheet, grid, opts, &scratch);
    kom_buf_fini(&scratch);
    return ok ? KOM_OK : kom_fail(err, KOM_ENOMEM, "memory ran out for the table");
}
