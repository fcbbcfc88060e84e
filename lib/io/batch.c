/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splitting: one pass over the bytes; plain fields and plainly quoted fields here, others by the
   careful reader.

   The scan (scan.c) finds all delimiters and line ends outside quotes, 64 bytes at a time. Where
   every line has as many fields as the header, a column is then filled by strides over that list,
   without a look at a field; else records are taken one by one. A block with a quote that is not
   plainly well-formed, a carriage return of its own or bytes in another encoding goes to the
   splitter below, byte by byte, and such a field to the careful reader (careful.c). Both ways give
   the same fields, which a test and a fuzzer hold them to: kom_batch_split_careful is the second
   alone. */
#include "batch.h"

#include <string.h>

#include "careful.h"
#include "encoding.h"
#include "mem.h"
#include "scan.h"

/* The record being split. */
struct record {
    uint32_t n_fields;
    bool is_odd;
    bool has_more; /* a field beyond the header's is not empty */
    struct kom_odd odd;
};

static void note_odd(struct record *r, enum kom_odd_kind kind) {
    if (r->is_odd)
        return;
    r->is_odd = true;
    r->odd.kind = kind;
    r->odd.field = r->n_fields;
}

static enum kom_status grow_array(void *array, size_t n, size_t size) {
    void **p = array;
    void *q = kom_resize(*p, n, size);
    if (!q)
        return KOM_ENOMEM;
    *p = q;
    return KOM_OK;
}

static enum kom_status reserve_columns(struct kom_batch *b, uint32_t n) {
    if (n <= b->cap_columns)
        return KOM_OK;
    if (grow_array(&b->offset, n, sizeof *b->offset) ||
        grow_array(&b->length, n, sizeof *b->length))
        return KOM_ENOMEM;
    for (size_t i = b->cap_columns; i < n; i++)
        b->offset[i] = b->length[i] = NULL;
    b->cap_columns = n;
    b->cap_rows = 0;
    return KOM_OK;
}

static enum kom_status reserve(struct kom_batch *b, uint32_t n_columns, size_t n_rows) {
    if (reserve_columns(b, n_columns))
        return KOM_ENOMEM;
    if (n_rows <= b->cap_rows)
        return KOM_OK;
    for (size_t i = 0; i < b->cap_columns; i++)
        if (grow_array(&b->offset[i], n_rows, sizeof **b->offset) ||
            grow_array(&b->length[i], n_rows, sizeof **b->length))
            return KOM_ENOMEM;
    if (grow_array(&b->start, n_rows, sizeof *b->start) ||
        grow_array(&b->end, n_rows, sizeof *b->end))
        return KOM_ENOMEM;
    b->cap_rows = n_rows;
    return KOM_OK;
}

static void put_in_row(struct kom_batch *b, uint32_t column, uint32_t row, size_t offset,
                       size_t length, bool in_extra) {
    b->offset[column][row] = (uint32_t)offset | (in_extra ? KOM_IN_EXTRA : 0);
    b->length[column][row] = (uint32_t)length;
    b->has_moved = b->has_moved || in_extra;
}

static void put(struct kom_batch *b, int32_t column, size_t offset, size_t length, bool in_extra) {
    put_in_row(b, (uint32_t)column, b->n_rows, offset, length, in_extra);
}

/* Is the field p[from, end) more than nothing, or nothing in quotes? */
static bool holds_text(const char *p, size_t from, size_t end) {
    return end > from && !(end == from + 2 && p[from] == '"');
}

/* A field that starts with a quote at `at`; returns where it ends. */
static size_t quoted_field(struct kom_batch *b, const struct kom_split *s, size_t at,
                           int32_t column, struct record *r) {
    const char *p = b->chunk->p;
    size_t n = b->chunk->n;
    const char *close = memchr(p + at + 1, '"', n - at - 1);
    size_t after = close ? (size_t)(close - p) + 1 : n;
    bool plain =
        close && (after == n || p[after] == s->delimiter || p[after] == '\n' || p[after] == '\r');
    if (plain) {
        if (column >= 0)
            put(b, column, at + 1, after - at - 2, false);
        return after;
    }
    bool is_valid;
    size_t from = b->extra.n;
    after = at + kom_careful_field(p + at, n - at, s->delimiter, &b->extra, &is_valid);
    if (!is_valid)
        note_odd(r, KOM_ODD_QUOTE);
    if (column >= 0)
        put(b, column, from, b->extra.n - from, true);
    else
        b->extra.n = from;
    return after;
}

static size_t plain_field(struct kom_batch *b, const struct kom_split *s, size_t at,
                          int32_t column) {
    const char *p = b->chunk->p;
    size_t n = b->chunk->n, i = at;
    while (i < n && p[i] != s->delimiter && p[i] != '\n' && p[i] != '\r')
        i++;
    if (column >= 0)
        put(b, column, at, i - at, false);
    return i;
}

/* At a carriage return: is it the first half of a line end? Otherwise the record is odd, and goes
 * on. */
static size_t carriage_return(struct kom_batch *b, const struct kom_split *s, size_t at,
                              struct record *r) {
    const char *p = b->chunk->p;
    size_t n = b->chunk->n;
    while (at < n && p[at] == '\r' && !(at + 1 < n && p[at + 1] == '\n')) {
        note_odd(r, KOM_ODD_CR);
        at++;
        while (at < n && p[at] != s->delimiter && p[at] != '\n' && p[at] != '\r')
            at++;
    }
    return at;
}

/* Splits the record at `at`; returns where its line end starts. */
static size_t split_record(struct kom_batch *b, const struct kom_split *s, size_t at,
                           struct record *r) {
    const char *p = b->chunk->p;
    size_t n = b->chunk->n;
    for (;;) {
        int32_t column = r->n_fields < s->n_fields ? s->column[r->n_fields] : -1;
        size_t from = at;
        at = at < n && p[at] == '"' ? quoted_field(b, s, at, column, r)
                                    : plain_field(b, s, at, column);
        if (r->n_fields >= s->n_fields)
            r->has_more = r->has_more || holds_text(p, from, at);
        if (at < n && p[at] == '\r')
            at = carriage_return(b, s, at, r);
        r->n_fields++;
        if (at == n || p[at] == '\n' || p[at] == '\r')
            return at;
        at++;
    }
}

KOM_APART static enum kom_status add_odd(struct kom_batch *b, const struct record *r, size_t start,
                                         size_t end) {
    void *p = b->odd;
    enum kom_status status = kom_grow(&p, &b->cap_odd, b->n_odd + 1, sizeof *b->odd);
    b->odd = p;
    if (status)
        return status;
    struct kom_odd odd = r->odd;
    odd.start = (uint32_t)start;
    odd.end = (uint32_t)end;
    odd.n_fields = r->n_fields;
    odd.row = b->n_rows;
    b->odd[b->n_odd++] = odd;
    return KOM_OK;
}

/* A cell of column c that is not UTF-8 becomes it. False: it is no text. */
static bool convert_cell(struct kom_batch *b, const struct kom_split *s, uint32_t c, uint32_t row) {
    enum { LONGEST = 3 }; /* bytes that a byte may become */
    if (s->encoding == KOM_TEXT_UTF8)
        return false;
    size_t from = b->extra.n;
    /* First the room: the cell may lie in extra, which then moves no more. */
    if (!kom_buf_room(&b->extra, LONGEST * (size_t)b->length[c][row] + 1))
        return true; /* extra.failed ends all */
    bool known = kom_buf_windows1252(&b->extra, kom_batch_cell(b, c, row));
    if (known)
        put_in_row(b, c, row, from, b->extra.n - from, true);
    return known;
}

/* Cells of a row that are not UTF-8 become it, or make the row odd. All before `at` in the chunk is
   ASCII. */
KOM_APART static void convert_row(struct kom_batch *b, const struct kom_split *s, uint32_t row,
                                  size_t at, struct record *r) {
    for (uint32_t c = 0; c < s->n_columns; c++) {
        if (b->offset[c][row] + (size_t)b->length[c][row] <= at) /* in extra it is not */
            continue;
        struct kom_text cell = kom_batch_cell(b, c, row);
        if (kom_ascii_only(cell.p, cell.n))
            continue;
        if (s->encoding != KOM_TEXT_WINDOWS1252 && kom_utf8_is_valid(cell.p, cell.n)) {
            b->has_utf8_cells = true;
            continue;
        }
        bool is_text = convert_cell(b, s, c, row);
        if (s->is_beside && s->is_beside[c]) {
            if (!is_text)
                put_in_row(b, c, row, 0, 0, true); /* it is not what stood there */
            continue;
        }
        if (!is_text) {
            r->n_fields = c;
            note_odd(r, KOM_ODD_ENCODING);
            return;
        }
        b->n_converted += s->encoding == KOM_TEXT_AUTO;
    }
}

/* Need letters beyond ASCII be looked at? */
static bool must_convert(const struct kom_batch *b, const struct kom_split *s) {
    return s->encoding == KOM_TEXT_WINDOWS1252 || !b->is_utf8;
}

/* Has the record as many fields as a row may have? */
static bool is_wide_enough(const struct kom_split *s, const struct record *r) {
    uint32_t least = s->n_least ? s->n_least : s->n_fields;
    return r->n_fields >= least && r->n_fields <= s->n_fields + s->n_loose && !r->has_more;
}

/* Columns that the record has no field for are blank. */
static void fill_blanks(struct kom_batch *b, const struct kom_split *s, const struct record *r) {
    for (uint32_t i = r->n_fields; i < s->n_fields; i++)
        if (s->column[i] >= 0)
            put(b, s->column[i], 0, 0, false);
    for (uint32_t i = 0; i < s->n_absent; i++)
        put(b, (int32_t)s->absent[i], 0, 0, false);
}

static enum kom_status finish_record(struct kom_batch *b, const struct kom_split *s,
                                     struct record *r, size_t start, size_t end) {
    bool is_blank = end == start && s->n_fields > 1;
    if (!r->is_odd && (is_blank || !is_wide_enough(s, r))) {
        r->is_odd = true;
        r->odd.kind = is_blank ? KOM_ODD_BLANK : KOM_ODD_RAGGED;
    }
    if (!r->is_odd && (r->n_fields < s->n_fields || s->n_absent))
        fill_blanks(b, s, r);
    if (!r->is_odd && must_convert(b, s))
        convert_row(b, s, b->n_rows, 0, r);
    if (r->is_odd)
        return add_odd(b, r, start, end);
    b->start[b->n_rows] = (uint32_t)start;
    b->end[b->n_rows] = (uint32_t)end;
    b->n_rows++;
    return KOM_OK;
}

/* ---- by the scan ---- */

/* The field p[from, end), quotes off; outside quotes a carriage return stands only before the line
 * feed. */
static void put_scanned(struct kom_batch *b, int32_t column, size_t from, size_t end) {
    const char *p = b->chunk->p;
    if (end > from && p[from] == '"') {
        from++;
        end--;
    }
    put(b, column, from, end - from, false);
}

/* Splits the record whose first field end is scan.end[k]; returns where in scan.end the next record
 * starts. */
static size_t scanned_record(struct kom_batch *b, const struct kom_split *s, size_t k, size_t start,
                             struct record *r, size_t *end) {
    const char *p = b->chunk->p;
    size_t from = start;
    for (;; k++) {
        size_t at = b->scan->end[k];
        bool is_last = at == b->chunk->n || p[at] == '\n';
        size_t stop = is_last && at > from && p[at - 1] == '\r' ? at - 1 : at;
        if (r->n_fields < s->n_fields && s->column[r->n_fields] >= 0)
            put_scanned(b, s->column[r->n_fields], from, stop);
        if (r->n_fields >= s->n_fields)
            r->has_more = r->has_more || holds_text(p, from, stop);
        r->n_fields++;
        if (is_last) {
            *end = stop;
            return k + 1;
        }
        from = at + 1;
    }
}

/* Has every line as many fields as the header? */
static bool is_regular(const struct kom_scan *scan, uint32_t n_fields) {
    bool ok = scan->n == scan->n_lines * n_fields;
    for (size_t i = 0; i < scan->n_lines && ok; i++)
        ok = scan->line[i] == (i + 1) * n_fields - 1;
    return ok;
}

/* Where record i of a regular block starts and ends. */
static void mark_rows(struct kom_batch *b, uint32_t n_fields) {
    const uint32_t *end = b->scan->end;
    const char *p = b->chunk->p;
    uint32_t start = 0;
    for (size_t i = 0; i < b->scan->n_lines; i++) {
        uint32_t stop = end[(i + 1) * n_fields - 1];
        b->start[i] = start;
        b->end[i] = stop;
        start = stop + 1;
    }
    for (size_t i = 0; i < b->scan->n_lines && b->scan->has_cr; i++)
        b->end[i] -= b->end[i] > b->start[i] && p[b->end[i] - 1] == '\r';
}

/* One column of a regular block, from its field's place in each record. */
static void fill_column(struct kom_batch *b, uint32_t n_fields, uint32_t field, uint32_t column) {
    const struct kom_scan *scan = b->scan;
    const uint32_t *end = scan->end;
    const char *p = b->chunk->p;
    uint32_t *offset = b->offset[column], *length = b->length[column];
    for (size_t i = 0, k = field; i < scan->n_lines; i++, k += n_fields) {
        offset[i] = k ? end[k - 1] + 1 : 0;
        length[i] = end[k] - offset[i];
    }
    bool is_last = field + 1 == n_fields;
    for (size_t i = 0; i < scan->n_lines && scan->has_cr && is_last; i++)
        length[i] -= length[i] && p[offset[i] + length[i] - 1] == '\r';
    for (size_t i = 0; i < scan->n_lines && scan->has_quote; i++) {
        if (length[i] && p[offset[i]] == '"') {
            offset[i]++;
            length[i] -= 2;
        }
    }
}

static void split_regular(struct kom_batch *b, const struct kom_split *s, uint32_t width) {
    mark_rows(b, width);
    for (uint32_t f = 0; f < s->n_fields; f++)
        if (s->column[f] >= 0)
            fill_column(b, width, f, (uint32_t)s->column[f]);
    for (uint32_t i = 0; i < s->n_absent; i++)
        for (uint32_t *p = b->offset[s->absent[i]], *q = b->length[s->absent[i]], k = 0;
             k < b->scan->n_lines; k++)
            p[k] = q[k] = 0;
    b->n_rows = (uint32_t)b->scan->n_lines;
    b->is_plain = !b->scan->has_quote && !b->scan->has_cr && width == s->n_fields;
}

/* The fields that every line has, if that is what rows may have, and those beyond the header's are
   all empty; 0: the records are looked at one by one. */
static uint32_t regular_width(const struct kom_batch *b, const struct kom_split *s) {
    const struct kom_scan *scan = b->scan;
    const uint32_t *end = scan->end;
    size_t width = scan->n_lines ? scan->n / scan->n_lines : 0;
    bool ok = width >= s->n_fields && width <= (size_t)s->n_fields + s->n_loose &&
              is_regular(scan, (uint32_t)width);
    for (size_t i = 0; i < scan->n_lines && ok && width > s->n_fields; i++)
        for (size_t k = i * width + s->n_fields; k < (i + 1) * width && ok; k++)
            ok = end[k] - end[k - 1] == 1 ||
                 (scan->has_cr && k + 1 == (i + 1) * width && end[k] - end[k - 1] == 2);
    return ok ? (uint32_t)width : 0;
}

/* The rows of a regular block that hold letters beyond ASCII. False: one is odd. */
static bool convert_regular(struct kom_batch *b, const struct kom_split *s) {
    const char *p = b->chunk->p;
    size_t n = b->chunk->n;
    struct record r = {0};
    uint32_t row = 0;
    for (size_t at = kom_ascii_length(p, n); at < n && !r.is_odd;) {
        while (b->end[row] <= at)
            row++;
        convert_row(b, s, row, at, &r);
        at = b->end[row];
        at += kom_ascii_length(p + at, n - at);
    }
    return !r.is_odd;
}

static void forget_rows(struct kom_batch *b) {
    b->is_plain = b->has_utf8_cells = b->has_moved = false;
    b->n_rows = b->n_odd = b->n_converted = 0;
    kom_buf_reset(&b->extra);
}

static enum kom_status split_scanned(struct kom_batch *b, const struct kom_split *s) {
    size_t start = 0;
    enum kom_status status = KOM_OK;
    uint32_t width = regular_width(b, s);
    if (width) {
        split_regular(b, s, width);
        if (!must_convert(b, s) || convert_regular(b, s))
            return KOM_OK;
        forget_rows(b); /* records one by one, so that the odd ones stand aside */
    }
    for (size_t k = 0; k < b->scan->n && !status;) {
        struct record r = {0};
        size_t end;
        k = scanned_record(b, s, k, start, &r, &end);
        status = finish_record(b, s, &r, start, end);
        start = (size_t)b->scan->end[k - 1] + 1;
    }
    return status;
}

/* The scan of the whole chunk, if that is plain; the last line may lack its end. */
static enum kom_status scan_chunk(struct kom_batch *b, const struct kom_chunk *chunk,
                                  char delimiter, bool *is_plain) {
    if (!b->scan)
        b->scan = kom_alloc(1, sizeof *b->scan);
    if (!b->scan)
        return KOM_ENOMEM;
    *is_plain = kom_scan_fields(b->scan, chunk->p, chunk->n, delimiter);
    if (*is_plain && chunk->n && chunk->p[chunk->n - 1] != '\n' && kom_scan_room(b->scan)) {
        b->scan->line[b->scan->n_lines++] = (uint32_t)b->scan->n;
        b->scan->end[b->scan->n++] = (uint32_t)chunk->n;
    }
    return b->scan->failed ? KOM_ENOMEM : KOM_OK;
}

/* ---- both ---- */

static enum kom_status begin(struct kom_batch *b, const struct kom_chunk *chunk,
                             const struct kom_split *split, size_t n_lines) {
    b->chunk = chunk;
    b->n_columns = split->n_columns;
    forget_rows(b);
    if (!b->extra.p)
        kom_buf_byte(&b->extra, '\0'); /* so that offsets always count from something */
    if (b->extra.failed)
        return KOM_ENOMEM;
    kom_buf_reset(&b->extra);
    /* A good row takes a byte for each of its fields: a block of empty lines needs no room in a
     * wide table. */
    size_t rows = chunk->n / (split->n_least ? split->n_least : split->n_fields) + 1;
    return reserve(b, split->n_columns, n_lines < rows ? n_lines : rows);
}

static enum kom_status verdict(const struct kom_batch *b, enum kom_status status,
                               struct kom_error *err) {
    if (status || b->extra.failed)
        return kom_fail(err, KOM_ENOMEM, "memory ran out for a block of input");
    return KOM_OK;
}

enum kom_status kom_batch_split_careful(struct kom_batch *b, const struct kom_chunk *chunk,
                                        const struct kom_split *split, struct kom_error *err) {
    b->has_high = !kom_ascii_only(chunk->p, chunk->n);
    b->is_utf8 = split->encoding == KOM_TEXT_RAW || kom_utf8_is_valid(chunk->p, chunk->n);
    enum kom_status status = begin(b, chunk, split, kom_count_byte(chunk->p, chunk->n, '\n') + 1);
    for (size_t at = 0; at < chunk->n && !status;) {
        struct record r = {0};
        size_t end = split_record(b, split, at, &r);
        status = finish_record(b, split, &r, at, end);
        at = end + (end < chunk->n && chunk->p[end] == '\r');
        at++;
    }
    return verdict(b, status, err);
}

enum kom_status kom_batch_split(struct kom_batch *b, const struct kom_chunk *chunk,
                                const struct kom_split *split, struct kom_error *err) {
    bool is_plain = false;
    enum kom_status status = scan_chunk(b, chunk, split->delimiter, &is_plain);
    if (status)
        return verdict(b, status, err);
    if (!is_plain)
        return kom_batch_split_careful(b, chunk, split, err);
    b->has_high = b->scan->has_high;
    b->is_utf8 =
        !b->has_high || split->encoding == KOM_TEXT_RAW || kom_utf8_is_valid(chunk->p, chunk->n);
    status = begin(b, chunk, split, b->scan->n_lines);
    if (!status)
        status = split_scanned(b, split);
    return verdict(b, status, err);
}

struct kom_text kom_batch_raw(const struct kom_batch *b, uint32_t row) {
    return (struct kom_text){b->chunk->p + b->start[row], b->end[row] - b->start[row]};
}

uint64_t kom_chunk_line(const struct kom_chunk *chunk, uint32_t offset) {
    uint64_t line = chunk->first_line;
    for (uint32_t i = 0; i < offset; i++)
        line += chunk->p[i] == '\n';
    return line;
}

void kom_batch_fini(struct kom_batch *b) {
    for (size_t i = 0; i < b->cap_columns; i++) {
        kom_free(b->offset[i]);
        kom_free(b->length[i]);
    }
    kom_free(b->offset);
    kom_free(b->length);
    kom_free(b->start);
    kom_free(b->end);
    kom_free(b->odd);
    if (b->scan)
        kom_scan_fini(b->scan);
    kom_free(b->scan);
    kom_buf_fini(&b->extra);
    *b = (struct kom_batch){0};
}
