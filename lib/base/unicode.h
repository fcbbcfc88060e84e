/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One text in two spellings of Unicode, and signs that cannot be seen. */
#ifndef KOM_UNICODE_H
#define KOM_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "buf.h"
#include "kom/error.h"

/* Nothing in the text can be decomposed or invisible: all is ASCII or among the letters U+00C0 to
   U+02FF. True of nearly all texts; then settling it changes nothing. */
bool kom_unicode_is_plain_slow(struct kom_text t);
static inline bool kom_unicode_is_plain(struct kom_text t) {
    uint64_t any = 0, word;
    size_t i = 0;
    for (; i + 8 <= t.n; i += 8) {
        memcpy(&word, t.p + i, 8);
        any |= word;
    }
    for (; i < t.n; i++)
        any |= (unsigned char)t.p[i];
    return (any & UINT64_C(0x8080808080808080)) == 0 || kom_unicode_is_plain_slow(t);
}

/* A blank that nobody sees: NBSP, soft hyphen, the spaces of U+2000 to U+200F, zero width signs,
   U+FEFF and their like. */
bool kom_unicode_is_invisible(uint32_t sign);

/* The text without blanks at both ends that cannot be seen; without all, seen or not. */
struct kom_text kom_unicode_trim_unseen(struct kom_text t);
struct kom_text kom_unicode_trim(struct kom_text t);

/* Adds the text in normal form C (Unicode Standard Annex 15), without blanks at both ends that
   cannot be seen; others stay. Text that is not UTF-8 is added as it is. KOM_ENOMEM only. */
enum kom_status kom_unicode_settle(struct kom_buf *out, struct kom_text t) KOM_MUSTUSE;

/* The sign at the start of a text of at least one byte; *n is its bytes. What is not UTF-8 is one
   byte, and the sign 0xFFFD. */
uint32_t kom_unicode_sign(struct kom_text t, size_t *n);

/* Are both the same but for upper and lower case, sign by sign? */
bool kom_unicode_is_alike(struct kom_text a, struct kom_text b);

/* Writes a message for people into out, which holds size bytes, NUL at the end: control characters
   become '?', signs that cannot be seen are spelt <U+200B>. Cut off at a whole sign. */
void kom_unicode_show(char *out, size_t size, const char *text);

#endif
