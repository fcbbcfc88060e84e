/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of a workbook at its end, and of a row that cannot be read. */
#include <string.h>

#include "shell_word.h"
#include "xlsx.h"

static void put_address(struct kom_buf *out, uint32_t row, uint32_t column) {
    kom_xl_put_column(out, column);
    kom_buf_printf(out, "%u", row);
}

static void put_range(struct kom_buf *out, const struct kom_xl_plan *plan, uint64_t row) {
    kom_xl_put_column(out, plan->first_column);
    kom_buf_printf(out, "%llu:", (unsigned long long)row);
    kom_xl_put_column(out, plan->last_column);
}

/* ", " between what is said of one sheet, "; " between sheets. */
static void add(struct kom_buf *out, bool *is_first, const char *sheet) {
    if (*is_first)
        kom_buf_printf(out, "%ssheet \"%s\": ",
                       out->p && out->n && out->p[out->n - 1] != ' ' ? "; " : "", sheet);
    else
        kom_buf_str(out, ", ");
    *is_first = false;
}

static void note_hidden(const struct kom_xl_met *met, const char *sheet, bool *is_first,
                        struct kom_buf *out) {
    if (!met->n_hidden_rows && !met->n_hidden_columns && !met->has_filter)
        return;
    add(out, is_first, sheet);
    kom_buf_str(out, "read although hidden: ");
    kom_buf_printf(out, "rows %llu", (unsigned long long)met->n_hidden_rows);
    if (met->n_hidden_rows)
        kom_buf_printf(out, " (first %u)", met->first_hidden_row);
    if (met->has_filter)
        kom_buf_str(out, " by a filter");
    if (!met->n_hidden_columns)
        return;
    kom_buf_printf(out, ", columns %u (first ", met->n_hidden_columns);
    kom_xl_put_column(out, met->first_hidden_column);
    kom_buf_byte(out, ')');
}

static void put_merged(const struct kom_xl_met *met, struct kom_buf *out) {
    kom_buf_printf(out, "merged cells %llu (first ", (unsigned long long)met->n_merged);
    put_address(out, met->first_merged.row, met->first_merged.column);
    kom_buf_byte(out, ':');
    put_address(out, met->first_merged.last_row, met->first_merged.last_column);
}

static void note_sheet(const struct kom_xlsx *x, const struct kom_xl_plan *plan,
                       struct kom_buf *out) {
    bool is_first = true;
    note_hidden(&plan->met, plan->sheet->name, &is_first, out);
    if (plan->met.n_serials) {
        add(out, &is_first, plan->sheet->name);
        kom_buf_printf(out, "days that are numbers %llu, counted from %s as the workbook counts",
                       (unsigned long long)plan->met.n_serials, x->book.is_1904 ? "1904" : "1900");
    }
    if (!plan->met.n_merged || !x->file.request->fills_merged)
        return;
    add(out, &is_first, plan->sheet->name);
    put_merged(&plan->met, out);
    kom_buf_str(out, "), filled");
}

/* Rows that may be none: the table without them is a range. */
static void warn_shape(const struct kom_xlsx *x, const struct kom_xl_plan *plan, bool *is_first,
                       struct kom_buf *out) {
    const struct kom_xl_met *met = &plan->met;
    if (met->second_row && !x->file.request->reading->n_header) {
        add(out, is_first, plan->sheet->name);
        kom_buf_printf(out, "row %u is texts alone, and numbers stand beneath ", met->second_row);
        put_address(out, met->second_row, met->second_column);
        kom_buf_str(out, "; if it is a second row of headings, read it as the only one: --range ");
        put_range(out, plan, met->second_row);
    }
    if (met->foot_row) {
        add(out, is_first, plan->sheet->name);
        kom_buf_str(out, "from ");
        put_address(out, met->foot_row, met->foot_column);
        kom_buf_str(out,
                    " on rows have a text and nothing beside it; if they are notes beneath the "
                    "table, leave them out: --range ");
        put_range(out, plan, plan->first_row);
        kom_buf_printf(out, "%u", met->foot_above);
    }
}

static void warn_sheet(const struct kom_xlsx *x, const struct kom_xl_plan *plan,
                       struct kom_buf *out) {
    const struct kom_xl_met *met = &plan->met;
    const char *sheet = plan->sheet->name;
    bool is_first = true;
    if (met->n_merged && !x->file.request->fills_merged) {
        add(out, &is_first, sheet);
        put_merged(met, out);
        kom_buf_str(out, "), blank but for their first cell (--fill-merged fills them)");
    }
    if (met->n_marked) {
        add(out, &is_first, sheet);
        kom_buf_printf(out, "numbers kept as text %llu (first ", (unsigned long long)met->n_marked);
        put_address(out, met->marked_row, met->marked_column);
        kom_buf_str(out, "), whose mark is read as a decimal point or not at all");
    }
    warn_shape(x, plan, &is_first, out);
    if (x->book.wants_computing && met->n_formulas) {
        add(out, &is_first, sheet);
        kom_buf_printf(out, "formulas %llu (first ", (unsigned long long)met->n_formulas);
        put_address(out, met->formula_row, met->formula_column);
        kom_buf_str(out, "), whose values no spreadsheet program has computed");
    }
}

static void note_hidden_sheets(const struct kom_xlsx *x, struct kom_buf *out) {
    bool is_first = true;
    for (size_t i = 0; i < x->book.n_sheets; i++) {
        const struct kom_book_sheet *sheet = &x->book.sheet[i];
        bool is_read = false;
        for (size_t k = 0; k < x->n_plans; k++)
            is_read = is_read || x->plan[k].sheet == sheet;
        if (is_read || !sheet->is_hidden)
            continue;
        kom_buf_str(out, is_first ? "hidden sheets, not read: " : ", ");
        kom_buf_printf(out, "\"%s\"", sheet->name);
        is_first = false;
    }
    if (!is_first)
        kom_buf_str(out, "; ");
}

void kom_xl_note(const struct kom_xlsx *x, struct kom_buf *out) {
    size_t n = out->n;
    note_hidden_sheets(x, out);
    for (size_t i = 0; i < x->n_plans; i++)
        note_sheet(x, &x->plan[i], out);
    if (out->n > n + 2 && memcmp(out->p + out->n - 2, "; ", 2) == 0)
        out->n -= 2;
}

void kom_xl_warn(const struct kom_xlsx *x, struct kom_buf *out) {
    for (size_t i = 0; i < x->n_plans; i++)
        warn_sheet(x, &x->plan[i], out);
}

/* ---- rows that cannot be read ---- */

static void explain_outside(const struct kom_xl_plan *plan, struct kom_buf *out) {
    kom_buf_str(out, "stands beside the table, whose columns are ");
    kom_xl_put_column(out, plan->first_column);
    kom_buf_str(out, " to ");
    kom_xl_put_column(out, plan->last_column);
    kom_buf_str(out, "; leave it out with --range ");
    put_range(out, plan, plan->first_row);
}

static void explain_text(const struct kom_xl_told *told, struct kom_text word,
                         struct kom_buf *out) {
    struct kom_buf text = {0};
    for (size_t i = 0; i + 1 < word.n; i += 2) {
        unsigned byte = 0;
        for (size_t k = 0; k < 2; k++) {
            const char c = word.p[i + k];
            byte = byte << 4 | (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
        }
        kom_buf_byte(&text, (char)(byte & 0xFF));
    }
    if (told->is_day)
        kom_cell_explain_day(&told->form, kom_buf_view(&text), out);
    else
        kom_cell_explain_number(&told->form, kom_buf_view(&text), out);
    out->failed = out->failed || text.failed;
    kom_buf_fini(&text);
}

/* "0 D17 2 #DIV/0!": sheet, cell, fault, its word. */
void kom_xl_explain_row(const struct kom_foreign_table *table, struct kom_text mark,
                        struct kom_buf *out) {
    const struct kom_xlsx *x = table->self;
    struct kom_text word[4] = {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    uint32_t row = 0, column = 0;
    size_t plan_at = 0;
    for (size_t i = 0; i < 4 && mark.n; i++) {
        const char *blank = memchr(mark.p, ' ', mark.n);
        size_t n = blank && i < 3 ? (size_t)(blank - mark.p) : mark.n;
        word[i] = (struct kom_text){mark.p, n};
        n += n < mark.n;
        mark = (struct kom_text){mark.p + n, mark.n - n};
    }
    for (size_t i = 0; i < word[0].n; i++)
        plan_at = 10 * plan_at + (size_t)(word[0].p[i] - '0');
    if (plan_at >= x->n_plans || word[2].n != 1 || !kom_xl_parse_cell(word[1], &row, &column))
        return;
    const struct kom_xl_plan *plan = &x->plan[plan_at];
    kom_buf_printf(out, "sheet \"%s\", cell %.*s: ", plan->sheet->name, (int)word[1].n, word[1].p);
    if (word[2].p[0] == '9') {
        explain_outside(plan, out);
        return;
    }
    if (word[2].p[0] == '0' + KOM_XL_TEXT) {
        explain_text(&x->told[plan->column_of[column - plan->first_column]], word[3], out);
        return;
    }
    kom_xl_explain((enum kom_xl_fault)(word[2].p[0] - '0'), word[3], out);
    struct kom_text heading = plan->heading[column - plan->first_column];
    if (heading.n == 0)
        return;
    kom_buf_str(out, "; such cells are missing values with --status ");
    kom_shell_item(out, heading);
}

void kom_xl_begin_at(const struct kom_foreign_table *table, uint64_t line, struct kom_buf *out) {
    const struct kom_xlsx *x = table->self;
    const char *name = "";
    uint64_t row = kom_xl_place(table, line, &name);
    kom_buf_str(out, "--range ");
    put_range(out, &x->plan[0], row);
}
