/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a number format of Excel says about numbers, and days counted as Excel counts them.

   A code is walked sign by sign through its first section, which is that of positive numbers; what
   was met there (letters of a date or a clock, brackets of elapsed time, zeros, a percentage)
   decides what the number is. Formats that have a number and no code are known by that. Days are
   counted from 1900 or 1904, in whole milliseconds: with the 29 February 1900 that never was, which
   is no day here. */
#include "form.h"

#include <math.h>

#include "days.h"
#include "read/shown.h"

/* ---- format codes ---- */

/* What stands in the first section of a code. */
struct signs {
    bool has_date, has_clock, has_month_or_minute, has_elapsed;
    bool has_percent;
    bool has_other; /* what a code of digits has not */
    unsigned n_zeros;
};

static char lower(char c) {
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool starts(struct kom_text t, size_t at, const char *word) {
    size_t i = 0;
    while (word[i] && at + i < t.n && lower(t.p[at + i]) == word[i])
        i++;
    return word[i] == '\0';
}

/* [h], [mm], [s]: more than a day of them. Other brackets are colours, conditions and countries. */
static size_t take_bracket(struct kom_text t, size_t at, struct signs *s, char *clock_before) {
    size_t end = at + 1;
    while (end < t.n && t.p[end] != ']')
        end++;
    char c = end > at + 1 ? lower(t.p[at + 1]) : '\0';
    bool is_elapsed = c == 'h' || c == 'm' || c == 's';
    for (size_t i = at + 1; i < end; i++)
        is_elapsed = is_elapsed && lower(t.p[i]) == c;
    s->has_elapsed = s->has_elapsed || is_elapsed;
    if (is_elapsed)
        *clock_before = c; /* so that mm behind [h] are minutes */
    return end + 1;
}

static size_t take_quoted(struct kom_text t, size_t at) {
    size_t end = at + 1;
    while (end < t.n && t.p[end] != '"')
        end++;
    return end + 1;
}

/* A run of one letter; m is the month unless hours stand before it or seconds behind. */
static size_t take_letters(struct kom_text t, size_t at, struct signs *s, char *clock_before) {
    char c = lower(t.p[at]);
    size_t end = at;
    while (end < t.n && lower(t.p[end]) == c)
        end++;
    if (c == 'h' || c == 's') {
        s->has_clock = true;
        *clock_before = c;
    } else if (c == 'm') {
        size_t next = end;
        while (next < t.n && !((lower(t.p[next]) >= 'a' && lower(t.p[next]) <= 'z')) &&
               t.p[next] != '"' && t.p[next] != ';')
            next++;
        bool is_minute = *clock_before == 'h' || (next < t.n && lower(t.p[next]) == 's');
        is_minute = is_minute && end - at <= 2;
        s->has_clock = s->has_clock || is_minute;
        s->has_date = s->has_date || !is_minute;
        *clock_before = '\0';
    } else {
        s->has_date = true;
        *clock_before = '\0';
    }
    return end;
}

/* Moves over one sign of the code. */
static size_t take_sign(struct kom_text t, size_t at, struct signs *s, char *clock_before) {
    char c = lower(t.p[at]);
    switch (c) {
    case '[':
        return take_bracket(t, at, s, clock_before);
    case '"':
        return take_quoted(t, at);
    case '\\':
    case '_':
    case '*':
        return at + 2;
    case '0':
        s->n_zeros++;
        return at + 1;
    case 'e': /* an exponent, or a year of an era */
        if (at + 1 < t.n && (t.p[at + 1] == '+' || t.p[at + 1] == '-')) {
            s->has_other = true;
            return at + 2;
        }
        return take_letters(t, at, s, clock_before);
    case 'y':
    case 'm':
    case 'd':
    case 'h':
    case 's':
    case 'b':
    case 'g':
        return take_letters(t, at, s, clock_before);
    case 'a':
        if (starts(t, at, "am/pm") || starts(t, at, "a/p")) {
            s->has_clock = true;
            return at + (starts(t, at, "am/pm") ? 5 : 3);
        }
        break;
    case '-':
    case ' ':
    case '(':
    case ')':
    case '#':
        return at + 1;
    case '%':
        s->has_percent = true;
        break;
    default:
        break;
    }
    s->has_other = true;
    return at + 1;
}

static struct kom_xl_shown decide(const struct signs *s) {
    bool is_zeros = s->n_zeros >= 2 && s->n_zeros <= 30 && !s->has_other;
    enum kom_xl_kind kind = s->has_date && (s->has_clock || s->has_elapsed) ? KOM_XL_MOMENT
                            : s->has_date                                   ? KOM_XL_DAY
                            : s->has_elapsed                                ? KOM_XL_ELAPSED
                            : s->has_clock                                  ? KOM_XL_TIME
                            : is_zeros                                      ? KOM_XL_ZEROS
                                                                            : KOM_XL_NUMBER;
    return (struct kom_xl_shown){(uint8_t)kind, (uint8_t)(kind == KOM_XL_ZEROS ? s->n_zeros : 0),
                                 s->has_percent};
}

struct kom_xl_shown kom_xl_shown_of_code(struct kom_text code) {
    struct signs s = {.n_zeros = 0};
    char clock_before = '\0';
    size_t at = 0;
    while (at < code.n && code.p[at] != ';') {
        if (starts(code, at, "general")) {
            s.has_other = true;
            at += 7;
        } else {
            at = take_sign(code, at, &s, &clock_before);
        }
    }
    return decide(&s);
}

struct kom_xl_shown kom_xl_shown_of_id(unsigned long id) {
    enum kom_xl_kind kind = KOM_XL_NUMBER;
    if (id >= 14 && id <= 17)
        kind = KOM_XL_DAY;
    else if ((id >= 18 && id <= 21) || id == 45 || id == 47)
        kind = KOM_XL_TIME;
    else if (id == 22)
        kind = KOM_XL_MOMENT;
    else if (id == 46)
        kind = KOM_XL_ELAPSED;
    else if ((id >= 27 && id <= 36) || (id >= 50 && id <= 58))
        kind = KOM_XL_EITHER;
    const bool is_percent = id == 9 || id == 10;
    return (struct kom_xl_shown){(uint8_t)kind, 0, is_percent};
}

/* ---- days ---- */

static const double day_millis = 86400000;

/* The day that is 0, from 1970-01-01. Lotus took 1900 for a leap year, and Excel counts like it:
   serial 60 is no day, and those below it count from a day later. */
enum { EPOCH_1904 = -24107, EPOCH_1900 = -25569, LEAP_DAY = 60 };

/* Days and times are whole milliseconds, as Excel shows them at most: what a sum of doubles adds is
   noise. */
static bool put_moment(bool is_1904, bool is_day, double x, struct kom_buf *out) {
    double millis = floor(x * day_millis + 0.5), day = floor(millis / day_millis);
    int32_t epoch = is_1904 ? EPOCH_1904 : EPOCH_1900 + (day < LEAP_DAY);
    bool is_there = is_1904 ? day >= 0 : day >= 1 && !(day >= LEAP_DAY && day < LEAP_DAY + 1);
    const double last = is_1904 ? 2957003 : 2958465; /* 9999-12-31 */
    struct kom_shown shown = {.kind = KOM_SHOWN_DAY, .epoch = epoch};
    struct kom_shown_odd odd = {0, 0};
    if (!is_there || day > last)
        return false;
    bool is_whole = !(millis > day * day_millis);
    if (is_day && is_whole) {
        kom_shown_put(&shown, day, out, &odd);
        return true;
    }
    shown.kind = KOM_SHOWN_MOMENT;
    shown.in_millis = true;
    kom_shown_put(&shown, millis, out, &odd);
    return true;
}

static void put_clock(double x, struct kom_buf *out) {
    struct kom_shown shown = {.kind = KOM_SHOWN_TIME};
    struct kom_shown_odd odd = {0, 0};
    int64_t millis = (int64_t)floor(fabs(x) * day_millis + 0.5);
    kom_buf_str(out, x < 0 && millis > 0 ? "-" : "");
    kom_shown_put(&shown, (double)(millis / 1000), out, &odd);
    int width = 3, rest = (int)(millis % 1000);
    if (rest == 0)
        return;
    for (; rest % 10 == 0; width--)
        rest /= 10;
    kom_buf_printf(out, ".%0*d", width, rest);
}

/* Times of day: a day that has come along is written. */
static bool put_time(bool is_1904, double x, struct kom_buf *out) {
    bool is_below_a_day = x >= 0 && floor(x * day_millis + 0.5) < day_millis;
    if (is_below_a_day)
        put_clock(x, out);
    return is_below_a_day || put_moment(is_1904, false, x, out);
}

bool kom_xl_put_number(struct kom_xl_shown shown, bool is_1904, double x, struct kom_buf *out) {
    struct kom_shown plain = {.kind = KOM_SHOWN_NUMBER, .width = shown.width};
    struct kom_shown_odd odd = {0, 0};
    const double elapsed_max = 1e7;
    switch ((enum kom_xl_kind)shown.kind) {
    case KOM_XL_DAY:
        return put_moment(is_1904, true, x, out);
    case KOM_XL_MOMENT:
        return put_moment(is_1904, false, x, out);
    case KOM_XL_TIME:
        return put_time(is_1904, x, out);
    case KOM_XL_EITHER:
        return x > 0 && x < 1 ? put_time(is_1904, x, out) : put_moment(is_1904, true, x, out);
    case KOM_XL_ELAPSED:
        if (fabs(x) > elapsed_max)
            return false;
        put_clock(x, out);
        return true;
    case KOM_XL_ZEROS:
        plain.kind = KOM_SHOWN_ZEROS;
        break;
    case KOM_XL_NUMBER:
        break;
    }
    kom_shown_put(&plain, x, out, &odd);
    return true;
}
