/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which sheets of a workbook are read: the one that has cells, or those that --sheet names, whose
   headings have to agree. */
#include <string.h>

#include "packed/xml.h"
#include "shell_word.h"
#include "xlsx.h"

/* As many rows tell which columns there are. */
enum { SURVEY_ROWS = 100, NAMES_SHOWN = 20 };

static enum kom_status add_plan(struct kom_xlsx *x, const struct kom_book_sheet *sheet,
                                struct kom_error *err) {
    if (sheet->place < 0)
        return kom_fail(err, KOM_EUSAGE, "--sheet: \"%s\" of %s is a chart, and has no cells",
                        sheet->name, x->file.path);
    for (size_t i = 0; i < x->n_plans; i++)
        if (x->plan[i].sheet == sheet)
            return kom_fail(err, KOM_EUSAGE, "--sheet: \"%s\" is named twice", sheet->name);
    x->plan[x->n_plans++].sheet = sheet;
    return KOM_OK;
}

/* Adds the sheets as --sheet takes them, with what is to be known of them. */
static void add_names(const struct kom_xlsx *x, struct kom_buf *out) {
    for (size_t i = 0; i < x->book.n_sheets && i < NAMES_SHOWN; i++) {
        const struct kom_book_sheet *sheet = &x->book.sheet[i];
        kom_buf_str(out, i ? ", " : "");
        kom_shell_item(out, kom_text_of(sheet->name));
        kom_buf_str(out, sheet->place < 0 ? " (a chart)" : sheet->is_hidden ? " (hidden)" : "");
    }
    if (x->book.n_sheets > NAMES_SHOWN)
        kom_buf_printf(out, " and %zu more", x->book.n_sheets - NAMES_SHOWN);
}

/* ---- without --sheet ---- */

static enum kom_status has_cells(struct kom_xlsx *x, const struct kom_book_sheet *sheet, bool *has,
                                 struct kom_error *err) {
    struct kom_xl_plan plan = {.sheet = sheet};
    enum kom_status status = kom_xl_survey(x, &plan, 1, err);
    *has = plan.first_row > 0;
    return status;
}

/* The visible sheets that have cells. */
static enum kom_status find_used(struct kom_xlsx *x, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < x->book.n_sheets && !status; i++) {
        const struct kom_book_sheet *sheet = &x->book.sheet[i];
        bool has = false;
        if (sheet->place >= 0 && !sheet->is_hidden)
            status = has_cells(x, sheet, &has, err);
        if (!status && has)
            status = add_plan(x, sheet, err);
    }
    return status;
}

static enum kom_status refuse_several(const struct kom_xlsx *x, struct kom_error *err) {
    struct kom_buf out = {0};
    kom_buf_printf(&out,
                   "%s: has cells in %zu sheets; use --sheet NAME, or --sheet '*' where they are "
                   "one table; its sheets are ",
                   x->file.path, x->n_plans);
    add_names(x, &out);
    return kom_fail_text(&out, KOM_EDATA, err);
}

static enum kom_status refuse_empty(const struct kom_xlsx *x, struct kom_error *err) {
    const struct kom_read_request *q = x->file.request;
    struct kom_buf out = {0};
    bool has_hidden = false;
    for (size_t i = 0; i < x->book.n_sheets; i++)
        has_hidden = has_hidden || x->book.sheet[i].is_hidden;
    kom_buf_printf(&out, "%s: no sheet%s has cells%s%s; ", x->file.path,
                   has_hidden ? " that is shown" : "", q->range ? " in the range " : "",
                   q->range ? q->range : "");
    if (has_hidden)
        kom_buf_str(&out, "use --sheet NAME for one that is hidden; ");
    kom_buf_str(&out, "its sheets are ");
    add_names(x, &out);
    return kom_fail_text(&out, KOM_EDATA, err);
}

/* ---- by --sheet ---- */

static const struct kom_book_sheet *find_name(const struct kom_book *b, const char *name) {
    for (size_t i = 0; i < b->n_sheets; i++)
        if (strcmp(b->sheet[i].name, name) == 0)
            return &b->sheet[i];
    return NULL;
}

/* By its name as it stands, or its place among all, from 1. */
static enum kom_status add_named(struct kom_xlsx *x, const char *name, struct kom_error *err) {
    struct kom_buf out = {0};
    unsigned long n = 0;
    const struct kom_book *b = &x->book;
    const struct kom_book_sheet *sheet = find_name(b, name);
    if (!sheet && kom_xml_whole(name, strlen(name), b->n_sheets, &n) && n > 0)
        sheet = &b->sheet[n - 1];
    if (sheet)
        return add_plan(x, sheet, err);
    kom_buf_printf(&out, "--sheet: %s has no sheet \"%s\"; it has ", x->file.path, name);
    add_names(x, &out);
    return kom_fail_text(&out, KOM_EUSAGE, err);
}

static enum kom_status find_named(struct kom_xlsx *x, struct kom_error *err) {
    const struct kom_read_request *q = x->file.request;
    const struct kom_book_sheet *whole = find_name(&x->book, q->sheet);
    enum kom_status status = KOM_OK;
    if (whole) /* a name with a comma */
        return add_plan(x, whole, err);
    for (size_t i = 0; i < q->n_sheets && !status; i++)
        status = add_named(x, q->sheets[i], err);
    return status;
}

/* ---- one table ---- */

static bool is_same(struct kom_text a, struct kom_text b) {
    return kom_text_equal(kom_text_trim(a), kom_text_trim(b));
}

static size_t n_columns(const struct kom_xl_plan *plan) {
    return plan->first_row ? plan->last_column - plan->first_column + 1 : 0;
}

/* The column of the first sheet that has this heading, as long as one has: -1. */
static int64_t column_of(const struct kom_xl_plan *first, struct kom_text heading) {
    int64_t found = -1;
    for (size_t i = 0; i < n_columns(first); i++)
        if (is_same(first->heading[i], heading)) {
            if (found >= 0)
                return -1;
            found = (int64_t)i;
        }
    return found;
}

/* Gives the columns of a further sheet their places in the table of the first. */
static enum kom_status fit(const struct kom_xlsx *x, struct kom_xl_plan *plan,
                           struct kom_error *err) {
    const struct kom_xl_plan *first = &x->plan[0];
    size_t n = n_columns(plan);
    bool is_alike = n == n_columns(first);
    for (size_t i = 0; i < n && is_alike; i++)
        is_alike = is_same(plan->heading[i], first->heading[i]);
    if (is_alike)
        return KOM_OK;
    for (size_t i = 0; i < n; i++) {
        int64_t at = column_of(first, plan->heading[i]);
        bool is_once = at >= 0 && column_of(plan, plan->heading[i]) >= 0;
        if (!is_once)
            return kom_fail(
                err, KOM_EDATA,
                "%s: sheets \"%s\" and \"%s\" are not one table: the heading \"%.*s\" "
                "of the second is not, or not once, in both; write each with --sheet NAME -o "
                "FILE, and read those files with --union",
                x->file.path, first->sheet->name, plan->sheet->name,
                (int)(plan->heading[i].n < 60 ? plan->heading[i].n : 60),
                plan->heading[i].p ? plan->heading[i].p : "");
        plan->column_of[i] = (uint32_t)at;
    }
    if (n == n_columns(first))
        return KOM_OK;
    return kom_fail(
        err, KOM_EDATA,
        "%s: sheets \"%s\" and \"%s\" are not one table: the first has %zu columns, "
        "the second %zu; write each with --sheet NAME -o FILE, and read those files with "
        "--union",
        x->file.path, first->sheet->name, plan->sheet->name, n_columns(first), n);
}

static enum kom_status survey(struct kom_xlsx *x, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < x->n_plans && !status; i++) {
        struct kom_xl_plan *plan = &x->plan[i];
        status = kom_xl_survey(x, plan, SURVEY_ROWS, err);
        if (!status && plan->first_row == 0)
            status = kom_fail(err, KOM_EDATA, "%s: sheet \"%s\" has no cells%s%s", x->file.path,
                              plan->sheet->name, x->file.request->range ? " in the range " : "",
                              x->file.request->range ? x->file.request->range : "");
        if (!status && i > 0)
            status = fit(x, plan, err);
    }
    return status;
}

enum kom_status kom_xl_choose(struct kom_xlsx *x, struct kom_error *err) {
    const char *sheet = x->file.request->sheet;
    bool is_all = sheet && strcmp(sheet, "*") == 0;
    x->plan = kom_arena_take(&x->arena, x->book.n_sheets * sizeof *x->plan);
    if (!x->plan)
        return kom_no_memory_in(err, x->file.path);
    memset(x->plan, 0, x->book.n_sheets * sizeof *x->plan);
    enum kom_status status = sheet && !is_all ? find_named(x, err) : find_used(x, err);
    if (!status && x->n_plans == 0)
        status = refuse_empty(x, err);
    if (!status && x->n_plans > 1 && !sheet)
        status = refuse_several(x, err);
    return status ? status : survey(x, err);
}
