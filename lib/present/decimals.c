/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimals of any length, by their digits. */
#include "decimals.h"

#include <string.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool kom_decimal_is_plain(struct kom_text t) {
    size_t i = t.n && t.p[0] == '-', n_points = 0, n_digits = 0;
    for (; i < t.n; i++) {
        n_points += t.p[i] == '.';
        n_digits += is_digit(t.p[i]);
        if (t.p[i] != '.' && !is_digit(t.p[i]))
            return false;
    }
    return n_digits && n_points < 2;
}

int kom_decimal_scale(struct kom_text t) {
    const char *point = t.n ? memchr(t.p, '.', t.n) : NULL;
    return point ? (int)(t.n - 1 - (size_t)(point - t.p)) : 0;
}

/* The digit of 10^power, whose 0th stands before the point of the text; 0 beyond its ends. */
static char digit_at(struct kom_text whole, struct kom_text part, int power) {
    if (power >= 0)
        return (size_t)power < whole.n ? whole.p[whole.n - 1 - (size_t)power] : '0';
    return (size_t)(-power) <= part.n ? part.p[-power - 1] : '0';
}

/* Adds one to the last digit from `from` on, and takes it along. */
static void round_up(struct kom_buf *buf, size_t from) {
    for (size_t i = buf->n; i-- > from;) {
        if (buf->p[i] == '.')
            continue;
        buf->p[i] = buf->p[i] == '9' ? '0' : (char)(buf->p[i] + 1);
        if (buf->p[i] != '0')
            return;
    }
}

/* Takes out what stands in front for nothing: zeros, and the minus of a 0. */
static void tidy(struct kom_buf *buf, size_t start, bool is_negative) {
    const size_t from = start + is_negative;
    size_t zeros = 0;
    bool is_zero = true;
    while (from + zeros + 1 < buf->n && buf->p[from + zeros] == '0' &&
           is_digit(buf->p[from + zeros + 1]))
        zeros++;
    for (size_t i = from; i < buf->n; i++)
        is_zero = is_zero && (buf->p[i] == '0' || buf->p[i] == '.');
    const size_t to = is_zero ? start : from;
    memmove(buf->p + to, buf->p + from + zeros, buf->n - from - zeros);
    buf->n -= from + zeros - to;
}

void kom_decimal_fixed(struct kom_buf *buf, struct kom_text t, int n_right, int decimals) {
    if (t.n == 0) /* memory ran out for it, which who wrote it tells */
        return;
    const bool is_negative = t.p[0] == '-';
    const size_t scale = (size_t)kom_decimal_scale(t), start = buf->n;
    const struct kom_text digits = {t.p + is_negative, t.n - is_negative};
    const bool has_point = memchr(digits.p, '.', digits.n) != NULL;
    const struct kom_text whole = {digits.p, digits.n - scale - has_point};
    const struct kom_text part = {digits.p + digits.n - scale, scale};
    if (is_negative)
        kom_buf_byte(buf, '-');
    /* a zero in front has room for what rounding carries */
    for (int power = (int)whole.n + n_right; power >= -decimals; power--) {
        if (power == -1)
            kom_buf_byte(buf, '.');
        kom_buf_byte(buf, digit_at(whole, part, power - n_right));
    }
    if (buf->failed)
        return;
    if (digit_at(whole, part, -decimals - 1 - n_right) >= '5')
        round_up(buf, start + is_negative);
    tidy(buf, start, is_negative);
}
