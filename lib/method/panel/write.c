/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a panel: every cell in every period.

   What can be written is declared in three tables, which --help and the manual page show. Those of
   a run are made of one of them before the first row is read, so that a by-column of the same name
   is refused in time: a column declared as COL_ stands once for each of --value, and where units
   may not report, each figure is followed by its COL_status, as other tools read it. A row is
   filled from the answer and then written by these columns; a figure that is not there is below 0
   or no number. */
#include <string.h>

#include "work.h"

/* A row as it is written; a count below 0 and a number that is none are blank. */
struct panel_row {
    char label[16];
    const char *period, *kind;
    bool is_unreported;
    int64_t rows, persons, spells, person_days, stock_first, stock_last, entered, left;
    double average, recipients;
    const struct kom_exact *sum; /* n_values */
};

/* ---- cells ---- */

/* Of what was declared with a value: which, and whether it is there. */
static void write_sum(const struct kom_output_column *column, const void *result, const void *row,
                      struct kom_buf *buf) {
    const struct panel_row *r = row;
    const struct kom_exact *sum = &r->sum[column->at];
    (void)result;
    if (r->is_unreported || (r->rows && !sum->n))
        return;
    if (sum->n)
        kom_exact_sum_text(sum, buf);
    else
        kom_buf_byte(buf, '0');
}

static void write_n(const struct kom_output_column *column, const void *result, const void *row,
                    struct kom_buf *buf) {
    const struct panel_row *r = row;
    (void)result;
    if (!r->is_unreported)
        kom_buf_int(buf, (int64_t)r->sum[column->at].n);
}

static void write_status(const struct kom_output_column *column, const void *result,
                         const void *row, struct kom_buf *buf) {
    const struct panel_row *r = row;
    (void)column;
    (void)result;
    if (r->is_unreported)
        kom_buf_str(buf, "missing");
}

static void write_sum_status(const struct kom_output_column *column, const void *result,
                             const void *row, struct kom_buf *buf) {
    const struct panel_row *r = row;
    (void)result;
    if (r->is_unreported || (r->rows && !r->sum[column->at].n))
        kom_buf_str(buf, "missing");
}

/* ---- what is written ---- */

static bool has_persons(const void *result) {
    const struct kom_panel *p = result;
    return p->given.person >= 0;
}

#define COUNT(name, meaning)                                                                       \
    { #name, "number", meaning, kom_output_count, offsetof(struct panel_row, name), NULL }
#define LABEL(meaning)                                                                             \
    { "period", "period", meaning, kom_output_text, offsetof(struct panel_row, period), NULL }

const struct kom_output_column kom_panel_columns[] = {
    LABEL("the period; before it stands state, where the input has such a column"),
    COUNT(persons, "persons with a day in the period, each once; blank without a column person"),
    COUNT(spells, "rows with a day in the period"),
    COUNT(person_days, "days of persons, each day of a person once"),
    COUNT(stock_first, "persons on the first day of the period"),
    COUNT(stock_last, "persons on its last day"),
    {"average", "number", "person_days over the days of the period", kom_output_exact,
     offsetof(struct panel_row, average), NULL},
    COUNT(entered, "stays that begin in the period"),
    COUNT(left, "stays whose last day lies in the period"),
    {0},
};

const struct kom_output_column kom_panel_dated_columns[] = {
    LABEL("the period"),
    COUNT(rows, "rows of the period"),
    {"persons", "number", "distinct persons of these rows, where there is a column person",
     kom_output_count, offsetof(struct panel_row, persons), has_persons},
    {"COL_sum", "number", "for each column of --value: the sum, exact; blank when all are missing",
     write_sum, 0, NULL},
    {"COL_n", "number", "rows with a value", write_n, 0, NULL},
    {0},
};

const struct kom_output_column kom_panel_count_columns[] = {
    LABEL("the period"),
    {"recipients", "number", "persons of that kind", kom_output_exact,
     offsetof(struct panel_row, recipients), NULL},
    {"kind", "text", "stock (on the first day), average (over the days) or during (on some day)",
     kom_output_text, offsetof(struct panel_row, kind), NULL},
    {0},
};

static bool is_of_value(const struct kom_output_column *c) {
    return strncmp(c->name, "COL_", 4) == 0;
}

static bool is_figure(const struct kom_output_column *c) {
    return strcmp(c->name, "period") != 0 && strcmp(c->name, "kind") != 0;
}

/* A heading as it is written. */
static const char *heading(struct kom_arena *arena, const char *stem, const char *ending) {
    struct kom_buf text = {0}, cell = {0};
    kom_buf_str(&text, stem);
    kom_buf_str(&text, ending);
    kom_buf_heading(&cell, kom_buf_view(&text), ',');
    const char *copy = text.failed || cell.failed ? NULL : kom_arena_copy(arena, cell.p, cell.n);
    kom_buf_fini(&text);
    kom_buf_fini(&cell);
    return copy;
}

/* A column, and the one of its status where units may not report; false: memory ran out. */
static bool add_column(struct kom_panel *p, size_t *n, struct kom_output_column one,
                       const char *stem) {
    const char *ending = is_of_value(&one) ? one.name + strlen("COL") : "";
    const bool is_sum = strcmp(ending, "_sum") == 0;
    struct kom_output_column *const out = p->columns;
    struct kom_arena *const arena = &p->given.arena;
    const bool has_status = p->given.reports.frame && is_figure(&one);
    const char *const name = one.name = heading(arena, stem, ending);
    out[(*n)++] = one;
    if (!name || !has_status)
        return name;
    one.cell = is_sum ? write_sum_status : write_status;
    one.name = heading(arena, stem, is_sum ? "_sum_status" : *ending ? "_n_status" : "_status");
    out[(*n)++] = one;
    return one.name;
}

enum kom_status kom_panel_columns_make(struct kom_panel *p, struct kom_error *err) {
    const struct panel_given *g = &p->given;
    const struct kom_output_column *list = g->ask.kind != KOM_PANEL_FIGURES
                                               ? kom_panel_count_columns
                                           : g->is_spells ? kom_panel_columns
                                                          : kom_panel_dated_columns;
    size_t n = 0;
    bool ok = true;
    p->columns = kom_alloc(24 + 4 * g->ask.n_values, sizeof *p->columns);
    if (!p->columns)
        return kom_panel_no_memory(err);
    for (const struct kom_output_column *c = list; c->name && ok; c++)
        if (!is_of_value(c))
            ok = add_column(p, &n, *c, c->name);
    for (size_t i = 0; i < g->ask.n_values && ok; i++) {
        for (const struct kom_output_column *c = list; c->name && ok; c++) {
            struct kom_output_column one = *c;
            one.at = i;
            if (is_of_value(c))
                ok = add_column(p, &n, one, g->ask.value[i]);
        }
    }
    if (!ok)
        return kom_panel_no_memory(err);
    /* a by-column of the same name would make two of one */
    const struct kom_output_by by = {g->ask.by, g->ask.n_by};
    return kom_output_own(by, p->columns, p, err);
}

/* ---- rows ---- */

static void blank_row(struct panel_row *r) {
    r->rows = r->persons = r->spells = r->person_days = -1;
    r->stock_first = r->stock_last = r->entered = r->left = -1;
    r->average = r->recipients = KOM_NAN;
}

static void fill_figures(const struct kom_panel *p, size_t cell, size_t i, struct panel_row *r) {
    const struct panel_answer *a = &p->answer;
    const struct panel_figures *f = &a->figures[cell * (a->n_periods + 1) + i];
    const int32_t days = a->begin[i + 1] - a->begin[i];
    r->persons = p->given.person >= 0 ? f->persons : -1;
    r->spells = f->spells;
    r->person_days = f->days;
    r->stock_first = f->stock_first;
    r->stock_last = f->stock_last;
    r->average = (double)f->days / days;
    r->entered = f->entered;
    r->left = f->left;
    r->recipients = p->given.ask.kind == KOM_PANEL_STOCK     ? (double)f->stock_first
                    : p->given.ask.kind == KOM_PANEL_AVERAGE ? r->average
                                                             : (double)f->persons;
}

static void fill_row(const struct kom_panel *p, size_t cell, size_t i, struct panel_row *r) {
    static const char *const kinds[] = {"", "stock", "average", "during"};
    const struct panel_answer *a = &p->answer;
    const size_t n_values = p->given.ask.n_values;
    r->label[kom_period_format(r->label, kom_panel_nth(p, i))] = '\0';
    r->period = r->label;
    r->kind = kinds[p->given.ask.kind];
    r->is_unreported = !kom_panel_is_reported(a, cell, i);
    blank_row(r);
    if (!p->given.is_spells)
        r->sum = &a->sum[(cell * a->n_periods + i) * n_values];
    if (r->is_unreported)
        return;
    if (a->figures)
        fill_figures(p, cell, i, r);
    if (!p->given.is_spells)
        r->rows = (int64_t)a->n_rows[cell * a->n_periods + i];
}

enum kom_status kom_panel_write(void *method, const struct kom_out *to, struct kom_error *err) {
    const struct kom_panel *p = method;
    const struct panel_answer *a = &p->answer;
    const size_t n_keys = p->given.ask.n_by + p->given.has_state;
    const char *names[PANEL_OWN_MAX];
    struct kom_buf out = {0};
    struct panel_row r;
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < n_keys; i++)
        names[i] = i < p->given.ask.n_by ? p->given.ask.by[i] : "state";
    kom_output_header((struct kom_output_by){names, n_keys}, p->columns, p, &out);
    for (size_t k = 0; k < a->cells.n && !status; k++) {
        const uint32_t cell = a->order[k];
        for (size_t i = 0; i < a->n_periods; i++) {
            fill_row(p, cell, i, &r);
            kom_output_group(n_keys, kom_groups_key(&a->cells, cell), p->columns, p, &r, &out);
        }
        status = out.failed       ? kom_panel_no_memory(err)
                 : out.n >= 65536 ? to->flush(to->context, &out)
                                  : KOM_OK;
    }
    if (!status)
        status = out.failed ? kom_panel_no_memory(err) : to->flush(to->context, &out);
    kom_buf_fini(&out);
    return status;
}
