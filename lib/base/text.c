/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Views of bytes that somebody else owns: equal, in order, without blanks at the ends. */
#include <string.h>

#include "buf.h"

struct kom_text kom_text_of(const char *s) {
    return (struct kom_text){s, s ? strlen(s) : 0};
}

bool kom_text_equal(struct kom_text a, struct kom_text b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Byte by byte, as it is mostly asked of many words that begin otherwise. */
bool kom_text_is(struct kom_text a, const char *s) {
    size_t i = 0;
    while (i < a.n && s[i] && s[i] == a.p[i])
        i++;
    return i == a.n && !s[i];
}

int kom_text_compare(struct kom_text a, struct kom_text b) {
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    if (c)
        return c;
    return (a.n > b.n) - (a.n < b.n);
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

struct kom_text kom_text_trim_ends(struct kom_text t) {
    while (t.n && is_blank(t.p[0])) {
        t.p++;
        t.n--;
    }
    while (t.n && is_blank(t.p[t.n - 1]))
        t.n--;
    return t;
}

bool kom_is_digits(struct kom_text t) {
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] < '0' || t.p[i] > '9')
            return false;
    return t.n > 0;
}
