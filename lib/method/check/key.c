/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells as one key and back, and spans of days kept apart. */
#include "key.h"

#include <string.h>

void kom_check_key_add(struct kom_buf *key, struct kom_text cell) {
    size_t n = cell.n;
    for (; n > 127; n >>= 7)
        kom_buf_byte(key, (char)(n | 128));
    kom_buf_byte(key, (char)n);
    kom_buf_text(key, cell);
}

bool kom_check_key_next(struct kom_text *key, struct kom_text *cell) {
    size_t n = 0, i = 0;
    bool more = true;
    for (; more && i < key->n && 7 * i < 64; i++) {
        unsigned char c = (unsigned char)key->p[i];
        n |= (size_t)(c & 127) << 7 * i;
        more = c > 127;
    }
    if (more || n > key->n - i)
        return false;
    *cell = (struct kom_text){key->p + i, n};
    key->p += i + n;
    key->n -= i + n;
    return true;
}

struct kom_text kom_check_code(struct kom_text cell, int digits, char room[4]) {
    struct kom_text t = kom_text_trim(cell);
    if (digits == 0 || t.n == 0 || t.n > 4)
        return t;
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] < '0' || t.p[i] > '9')
            return t;
    size_t want = (size_t)digits, zeros = 0;
    while (t.n - zeros > want && t.p[zeros] == '0')
        zeros++;
    if (t.n - zeros >= want)
        return (struct kom_text){t.p + zeros, t.n - zeros};
    memset(room, '0', want);
    memcpy(room + want - t.n, t.p, t.n);
    return (struct kom_text){room, want};
}

/* ---- days that are taken ---- */

/* The first span that ends on or after the day. */
static size_t first_not_before(const struct kom_check_spans *spans, int32_t day) {
    size_t low = 0, high = spans->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (spans->span[mid].last < day)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static bool insert(struct kom_check_spans *spans, size_t at, struct kom_check_span span) {
    void *p = spans->span;
    if (kom_grow(&p, &spans->cap, spans->n + 1, sizeof span))
        return false;
    spans->span = p;
    memmove(&spans->span[at + 1], &spans->span[at], (spans->n - at) * sizeof span);
    spans->span[at] = span;
    spans->n++;
    return true;
}

bool kom_check_spans_take(struct kom_check_spans *spans, struct kom_check_span span,
                          struct kom_check_span *taken, bool *failed) {
    size_t i = first_not_before(spans, span.first);
    bool found = false, more = span.first <= span.last;
    while (more) {
        struct kom_check_span piece = span;
        bool meets = i < spans->n && spans->span[i].first <= span.last;
        if (meets) {
            struct kom_check_span other = spans->span[i];
            if (!found)
                *taken = other;
            found = true;
            piece.last = other.first > span.first ? other.first - 1 : INT32_MIN;
            more = other.last < span.last;
            span.first = more ? other.last + 1 : span.first;
        } else {
            more = false;
        }
        if (!meets || (piece.last != INT32_MIN && piece.last >= piece.first)) {
            if (!insert(spans, i, piece)) {
                *failed = true;
                return found;
            }
            i++;
        }
        i++;
    }
    return found;
}
