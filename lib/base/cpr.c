/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shape, the day and the check digit of CPR numbers. */
#include "cpr.h"

#include <string.h>

#include "days.h"

static bool is_digit(struct kom_text t, size_t i) {
    return i < t.n && (unsigned char)t.p[i] - (unsigned)'0' <= 9;
}

/* The year of two digits by the seventh digit of the number. */
static int32_t year_of(int32_t year, int32_t seventh) {
    if (seventh <= 3)
        return 1900 + year;
    if (seventh == 4 || seventh == 9)
        return year <= 36 ? 2000 + year : 1900 + year;
    return year <= 57 ? 2000 + year : 1800 + year;
}

enum kom_cpr kom_cpr_judge(const char *p, bool has_hyphen) {
    static const int8_t weight[10] = {4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
    int32_t digit[10], sum = 0;
    for (size_t i = 0; i < 10; i++) {
        digit[i] = p[i + (has_hyphen && i >= 6)] - '0';
        sum += weight[i] * digit[i];
    }
    const struct kom_ymd day = {year_of(digit[4] * 10 + digit[5], digit[6]),
                                digit[2] * 10 + digit[3], digit[0] * 10 + digit[1]};
    if (!kom_day_is(day))
        return KOM_CPR_NONE;
    return sum % 11 == 0 ? KOM_CPR_RIGHT : KOM_CPR_LIKE;
}

static bool is_hex_letter(struct kom_text t, size_t i) {
    return i < t.n && ((t.p[i] >= 'a' && t.p[i] <= 'f') || (t.p[i] >= 'A' && t.p[i] <= 'F'));
}

static bool is_hex(struct kom_text t, size_t i) {
    return is_digit(t, i) || is_hex_letter(t, i);
}

/* Are the bytes from `at` to `end` in the middle of a hash or UUID? Pseudonyms are often made so,
   and of a million of them thousands hold ten digits that would pass for a number. */
static bool is_in_hash(struct kom_text t, size_t at, size_t end) {
    enum { LEAST = 16, ENOUGH = 64 };
    if (!(at > 0 && is_hex_letter(t, at - 1)) && !is_hex_letter(t, end))
        return false;
    size_t n = end - at;
    for (size_t i = at; i > 0 && n < ENOUGH && (is_hex(t, i - 1) || t.p[i - 1] == '-'); i--)
        n += t.p[i - 1] != '-';
    for (size_t i = end; n < ENOUGH && (is_hex(t, i) || (i < t.n && t.p[i] == '-')); i++)
        n += t.p[i] != '-';
    return n >= LEAST;
}

bool kom_cpr_at(struct kom_text t, size_t at, struct kom_cpr_hit *hit) {
    size_t n = 0;
    while (n <= 10 && is_digit(t, at + n))
        n++;
    bool has_hyphen = n == 6 && at + 6 < t.n && t.p[at + 6] == '-';
    if (has_hyphen)
        for (n = 7; n <= 11 && is_digit(t, at + n);)
            n++;
    if (n != (has_hyphen ? 11 : 10))
        return false;
    *hit = (struct kom_cpr_hit){(uint32_t)at, has_hyphen, kom_cpr_judge(t.p + at, has_hyphen)};
    return hit->what != KOM_CPR_NONE && !is_in_hash(t, at, at + n);
}

bool kom_cpr_next(struct kom_text t, size_t *from, struct kom_cpr_hit *hit) {
    for (size_t i = *from; i + 10 <= t.n; i++) {
        if (!is_digit(t, i))
            continue;
        if (!(i > 0 && is_digit(t, i - 1)) && kom_cpr_at(t, i, hit)) {
            *from = i + 10 + hit->has_hyphen;
            return true;
        }
        while (is_digit(t, i))
            i++;
    }
    return false;
}

void kom_cpr_mask(char *text) {
    static const char hidden[] = "(hidden)";
    size_t n = sizeof hidden - 1;
    struct kom_text t = kom_text_of(text);
    struct kom_cpr_hit hit;
    for (size_t from = 0; kom_cpr_next(t, &from, &hit); from = hit.at + n) {
        size_t end = hit.at + 10U + hit.has_hyphen;
        memcpy(text + hit.at, hidden, n);
        memmove(text + hit.at + n, text + end, t.n - end + 1);
        t = kom_text_of(text);
    }
}
