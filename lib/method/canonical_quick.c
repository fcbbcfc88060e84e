/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row whose days and numbers are plainly written differs from the stream's in its delimiters and
   decimal marks only, unless a text holds a comma: then there are more commas than marks. */
#include "canonical_quick.h"

#include <string.h>

/* Do the columns pass all, in their order, as text, plain numbers and ISO days? */
static bool suits(const struct kom_canonical *k, const struct kom_view *v) {
    const struct kom_extract *x = v->extract;
    const struct kom_split *split = &v->file->split;
    bool ok = v->batch->is_plain && split->n_fields > 1 && split->n_fields <= KOM_QUICK_COLUMNS &&
              k->n_out == split->n_fields && x->n_columns == split->n_fields &&
              !k->request.name_heading && k->request.totals == KOM_TOTALS_KEEP &&
              !x->reading->kom_digits && !x->reading->n_missing && !x->reading->schema;
    for (uint32_t i = 0; i < split->n_fields && ok; i++) {
        const struct kom_out_column *o = &k->out[i];
        const struct kom_column *c = &x->columns[i];
        ok = o->column == (int)i && split->column[i] == (int32_t)i && o->month < 0 &&
             !o->is_status && c->kind != KOM_KIND_PERIOD &&
             (c->kind != KOM_KIND_DAY || c->day_form == KOM_DAY_ISO) && !c->thousands &&
             !c->decimal;
    }
    return ok && !v->file->numbers.thousands;
}

void kom_canonical_quick_begin(struct kom_canonical_quick *q, const struct kom_canonical *k,
                               const struct kom_view *v) {
    q->is_on = suits(k, v);
    if (!q->is_on)
        return;
    q->delimiter = v->file->split.delimiter;
    q->decimal = v->file->numbers.decimal;
    q->n_columns = v->file->split.n_fields;
    q->n_numbers = q->n_days = q->from = q->until = 0;
    q->months = (struct kom_months){0};
    for (uint32_t i = 0; i < q->n_columns; i++) {
        if (v->extract->columns[i].kind == KOM_KIND_NUMBER)
            q->number[q->n_numbers++] = (uint8_t)i;
        if (v->extract->columns[i].kind == KOM_KIND_DAY)
            q->day[q->n_days++] = (uint8_t)i;
    }
}

/* The days of the next block: written as they should be, or blank. */
static void look_at_days(struct kom_canonical_quick *q, const struct kom_view *v, uint32_t row) {
    int32_t day[KOM_BLOCK_ROWS];
    uint8_t cell[KOM_BLOCK_ROWS];
    q->from = row;
    q->until = v->n_rows - row < KOM_BLOCK_ROWS ? v->n_rows : row + KOM_BLOCK_ROWS;
    memset(q->ok, true, sizeof q->ok);
    for (uint32_t k = 0; k < q->n_days; k++) {
        const uint32_t *length = v->batch->length[q->day[k]];
        kom_columns_days(v, q->day[k], row, q->until - row,
                         (struct kom_days){day, cell, &q->months});
        for (uint32_t i = 0; i < q->until - row; i++)
            q->ok[i] = q->ok[i] &&
                       (length[row + i] == 0 || (cell[i] == KOM_CELL_VALUE &&
                                                 length[row + i] == 10 && day[i] != KOM_DAY_OPEN));
    }
}

/* A blank cell, or digits with a sign before and a decimal mark among them; *mark is where that
   stands, t.n when there is none. */
static bool is_plain_number(struct kom_text t, char decimal, size_t *mark) {
    size_t i = t.n && t.p[0] == '-', n_digits;
    *mark = t.n;
    for (n_digits = i; i < t.n && (unsigned char)t.p[i] - (unsigned)'0' <= 9; i++) {
    }
    n_digits = i - n_digits;
    if (i < t.n && t.p[i] == decimal) {
        *mark = i;
        size_t first = ++i;
        for (; i < t.n && (unsigned char)t.p[i] - (unsigned)'0' <= 9; i++) {
        }
        n_digits += i - first;
    }
    return i == t.n && t.n <= 300 && (n_digits > 0 || t.n == 0);
}

static size_t count_commas(const char *p, size_t n) {
    const uint64_t ones = UINT64_C(0x0101010101010101), low = ones * 127;
    size_t count = 0, i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t w;
        memcpy(&w, p + i, 8);
        w ^= ones * ',';
        uint64_t is_comma = ~((((w & low) + low) | w) | low) >> 7; /* 1 in each byte */
        count += (size_t)(is_comma * ones >> 56);
    }
    for (; i < n; i++)
        count += p[i] == ',';
    return count;
}

bool kom_canonical_quick_row(struct kom_canonical_quick *q, struct kom_view *v, uint32_t row) {
    const struct kom_batch *b = v->batch;
    uint32_t start = b->start[row], n_marks = 0, mark[KOM_QUICK_COLUMNS];
    if (row >= q->until)
        look_at_days(q, v, row);
    if (!q->ok[row - q->from])
        return false;
    for (uint32_t k = 0; k < q->n_numbers; k++) {
        struct kom_text t = kom_view_text(v, q->number[k], row);
        size_t at;
        if (!is_plain_number(t, q->decimal, &at))
            return false;
        if (at < t.n)
            mark[n_marks++] = b->offset[q->number[k]][row] + (uint32_t)at - start;
    }
    struct kom_text raw = kom_batch_raw(b, row);
    size_t expected =
        (q->delimiter == ',' ? q->n_columns - 1 : 0) + (q->decimal == ',' ? n_marks : 0);
    if (count_commas(raw.p, raw.n) != expected)
        return false; /* a text with a comma is to be quoted */
    size_t at = v->out.n;
    kom_buf_text(&v->out, raw);
    kom_buf_byte(&v->out, '\n');
    if (v->out.failed)
        return true;
    char *out = v->out.p + at;
    for (uint32_t i = 0; i + 1 < q->n_columns; i++)
        out[b->offset[i][row] + b->length[i][row] - start] = ',';
    for (uint32_t i = 0; i < n_marks; i++)
        out[mark[i]] = '.';
    return true;
}
