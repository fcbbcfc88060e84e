/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The joined table: its rows by their keys and spells, and what each adds to a row that meets it.

   Keys are put into their table in the order of rows, some rows at a time, so that the places of
   their keys are fetched together; where they have come to stand is their number. Rows are then
   laid side by side by key, by counting, so that those of one key stay in their order, or with
   spells in that of their first days. Where each row has a key of its own, and no spell, what it
   adds is all that is to be known of a key, and nothing need be laid out. A row
   whose key is missing, or that has no first day, cannot be met: it is counted and stands among the
   unused. Where a key may have one row, two of a key (with spells: two that overlap) are refused
   with both lines. What a row adds is written once, as bytes of the stream, here, where a cell that
   cannot be read still has its line; where a key has one row, what that adds hangs on the key. A
   day is found among the spells of a key by halving, and back from there as long as an earlier one
   may reach it. */
#include <stdlib.h>
#include <string.h>

#include "heading_index.h"
#include "kept.h"
#include "measured.h"
#include "parallel.h"
#include "work.h"

/* Rows whose keys are looked for together; rows that tell how many have a key of their own; lines
   of keys that one thread goes through at a time. */
enum { TOGETHER = 128, SAMPLE = 8192, MANY_LINES = 8192 };

/* A key on its way to its number. */
struct packed {
    struct kom_text text;
    struct kom_text_words is;
    const struct kom_text *cell; /* of the frame, which is the key; NULL: it lies */
    size_t at;                   /* in the packed keys */
    bool is_whole;               /* no part is missing */
};

struct making {
    struct kom_join *join;
    struct kom_join_side *side;
    const struct kom_frame *f;
    struct packed packed[TOGETHER];
    struct kom_buf keys, text;
    struct kom_join_item *spell; /* of each row; NULL: no spells */
    uint32_t *number;            /* of each key, by the order of their first coming */
    struct kom_error *err;
};

static enum kom_status no_memory(const struct making *m) {
    return kom_no_memory_in(m->err, "the joined table");
}

/* ---- what rows add ---- */

static enum kom_status bad_cell(const struct making *m, size_t row,
                                const struct kom_join_added *added) {
    const struct kom_cell_form *form = kom_frame_form(m->f, row, added->column);
    struct kom_text cell = kom_frame_cell(m->f, row, added->column);
    struct kom_buf why = {0};
    if (added->kind == KOM_KIND_DAY)
        kom_cell_explain_day(form, cell, &why);
    else if (added->kind == KOM_KIND_PERIOD)
        kom_cell_explain_period(form, cell, &why);
    else
        kom_cell_explain_number(form, cell, &why);
    enum kom_status status =
        why.failed ? no_memory(m)
                   : kom_frame_fail(m->f, row, added->column, m->err, "%.*s", (int)why.n, why.p);
    kom_buf_fini(&why);
    return status;
}

static enum kom_status write_text(struct making *m, size_t row) {
    kom_buf_reset(&m->text);
    for (size_t i = 0; i < m->side->n_added; i++) {
        const struct kom_join_added *added = &m->side->added[i];
        kom_buf_byte(&m->text, ',');
        if (!kom_stream_cell(&m->text, added->kind, kom_frame_form(m->f, row, added->column),
                             kom_frame_cell(m->f, row, added->column), false))
            return bad_cell(m, row, added);
    }
    return m->text.failed ? no_memory(m) : KOM_OK;
}

enum kom_status kom_join_text_add(struct kom_join *join, struct kom_text t, uint32_t *at,
                                  struct kom_error *err) {
    struct kom_buf *texts = &join->side.texts;
    const uint32_t n = (uint32_t)t.n;
    const size_t nbytes =
        (sizeof n + n + KOM_JOIN_TEXT_STEP - 1) / KOM_JOIN_TEXT_STEP * KOM_JOIN_TEXT_STEP;
    const size_t place = texts->n / KOM_JOIN_TEXT_STEP;
    if (place >= KOM_NO_ID || t.n != n)
        return kom_fail(err, KOM_EDATA, "%s: adds more than 32 GB; add fewer columns",
                        kom_join_file(join));
    char *p = kom_buf_room(texts, nbytes + KOM_JOIN_LOOSE);
    if (!p)
        return kom_no_memory_in(err, "the joined table");
    memcpy(p, &n, sizeof n);
    if (n)
        memcpy(p + sizeof n, t.p, n);
    texts->n += nbytes;
    if (n > join->side.longest)
        join->side.longest = n;
    *at = (uint32_t)place;
    return KOM_OK;
}

/* Texts that come again and again are kept once: rows that meet them find them in the caches. */
static enum kom_status write_texts(struct making *m) {
    struct kom_join_kept *kept = kom_join_kept_new();
    struct kom_join_side *side = m->side;
    enum kom_status status = kept ? KOM_OK : no_memory(m);
    for (size_t row = 0; row < m->f->n_rows && !status; row++) {
        status = write_text(m, row);
        if (status)
            break;
        bool is_new;
        const struct kom_text t = kom_buf_view(&m->text);
        uint32_t *at = kom_join_kept_find(kept, side, t, &is_new);
        if (is_new)
            status = kom_join_text_add(m->join, t, at, m->err);
        side->text[row] = *at;
    }
    kom_free(kept);
    return status;
}

static enum kom_status write_blank(struct making *m) {
    kom_buf_reset(&m->text);
    for (size_t i = 0; i < m->side->n_added; i++)
        kom_buf_str(&m->text, m->side->added[i].is_status ? ",missing:no_match" : ",");
    return m->text.failed
               ? no_memory(m)
               : kom_join_text_add(m->join, kom_buf_view(&m->text), &m->side->blank, m->err);
}

/* ---- keys and spells of rows ---- */

enum kom_status kom_join_side_part(const struct kom_join_side *side, size_t row, size_t i,
                                   struct kom_join_part *part, struct kom_error *err) {
    const struct kom_frame *f = side->frame;
    const int column = side->column[i];
    enum kom_value_status said;
    enum kom_status status = kom_measured_said(f, row, side->status[i], &said, err);
    if (status)
        return status;
    part->text = kom_frame_group(f, row, column, part->room);
    part->is_there =
        !kom_value_status_denies(said) &&
        kom_join_has_value(kom_frame_form(f, row, column), f->index->word[column], part->text);
    return KOM_OK;
}

enum kom_status kom_join_side_say_key(const struct kom_join *join, size_t row, struct kom_buf *out,
                                      struct kom_error *err) {
    struct kom_join_part part[KOM_JOIN_KEYS_MAX];
    struct kom_text text[KOM_JOIN_KEYS_MAX];
    for (size_t i = 0; i < join->request.on.n; i++) {
        enum kom_status status = kom_join_side_part(&join->side, row, i, &part[i], err);
        if (status)
            return status;
        text[i] = part[i].text;
    }
    kom_join_say_parts(join, text, out);
    return KOM_OK;
}

/* The cell of part i of the key, if that is the part as it stands. */
static const struct kom_text *cell_of(const struct making *m, size_t row, size_t i,
                                      struct kom_text part) {
    const struct kom_frame *f = m->f;
    const struct kom_text *cell = &f->cell[row * f->n_cols + (size_t)m->side->column[i]];
    return cell->p == part.p && cell->n == part.n ? cell : NULL;
}

/* Packs the key of a row. */
static enum kom_status pack_key(struct making *m, size_t row, struct packed *p) {
    const size_t n = m->join->request.on.n;
    struct kom_join_part part;
    *p = (struct packed){.at = m->keys.n, .is_whole = true};
    for (size_t i = 0; i < n; i++) {
        enum kom_status status = kom_join_side_part(m->side, row, i, &part, m->err);
        if (status)
            return status;
        p->is_whole = p->is_whole && part.is_there;
        p->text = part.text;
        p->cell = cell_of(m, row, i, part.text);
        if (n > 1 || !p->cell)
            kom_join_add_part(&m->keys, i, n, part.text);
    }
    if (n > 1)
        p->cell = NULL;
    return m->keys.failed ? no_memory(m) : KOM_OK;
}

/* What stands beside the days. One that is said to be missing is blank, whatever stands there; an
   end that is hidden is one all the same, and a spell that has it does not go on. */
static enum kom_status heed_status(struct making *m, size_t row, struct kom_join_item *s) {
    enum kom_value_status start, end = KOM_STATUS_BLANK;
    enum kom_status status = kom_measured_said(m->f, row, m->side->start_status, &start, m->err);
    if (!status)
        status = kom_measured_said(m->f, row, m->side->end_status, &end, m->err);
    if (status)
        return status;
    if (kom_value_status_denies(start))
        s->start = KOM_DAY_NONE;
    if (kom_value_status_denies(end))
        s->end = KOM_DAY_NONE;
    if (end == KOM_STATUS_HIDDEN && s->start != KOM_DAY_NONE)
        return kom_frame_fail(m->f, row, m->side->end_status, m->err,
                              "hides when the spell ends; give the day, or leave the row out");
    return KOM_OK;
}

static enum kom_status read_spell(struct making *m, size_t row) {
    struct kom_join_item *s = &m->spell[row];
    *s = (struct kom_join_item){.row = (uint32_t)row};
    enum kom_status status = kom_frame_day(m->f, row, m->side->start, &s->start, m->err);
    if (!status)
        status = kom_frame_day(m->f, row, m->side->end, &s->end, m->err);
    if (!status)
        status = heed_status(m, row, s);
    if (!status && s->end == KOM_DAY_NONE)
        s->end = KOM_DAY_OPEN;
    if (!status && s->start != KOM_DAY_NONE && s->end < s->start)
        status = kom_frame_fail(m->f, row, m->side->end, m->err,
                                "the spell ends before it starts; correct one of its days");
    return status;
}

/* Keys and spells of n rows. */
static enum kom_status read_rows(struct making *m, size_t from, size_t n) {
    enum kom_status status = KOM_OK;
    kom_buf_reset(&m->keys);
    for (size_t i = 0; i < n && !status; i++) {
        status = pack_key(m, from + i, &m->packed[i]);
        if (!status && m->spell)
            status = read_spell(m, from + i);
    }
    for (size_t i = 0; i < n && !status; i++) { /* the packed keys move no more */
        struct packed *p = &m->packed[i];
        const size_t end = i + 1 < n ? m->packed[i + 1].at : m->keys.n;
        if (!p->is_whole)
            continue;
        if (!p->cell)
            p->text = (struct kom_text){m->keys.p + p->at, end - p->at};
        p->is = kom_join_keys_prefetch(&m->side->keys, p->text);
    }
    return status;
}

static enum kom_status number_row(struct making *m, size_t row, const struct packed *p) {
    struct kom_join_side *side = m->side;
    const bool has_start = !m->spell || m->spell[row].start != KOM_DAY_NONE;
    side->key_of[row] = KOM_NO_ID;
    side->n_no_key += !p->is_whole;
    side->n_no_start += p->is_whole && !has_start;
    if (!p->is_whole)
        return KOM_OK;
    /* without a first day the key is known, and no spell of it */
    const uint32_t key =
        kom_join_keys_add(&side->keys, p->is, p->cell ? p->cell : &p->text, p->cell);
    if (has_start)
        side->key_of[row] = key;
    return key == KOM_NO_ID ? no_memory(m) : KOM_OK;
}

/* Makes room for the keys of the next rows. Where most rows have brought a key of their own so far,
   the table grows by more than twice, and soon to all that may come, which is less than the rows
   themselves take: what it held is laid out anew less often. */
static enum kom_status make_room(struct making *m, size_t n_before) {
    struct kom_join_keys *keys = &m->side->keys;
    const size_t n_rows = m->f->n_rows, next = keys->n + TOGETHER;
    const size_t far = n_before >= SAMPLE && keys->n >= n_before / 8 * 7 ? n_rows
                       : keys->n >= n_before / 4 * 3                     ? 8 * next
                                                                         : next + next / 2;
    return kom_join_keys_reserve(keys, next < n_rows ? next : n_rows, far < n_rows ? far : n_rows)
               ? no_memory(m)
               : KOM_OK;
}

static enum kom_status number_rows(struct making *m) {
    const size_t n_rows = m->f->n_rows;
    enum kom_status status = make_room(m, 0);
    for (size_t from = 0; from < n_rows && !status; from += TOGETHER) {
        const size_t n = n_rows - from < TOGETHER ? n_rows - from : TOGETHER;
        status = make_room(m, from);
        if (!status)
            status = read_rows(m, from, n);
        for (size_t i = 0; i < n && !status; i++)
            status = number_row(m, from + i, &m->packed[i]);
    }
    return status;
}

/* ---- all keys, some lines at a time ---- */

/* Runs `some` for all lines, many at a time, by the threads that there are: each key has a place of
   its own for what is noted. */
static void each_key(struct making *m, void (*some)(void *, size_t)) {
    kom_jobs_run(&(struct kom_jobs){.n = (m->side->keys.n_lines + MANY_LINES - 1) / MANY_LINES,
                                    .run = some,
                                    .context = m,
                                    .n_threads = m->join->request.n_threads});
}

/* The lines of a job. */
static struct kom_join_line *lines_of(const struct making *m, size_t job, size_t *n) {
    const struct kom_join_keys *keys = &m->side->keys;
    const size_t from = job * MANY_LINES, left = keys->n_lines - from;
    *n = left < MANY_LINES ? left : MANY_LINES;
    return keys->line + from;
}

static void settle_some(void *context, size_t job) {
    struct making *m = context;
    size_t n_lines;
    const struct kom_join_line *line = lines_of(m, job, &n_lines);
    for (size_t at = 0; at < n_lines; at++)
        for (size_t i = 0; i < KOM_JOIN_LINE_KEYS && line[at].key[i]; i++)
            m->number[line[at].note[i]] =
                (uint32_t)((job * MANY_LINES + at) * KOM_JOIN_LINE_KEYS + i);
}

/* Keys stand where they do from now on. */
static enum kom_status settle_keys(struct making *m) {
    struct kom_join_side *side = m->side;
    m->number = kom_alloc(side->keys.n + 1, sizeof *m->number);
    if (!m->number)
        return no_memory(m);
    each_key(m, settle_some);
    for (size_t row = 0; row < side->n_rows; row++)
        if (side->key_of[row] != KOM_NO_ID)
            side->key_of[row] = m->number[side->key_of[row]];
    kom_free(m->number);
    return KOM_OK;
}

/* ---- rows by key ---- */

static int by_start(const void *pa, const void *pb) {
    const struct kom_join_item *a = pa, *b = pb;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static void note_last(struct kom_join_item *item, size_t n) {
    for (size_t i = 0; i < n; i++)
        item[i].last = i && item[i - 1].last > item[i].end ? item[i - 1].last : item[i].end;
}

/* By counting: rows of a key stay in their order. */
static void count_rows(struct making *m) {
    struct kom_join_side *side = m->side;
    const size_t n = m->f->n_rows, n_numbers = side->n_numbers;
    for (size_t row = 0; row < n; row++)
        if (side->key_of[row] != KOM_NO_ID)
            side->from[side->key_of[row] + 2]++;
    for (size_t k = 0; k < n_numbers; k++)
        side->from[k + 2] += side->from[k + 1];
    for (size_t row = 0; row < n; row++)
        if (side->key_of[row] != KOM_NO_ID)
            side->item[side->from[side->key_of[row] + 1]++] =
                m->spell ? m->spell[row] : (struct kom_join_item){.row = (uint32_t)row};
}

static enum kom_status sort_rows(struct making *m) {
    struct kom_join_side *side = m->side;
    side->from = kom_alloc(side->n_numbers + 2, sizeof *side->from);
    side->item = kom_alloc(m->f->n_rows + 1, sizeof *side->item);
    if (!side->from || !side->item)
        return no_memory(m);
    count_rows(m);
    for (size_t k = 0; k < side->n_numbers && m->spell; k++) {
        struct kom_join_item *first = &side->item[side->from[k]];
        const size_t n_items = side->from[k + 1] - side->from[k];
        if (n_items > 1)
            qsort(first, n_items, sizeof *first, by_start);
        note_last(first, n_items);
    }
    return KOM_OK;
}

/* What hangs on each key: what its one row adds. */
static void mark_some(void *context, size_t job) {
    struct making *m = context;
    const struct kom_join_side *side = m->side;
    size_t n_lines;
    struct kom_join_line *line = lines_of(m, job, &n_lines);
    for (size_t at = 0; at < n_lines; at++) {
        for (size_t i = 0; i < KOM_JOIN_LINE_KEYS && line[at].key[i]; i++) {
            const size_t k = (job * MANY_LINES + at) * KOM_JOIN_LINE_KEYS + i;
            uint32_t *note = &line[at].note[i];
            if (!m->spell && side->from[k + 1] - side->from[k] == 1)
                *note = side->text[side->item[side->from[k]].row];
            else
                *note = KOM_NO_ID;
        }
    }
}

/* Both at once, where each row has a key of its own: the note is the row. */
static void mark_plain(void *context, size_t job) {
    struct making *m = context;
    struct kom_join_side *side = m->side;
    size_t n_lines;
    struct kom_join_line *line = lines_of(m, job, &n_lines);
    for (size_t at = 0; at < n_lines; at++)
        for (size_t i = 0; i < KOM_JOIN_LINE_KEYS && line[at].key[i]; i++) {
            uint32_t *note = &line[at].note[i];
            side->key_of[*note] = (uint32_t)((job * MANY_LINES + at) * KOM_JOIN_LINE_KEYS + i);
            *note = side->text[*note];
        }
}

/* ---- one row a key ---- */

/* Two rows of a key of which one only may be met; the second is the later of the two. */
struct twice {
    uint32_t first, second;
    size_t n; /* keys that have such */
};

static void look_at_key(const struct kom_join_side *side, size_t k, struct twice *t) {
    bool is_new = true;
    for (uint32_t i = side->from[k] + 1; i < side->from[k + 1]; i++) {
        const struct kom_join_item *a = &side->item[i - 1], *b = &side->item[i];
        if (side->start >= 0 && b->start > a->last)
            continue;
        uint32_t low = a->row < b->row ? a->row : b->row, high = a->row ^ b->row ^ low;
        t->n += is_new;
        is_new = false;
        if (high < t->second) {
            t->first = low;
            t->second = high;
        }
    }
}

static enum kom_status say_twice(const struct making *m, const struct twice *t) {
    const struct kom_join_side *side = m->side;
    struct kom_buf key = {0}, more = {0};
    enum kom_status status = kom_join_side_say_key(m->join, t->second, &key, m->err);
    if (t->n > 1)
        kom_buf_printf(&more, " (and %zu more keys likewise)", t->n - 1);
    const char *several = m->join->request.expect == KOM_JOIN_1_1 ? "1:n" : "n:n";
    if (!status)
        status =
            key.failed || more.failed ? no_memory(m)
            : side->start >= 0
                ? kom_frame_fail(
                      m->f, t->second, side->start, m->err,
                      "%.*s: the spell overlaps that of line %llu%.*s; end one before the "
                      "other starts, or take every row that holds the day: --expect %s",
                      (int)key.n, key.p, (unsigned long long)m->f->line[t->first], (int)more.n,
                      more.n ? more.p : "", several)
                : kom_frame_fail(m->f, t->second, -1, m->err,
                                 "%.*s: the key stands in line %llu too%.*s; keep one of the rows, "
                                 "make the key longer, or take all of a key: --expect %s",
                                 (int)key.n, key.p, (unsigned long long)m->f->line[t->first],
                                 (int)more.n, more.n ? more.p : "", several);
    kom_buf_fini(&key);
    kom_buf_fini(&more);
    return status;
}

static enum kom_status check_keys(const struct making *m) {
    const enum kom_join_expect expect = m->join->request.expect;
    struct twice t = {0, UINT32_MAX, 0};
    if (expect == KOM_JOIN_1_N || expect == KOM_JOIN_N_N)
        return KOM_OK;
    for (size_t k = 0; k < m->side->n_numbers; k++)
        look_at_key(m->side, k, &t);
    return t.n ? say_twice(m, &t) : KOM_OK;
}

/* ---- both ---- */

/* Keys and texts are made side by side: neither looks at the other. */
struct side_by_side {
    struct making keys, texts;
    struct kom_error err; /* of the texts */
    enum kom_status keys_status, texts_status;
};

/* All that has to wait until every key has its place. */
static enum kom_status finish_keys(struct making *m) {
    m->side->n_numbers = kom_join_keys_end(&m->side->keys);
    m->side->is_plain = !m->spell && m->side->keys.n == m->f->n_rows;
    if (m->side->is_plain)
        return KOM_OK;
    enum kom_status status = settle_keys(m);
    if (!status)
        status = sort_rows(m);
    return status ? status : check_keys(m);
}

static enum kom_status make_texts(struct making *m) {
    enum kom_status status = write_texts(m);
    return status ? status : write_blank(m);
}

static void make_one(void *context, size_t job) {
    struct side_by_side *s = context;
    if (job == 0)
        s->keys_status = number_rows(&s->keys);
    else
        s->texts_status = make_texts(&s->texts);
}

static void making_fini(struct making *m) {
    kom_buf_fini(&m->keys);
    kom_buf_fini(&m->text);
    kom_free(m->spell);
}

/* What is wrong with the keys is said first. */
static enum kom_status make_both(struct kom_join *join, struct making *m) {
    struct side_by_side s = {.keys = *m, .texts = *m};
    const bool is_small = m->f->n_rows < 10000;
    s.texts.spell = NULL;
    s.texts.err = &s.err;
    kom_jobs_run(&(struct kom_jobs){.n = 2,
                                    .run = make_one,
                                    .context = &s,
                                    .n_threads = is_small ? 1 : join->request.n_threads});
    enum kom_status status = s.keys_status ? s.keys_status : finish_keys(&s.keys);
    if (!status && s.texts_status && m->err)
        *m->err = s.err;
    if (!status)
        status = s.texts_status;
    if (!status)
        each_key(&s.keys, join->side.is_plain ? mark_plain : mark_some);
    making_fini(&s.keys);
    making_fini(&s.texts);
    return status;
}

enum kom_status kom_join_side_make(struct kom_join *join, struct kom_error *err) {
    struct kom_join_side *side = &join->side;
    struct making m = {.join = join, .side = side, .f = side->frame, .err = err};
    const size_t n = side->n_rows = side->frame->n_rows;
    if (n > KOM_JOIN_ROWS_MAX)
        return kom_fail(err, KOM_EDATA, "%s: more than %u rows; join a smaller table",
                        kom_join_file(join), KOM_JOIN_ROWS_MAX);
    side->key_of = kom_alloc(n + 1, sizeof *side->key_of);
    side->text = kom_alloc(n + 1, sizeof *side->text);
    if (side->start >= 0)
        m.spell = kom_alloc(n + 1, sizeof *m.spell);
    if (!side->key_of || !side->text || (!m.spell && side->start >= 0)) {
        kom_free(m.spell);
        return no_memory(&m);
    }
    return make_both(join, &m);
}

/* ---- finding ---- */

static int by_row(const void *pa, const void *pb) {
    const uint32_t *a = pa, *b = pb;
    return (*a > *b) - (*a < *b);
}

/* The first item of from..until-1 that starts after the day. */
static uint32_t after_day(const struct kom_join_side *side, uint32_t from, uint32_t until,
                          int32_t day) {
    while (from < until) {
        uint32_t middle = from + (until - from) / 2;
        if (side->item[middle].start <= day)
            from = middle + 1;
        else
            until = middle;
    }
    return from;
}

size_t kom_join_side_find(const struct kom_join_side *side, uint32_t key, int32_t day,
                          uint32_t *row) {
    const uint32_t from = side->from[key];
    size_t n = 0;
    if (side->start < 0) {
        for (uint32_t i = from; i < side->from[key + 1]; i++)
            row[n++] = side->item[i].row;
        return n;
    }
    for (uint32_t i = after_day(side, from, side->from[key + 1], day);
         i-- > from && side->item[i].last >= day;)
        if (side->item[i].end >= day)
            row[n++] = side->item[i].row;
    if (n > 1)
        qsort(row, n, sizeof *row, by_row);
    return n;
}
