/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a summary, in the order of their keys. */
#include "sum.h"

#include <math.h>
#include <stdio.h>

#include "figures.h"
#include "row.h"

/* What is written: the plan, the table, its order. */
struct writing {
    const struct kom_summary *plan;
    struct kom_summary_table *table;
    const struct kom_extract *x;
    const uint32_t *order;
    struct kom_group_part *part;
    struct kom_buf *out;
    struct kom_summary_notes *notes;
    struct kom_error *err;
};

static struct kom_summary_cell *cells_of(const struct writing *w, size_t i) {
    return w->table->cell + w->order[i] * w->plan->n_measures;
}

static void write_by(const struct writing *w, size_t i) {
    kom_group_parts(w->table->groups.key[w->order[i]], w->part, w->plan->n_by);
    for (size_t j = 0; j < w->plan->n_by; j++) {
        kom_buf_csv(w->out, w->part[j].text);
        kom_buf_byte(w->out, ',');
    }
}

static void write_by_heading(const struct writing *w) {
    for (size_t j = 0; j < w->plan->n_by; j++) {
        kom_buf_csv(w->out, kom_text_of(w->plan->by[j]));
        kom_buf_byte(w->out, ',');
    }
}

/* ---- figures ---- */

static void write_figures_of(const struct writing *w, struct kom_summary_cell *cell) {
    struct kom_figure_row row = {.plan = w->plan, .cell = cell, .notes = w->notes};
    if (w->plan->weighted.column >= 0) {
        kom_weighted_sort(&cell->weighted);
        kom_weighted_figure(&cell->weighted, &row.weighted);
    }
    for (size_t k = 0; k < w->plan->n_stats; k++) {
        row.stat = &w->plan->stats[k];
        kom_stat_write(&row, w->out);
    }
    kom_buf_byte(w->out, '\n');
}

static enum kom_status write_figures(const struct writing *w) {
    write_by_heading(w);
    kom_buf_str(w->out, "measure");
    for (size_t k = 0; k < w->plan->n_stats; k++)
        kom_stat_heading(&w->plan->stats[k], w->out);
    kom_buf_byte(w->out, '\n');
    for (size_t i = 0; i < w->table->n; i++) {
        struct kom_summary_cell *cell = cells_of(w, i);
        for (size_t m = 0; m < w->plan->n_measures; m++) {
            write_by(w, i);
            kom_buf_csv(w->out, kom_text_of(w->plan->value[m]));
            write_figures_of(w, &cell[m]);
        }
    }
    return KOM_OK;
}

/* ---- analysis of variance ---- */

/* A row of shares or variance, behind the by-values of its first group. */
static void write_row(const struct writing *w, size_t i, const struct kom_output_column *columns,
                      const void *row) {
    kom_output_group(w->plan->n_by, w->table->groups.key[w->order[i]], columns, w->plan, row,
                     w->out);
}

static void write_heading(const struct writing *w, const struct kom_output_column *columns) {
    kom_output_header((struct kom_output_by){w->plan->by, w->plan->n_by}, columns, w->plan, w->out);
}

/* Groups low to high have the same by-values. */
static enum kom_status write_between_rows(const struct writing *w, size_t low, size_t high,
                                          const struct kom_summary_cell **cell) {
    enum kom_status status = KOM_OK;
    for (size_t m = 0; m < w->plan->n_measures && !status; m++) {
        struct kom_between_row row = {.measure = w->plan->value[m]};
        struct kom_between *f = &row.figures;
        for (size_t i = low; i < high; i++)
            cell[i - low] = &cells_of(w, i)[m];
        status = kom_between_make(cell, high - low, f, w->err);
        row.n = (int64_t)f->n;
        row.groups = (int64_t)f->n_groups;
        row.df_between = row.groups - 1;
        row.df_within = row.groups ? row.n - row.groups : -1;
        write_row(w, low, kom_summary_between_columns, &row);
    }
    return status;
}

static enum kom_status write_between(const struct writing *w) {
    const struct kom_text *key = w->table->groups.key;
    size_t n = w->table->n, high;
    const struct kom_summary_cell **cell = kom_alloc(n, sizeof *cell);
    enum kom_status status = cell ? KOM_OK : kom_fail(w->err, KOM_ENOMEM, "memory ran out");
    write_heading(w, kom_summary_between_columns);
    for (size_t low = 0; low < n && !status; low = high) {
        for (high = low + 1; high < n; high++)
            if (kom_group_compare(key[w->order[low]], key[w->order[high]], w->plan->n_by) != 0)
                break;
        status = write_between_rows(w, low, high, cell);
    }
    kom_free(cell);
    return status;
}

/* ---- shares ---- */

/* Persons of several rows must not be added up. */
static enum kom_status check_adding(const struct writing *w, const struct kom_summary_cell *cell) {
    const struct kom_summary *s = w->plan;
    const char *const name[] = {s->of, s->count};
    for (size_t m = 0; m < 2; m++) {
        const struct kom_word *word = w->x->columns[s->measured[m].column].word;
        if (cell->exact.n > 1 && word && word->adds == KOM_ADDS_NOTHING)
            return kom_fail(
                w->err, KOM_EDATA,
                "--%s %s: does not add, and %llu rows fall into one group; kom-uptake --by, with "
                "--margins for totals, counts each person once",
                m ? "count" : "of", name[m], (unsigned long long)cell->exact.n);
    }
    return KOM_OK;
}

static int64_t whole_sum(const struct kom_exact *e) {
    struct kom_wide sum, square, one;
    kom_exact_sums(e, &sum, &square, &one);
    return sum.n == 1 && sum.limb[0] <= INT64_MAX ? (int64_t)sum.limb[0] : sum.n ? INT64_MAX : 0;
}

static double share_of(const struct kom_exact *count, const struct kom_exact *of) {
    struct kom_wide num, den, square, one;
    kom_exact_sums(count, &num, &square, &one);
    kom_exact_sums(of, &den, &square, &one);
    return den.n ? kom_wide_ratio(&num, &den) : KOM_NAN;
}

static enum kom_status write_shares(const struct writing *w) {
    const struct kom_summary *s = w->plan;
    enum kom_status status = KOM_OK;
    write_heading(w, kom_summary_share_columns);
    for (size_t i = 0; i < w->table->n && !status; i++) {
        const struct kom_summary_cell *cell = cells_of(w, i);
        status = check_adding(w, cell);
        const struct kom_exact *of = &cell[0].exact, *count = &cell[1].exact;
        const struct kom_share_row row = {
            .of = of,
            .count = count,
            .share = share_of(count, of),
            .ci = kom_share_ci(s->ci, whole_sum(count), whole_sum(of), s->level)};
        write_row(w, i, kom_summary_share_columns, &row);
    }
    return status;
}

enum kom_status kom_summary_write(const struct kom_summary *s, struct kom_summary_table *table,
                                  const struct kom_extract *x, struct kom_buf *out,
                                  struct kom_summary_notes *notes, struct kom_error *err) {
    uint32_t *order = kom_groups_sorted(&table->groups, s->n_parts);
    struct kom_group_part *part = kom_alloc(s->n_parts, sizeof *part);
    struct writing w = {s, table, x, order, part, out, notes, err};
    enum kom_status status = order && part ? KOM_OK : kom_fail(err, KOM_ENOMEM, "memory ran out");
    *notes = (struct kom_summary_notes){0};
    if (!status)
        status = s->kind == KOM_SUMMARY_FIGURES   ? write_figures(&w)
                 : s->kind == KOM_SUMMARY_BETWEEN ? write_between(&w)
                                                  : write_shares(&w);
    kom_free(order);
    kom_free(part);
    return status;
}

static int say_several(const struct kom_summary_crew *crew, char *text, size_t cap) {
    const struct kom_summary *s = crew->worker->plan;
    struct kom_buf all = {0};
    int length = 0;
    if (s->spreads && kom_lookup_several(s->lookup, crew->worker->seen, ", ", &all))
        length = snprintf(text, cap,
                          "networks: rows of kom %.*s count in each of several; networks do not "
                          "add",
                          (int)all.n, all.p ? all.p : "");
    kom_buf_fini(&all);
    return length;
}

bool kom_summary_note(const struct kom_summary_crew *crew, const struct kom_summary_notes *notes,
                      int i, char *text, size_t cap) {
    int length = 0;
    if (i == 0)
        length = say_several(crew, text, cap);
    else if (i == 1 && notes->n_gaps)
        length =
            snprintf(text, cap, "autocorr1 is blank in %llu rows: values are missing in the series",
                     (unsigned long long)notes->n_gaps);
    else if (i == 2 && notes->n_tied)
        length = snprintf(text, cap,
                          "autocorr1 is blank in %llu rows: a time occurs twice in the series; "
                          "--by tells series apart",
                          (unsigned long long)notes->n_tied);
    else if (i == 3 && notes->n_negative)
        length = snprintf(text, cap, "gini is blank in %llu rows: a value is below 0",
                          (unsigned long long)notes->n_negative);
    else if (i == 4 && notes->n_beyond)
        length = snprintf(text, cap,
                          "%llu figures are blank: they, or the powers that they are made of, lie "
                          "beyond 1.8e308; give the values in a larger unit",
                          (unsigned long long)notes->n_beyond);
    return length > 0;
}
