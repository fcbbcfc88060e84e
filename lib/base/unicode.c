/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs of a text, and which of them cannot be seen. */
#include "unicode.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

bool kom_unicode_is_plain_slow(struct kom_text t) {
    size_t i = 0;
    while (i < t.n) {
        uint64_t word;
        unsigned char c = (unsigned char)t.p[i];
        if (i + 8 <= t.n) {
            memcpy(&word, t.p + i, 8);
            if ((word & UINT64_C(0x8080808080808080)) == 0) {
                i += 8;
                continue;
            }
        }
        if (c < 0x80) {
            i++;
            continue;
        }
        bool is_letter = c >= 0xC3 && c <= 0xCB && i + 1 < t.n && /* U+00C0 to U+02FF */
                         ((unsigned char)t.p[i + 1] & 0xC0) == 0x80;
        if (!is_letter)
            return false;
        i += 2;
    }
    return true;
}

bool kom_unicode_is_invisible(uint32_t s) {
    return s == 0xA0 || s == 0xAD || s == 0x180E || (s >= 0x2000 && s <= 0x200F) || s == 0x202F ||
           s == 0x205F || s == 0x2060 || s == 0x3000 || s == 0xFEFF;
}

uint32_t kom_unicode_sign(struct kom_text t, size_t *n) {
    utf8proc_int32_t sign;
    utf8proc_ssize_t k =
        utf8proc_iterate((const utf8proc_uint8_t *)t.p, (utf8proc_ssize_t)t.n, &sign);
    *n = k > 0 ? (size_t)k : 1;
    return k > 0 ? (uint32_t)sign : 0xFFFD;
}

/* The last sign: bytes of a sequence that go on are 10xxxxxx. */
static uint32_t last_sign(struct kom_text t, size_t *n) {
    size_t k = 1;
    while (k < t.n && k < 4 && ((unsigned char)t.p[t.n - k] & 0xC0) == 0x80)
        k++;
    size_t seen;
    uint32_t sign = kom_unicode_sign((struct kom_text){t.p + t.n - k, k}, &seen);
    *n = seen == k ? k : 1;
    return seen == k ? sign : 0xFFFD;
}

struct kom_text kom_unicode_trim_unseen(struct kom_text t) {
    size_t n;
    for (;;) {
        if (t.n && kom_unicode_is_invisible(kom_unicode_sign(t, &n))) {
            t.p += n;
            t.n -= n;
        } else if (t.n && kom_unicode_is_invisible(last_sign(t, &n))) {
            t.n -= n;
        } else {
            return t;
        }
    }
}

struct kom_text kom_unicode_trim(struct kom_text t) {
    size_t n;
    do {
        n = t.n;
        t = kom_unicode_trim_unseen(kom_text_trim(t));
    } while (t.n < n);
    return t;
}

bool kom_unicode_is_alike(struct kom_text a, struct kom_text b) {
    while (a.n && b.n) {
        size_t n, m;
        const uint32_t x = kom_unicode_sign(a, &n), y = kom_unicode_sign(b, &m);
        if (utf8proc_tolower((utf8proc_int32_t)x) != utf8proc_tolower((utf8proc_int32_t)y))
            return false;
        a = (struct kom_text){a.p + n, a.n - n};
        b = (struct kom_text){b.p + m, b.n - m};
    }
    return a.n == b.n;
}

void kom_unicode_show(char *out, size_t size, const char *text) {
    struct kom_text t = kom_text_of(text);
    size_t at = 0;
    while (t.n) {
        char spelt[16];
        size_t n;
        uint32_t sign = kom_unicode_sign(t, &n);
        size_t k = n;
        memcpy(spelt, t.p, n);
        if (sign < 0x20 || (sign >= 0x7F && sign < 0xA0) || sign == 0xFFFD) {
            spelt[0] = '?';
            k = 1;
        } else if (kom_unicode_is_invisible(sign)) {
            int length = snprintf(spelt, sizeof spelt, "<U+%04X>", (unsigned)sign);
            k = length > 0 ? (size_t)length : 0;
        }
        if (at + k >= size)
            break;
        memcpy(out + at, spelt, k);
        at += k;
        t.p += n;
        t.n -= n;
    }
    out[at] = '\0';
}
