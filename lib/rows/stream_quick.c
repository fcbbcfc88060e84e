/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows whose days and numbers are plainly written differ from the stream's in their delimiters and
   decimal marks only, which one pass over the bytes exchanges, unless a text holds a comma: then
   there are more commas than there should be. */
#include "stream_quick.h"

#include <string.h>

/* Do the columns pass all, in their order, as text, plain numbers and ISO days? */
static bool suits(const struct kom_stream_columns *columns, const struct kom_view *v) {
    const struct kom_extract *x = v->extract;
    const struct kom_split *split = &v->file->split;
    bool ok = v->batch->is_plain && split->n_fields > 1 && split->n_fields <= KOM_QUICK_COLUMNS &&
              columns->n == split->n_fields && x->n_columns == split->n_fields &&
              !x->reading->kom_digits;
    for (uint32_t i = 0; i < split->n_fields && ok; i++) {
        const struct kom_stream_column *o = &columns->out[i];
        const struct kom_column *c = &x->columns[i];
        ok = o->column == (int)i && split->column[i] == (int32_t)i && o->month < 0 &&
             !o->is_status && c->kind != KOM_KIND_PERIOD &&
             (c->kind != KOM_KIND_DAY || c->form.day.shape == KOM_DAY_ISO ||
              c->form.day.shape == KOM_DAY_YMD) &&
             !c->form.number.decimal && !c->form.number.thousands && !kom_cell_needs_care(&c->form);
    }
    char decimal = v->file->numbers.decimal; /* any other mark is not exchanged */
    return ok && !v->file->numbers.thousands && (decimal == ',' || decimal == '.');
}

void kom_stream_quick_begin(struct kom_stream_quick *q, const struct kom_stream_columns *columns,
                            const struct kom_view *v) {
    q->is_on = suits(columns, v);
    if (!q->is_on)
        return;
    q->delimiter = v->file->split.delimiter;
    q->decimal = v->file->numbers.decimal;
    q->n_columns = v->file->split.n_fields;
    q->n_numbers = q->n_days = q->from = q->until = q->ready_from = q->ready_until = 0;
    q->months = (struct kom_months){0};
    for (uint32_t i = 0; i < q->n_columns; i++) {
        if (v->extract->columns[i].kind == KOM_KIND_NUMBER)
            q->number[q->n_numbers++] = (uint8_t)i;
        if (v->extract->columns[i].kind == KOM_KIND_DAY)
            q->day[q->n_days++] = (uint8_t)i;
    }
}

/* Rows with cells that are not in the chunk as they should be written: they were converted. */
static void look_for_extra(struct kom_stream_quick *q, const struct kom_view *v) {
    for (uint32_t c = 0; c < q->n_columns && v->batch->has_moved; c++) {
        const uint32_t *offset = v->batch->offset[c] + q->from;
        for (uint32_t i = 0; i < q->until - q->from; i++)
            q->commas[i] = offset[i] & KOM_IN_EXTRA ? KOM_NOT_PLAIN : q->commas[i];
    }
}

/* Days: written as they should be, or blank. */
static void look_at_days(struct kom_stream_quick *q, const struct kom_view *v, int column) {
    int32_t day[KOM_BLOCK_ROWS];
    uint8_t cell[KOM_BLOCK_ROWS];
    uint32_t n = q->until - q->from;
    const uint32_t *length = v->batch->length[column] + q->from,
                   *offset = v->batch->offset[column] + q->from;
    kom_columns_days(v, column, q->from, n, (struct kom_days){day, cell, &q->months});
    for (uint32_t i = 0; i < n; i++) {
        if (q->commas[i] == KOM_NOT_PLAIN)
            continue;
        const char *p = v->batch->chunk->p + offset[i]; /* a plain row has all cells there */
        bool is_day = cell[i] == KOM_CELL_VALUE && length[i] == 10 && p[4] == '-' && p[7] == '-' &&
                      day[i] != KOM_DAY_OPEN;
        q->commas[i] = is_day || length[i] == 0 ? q->commas[i] : KOM_NOT_PLAIN;
    }
}

/* A blank cell, or digits with a sign before and a decimal mark among them; *n_marks is how many.
 */
static bool is_plain_number(struct kom_text t, char decimal, unsigned *n_marks) {
    size_t i = t.n && t.p[0] == '-', n_digits = 0;
    for (*n_marks = 0; i < t.n && *n_marks <= 1; i++) {
        bool is_digit = (unsigned char)t.p[i] - (unsigned)'0' <= 9, is_mark = t.p[i] == decimal;
        if (!is_digit && !is_mark)
            return false;
        n_digits += is_digit;
        *n_marks += is_mark;
    }
    return t.n == 0 || (n_digits > 0 && *n_marks <= 1 && t.n <= 300);
}

/* The same for one to eight bytes without a sign, the last of a word; false: let the other look. */
static bool is_short_number(uint64_t word, size_t n, char decimal, unsigned *n_marks) {
    const uint64_t ones = UINT64_C(0x0101010101010101), low = ones * 0x7F;
    const uint64_t zeros = ones * '0', high = ones * 0xF0;
    uint64_t own = ~UINT64_C(0) << 8 * (8 - n);
    uint64_t w = (word & own) | (zeros & ~own);
    uint64_t other = w ^ ones * (unsigned char)decimal;
    uint64_t is_mark = ~(((other & low) + low) | other | low) >> 7; /* 1 in each byte that is */
    *n_marks = (unsigned)(is_mark * ones >> 56);
    w = (w & ~(is_mark * 0xFF)) | is_mark * '0';
    return *n_marks <= 1 && n > *n_marks && (w & high) == zeros && ((w + ones * 6) & high) == zeros;
}

static void look_at_numbers(struct kom_stream_quick *q, const struct kom_view *v, int column) {
    const uint32_t *offset = v->batch->offset[column] + q->from,
                   *length = v->batch->length[column] + q->from;
    const char *p = v->batch->chunk->p;
    const struct kom_cell_form *form = kom_view_form(v, column);
    const bool lists = form->lists_digits; /* signs that read as numbers, but mean missing */
    unsigned weight = q->decimal == ',';
    for (uint32_t i = 0; i < q->until - q->from; i++) {
        if (q->commas[i] == KOM_NOT_PLAIN)
            continue;
        uint32_t n = length[i], end = offset[i] + n;
        unsigned n_marks = 0;
        uint64_t word;
        bool ok = false;
        if (n - 1 < 8 && end >= 8) {
            memcpy(&word, p + end - 8, 8);
            ok = is_short_number(word, n, q->decimal, &n_marks);
        }
        ok = ok || is_plain_number((struct kom_text){p + offset[i], n}, q->decimal, &n_marks);
        ok = ok && !(lists && kom_cell_is_listed(form, (struct kom_text){p + offset[i], n}));
        q->commas[i] = ok ? (uint8_t)(q->commas[i] + n_marks * weight) : KOM_NOT_PLAIN;
    }
}

static void look_at_block(struct kom_stream_quick *q, const struct kom_view *v, uint32_t row) {
    q->from = row;
    q->until = v->n_rows - row < KOM_BLOCK_ROWS ? v->n_rows : row + KOM_BLOCK_ROWS;
    q->by_row = false;
    memset(q->commas, q->delimiter == ',' ? (int)q->n_columns - 1 : 0, sizeof q->commas);
    look_for_extra(q, v);
    for (uint32_t k = 0; k < q->n_days; k++)
        look_at_days(q, v, q->day[k]);
    for (uint32_t k = 0; k < q->n_numbers; k++)
        look_at_numbers(q, v, q->number[k]);
}

/* Copies n bytes with the marks exchanged; returns how many commas there were: at most 255 bytes,
   so that a vector of bytes can count. */
static inline size_t exchange_some(char *restrict out, const char *restrict p, size_t n,
                                   char delimiter, char for_comma) {
    uint8_t count = 0;
    for (size_t i = 0; i < n; i++) {
        count = (uint8_t)(count + (p[i] == ','));
        out[i] = p[i] == delimiter ? ',' : p[i] == ',' ? for_comma : p[i];
    }
    return count;
}

static size_t exchange(char *out, const char *p, size_t n, char delimiter, char for_comma) {
    enum { WHOLE = 128 }; /* a length that is known makes one straight run of vectors */
    size_t count = 0, at = 0;
    for (; at + WHOLE <= n; at += WHOLE)
        count += exchange_some(out + at, p + at, WHOLE, delimiter, for_comma);
    return count + exchange_some(out + at, p + at, n - at, delimiter, for_comma);
}

/* Adds rows from..until-1 of the batch to a buffer, but for the last line end; false, and nothing
   added, when a text has a comma. */
static bool add_rows(const struct kom_stream_quick *q, const struct kom_view *v, uint32_t from,
                     uint32_t until, struct kom_buf *to) {
    const struct kom_batch *b = v->batch;
    uint32_t start = b->start[from], n = b->end[until - 1] - start;
    size_t expected = 0;
    for (uint32_t i = from; i < until; i++)
        expected += q->commas[i - q->from];
    char *out = kom_buf_room(to, (size_t)n + KOM_QUICK_LOOSE);
    if (!out)
        return true; /* to->failed ends all */
    if (exchange(out, b->chunk->p + start, n, q->delimiter, q->decimal == ',' ? '.' : ',') !=
        expected)
        return false; /* it is to be quoted */
    to->n += n;
    return true;
}

uint32_t kom_stream_quick_rows(struct kom_stream_quick *q, struct kom_view *v, uint32_t row) {
    if (row >= q->until)
        look_at_block(q, v, row);
    for (;; q->by_row = true) { /* one of them has a comma: row by row until the block ends */
        uint32_t end = row, most = q->by_row ? row + 1 : q->until;
        while (end < most && q->commas[end - q->from] != KOM_NOT_PLAIN)
            end++;
        if (end > row && add_rows(q, v, row, end, &v->out)) {
            kom_buf_byte(&v->out, '\n');
            return end - row;
        }
        if (end <= row + 1)
            return 0;
    }
}

/* Rows from this one on, as many as are plain; none where it is not. */
static void make_ready(struct kom_stream_quick *q, const struct kom_view *v, uint32_t row,
                       struct kom_buf *room) {
    q->ready_from = q->ready_until = row;
    for (;; q->by_row = true) {
        uint32_t end = row, most = q->by_row ? row + 1 : q->until;
        while (end < most && q->commas[end - q->from] != KOM_NOT_PLAIN)
            end++;
        kom_buf_reset(room);
        if (end > row && add_rows(q, v, row, end, room)) {
            q->ready_until = end;
            return;
        }
        if (end <= row + 1)
            return;
    }
}

struct kom_text kom_stream_quick_text(struct kom_stream_quick *q, const struct kom_view *v,
                                      uint32_t row, struct kom_buf *room) {
    const struct kom_batch *b = v->batch;
    if (row >= q->until)
        look_at_block(q, v, row);
    if (row >= q->ready_until)
        make_ready(q, v, row, room);
    if (row >= q->ready_until || room->failed)
        return (struct kom_text){NULL, 0};
    return (struct kom_text){room->p + (b->start[row] - b->start[q->ready_from]),
                             b->end[row] - b->start[row]};
}

bool kom_stream_quick_row(struct kom_stream_quick *q, const struct kom_stream_columns *columns,
                          struct kom_view *v, uint32_t row, struct kom_buf *room) {
    const size_t mark = v->out.n;
    struct kom_text own = {NULL, 0};
    if (q->is_on)
        own = kom_stream_quick_text(q, v, row, room);
    if (own.p)
        kom_buf_text(&v->out, own);
    else if (!kom_stream_row(v, columns, row)) {
        v->out.n = mark;
        return false;
    }
    return true;
}
