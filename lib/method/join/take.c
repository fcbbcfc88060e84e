/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the input: which key each has, what it meets, and how it is written.

   Keys are found a block of rows at a time. Where one plain column is the key, the table of keys is
   asked for its texts; where several are, the texts of each become codes, and the codes of a row
   its kind, of which the key is remembered (known.c). What is not known goes the careful way here:
   the parts of the key are read as by-columns are, one that is missing is no key, and a key that
   the table has not is noted, to be named in the end. Rows are then written in their order, what
   they add being ready as text. */
#include <string.h>

#include "known.h"
#include "measured.h"

const char *const kom_join_reasons[KOM_JOIN_N_LACKS] = {
    [KOM_JOIN_NO_MATCH] = "no_match", [KOM_JOIN_NO_KEY] = "no_key",
    [KOM_JOIN_NO_DAY] = "no_day",     [KOM_JOIN_NOT_WITHIN] = "not_within",
    [KOM_JOIN_SPLIT] = "split",
};

/* ---- lines ---- */

/* Where a row lies; rows in order. */
static uint64_t place_of(struct kom_join_worker *w, const struct kom_view *v, uint32_t row) {
    const char *p = v->batch->chunk->p;
    for (; w->at < v->batch->start[row]; w->at++)
        w->line += p[w->at] == '\n';
    return kom_join_place(v->i_file, w->line);
}

/* ---- the careful way to a key ---- */

/* A part that is no day or period, where the column holds such: no key to look for, but a row that
   cannot be read. */
static bool is_unreadable(struct kom_view *v, int column, uint32_t row) {
    const enum kom_kind kind = v->extract->columns[column].kind;
    struct kom_period period;
    int32_t day;
    return kind == KOM_KIND_DAY      ? kom_view_day(v, column, row, &day) == KOM_CELL_BAD
           : kind == KOM_KIND_PERIOD ? kom_view_period(v, column, row, &period) == KOM_CELL_BAD
                                     : false;
}

/* Packs the key. KOM_CELL_MISSING: it has none; KOM_CELL_BAD: the row has been noted. */
static enum kom_cell pack_key(struct kom_join_worker *w, struct kom_view *v, uint32_t row) {
    const struct kom_join *j = w->join;
    enum kom_cell has = KOM_CELL_VALUE;
    char room[16];
    kom_buf_reset(&w->packed);
    for (size_t i = 0; i < j->request.on.n; i++) {
        const int column = j->column[i];
        enum kom_cell said = kom_measured_denied(v, j->status[i], row);
        if (said == KOM_CELL_BAD || is_unreadable(v, column, row))
            return KOM_CELL_BAD;
        struct kom_text t = kom_view_group(v, column, row, room);
        if (said != KOM_CELL_VALUE ||
            !kom_join_has_value(kom_view_form(v, column), v->extract->columns[column].word, t))
            has = KOM_CELL_MISSING;
        kom_join_add_part(&w->packed, i, j->request.on.n, t);
    }
    return has;
}

/* The number of a key that the table has not: among those that are kept, or KOM_JOIN_UNMET alone
   plus the most, of one that is not. */
static uint32_t unmet_number(struct kom_join_worker *w, const struct kom_view *v, uint32_t row) {
    struct kom_text key = kom_buf_view(&w->packed);
    uint32_t id = kom_intern_find(&w->unmet.codes, key);
    if (id == KOM_NO_ID && w->unmet.codes.n >= KOM_JOIN_UNMET_MAX) {
        w->is_over = true;
        return KOM_JOIN_UNMET | KOM_JOIN_UNMET_MAX;
    }
    if (id != KOM_NO_ID)
        return KOM_JOIN_UNMET | id;
    (void)place_of(w, v, row);
    id = (uint32_t)w->unmet.codes.n; /* its rows are counted when they are written */
    const struct kom_unmet_code none = {.file = v->i_file, .line = w->line, .tables = 1};
    return kom_unmet_keep(&w->unmet, key, &none) ? KOM_JOIN_UNMET | id : KOM_JOIN_OPEN;
}

/* The number of a row's key; KOM_JOIN_OPEN: the row is bad, or memory ran out (v->failed). */
static uint32_t number_of(struct kom_join_worker *w, struct kom_view *v, uint32_t row) {
    enum kom_cell has = pack_key(w, v, row);
    if (has == KOM_CELL_BAD)
        return KOM_JOIN_OPEN;
    if (has == KOM_CELL_MISSING)
        return KOM_JOIN_MISSING;
    uint32_t key = w->join->request.naming
                       ? kom_join_name_find(w->join, kom_buf_view(&w->packed))
                       : kom_join_keys_find(&w->join->side.keys, kom_buf_view(&w->packed)).number;
    uint32_t number = key != KOM_NO_ID ? key : unmet_number(w, v, row);
    v->failed = v->failed || w->packed.failed || number == KOM_JOIN_OPEN;
    return number;
}

/* ---- writing ---- */

/* A row with what it adds; false: it is bad. */
static bool write_row(struct kom_join_worker *w, struct kom_view *v, uint32_t row,
                      struct kom_text added) {
    const size_t mark = v->out.n;
    struct kom_text own = {NULL, 0};
    if (w->quick.is_on)
        own = kom_stream_quick_text(&w->quick, v, row, &w->room);
    if (!own.p && !kom_stream_row(v, &w->join->columns, row)) {
        v->out.n = mark;
        return false;
    }
    char *out = kom_buf_room(&v->out, own.n + added.n + 1);
    if (!out)
        return true; /* out.failed ends all */
    if (own.p)
        memcpy(out, own.p, own.n);
    memcpy(out + own.n, added.p, added.n);
    out[own.n + added.n] = '\n';
    v->out.n += own.n + added.n + 1;
    w->n_written++;
    return true;
}

/* The row of `length` bytes at a mark once more, with something else. */
static void write_again(struct kom_join_worker *w, struct kom_view *v, size_t mark, size_t length,
                        struct kom_text added) {
    char *out = kom_buf_room(&v->out, length + added.n + 1);
    if (!out)
        return;
    memcpy(out, v->out.p + mark, length);
    memcpy(out + length, added.p, added.n);
    out[length + added.n] = '\n';
    v->out.n += length + added.n + 1;
    w->n_written++;
}

/* Notes what the row met. Of two rows of the input that met the same the first two are told. */
static void note_met(struct kom_join_worker *w, const struct kom_view *v, uint32_t row,
                     uint32_t at) {
    uint64_t *by = w->by ? w->by[at] : NULL;
    kom_join_meet(w->met, at);
    if (by && !by[0])
        by[0] = place_of(w, v, row);
    else if (by && !by[1])
        by[1] = place_of(w, v, row);
}

/* The row met the one row of the table that has the key. */
static void write_met(struct kom_join_worker *w, struct kom_view *v, uint32_t row, uint32_t key,
                      uint32_t only) {
    if (!write_row(w, v, row, kom_join_text(&w->join->side, only)))
        return;
    note_met(w, v, row, key);
    w->n_matched++;
}

/* The row met n rows of the table, which have the key. */
static void write_matched(struct kom_join_worker *w, struct kom_view *v, uint32_t row, uint32_t key,
                          size_t n) {
    const struct kom_join_side *side = &w->join->side;
    const struct kom_text first = kom_join_text(side, side->text[w->found[0]]);
    const size_t mark = v->out.n;
    if (!write_row(w, v, row, first))
        return;
    const size_t length = v->out.n - mark - first.n - 1;
    for (size_t i = 1; i < n && !v->out.failed; i++)
        write_again(w, v, mark, length, kom_join_text(side, side->text[w->found[i]]));
    if (side->start < 0)
        note_met(w, v, row, key);
    for (size_t i = 0; i < n && side->start >= 0; i++)
        note_met(w, v, row, w->found[i]);
    w->n_matched++;
}

static void note_first(struct kom_join_worker *w, const struct kom_view *v, uint32_t row,
                       uint32_t number, enum kom_join_lack lack) {
    w->first[lack] = place_of(w, v, row);
    if (lack == KOM_JOIN_SPLIT)
        w->first_split = number;
}

/* A row that met nothing. */
static void write_lacking(struct kom_join_worker *w, struct kom_view *v, uint32_t row,
                          uint32_t number, enum kom_join_lack lack) {
    const enum kom_join_no_match way = w->join->request.no_match;
    if (way == KOM_JOIN_KEEP) {
        if (!write_row(w, v, row, kom_join_text(&w->join->side, w->join->side.blank)))
            return;
    } else if (way == KOM_JOIN_ASIDE) {
        kom_view_aside(v, row, (int)lack);
    }
    if (!w->n_lack[lack]++)
        note_first(w, v, row, number, lack);
    if (lack == KOM_JOIN_NO_MATCH && (number & ~KOM_JOIN_UNMET) < KOM_JOIN_UNMET_MAX)
        w->unmet.code[number & ~KOM_JOIN_UNMET].n_rows++;
}

/* ---- a row ---- */

/* The day of a row of the block; false: it is bad, and noted. */
static bool day_of(const struct kom_join_worker *w, struct kom_view *v, uint32_t row, uint32_t i,
                   int32_t *day) {
    *day = KOM_DAY_NONE;
    if (w->join->day < 0)
        return true;
    *day = w->day[i];
    if (w->day_cell[i] == KOM_CELL_BAD && kom_view_day(v, w->join->day, row, day) == KOM_CELL_BAD)
        return false;
    const enum kom_cell said = kom_measured_denied(v, w->join->day_status, row);
    if (said == KOM_CELL_MISSING)
        *day = KOM_DAY_NONE;
    return said != KOM_CELL_BAD;
}

/* Row i of the block, whose key is known. */
static void take_row(struct kom_join_worker *w, struct kom_view *v, uint32_t row, uint32_t i) {
    const struct kom_join *j = w->join;
    const uint32_t number = w->number[i];
    int32_t day;
    if (!day_of(w, v, row, i, &day))
        return;
    if (number == KOM_JOIN_MISSING || number >= KOM_JOIN_UNMET) {
        write_lacking(w, v, row, number,
                      number == KOM_JOIN_MISSING ? KOM_JOIN_NO_KEY : KOM_JOIN_NO_MATCH);
        return;
    }
    if (j->day >= 0 && day == KOM_DAY_NONE) {
        write_lacking(w, v, row, number, KOM_JOIN_NO_DAY);
        return;
    }
    const uint32_t only = kom_join_only(&j->side, number);
    const size_t n = only == KOM_NO_ID ? kom_join_side_find(&j->side, number, day, w->found) : 1;
    if (only != KOM_NO_ID)
        write_met(w, v, row, number, only);
    else if (n)
        write_matched(w, v, row, number, n);
    else
        write_lacking(w, v, row, number, j->request.naming ? KOM_JOIN_SPLIT : KOM_JOIN_NOT_WITHIN);
}

/* Copies n bytes and a few behind them, which the next ones overwrite: a call less. */
static inline char *copy_loosely(char *restrict out, const char *restrict p, size_t n) {
    enum { STEP = 16 };
    for (size_t i = 0; i < n; i += STEP)
        memcpy(out + i, p + i, STEP);
    return out + n;
}

/* The same of a row: most are shorter than what is copied at once, so that nobody has to guess
   where the copying ends. */
static inline char *copy_row(char *restrict out, const char *restrict p, size_t n) {
    memcpy(out, p, KOM_QUICK_LOOSE);
    if (n > KOM_QUICK_LOOSE)
        (void)copy_loosely(out + KOM_QUICK_LOOSE, p + KOM_QUICK_LOOSE, n - KOM_QUICK_LOOSE);
    return out + n;
}

/* Bytes that the rows of one run may add: room is made for the longest text there is. */
enum { RUN_ADDED = 1 << 16 };

/* Rows i, i + 1 ... of the block that are plain and each meet the one row of their key, at once;
   returns how many. The same as take_row for each. */
static uint32_t take_run(struct kom_join_worker *w, struct kom_view *v, uint32_t from, uint32_t i,
                         uint32_t n) {
    const struct kom_join_side *side = &w->join->side;
    const struct kom_batch *b = v->batch;
    const struct kom_text own = kom_stream_quick_text(&w->quick, v, from + i, &w->room);
    const size_t added_most = side->longest + 1, n_most = RUN_ADDED / added_most + 1;
    const uint32_t ready = own.p ? w->quick.ready_until - from : i,
                   end = n_most < n - i ? i + (uint32_t)n_most : n,
                   until = ready < end ? ready : end;
    if (until == i || w->only[i] == KOM_NO_ID)
        return 0;
    const char *base = own.p - b->start[from + i];
    char *const begin = kom_buf_room(&v->out, b->end[from + until - 1] - b->start[from + i] +
                                                  (until - i) * added_most + KOM_JOIN_LOOSE);
    if (!begin)
        return 0;
    char *out = begin;
    uint32_t k = i;
    for (; k < until && w->only[k] != KOM_NO_ID; k++) {
        const uint32_t start = b->start[from + k];
        out = copy_row(out, base + start, b->end[from + k] - start);
        const struct kom_text added = kom_join_text(side, w->only[k]);
        out = copy_loosely(out, added.p, added.n);
        *out++ = '\n';
        kom_join_meet(w->met, w->number[k]);
    }
    v->out.n += (size_t)(out - begin);
    w->n_matched += k - i;
    w->n_written += k - i;
    return k - i;
}

static void take_block(struct kom_join_worker *w, struct kom_view *v, uint32_t from, uint32_t n) {
    kom_join_known_find(w, v, from, n);
    if (w->join->day >= 0)
        kom_columns_days(v, w->join->day, from, n,
                         (struct kom_days){w->day, w->day_cell, &w->months});
    const bool has_runs = w->quick.is_on && w->join->day < 0 && !w->by;
    for (uint32_t i = 0; i < n && !v->failed; i++) {
        const uint32_t n_run = has_runs ? take_run(w, v, from, i, n) : 0;
        i += n_run;
        if (i == n)
            break;
        if (w->number[i] == KOM_JOIN_OPEN) {
            w->number[i] = number_of(w, v, from + i);
            if (w->number[i] == KOM_JOIN_OPEN)
                continue;
            kom_join_known_learn(w, i);
        }
        take_row(w, v, from + i, i);
    }
}

enum kom_status kom_join_take(void *worker, struct kom_view *v, struct kom_error *err) {
    struct kom_join_worker *w = worker;
    (void)err;
    kom_stream_quick_begin(&w->quick, &w->join->columns, v);
    w->quick.is_on = w->quick.is_on && !v->extract->reading->is_careful;
    w->at = 0;
    w->line = v->batch->chunk->first_line;
    for (uint32_t from = 0; from < v->n_rows; from += KOM_BLOCK_ROWS)
        take_block(w, v, from,
                   v->n_rows - from < KOM_BLOCK_ROWS ? v->n_rows - from : KOM_BLOCK_ROWS);
    return KOM_OK;
}
