/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text without ownership (kom_text) and growable bytes (kom_buf). */
#ifndef KOM_BUF_H
#define KOM_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "kom/error.h"

/* A view of n bytes that somebody else owns; not NUL-terminated. {NULL, 0} is the empty text. */
struct kom_text {
    const char *p;
    size_t n;
};

/* A view of a C string (NULL: empty). */
struct kom_text kom_text_of(const char *s);

bool kom_text_equal(struct kom_text a, struct kom_text b);
bool kom_text_is(struct kom_text a, const char *s);

/* Order of bytes, the shorter first among equals: <0, 0, >0. */
int kom_text_compare(struct kom_text a, struct kom_text b);

/* The text without blanks and tabs at both ends. */
struct kom_text kom_text_trim_ends(struct kom_text t);
static inline struct kom_text kom_text_trim(struct kom_text t) {
    bool has_ends = t.n && ((unsigned char)t.p[0] <= ' ' || (unsigned char)t.p[t.n - 1] <= ' ');
    return has_ends ? kom_text_trim_ends(t) : t; /* nearly all cells have none */
}

/* A text of 1 to 7 bytes as one word: its bytes, then its length; 0 for any other. */
static inline uint64_t kom_text_word(struct kom_text t) {
    uint64_t n = t.n;
    if (n - 1 >= 7)
        return 0;
    if (n >= 4) {
        uint32_t low, high; /* they overlap in the middle, where both have the same bytes */
        memcpy(&low, t.p, 4);
        memcpy(&high, t.p + n - 4, 4);
        return low | (uint64_t)high << 8 * (n - 4) | n << 56;
    }
    uint64_t first = (unsigned char)t.p[0], middle = (unsigned char)t.p[n / 2],
             last = (unsigned char)t.p[n - 1];
    return first | middle << 8 * (n / 2) | last << 8 * (n - 1) | n << 56;
}

/* Growable bytes. Zero-initialised is ready; p may be NULL while n is 0. A failed addition sets
   `failed` and later additions do nothing, so that a row may be written piece by piece and checked
   once. */
struct kom_buf {
    char *p;
    size_t n, cap;
    bool failed; /* memory ran out: the content is not whole */
};

void kom_buf_add(struct kom_buf *buf, const char *p, size_t n);
void kom_buf_byte_grow(struct kom_buf *buf, char c);
static inline void kom_buf_byte(struct kom_buf *buf, char c) {
    if (buf->n < buf->cap && !buf->failed)
        buf->p[buf->n++] = c;
    else
        kom_buf_byte_grow(buf, c);
}
void kom_buf_text(struct kom_buf *buf, struct kom_text t);

/* Where n more bytes may be written before they are added to buf->n; NULL (and failed set) when
   there is no memory. */
char *kom_buf_room(struct kom_buf *buf, size_t n);
void kom_buf_str(struct kom_buf *buf, const char *s);
void kom_buf_int(struct kom_buf *buf, int64_t value);

/* Formatted text (never for data numbers: kom_num_*). */
void kom_buf_printf(struct kom_buf *buf, const char *format, ...) KOM_PRINTF(2, 3);

/* One CSV field of the canonical stream: quoted when it holds a comma, a quote, a line end, or is
   to be read as a whole line of its own (an empty only field is the caller's business). */
void kom_buf_csv(struct kom_buf *buf, struct kom_text t);

/* The same with another delimiter. */
void kom_buf_csv_with(struct kom_buf *buf, struct kom_text t, char delimiter);

/* The content as a view, valid until the next addition. */
struct kom_text kom_buf_view(const struct kom_buf *buf);

/* Forgets the content, keeps the memory. */
void kom_buf_reset(struct kom_buf *buf);
void kom_buf_fini(struct kom_buf *buf);

#endif
