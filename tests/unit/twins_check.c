/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The twins of lib/io: every field of their results is compared, and what is said of a block is
 * held to its bytes. */
#include "twins_check.h"

#include <string.h>

#include "batch.h"
#include "cutter.h"
#include "mem.h"
#include "scan.h"

static bool has_byte(struct kom_text t, char c) {
    return t.n && memchr(t.p, c, t.n);
}

/* A copy of its own, so that a byte too far is seen by the sanitizer. */
static struct kom_text copy_of(struct kom_text t) {
    char *p = kom_alloc(t.n ? t.n : 1, 1);
    if (p && t.n)
        memcpy(p, t.p, t.n);
    return (struct kom_text){p, p ? t.n : 0};
}

/* ---- the scan ---- */

static bool same_numbers(const uint32_t *a, const uint32_t *b, size_t n) {
    return n == 0 || memcmp(a, b, n * sizeof *a) == 0;
}

/* What a scan says of a plain block, by its bytes: any quote changes sides. */
static const char *check_marks(const struct kom_scan *s, struct kom_text t, char delimiter) {
    bool inside = false, has_high = false;
    size_t n = 0, n_lines = 0;
    for (size_t i = 0; i < t.n; i++) {
        bool is_lf = t.p[i] == '\n';
        inside = inside != (t.p[i] == '"');
        has_high = has_high || (unsigned char)t.p[i] > 0x7F;
        if (inside || !(is_lf || t.p[i] == delimiter))
            continue;
        if (n >= s->n || s->end[n] != i)
            return "a scan finds other ends of fields";
        if (is_lf && (n_lines >= s->n_lines || s->line[n_lines] != n))
            return "a scan finds other ends of lines";
        n++;
        n_lines += is_lf;
    }
    if (n != s->n || n_lines != s->n_lines)
        return "a scan finds more ends than there are";
    if (s->has_quote != has_byte(t, '"') || s->has_cr != has_byte(t, '\r') ||
        s->has_high != has_high)
        return "a scan is wrong about the bytes that there are";
    return NULL;
}

static const char *check_counts(struct kom_text t, char delimiter) {
    const char marks[] = {'\n', '"', '\r', '\0', delimiter};
    for (size_t k = 0; k < sizeof marks; k++) {
        size_t n = 0;
        for (size_t i = 0; i < t.n; i++)
            n += t.p[i] == marks[k];
        if (kom_count_byte(t.p, t.n, marks[k]) != n)
            return "bytes are counted wrongly";
    }
    return NULL;
}

static const char *check_scans(struct kom_text t, char delimiter) {
    struct kom_scan a = {0}, b = {0};
    const char *failure = check_counts(t, delimiter);
    /* The first half before, so that the second run finds memory used already. */
    (void)kom_scan_fields(&a, t.p, t.n / 2, delimiter);
    bool x = kom_scan_fields(&a, t.p, t.n, delimiter);
    bool y = kom_scan_fields_portable(&b, t.p, t.n, delimiter);
    if (!failure && x != y)
        failure = "one scan alone takes a block for plain";
    if (!failure && x)
        failure = check_marks(&a, t, delimiter);
    if (!failure && x &&
        !(a.n == b.n && a.n_lines == b.n_lines && same_numbers(a.end, b.end, a.n) &&
          same_numbers(a.line, b.line, a.n_lines) && a.has_quote == b.has_quote &&
          a.has_cr == b.has_cr && a.has_high == b.has_high))
        failure = "the two scans differ";
    kom_scan_fini(&a);
    kom_scan_fini(&b);
    return failure;
}

/* ---- the splitter ---- */

static bool same_odd(const struct kom_odd *a, const struct kom_odd *b) {
    return a->kind == b->kind && a->start == b->start && a->end == b->end &&
           a->n_fields == b->n_fields && a->field == b->field && a->row == b->row;
}

static bool same_batch(const struct kom_batch *a, const struct kom_batch *b) {
    bool same = a->n_rows == b->n_rows && a->n_columns == b->n_columns && a->n_odd == b->n_odd &&
                a->is_utf8 == b->is_utf8 && a->n_converted == b->n_converted && !b->is_plain;
    for (uint32_t i = 0; same && i < a->n_rows; i++) {
        same = a->start[i] == b->start[i] && a->end[i] == b->end[i];
        for (uint32_t c = 0; same && c < a->n_columns; c++)
            same = kom_text_equal(kom_batch_cell(a, c, i), kom_batch_cell(b, c, i));
    }
    for (uint32_t i = 0; same && i < a->n_odd; i++)
        same = same_odd(&a->odd[i], &b->odd[i]);
    return same;
}

/* Where a cell of the chunk ends; one that was converted ends where the next delimiter stands. */
static size_t end_of_cell(const struct kom_batch *b, const struct kom_split *s, uint32_t column,
                          uint32_t row, size_t at) {
    struct kom_text t = {b->chunk->p, b->chunk->n};
    if (!(b->offset[column][row] & KOM_IN_EXTRA))
        return b->offset[column][row] == at ? at + b->length[column][row] : SIZE_MAX;
    while (at < t.n && t.p[at] != s->delimiter && t.p[at] != '\n')
        at++;
    return at;
}

/* Do rows, cells and single delimiters make up the block, each byte in one of them? */
static bool is_laid_out(const struct kom_batch *b, const struct kom_split *s) {
    struct kom_text t = {b->chunk->p, b->chunk->n};
    size_t at = 0;
    bool ok = b->n_odd == 0 && !has_byte(t, '"') && !has_byte(t, '\r');
    for (uint32_t i = 0; ok && i < b->n_rows; i++) {
        ok = b->start[i] == at;
        for (uint32_t f = 0; ok && f < s->n_fields; f++) {
            at = end_of_cell(b, s, (uint32_t)s->column[f], i, at);
            ok =
                at != SIZE_MAX && (f + 1 == s->n_fields || (at < t.n && t.p[at++] == s->delimiter));
        }
        ok = ok && b->end[i] == at && (at == t.n || t.p[at] == '\n');
        at += at < t.n;
    }
    return ok && at == t.n;
}

static const char *check_split(struct kom_batch *a, struct kom_batch *b,
                               const struct kom_chunk *chunk, const struct kom_split *split) {
    if (kom_batch_split(a, chunk, split, NULL) || kom_batch_split_careful(b, chunk, split, NULL))
        return "a block cannot be split";
    if (!same_batch(a, b))
        return "the splitter and the careful splitter differ";
    if (a->is_plain && split->n_columns == split->n_fields && !is_laid_out(a, split))
        return "a batch that calls itself plain is not";
    return NULL;
}

enum { FIELDS_MAX = 12 };

/* Which columns are asked for: all, backwards, every other one, none. */
static void choose(struct kom_split *s, int32_t column[FIELDS_MAX], unsigned way) {
    uint32_t n = 0;
    for (uint32_t f = 0; f < s->n_fields; f++) {
        bool wanted = way < 2 || (way == 2 && f % 2);
        uint32_t at = way == 1 ? s->n_fields - 1 - f : n;
        column[f] = wanted ? (int32_t)at : -1;
        n += wanted;
    }
    s->n_columns = n;
    s->column = column;
}

/* The number of fields in the first line, up to what there is room for. */
static uint32_t first_fields(struct kom_text t, char delimiter) {
    uint32_t n = 1;
    for (size_t i = 0; i < t.n && t.p[i] != '\n'; i++)
        n += t.p[i] == delimiter;
    return n > FIELDS_MAX ? FIELDS_MAX : n;
}

static const char *check_splits(struct kom_text t, char delimiter) {
    struct kom_batch a = {0}, b = {0};
    struct kom_chunk chunk = {
        .p = (char *)(uintptr_t)t.p, .n = t.n, .cap = t.n, .first_line = 7, .has_quote = true};
    const uint32_t n_fields[] = {first_fields(t, delimiter), 1, 2, 3};
    const char *failure = NULL;
    static const bool beside[FIELDS_MAX] = {false, true, false, true, true};
    for (unsigned k = 0; k < 2 * 4 * 4 * 4 && !failure; k++) {
        int32_t column[FIELDS_MAX];
        struct kom_split split = {.delimiter = delimiter,
                                  .n_fields = n_fields[k / 16 % 4],
                                  .is_beside = k / 64 ? beside : NULL};
        switch (k / 4 % 4) {
        case 0:
            split.encoding = KOM_TEXT_AUTO;
            break;
        case 1:
            split.encoding = KOM_TEXT_UTF8;
            break;
        case 2:
            split.encoding = KOM_TEXT_WINDOWS1252;
            break;
        default:
            split.encoding = KOM_TEXT_RAW;
        }
        choose(&split, column, k % 4);
        failure = check_split(&a, &b, &chunk, &split);
    }
    kom_batch_fini(&a);
    kom_batch_fini(&b);
    return failure;
}

/* ---- the cutter ---- */

static const char *check_cut(struct kom_text t, char delimiter, bool at_end) {
    struct kom_cut a = kom_cut_find(t.p, t.n, delimiter, at_end);
    struct kom_cut b = kom_cut_find_careful(t.p, t.n, delimiter, at_end);
    return a.end == b.end && a.open_quote == b.open_quote && a.has_quote == b.has_quote
               ? NULL
               : "the cutter and the careful cutter differ";
}

/* All beginnings of the bytes; of long ones some. */
static const char *check_cuts(struct kom_text bytes, char delimiter) {
    const char *failure = NULL;
    for (size_t n = 0; n <= bytes.n && !failure; n += 1 + bytes.n / 1000) {
        struct kom_text t = copy_of((struct kom_text){bytes.p, n});
        failure = check_cut(t, delimiter, false);
        if (!failure)
            failure = check_cut(t, delimiter, true);
        kom_free((char *)(uintptr_t)t.p);
    }
    return failure;
}

/* ---- all of it ---- */

const char *twins_check(struct kom_text bytes, char delimiter) {
    struct kom_text t = copy_of(bytes);
    const char *failure = check_scans(t, delimiter);
    if (!failure)
        failure = check_splits(t, delimiter);
    kom_free((char *)(uintptr_t)t.p);
    return failure ? failure : check_cuts(bytes, delimiter);
}
