/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts and buffers (kom/buf.h), and what the hot loops and the other floors do with them. */
#ifndef KOM_BUF_FLOOR_H
#define KOM_BUF_FLOOR_H

#include <string.h>

#include "kom/buf.h"
#include "kom/error.h"

/* Fails with a message that was written piece by piece, and frees it; KOM_ENOMEM where it is not
   whole. */
enum kom_status kom_fail_text(struct kom_buf *text, enum kom_status status,
                              struct kom_error *err) KOM_MUSTUSE;

/* Digits, at least one, and nothing else. */
bool kom_is_digits(struct kom_text t);

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

/* The last eight bytes of a text, or all of fewer, and the first eight where it has more: with its
   length that is all of up to 16 bytes. For memos, which find a text that was met by a few bits. */
struct kom_text_ends {
    uint64_t first, last;
};

static inline struct kom_text_ends kom_text_ends(struct kom_text t) {
    struct kom_text_ends ends = {0, kom_text_word(t) << 8 >> 8};
    if (t.n >= 8)
        memcpy(&ends.last, t.p + t.n - 8, 8);
    if (t.n > 8)
        memcpy(&ends.first, t.p, 8);
    return ends;
}

/* A place among 2^bits. */
static inline size_t kom_text_ends_place(struct kom_text_ends ends, unsigned bits) {
    uint64_t h =
        ends.last * UINT64_C(0x9E3779B97F4A7C15) + ends.first * UINT64_C(0xD6E8FEB86659FD93);
    return (size_t)(h >> (64 - bits));
}

/* Adds one byte. */
void kom_buf_byte_grow(struct kom_buf *buf, char c);
static inline void kom_buf_byte(struct kom_buf *buf, char c) {
    if (buf->n < buf->cap && !buf->failed)
        buf->p[buf->n++] = c;
    else
        kom_buf_byte_grow(buf, c);
}

/* Where n more bytes may be written before they are added to buf->n; NULL (and failed set) when
   there is no memory. */
char *kom_buf_room(struct kom_buf *buf, size_t n);

/* The same with another delimiter. */
void kom_buf_csv_with(struct kom_buf *buf, struct kom_text t, char delimiter);

/* A heading likewise: in quotes too when it begins as Excel's first line "sep=;" does, which
   without them would be read as a word about the delimiter. */
void kom_buf_heading(struct kom_buf *buf, struct kom_text t, char delimiter);
bool kom_is_separator_line(struct kom_text line);

#endif
