/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From wide to narrow, in the order in which a reader loses least.

   A table that fits is left alone. Else, in this order and only as far as needed: columns without a
   value go below the table, then settings and texts that all rows share; headings and texts are
   broken into lines, the widest text first, numbers never; further texts that all rows share go
   below; and last the columns are dealt out to parts, one below the other, each with the columns
   that name the rows. Columns that are read together (an estimate and its bounds, what stands under
   one spanner) stay together where a line can hold them. Columns that the call chose are never left
   out. Where a format has smaller letters, these come before all that. */
#include "fit.h"

#include "signs.h"
#include "width.h"

enum { GAP = 2, TEXT_MIN = 16, TEXT_FAIR = 40, LINES = 5 };

static size_t larger(size_t a, size_t b) {
    return a > b ? a : b;
}

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

/* ---- lines of a text ---- */

/* The longest beginning of t that takes at most width columns: one sign at least. */
static size_t cut(struct kom_text t, size_t width) {
    size_t at = 0, n = 0;
    while (at < t.n) {
        kom_width_next(t, &at);
        if (n > 0 && kom_width((struct kom_text){t.p, at}) > width)
            return n;
        n = at;
    }
    return n;
}

/* Where a line ends that may take n bytes: at the last blank, rather in front of a bracket that
   would be torn apart; 0: there is no blank. */
static size_t last_blank(struct kom_text t, size_t n) {
    size_t blank = n, open = 0;
    while (blank > 0 && t.p[blank] != ' ')
        blank--;
    for (size_t i = 1; i < blank; i++) {
        if (t.p[i] == '(' && t.p[i - 1] == ' ' && i > 1)
            open = i;
        else if (t.p[i] == ')')
            open = 0;
    }
    return open ? open - 1 : blank;
}

bool kom_fit_line(struct kom_text *rest, size_t width, struct kom_text *line) {
    if (rest->n == 0)
        return false;
    size_t n = cut(*rest, width);
    *line = (struct kom_text){rest->p, n};
    size_t next = n;
    if (n < rest->n) {
        size_t blank = last_blank(*rest, n);
        if (blank > 0) {
            line->n = blank;
            next = blank + 1;
        }
    }
    *rest = (struct kom_text){rest->p + next, rest->n - next};
    return true;
}

static size_t longest_word(struct kom_text t) {
    size_t longest = 0, begin = 0;
    for (size_t i = 0; i <= t.n && t.n; i++) { /* no text has no place to add to */
        if (i < t.n && t.p[i] != ' ')
            continue;
        longest = larger(longest, kom_width((struct kom_text){t.p + begin, i - begin}));
        begin = i + 1;
    }
    return longest;
}

/* ---- widths ---- */

/* As narrow as it may get: numbers whole, texts by words of at most three eighths of a line,
   headings by words. */
static void measure_column(struct kom_sheet *sheet, size_t col) {
    struct kom_sheet_column *column = &sheet->column[col];
    size_t value = 0, word = 0;
    for (size_t i = 0; i < sheet->n_rows; i++) {
        const struct kom_sheet_cell *cell = kom_sheet_cell(sheet, i, col);
        value = larger(value, kom_width(cell->value));
        word = larger(word, column->is_right ? 0 : longest_word(cell->value));
        column->suffix = larger(column->suffix, kom_width(cell->suffix));
    }
    value += column->suffix;
    word = larger(smaller(word, sheet->limit * 3 / 8), TEXT_MIN) + column->suffix;
    column->full = larger(kom_width(column->label), value);
    column->least =
        larger(longest_word(column->label), column->is_right ? value : smaller(word, value));
}

static void measure(struct kom_sheet *sheet) {
    for (size_t j = 0; j < sheet->n_cols; j++)
        measure_column(sheet, j);
}

/* Texts in front; where there are none, the first column; one row needs no name. */
static bool names_rows(const struct kom_sheet *sheet, size_t col) {
    bool is_first = col == 0 && sheet->n_rows != 1;
    return !sheet->column[col].is_out && (sheet->column[col].is_head || is_first);
}

/* Where there are many parts, none walks over the columns of the others. */
size_t kom_fit_first(const struct kom_sheet *sheet, struct kom_fit_range range) {
    return sheet->n_heads ? 0 : range.from;
}

size_t kom_fit_next(const struct kom_sheet *sheet, struct kom_fit_range range, size_t col) {
    col++;
    return col >= sheet->n_heads && col < range.from ? range.from : col;
}

bool kom_fit_is_in(const struct kom_sheet *sheet, size_t col, size_t part) {
    const struct kom_sheet_column *column = &sheet->column[col];
    return names_rows(sheet, col) || (!column->is_out && column->part == part);
}

struct kom_fit_range kom_fit_part(const struct kom_sheet *sheet, size_t part,
                                  struct kom_fit_range before) {
    size_t from = before.to > sheet->n_heads && part ? before.to : 0;
    while (part && from < sheet->n_cols && sheet->column[from].part != part)
        from++;
    size_t to = from;
    while (to < sheet->n_cols && (sheet->n_parts == 1 || sheet->column[to].part == part ||
                                  sheet->column[to].part == SIZE_MAX))
        to++;
    return (struct kom_fit_range){from, to < sheet->n_heads ? sheet->n_heads : to};
}

static size_t line_width(const struct kom_sheet *sheet, size_t part) {
    size_t total = 0;
    for (size_t j = kom_fit_first(sheet, sheet->seen); j < sheet->seen.to;
         j = kom_fit_next(sheet, sheet->seen, j)) {
        if (kom_fit_is_in(sheet, j, part))
            total += sheet->column[j].width + (total ? GAP : 0);
    }
    return total;
}

/* A spanner widens its last column until its text (its longest word, when it may be cut) fits. */
static void make_room_for(struct kom_sheet *sheet, size_t part, size_t lead, bool may_cut) {
    const struct kom_sheet_column *first = &sheet->column[lead];
    size_t total = 0, last = sheet->n_cols, to = smaller(lead + first->span, sheet->seen.to);
    for (size_t k = larger(lead, lead < sheet->n_heads ? 0 : sheet->seen.from); k < to;
         k = kom_fit_next(sheet, sheet->seen, k)) {
        if (!kom_fit_is_in(sheet, k, part))
            continue;
        total += sheet->column[k].width + (total ? GAP : 0);
        last = k;
    }
    size_t need = may_cut ? longest_word(first->spanner) : kom_width(first->spanner);
    if (last < sheet->n_cols && need > total)
        sheet->column[last].width += need - total;
}

/* The first spanner may begin before the columns that are looked at. */
static void make_room_for_spanners(struct kom_sheet *sheet, size_t part, bool may_cut) {
    size_t from = sheet->seen.from, lead = from < sheet->n_cols ? sheet->column[from].lead : from;
    for (size_t j = kom_fit_first(sheet, sheet->seen); j < sheet->seen.to;
         j = kom_fit_next(sheet, sheet->seen, j)) {
        if (j == from && lead < j && lead >= sheet->n_heads)
            make_room_for(sheet, part, lead, may_cut);
        make_room_for(sheet, part, j, may_cut);
    }
}

static bool fits_in_full(struct kom_sheet *sheet) {
    for (size_t j = 0; j < sheet->n_cols; j++)
        sheet->column[j].width = sheet->column[j].full;
    make_room_for_spanners(sheet, 0, false);
    return sheet->limit == 0 || line_width(sheet, 0) <= sheet->limit;
}

/* The columns of a part whose width is to be found: where there are parts, those that name the rows
   are as wide in each. */
static bool is_open(const struct kom_sheet *sheet, size_t col, size_t part) {
    bool is_fixed = sheet->n_parts > 1 && names_rows(sheet, col);
    return kom_fit_is_in(sheet, col, part) && !is_fixed;
}

/* The widest text column that is wider than it must be and than floor; n_cols: none. */
static size_t widest_text(const struct kom_sheet *sheet, size_t part, size_t floor) {
    size_t found = sheet->n_cols;
    for (size_t j = kom_fit_first(sheet, sheet->seen); j < sheet->seen.to;
         j = kom_fit_next(sheet, sheet->seen, j)) {
        const struct kom_sheet_column *column = &sheet->column[j];
        bool may_give = !column->is_right && is_open(sheet, j, part) &&
                        column->width > larger(column->least, floor);
        if (may_give && (found == sheet->n_cols || column->width > sheet->column[found].width))
            found = j;
    }
    return found;
}

/* Texts give way, the widest first, as far as it must be and floor allows. */
static bool shrink(struct kom_sheet *sheet, size_t part, size_t floor) {
    while (line_width(sheet, part) > sheet->limit) {
        size_t col = widest_text(sheet, part, floor);
        if (col == sheet->n_cols)
            return false;
        sheet->column[col].width--;
    }
    return true;
}

size_t kom_fit_n_lines(struct kom_text t, size_t width) {
    struct kom_text line;
    size_t n = 0;
    while (kom_fit_line(&t, width, &line))
        n++;
    return n;
}

/* The least width at which the heading takes at most so many lines. */
static size_t width_in_lines(const struct kom_sheet_column *column, size_t n_lines) {
    size_t width = column->least;
    while (width < column->full && kom_fit_n_lines(column->label, width) > n_lines)
        width++;
    return width;
}

static void lay(struct kom_sheet *sheet, size_t part, size_t n_lines) {
    for (size_t j = kom_fit_first(sheet, sheet->seen); j < sheet->seen.to;
         j = kom_fit_next(sheet, sheet->seen, j)) {
        struct kom_sheet_column *column = &sheet->column[j];
        if (is_open(sheet, j, part))
            column->width = column->is_right ? width_in_lines(column, n_lines) : column->full;
    }
    make_room_for_spanners(sheet, part, true);
}

/* Headings of numbers in as few lines as possible beside whole texts; else beside texts that are
   still fair to read; else all as narrow as it gets. */
static bool fit_part(struct kom_sheet *sheet, size_t part) {
    static const size_t floors[] = {SIZE_MAX, TEXT_FAIR};
    for (size_t i = 0; i < 2; i++) {
        for (size_t n = 1; n <= LINES; n++) {
            lay(sheet, part, n);
            if (shrink(sheet, part, floors[i]))
                return true;
        }
    }
    return shrink(sheet, part, 0);
}

/* ---- what may leave the table ---- */

struct kom_text kom_fit_same(const struct kom_sheet *sheet, size_t col) {
    struct kom_text none = {NULL, 0};
    const struct kom_sheet_column *column = &sheet->column[col];
    if (sheet->n_rows == 0 || (column->is_right && !column->is_aside))
        return none;
    struct kom_text first = kom_sheet_cell(sheet, 0, col)->value;
    for (size_t i = 0; i < sheet->n_rows; i++) {
        const struct kom_sheet_cell *cell = kom_sheet_cell(sheet, i, col);
        if (cell->suffix.n || !kom_text_equal(cell->value, first))
            return none;
    }
    return first;
}

static bool has_no_value(const struct kom_sheet *sheet, size_t col) {
    for (size_t i = 0; i < sheet->n_rows; i++) {
        struct kom_text value = kom_sheet_cell(sheet, i, col)->value;
        if (value.n > 0 && !kom_text_is(value, kom_sign_text(KOM_SIGN_MISSING)))
            return false;
    }
    return sheet->n_rows > 0;
}

static void leave_out_blanks(struct kom_sheet *sheet) {
    for (size_t j = 1; j < sheet->n_cols; j++)
        sheet->column[j].is_out = has_no_value(sheet, j);
}

static void leave_out_same(struct kom_sheet *sheet, bool of_aside) {
    for (size_t j = 1; j < sheet->n_cols; j++) {
        struct kom_sheet_column *column = &sheet->column[j];
        if (column->is_aside == of_aside && !column->spanner.n && kom_fit_same(sheet, j).n > 0)
            column->is_out = true;
    }
}

/* ---- parts ---- */

/* Columns that name the rows leave half of the line to others. */
static void fix_names(struct kom_sheet *sheet) {
    size_t total = 0;
    for (size_t j = 0; j < sheet->n_cols; j++) {
        sheet->column[j].width = sheet->column[j].full;
        total += names_rows(sheet, j) ? sheet->column[j].full + GAP : 0;
    }
    for (size_t j = 0; j < sheet->n_cols && total > sheet->limit / 2; j++)
        sheet->column[j].width = sheet->column[j].least;
}

/* Puts the columns from first to end into a part, or takes them out of all. */
static void put(struct kom_sheet *sheet, size_t first, size_t end, size_t part) {
    for (size_t k = first; k < end; k++)
        sheet->column[k].part = part;
}

/* The columns from first to end, and no others, are dealt with next. */
static bool fit_seen(struct kom_sheet *sheet, size_t first, size_t end, size_t part) {
    sheet->seen = (struct kom_fit_range){first, end < sheet->n_heads ? sheet->n_heads : end};
    return fit_part(sheet, part);
}

/* The columns that are read with this one; it alone when they are too many for a line. */
static size_t together(struct kom_sheet *sheet, size_t col) {
    size_t end = col + 1, n = 1;
    for (; end < sheet->n_cols && sheet->column[end].is_tied && n <= sheet->limit; end++)
        n += !sheet->column[end].is_out && sheet->column[end].least > 0;
    if (n > sheet->limit)
        return col + 1;
    put(sheet, col, end, sheet->n_cols);
    bool ok = fit_seen(sheet, col, end, sheet->n_cols);
    put(sheet, col, end, SIZE_MAX);
    return ok ? end : col + 1;
}

/* Each column goes to the part that is open, or opens the next. */
static void deal(struct kom_sheet *sheet) {
    size_t part = 0, n = 0, first = 0, end;
    sheet->n_parts = 2;
    fix_names(sheet);
    put(sheet, 0, sheet->n_cols, SIZE_MAX);
    for (size_t j = 0; j < sheet->n_cols; j = end) {
        end = names_rows(sheet, j) || sheet->column[j].is_out ? j + 1 : together(sheet, j);
        if (names_rows(sheet, j) || sheet->column[j].is_out)
            continue;
        first = n == 0 ? j : first;
        put(sheet, j, end, part);
        if (!fit_seen(sheet, first, end, part) && n > 0) {
            put(sheet, j, end, SIZE_MAX);
            (void)fit_seen(sheet, first, j, part);
            put(sheet, j, end, ++part);
            (void)fit_seen(sheet, j, end, part);
            first = j;
            n = 0;
        }
        n++;
    }
    sheet->n_parts = part + 1;
}

/* More columns than a line has signs need not be tried. */
static bool fit_whole(struct kom_sheet *sheet) {
    size_t n = 0;
    for (size_t j = 0; j < sheet->n_cols; j++)
        n += !sheet->column[j].is_out && sheet->column[j].least > 0;
    return n <= sheet->limit && fit_part(sheet, 0);
}

void kom_fit(struct kom_sheet *sheet) {
    bool may_leave = !sheet->is_chosen;
    sheet->n_parts = 1;
    sheet->seen = (struct kom_fit_range){0, sheet->n_cols};
    sheet->n_heads = sheet->n_cols > 0;
    while (sheet->n_heads < sheet->n_cols && sheet->column[sheet->n_heads].is_head)
        sheet->n_heads++;
    for (size_t j = 0; j < sheet->n_cols; j++)
        sheet->column[j].lead = sheet->column[j].span || j == 0 ? j : sheet->column[j - 1].lead;
    measure(sheet);
    if (fits_in_full(sheet))
        return;
    if (sheet->small_limit) {
        sheet->limit = sheet->small_limit;
        sheet->is_small = true;
        measure(sheet);
        if (fits_in_full(sheet))
            return;
    }
    if (may_leave)
        leave_out_blanks(sheet);
    if (may_leave && !fits_in_full(sheet))
        leave_out_same(sheet, true);
    if (fits_in_full(sheet) || fit_whole(sheet))
        return;
    if (may_leave)
        leave_out_same(sheet, false);
    if (fits_in_full(sheet) || fit_whole(sheet))
        return;
    deal(sheet);
}
