/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What changed between two tables: rows matched by keys, each number as old, new and difference.

   Row numbers of both tables are sorted together by the columns that are keys, so that rows that
   belong together are neighbours; two rows of one table with equal keys are refused, naming them. A
   state or a warning is no key: it changes with the figures that it speaks of, and a row where it
   did has changed. A code that one table pads with zeros is the other's without, which is said. A
   column of numbers that is in both becomes three: old, new and difference. The difference is taken
   as decimals, exactly, where both are such, never from what is printed; a cell without a value on
   either side has none. Rows of one table alone stay; the column change tells which. */
#include <stdlib.h>
#include <string.h>

#include "grid.h"
#include "heading_index.h"
#include "labels.h"
#include "numerals.h"
#include "padded.h"

/* A row of one of the tables and what it is compared by: columns in the order of the new table. */
struct entry {
    size_t row;
    bool is_old;
    const struct match *match;
};

struct match {
    struct kom_changes *changes;
    const struct kom_frame *old_frame, *now_frame;
    size_t *old_col;      /* of each column of now */
    struct kom_pick keys; /* columns of now */
    bool *is_padded;      /* of each column of now: its codes are compared without zeros in front */
    struct entry *entry;
    size_t n_entries;
    size_t *partner;  /* of each row of now: row of old, or NO_PARTNER */
    bool *is_matched; /* of each row of old */
};

static const size_t NO_PARTNER = SIZE_MAX, NO_COLUMN = SIZE_MAX;

/* A cell of a column of now, in either table; an empty one where the old table has no such column.
 */
static const struct kom_cell *cell_of(const struct match *m, bool is_old, size_t row, size_t col) {
    static const struct kom_cell none = {.text = {NULL, 0}};
    if (is_old && m->old_col[col] == NO_COLUMN)
        return &none;
    if (is_old)
        return kom_grid_cell(&m->changes->old, row, m->old_col[col]);
    return kom_grid_cell(&m->changes->now, row, col);
}

/* ---- the columns of both ---- */

/* All but COL_status and COL_why, which a table has when there is something to say. */
static enum kom_status pair_columns(struct match *m, struct kom_error *err) {
    struct kom_grid *old = &m->changes->old, *now = &m->changes->now;
    for (size_t j = 0; j < now->n_cols; j++) {
        int k = kom_heading_spelt(old->names, now->column[j].name, 0);
        m->old_col[j] = k < 0 ? NO_COLUMN : (size_t)k;
        if (k < 0 && !now->column[j].is_companion)
            return kom_fail(err, KOM_EDATA, "--compare: column \"%.*s\" is not in the old table",
                            (int)now->column[j].name.n, now->column[j].name.p);
    }
    for (size_t k = 0; k < old->n_cols; k++) {
        struct kom_text name = old->column[k].name;
        bool is_paired = kom_heading_spelt(old->names, name, 0) == (int)k &&
                         kom_heading_spelt(now->names, name, 0) >= 0;
        if (!is_paired && !old->column[k].is_companion)
            return kom_fail(err, KOM_EDATA, "--compare: column \"%.*s\" is only in the old table",
                            (int)name.n, name.p);
    }
    return KOM_OK;
}

/* What a state or warning says of the row's figures. */
static bool is_remark(const struct kom_column *column) {
    return kom_text_is(column->base, "state") || kom_text_is(column->base, "warning");
}

static bool is_key(const struct kom_column *column) {
    return !column->is_number && !column->is_companion && !is_remark(column);
}

/* A column is one of numbers only when it is in both tables. */
static enum kom_status settle_both(struct match *m, struct kom_error *err) {
    struct kom_grid *old = &m->changes->old, *now = &m->changes->now;
    for (size_t j = 0; j < now->n_cols; j++) {
        if (m->old_col[j] == NO_COLUMN)
            continue;
        struct kom_column *a = &old->column[m->old_col[j]], *b = &now->column[j];
        a->n_numbers = b->n_numbers = a->n_numbers + b->n_numbers;
        a->n_texts = b->n_texts = a->n_texts + b->n_texts;
    }
    enum kom_status status = kom_grid_settle(old, m->old_frame, err);
    if (!status)
        status = kom_grid_settle(now, m->now_frame, err);
    for (size_t j = 0; j < now->n_cols && !status; j++) {
        if (is_key(&now->column[j]))
            status = kom_pick_add(&m->keys, j, err);
    }
    return status;
}

/* ---- the rows of both ---- */

/* Which keys are codes that one of the tables pads; a line on each. */
static enum kom_status find_padded(struct match *m, struct kom_buf *notes, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t k = 0; k < m->keys.n && !status; k++) {
        size_t col = m->keys.col[k];
        struct kom_padded p;
        status = kom_padded_find(&m->changes->old, m->old_col[col], &m->changes->now, col, &p, err);
        if (status || !p.is_padded)
            continue;
        struct kom_text name = m->changes->now.column[col].name;
        m->is_padded[col] = true;
        if (notes)
            kom_buf_printf(notes,
                           "--compare: column \"%.*s\": %zu codes have other zeros in front than "
                           "in the old table, and were taken for the same (%.*s for %.*s)\n",
                           (int)name.n, name.p, p.n, (int)p.now.n, p.now.p, (int)p.old.n, p.old.p);
    }
    return status;
}

static int compare_keys(const struct entry *a, const struct entry *b) {
    const struct match *m = a->match;
    for (size_t k = 0; k < m->keys.n; k++) {
        size_t col = m->keys.col[k];
        struct kom_text x = cell_of(m, a->is_old, a->row, col)->text;
        struct kom_text y = cell_of(m, b->is_old, b->row, col)->text;
        int c = m->is_padded[col] ? kom_text_compare(kom_padded_bare(x), kom_padded_bare(y))
                                  : kom_text_compare(x, y);
        if (c)
            return c;
    }
    return 0;
}

static int by_keys(const void *a, const void *b) {
    const struct entry *x = a, *y = b;
    int c = compare_keys(x, y);
    if (c == 0)
        c = (x->is_old < y->is_old) - (x->is_old > y->is_old);
    return c ? c : (x->row > y->row) - (x->row < y->row);
}

static enum kom_status twice(const struct match *m, const struct entry *a, const struct entry *b,
                             struct kom_error *err) {
    const struct kom_frame *frame = a->is_old ? m->old_frame : m->now_frame;
    int col = m->keys.n ? (int)(a->is_old ? m->old_col[m->keys.col[0]] : m->keys.col[0]) : 0;
    return kom_frame_fail(frame, b->row, col, err,
                          "--compare: the columns that are not numbers are the same as on line "
                          "%llu, so rows cannot be matched",
                          (unsigned long long)frame->line[a->row]);
}

static enum kom_status match_rows(struct match *m, struct kom_error *err) {
    size_t n_old = m->changes->old.n_rows, n_now = m->changes->now.n_rows;
    for (size_t i = 0; i < n_old + n_now; i++)
        m->entry[i] = (struct entry){i < n_old ? i : i - n_old, i < n_old, m};
    m->n_entries = n_old + n_now;
    for (size_t i = 0; i < n_now; i++)
        m->partner[i] = NO_PARTNER;
    if (m->n_entries)
        qsort(m->entry, m->n_entries, sizeof *m->entry, by_keys);
    for (size_t i = 1; i < m->n_entries; i++) {
        const struct entry *a = &m->entry[i - 1], *b = &m->entry[i];
        if (compare_keys(a, b) != 0)
            continue;
        if (a->is_old == b->is_old)
            return twice(m, a, b, err);
        m->partner[b->row] = a->row;
        m->is_matched[a->row] = true;
    }
    return KOM_OK;
}

/* ---- the differences ---- */

/* b - a, exact when both are exact decimals that fit. */
static struct kom_num minus(const struct kom_num *b, const struct kom_num *a) {
    struct kom_num x = *b, y = *a, d = {0, 0.0, 0, true};
    bool ok = x.is_exact && y.is_exact;
    for (; ok && x.scale < y.scale; x.scale++)
        ok = !__builtin_mul_overflow(x.mantissa, INT64_C(10), &x.mantissa);
    for (; ok && y.scale < x.scale; y.scale++)
        ok = !__builtin_mul_overflow(y.mantissa, INT64_C(10), &y.mantissa);
    if (!ok || __builtin_sub_overflow(x.mantissa, y.mantissa, &d.mantissa))
        return (struct kom_num){0, kom_num_double(b) - kom_num_double(a), 0, false};
    d.scale = x.scale;
    while (d.scale > 0 && d.mantissa % 10 == 0) {
        d.mantissa /= 10;
        d.scale--;
    }
    return d;
}

static enum kom_status differ(struct kom_grid *out, const struct kom_cell *old,
                              const struct kom_cell *now, struct kom_cell *diff,
                              struct kom_error *err) {
    bool has_old = old->has_num && old->sign != KOM_SIGN_HIDDEN;
    bool has_now = now->has_num && now->sign != KOM_SIGN_HIDDEN;
    if (!has_old || !has_now) { /* the sign says which nothing stood in the way */
        diff->sign = !has_now && now->sign ? now->sign : old->sign;
        return KOM_OK;
    }
    struct kom_buf text = {0};
    diff->num = minus(&now->num, &old->num);
    diff->has_num = true;
    kom_number_plain(&text, &diff->num);
    diff->text = kom_grid_join(out, kom_buf_view(&text), "", (struct kom_text){NULL, 0});
    bool failed = text.failed || !diff->text.p;
    kom_buf_fini(&text);
    return failed ? kom_fail(err, KOM_ENOMEM, "memory ran out for the table") : KOM_OK;
}

static bool is_same(const struct kom_cell *a, const struct kom_cell *b) {
    if (a->has_num != b->has_num || a->sign != b->sign || a->mark != b->mark)
        return false;
    return !a->has_num || kom_num_compare(&a->num, &b->num) == 0;
}

/* One row of the result; old or now is NO_PARTNER when the row is in one table only. */
static enum kom_status write_row(struct match *m, const struct kom_pick *pick, size_t row,
                                 size_t old, size_t now, struct kom_error *err) {
    struct kom_grid *out = &m->changes->out;
    static const struct kom_cell no_row = {.sign = KOM_SIGN_NO_ROW};
    bool changed = false;
    size_t at = 0;
    for (size_t j = 0; j < m->changes->now.n_cols; j++) {
        const struct kom_column *column = &m->changes->now.column[j];
        if (old == NO_PARTNER || now == NO_PARTNER || (!column->is_number && !is_remark(column)))
            continue;
        const struct kom_cell *a = cell_of(m, true, old, j), *b = cell_of(m, false, now, j);
        changed =
            changed || (column->is_number ? !is_same(a, b) : !kom_text_equal(a->text, b->text));
    }
    for (size_t k = 0; k < pick->n; k++) {
        size_t col = pick->col[k];
        const struct kom_cell *a = old == NO_PARTNER ? &no_row : cell_of(m, true, old, col);
        const struct kom_cell *b = now == NO_PARTNER ? &no_row : cell_of(m, false, now, col);
        if (!m->changes->now.column[col].is_number) {
            *kom_grid_cell(out, row, at++) = now == NO_PARTNER ? *a : *b;
            continue;
        }
        *kom_grid_cell(out, row, at) = *a;
        *kom_grid_cell(out, row, at + 1) = *b;
        enum kom_status status = differ(out, a, b, kom_grid_cell(out, row, at + 2), err);
        if (status)
            return status;
        at += 3;
    }
    const char *word = old == NO_PARTNER ? "only_new" : now == NO_PARTNER ? "only_old" : "same";
    kom_grid_cell(out, row, at)->text = kom_text_of(changed ? "changed" : word);
    return KOM_OK;
}

static enum kom_status name_triple(struct kom_grid *out, size_t at, const struct kom_column *from,
                                   enum kom_present_lang lang) {
    static const char *const suffix[] = {"old", "new", "diff"};
    static const enum kom_phrase phrase[] = {KOM_PHRASE_OLD, KOM_PHRASE_NEW, KOM_PHRASE_DIFF};
    for (size_t i = 0; i < 3; i++) {
        struct kom_column *column = &out->column[at + i];
        *column = *from;
        column->name = kom_grid_join(out, from->name, "_", kom_text_of(suffix[i]));
        if (!column->name.p)
            return KOM_ENOMEM;
        column->spanner = from->label;
        column->label = kom_text_of(kom_label_phrase(phrase[i], lang));
        column->is_p_value = from->is_p_value && i < 2; /* a difference may be negative */
    }
    struct kom_column *diff = &out->column[at + 2];
    if (diff->unit == KOM_UNIT_PERCENT) { /* what changed is counted in points */
        diff->unit = KOM_UNIT_POINTS;
        diff->label = kom_grid_with_unit(out, diff->label, diff->unit, lang);
    }
    return diff->label.p ? KOM_OK : KOM_ENOMEM;
}

static enum kom_status write_out(struct match *m, const struct kom_present *opts,
                                 const struct kom_pick *pick, struct kom_error *err) {
    struct kom_grid *now = &m->changes->now, *old = &m->changes->old, *out = &m->changes->out;
    size_t n_cols = 1, n_rows = now->n_rows, at = 0;
    for (size_t k = 0; k < pick->n; k++)
        n_cols += now->column[pick->col[k]].is_number ? 3 : 1;
    for (size_t i = 0; i < old->n_rows; i++)
        n_rows += !m->is_matched[i];
    enum kom_status status = kom_grid_init(out, n_rows, n_cols, err);
    for (size_t k = 0; k < pick->n && !status; k++) {
        const struct kom_column *column = &now->column[pick->col[k]];
        if (column->is_number)
            status = name_triple(out, at, column, opts->lang);
        else
            out->column[at] = *column;
        at += column->is_number ? 3 : 1;
    }
    if (status)
        return kom_fail(err, status, "memory ran out for the table");
    out->column[at] = (struct kom_column){
        .name = kom_text_of("change"),
        .base = kom_text_of("change"),
        .label = kom_text_of(kom_label_phrase(KOM_PHRASE_CHANGE, opts->lang)),
        .is_aside = true,
    };
    size_t row = 0;
    for (size_t i = 0; i < now->n_rows && !status; i++)
        status = write_row(m, pick, row++, m->partner[i], i, err);
    for (size_t i = 0; i < old->n_rows && !status; i++) {
        if (!m->is_matched[i])
            status = write_row(m, pick, row++, i, NO_PARTNER, err);
    }
    return status;
}

static enum kom_status work(struct match *m, const struct kom_present *opts, struct kom_pick *pick,
                            struct kom_error *err) {
    struct kom_changes *changes = m->changes;
    size_t n_old = changes->old.n_rows, n_now = changes->now.n_rows;
    m->old_col = kom_alloc(changes->now.n_cols + 1, sizeof *m->old_col);
    m->partner = kom_alloc(n_now + 1, sizeof *m->partner);
    m->is_matched = kom_alloc(n_old + 1, sizeof *m->is_matched);
    m->entry = kom_alloc(n_old + n_now + 1, sizeof *m->entry);
    m->is_padded = kom_alloc(changes->now.n_cols + 1, sizeof *m->is_padded);
    if (!m->is_padded || !m->old_col || !m->partner || !m->is_matched || !m->entry)
        return kom_fail(err, KOM_ENOMEM, "memory ran out for the table");
    enum kom_status status = pair_columns(m, err);
    if (!status)
        status = settle_both(m, err);
    if (!status)
        status = kom_grid_hide_small(&changes->old, m->old_frame, opts, err);
    if (!status)
        status = kom_grid_hide_small(&changes->now, m->now_frame, opts, err);
    if (!status)
        status = kom_grid_pick(&changes->now, m->now_frame, opts, pick, err);
    if (!status)
        status = kom_grid_headings(&changes->now, opts, err);
    if (!status)
        status = find_padded(m, opts->notes, err);
    if (!status)
        status = match_rows(m, err);
    return status ? status : write_out(m, opts, pick, err);
}

enum kom_status kom_changes_find(struct kom_changes *changes, const struct kom_frame *old,
                                 const struct kom_frame *now, const struct kom_present *opts,
                                 struct kom_error *err) {
    struct match m = {.changes = changes, .old_frame = old, .now_frame = now};
    struct kom_pick pick = {0};
    enum kom_status status = kom_grid_read(&changes->old, old, NULL, err);
    if (!status)
        status = kom_grid_read(&changes->now, now, NULL, err);
    if (!status)
        status = work(&m, opts, &pick, err);
    kom_pick_fini(&m.keys);
    kom_pick_fini(&pick);
    kom_free(m.old_col);
    kom_free(m.partner);
    kom_free(m.is_matched);
    kom_free(m.entry);
    kom_free(m.is_padded);
    return status;
}

void kom_changes_fini(struct kom_changes *changes) {
    kom_grid_fini(&changes->old);
    kom_grid_fini(&changes->now);
    kom_grid_fini(&changes->out);
}
