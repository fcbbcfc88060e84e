/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thread of a check: goes over the rows of a batch, records that cannot be split among them,
   and tells the writer.

   Rows that cannot be split, rows not asked for and good rows are gone through in the order in
   which they stand, for the writer must see them so. The quick way has looked at the block before;
   of a row that it found clean only keys and references are left. Otherwise the cells, the days'
   order, the trial's days, municipality and side tables are judged, each telling its findings; then
   the keys are made, the municipality in the digits asked for, and told with their hash. A row of
   which nothing is to be said is not told at all when nobody wants it kept. */
#include "work.h"

#include "heed.h"

enum kom_status kom_check_worker_init(struct kom_check_worker *w, const struct kom_check_plan *plan,
                                      struct kom_error *err) {
    *w = (struct kom_check_worker){.plan = plan};
    return kom_check_quick_init(w, err);
}

void kom_check_worker_fini(struct kom_check_worker *w) {
    kom_check_quick_fini(w);
    kom_matcher_fini(&w->matcher);
    kom_buf_fini(&w->line);
    kom_buf_fini(&w->message);
    kom_buf_fini(&w->key);
    *w = (struct kom_check_worker){0};
}

/* ---- rules of the row ---- */

/* The day of a column of the row at hand; KOM_DAY_NONE when there is none or it cannot be read. */
static int32_t day_of(const struct kom_check_worker *w, int column) {
    int32_t day = KOM_DAY_NONE;
    if (column == KOM_NO_COLUMN || kom_cell_day(kom_view_form(w->view, column),
                                                kom_check_cell(w, column), &day) != KOM_CELL_VALUE)
        return KOM_DAY_NONE;
    return day;
}

static void check_spell(struct kom_check_worker *w) {
    const struct kom_check_roles *role = &w->plan->role;
    int32_t start = day_of(w, role->start), end = day_of(w, role->end);
    if (start != KOM_DAY_NONE && end != KOM_DAY_NONE && end < start)
        kom_check_say(w, KOM_CHECK_spell_order, role->end,
                      "lies before the start of the same row; correct one of the two");
}

static void say_outside(struct kom_check_worker *w, int column, int32_t first, int32_t last) {
    const struct kom_check_request *r = w->plan->request;
    char day[10];
    if (r->from != KOM_DAY_NONE && first < r->from) {
        kom_buf_str(&w->message, "is before --from ");
        kom_buf_add(&w->message, day, kom_day_format(day, r->from));
    } else if (r->to != KOM_DAY_NONE && last > r->to) {
        kom_buf_str(&w->message, "is after --to ");
        kom_buf_add(&w->message, day, kom_day_format(day, r->to));
    } else {
        return;
    }
    kom_check_find(w, KOM_CHECK_outside_trial, column, false);
}

static void check_trial(struct kom_check_worker *w) {
    const struct kom_check_roles *role = &w->plan->role;
    int32_t day = day_of(w, role->date);
    struct kom_period period;
    if (day != KOM_DAY_NONE)
        say_outside(w, role->date, day, day);
    if (role->period != KOM_NO_COLUMN &&
        kom_period_parse(kom_text_trim(kom_check_cell(w, role->period)), &period) &&
        period.kind != KOM_PERIOD_ALL)
        say_outside(w, role->period, kom_period_first(period), kom_period_last(period));
}

/* ---- keys ---- */

/* The cells of a key; false when it has none to be compared: all empty, or of a unique column or
 * key one empty. */
static bool make_key(struct kom_check_worker *w, const struct kom_check_keys *keys) {
    size_t n_missing = 0;
    char room[4];
    kom_buf_reset(&w->key);
    for (size_t i = 0; i < keys->n_columns; i++) {
        int column = keys->columns[i];
        struct kom_text cell =
            keys->is_whole_row ? kom_view_raw(w->view, column, w->row) : kom_check_cell(w, column);
        if (!keys->is_whole_row && kom_check_is_missing(w->plan, column, cell)) {
            n_missing++;
            cell = (struct kom_text){NULL, 0};
        }
        if (!keys->is_whole_row)
            cell = kom_text_trim(cell);
        if (column == w->plan->role.kom)
            cell = kom_check_code(cell, w->plan->x->reading->kom_digits, room);
        kom_check_key_add(&w->key, cell);
    }
    if (keys->rule == KOM_CHECK_overlap)
        return true;
    if (keys->rule == KOM_CHECK_foreign_key)
        return n_missing < keys->n_columns;
    return keys->is_whole_row || n_missing == 0;
}

static void tell_keys(struct kom_check_worker *w) {
    const struct kom_check_plan *plan = w->plan;
    uint32_t start = w->view->batch->start[w->row];
    for (size_t i = 0; i < plan->n_keys; i++) {
        const struct kom_check_keys *keys = &plan->keys[i];
        if (!make_key(w, keys))
            continue;
        struct kom_check_item item = {.b = (uint16_t)i};
        if (keys->is_spell) {
            item.first = day_of(w, plan->role.start);
            item.last = day_of(w, plan->role.end);
            if (item.last == KOM_DAY_NONE)
                item.last = KOM_DAY_OPEN;
            if (item.first == KOM_DAY_NONE || item.last < item.first)
                continue;
        }
        item.x = kom_check_hash(plan->x, kom_buf_view(&w->key));
        kom_check_begin(w, start, KOM_BYTES_ASCII);
        kom_check_tell(&w->view->out, keys->is_spell ? KOM_TAG_SPELL : KOM_TAG_KEY, item,
                       kom_buf_view(&w->key));
    }
}

/* ---- rows and records ---- */

/* The row in the order of the table's columns. */
static void tell_raw(struct kom_check_worker *w, struct kom_text raw, bool is_row) {
    char delimiter = kom_extract_aside_delimiter(w->view->extract);
    if (!is_row || kom_extract_is_as_read(w->view->extract, w->view->file)) {
        kom_check_tell(&w->view->out, KOM_TAG_RAW, (struct kom_check_item){0}, raw);
        return;
    }
    kom_buf_reset(&w->line);
    for (size_t i = 0; i < w->plan->n_columns; i++) {
        if (i)
            kom_buf_byte(&w->line, delimiter);
        kom_buf_csv_with(&w->line, kom_view_raw(w->view, (int)i, w->row), delimiter);
    }
    w->view->failed |= w->line.failed;
    kom_check_tell(&w->view->out, KOM_TAG_RAW, (struct kom_check_item){0}, kom_buf_view(&w->line));
}

/* How the row is written; only of files whose encoding nobody declared. */
static enum kom_check_encoding row_encoding(const struct kom_check_worker *w, struct kom_text raw) {
    bool wanted = w->view->file->split.encoding == KOM_TEXT_AUTO &&
                  kom_check_is_on(w->plan, KOM_CHECK_encoding);
    return wanted ? kom_check_encoding_of(raw) : KOM_BYTES_ASCII;
}

/* Nothing is to be said of how the row at hand is written. */
static bool is_ascii(const struct kom_check_worker *w) {
    return w->quick.is_ascii ||
           row_encoding(w, kom_batch_raw(w->view->batch, w->row)) == KOM_BYTES_ASCII;
}

/* A record that cannot be split into the fields of the header. */
static void check_odd(struct kom_check_worker *w, const struct kom_odd *odd) {
    static const enum kom_check_rule rules[] = {KOM_CHECK_blank, KOM_CHECK_ragged, KOM_CHECK_quote,
                                                KOM_CHECK_carriage_return, KOM_CHECK_encoding};
    enum kom_check_rule rule = rules[odd->kind];
    struct kom_text none = {NULL, 0};
    struct kom_text raw = {w->view->batch->chunk->p + odd->start, odd->end - odd->start};
    w->has_begun = false;
    kom_check_begin(w, odd->start, KOM_BYTES_ASCII);
    switch (odd->kind) {
    case KOM_ODD_BLANK:
        kom_buf_str(&w->message, "an empty line; remove it");
        break;
    case KOM_ODD_RAGGED:
        kom_buf_printf(&w->message,
                       "%u fields where the header has %u; correct the row or quote its delimiter",
                       odd->n_fields, w->view->file->split.n_fields);
        break;
    case KOM_ODD_QUOTE:
        kom_buf_printf(
            &w->message,
            "field %u: text follows a closing quote; double the quotes inside a quoted field",
            odd->field + 1);
        break;
    case KOM_ODD_CR:
        kom_buf_printf(&w->message,
                       "field %u: a carriage return without line feed; quote the field or end "
                       "lines with LF or CR LF",
                       odd->field + 1);
        break;
    case KOM_ODD_ENCODING:
        kom_buf_str(
            &w->message,
            "a cell is no text in this encoding; mend it, or say the right one with --encoding");
        break;
    }
    struct kom_text column = none;
    if (odd->kind == KOM_ODD_ENCODING)
        column = w->view->extract->columns[odd->field].heading;
    kom_check_find_in(w, rule, column, none, false);
    if (kom_cpr_holds(raw)) {
        kom_buf_str(&w->message,
                    "holds a CPR number; replace it by a pseudonym before the file is passed on");
        kom_check_find_in(w, KOM_CHECK_cpr, none, kom_text_of("(hidden)"), false);
    }
    if (w->plan->keeps_rows)
        tell_raw(w, raw, false);
    kom_check_tell(&w->view->out, KOM_TAG_END, (struct kom_check_item){.a = 1, .b = (uint16_t)rule},
                   none);
}

/* A word beside a key or a day that is none, and a hidden end: bad rows for whoever uses these. */
static void check_statuses(struct kom_check_worker *w) {
    const struct kom_extract *x = w->plan->x;
    for (size_t i = 0; i < x->n_heeds; i++) {
        const struct kom_heed *h = &x->heeds[i];
        if (!kom_heed_is_bad(w->view->batch, h, w->row))
            continue;
        kom_heed_explain(w->view, w->row, h, &w->message);
        kom_check_find(w, KOM_CHECK_status, h->status, false);
    }
}

/* The rules of cells, and of days. */
static void check_cells(struct kom_check_worker *w, struct kom_text raw) {
    const struct kom_check_plan *plan = w->plan;
    w->is_plain = kom_check_is_plain(raw);
    w->has_cpr = kom_cpr_holds(raw);
    for (size_t i = 0; i < plan->n_columns; i++)
        kom_check_one_cell(w, (int)i);
    check_statuses(w);
    if (plan->is_spells)
        check_spell(w);
    if (plan->request->from != KOM_DAY_NONE || plan->request->to != KOM_DAY_NONE)
        check_trial(w);
}

static void check_row(struct kom_check_worker *w, bool is_clean, bool is_sold) {
    const struct kom_check_plan *plan = w->plan;
    struct kom_text raw = kom_batch_raw(w->view->batch, w->row);
    uint32_t start = w->view->batch->start[w->row];
    uint64_t n_found = w->n_found;
    w->has_begun = false;
    enum kom_check_encoding encoding = w->quick.is_ascii ? KOM_BYTES_ASCII : row_encoding(w, raw);
    if (plan->keeps_rows || encoding != KOM_BYTES_ASCII)
        kom_check_begin(w, start, encoding);
    if (!is_clean)
        check_cells(w, raw);
    if (!is_clean || !is_sold || plan->request->official)
        kom_check_unit(w);
    kom_check_references(w, !is_clean);
    if (!is_clean && w->n_found == n_found)
        kom_check_quick_learn(w);
    tell_keys(w);
    if (plan->keeps_rows)
        tell_raw(w, raw, true);
    if (w->has_begun)
        kom_check_tell(&w->view->out, KOM_TAG_END, (struct kom_check_item){0},
                       (struct kom_text){NULL, 0});
}

/* Rows that are not asked for, before byte `start`: only kept, in their place. */
static void tell_not_asked(struct kom_check_worker *w, size_t *next, uint32_t start) {
    const struct kom_view *v = w->view;
    const struct kom_text none = {NULL, 0};
    for (; *next < v->n_aside && v->aside[*next].reason == KOM_ASIDE_NOT_ASKED &&
           v->aside[*next].start < start;
         ++*next) {
        const struct kom_aside_row *row = &v->aside[*next];
        if (!w->plan->keeps_rows)
            continue;
        w->has_begun = false;
        kom_check_begin(w, row->start, KOM_BYTES_ASCII);
        tell_raw(w, (struct kom_text){v->batch->chunk->p + row->start, row->end - row->start},
                 false);
        kom_check_tell(&w->view->out, KOM_TAG_END,
                       (struct kom_check_item){.a = 1, .b = KOM_CHECK_NOT_ASKED}, none);
    }
}

enum kom_status kom_check_take(void *worker, struct kom_view *view, struct kom_error *err) {
    struct kom_check_worker *w = worker;
    const struct kom_batch *b = view->batch;
    uint32_t odd = 0;
    size_t next = 0;
    w->view = view;
    w->at = 0;
    w->at_line = b->chunk->first_line;
    w->has_told = false;
    for (w->row = 0; w->row <= view->n_rows; w->row++) {
        uint32_t i = w->row % KOM_BLOCK_ROWS;
        for (; odd < b->n_odd && b->odd[odd].row <= w->row; odd++) {
            tell_not_asked(w, &next, b->odd[odd].start);
            check_odd(w, &b->odd[odd]);
        }
        tell_not_asked(w, &next, w->row < view->n_rows ? b->start[w->row] : UINT32_MAX);
        if (w->row == view->n_rows)
            break;
        if (i == 0)
            kom_check_quick_block(w, w->row);
        const bool is_sold = !w->quick.sold || w->quick.is_sold[i];
        const bool is_plain =
            w->quick.is_clean[i] && is_sold && is_ascii(w) && !w->plan->request->official;
        if (!is_plain || !(w->plan->is_silent || kom_check_is_told_alone(w)))
            check_row(w, w->quick.is_clean[i], is_sold);
        if (w->status) {
            if (err)
                *err = w->err;
            return w->status;
        }
    }
    return KOM_OK;
}
