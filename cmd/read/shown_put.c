/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of statistics programs as the days, times and periods that they mean. */
#include <math.h>
#include <string.h>

#include "days.h"
#include "num.h"
#include "shown.h"

enum { DAY_SECONDS = 86400, MICRO = 1000000 };

/* Beyond these no day of a calendar is meant, and int32 days and int64 microseconds would not do.
 */
static const double days_max = 1e8, seconds_max = 8e12;

static void put_number(double x, struct kom_buf *out) {
    const double whole_max = 1e15;
    if (x > -whole_max && x < whole_max && !(x < (double)(int64_t)x) && !(x > (double)(int64_t)x))
        kom_buf_int(out, (int64_t)x);
    else
        kom_buf_shortest(out, x);
}

static void put_digits(struct kom_buf *out, int64_t v, int width) {
    char digits[24];
    int n = 0;
    for (; v > 0 || n < width; v /= 10)
        digits[n++] = (char)('0' + v % 10);
    while (n > 0)
        kom_buf_byte(out, digits[--n]);
}

/* A code as it is shown, where it is one: a whole number that is not negative. */
static void put_zeros(double x, int width, struct kom_buf *out) {
    const double whole_max = 1e15;
    if (x >= 0 && x < whole_max && !(x > floor(x)))
        put_digits(out, (int64_t)x, width);
    else
        put_number(x, out);
}

static void put_day(int32_t day, struct kom_buf *out, struct kom_shown_odd *odd) {
    char iso[10];
    struct kom_ymd ymd = kom_day_ymd(day);
    if (kom_day_is(ymd)) {
        kom_buf_add(out, iso, kom_day_format(iso, day));
        return;
    }
    odd->n_far++;
    kom_buf_str(out, ymd.year < 0 ? "-" : "");
    put_digits(out, ymd.year < 0 ? -(int64_t)ymd.year : ymd.year, 4);
    kom_buf_byte(out, '-');
    put_digits(out, ymd.month, 2);
    kom_buf_byte(out, '-');
    put_digits(out, ymd.day, 2);
}

/* HH:MM:SS with as many decimals as there are, up to six. */
static void put_clock(int64_t seconds, int64_t micros, struct kom_buf *out) {
    put_digits(out, seconds / 3600, 2);
    kom_buf_byte(out, ':');
    put_digits(out, seconds / 60 % 60, 2);
    kom_buf_byte(out, ':');
    put_digits(out, seconds % 60, 2);
    if (micros == 0)
        return;
    int width = 6;
    for (; micros % 10 == 0; width--)
        micros /= 10;
    kom_buf_byte(out, '.');
    put_digits(out, micros, width);
}

/* Seconds as whole ones and microseconds from 0. */
static int64_t split_seconds(double x, int64_t *micros) {
    double whole = floor(x);
    *micros = (int64_t)floor((x - whole) * MICRO + 0.5);
    bool carries = *micros == MICRO;
    *micros = carries ? 0 : *micros;
    return (int64_t)whole + carries;
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

static void put_time(double x, struct kom_buf *out) {
    int64_t micros, seconds = split_seconds(fabs(x), &micros);
    kom_buf_str(out, x < 0 ? "-" : "");
    put_clock(seconds, micros, out);
}

/* The last second of these days (UTC) was followed by another one: 60. */
static const int32_t leap_days[] = {
    911,  1095, 1460, 1825, 2190, 2556, 2921,  3286,  3651,  4198,  4563,  4928,  5659,  6573,
    7304, 7669, 8216, 8581, 8946, 9495, 10042, 10591, 13148, 14244, 15521, 16616, 17166,
};

/* Takes the leap seconds off a count of seconds since 1970; *is_leap: it is one itself. */
static int64_t without_leap_seconds(int64_t seconds, bool *is_leap) {
    int64_t n = 0;
    *is_leap = false;
    for (size_t i = 0; i < sizeof leap_days / sizeof leap_days[0]; i++) {
        int64_t at = ((int64_t)leap_days[i] + 1) * DAY_SECONDS + n; /* the count of second 60 */
        *is_leap = *is_leap || seconds == at;
        n += seconds >= at;
    }
    return seconds - n;
}

static void put_moment(const struct kom_shown *shown, double x, struct kom_buf *out,
                       struct kom_shown_odd *odd) {
    bool is_leap = false;
    int64_t micros, seconds;
    if (shown->in_millis) {
        double whole = floor(x / 1000);
        int64_t carry = split_seconds((x - whole * 1000) / 1000, &micros);
        seconds = (int64_t)whole + carry;
    } else {
        seconds = split_seconds(x, &micros);
    }
    seconds += (int64_t)shown->epoch * DAY_SECONDS;
    if (shown->has_leap)
        seconds = without_leap_seconds(seconds, &is_leap);
    int64_t day = floor_div(seconds, DAY_SECONDS);
    put_day((int32_t)day, out, odd);
    kom_buf_byte(out, 'T');
    if (is_leap)
        kom_buf_str(out, "23:59:60");
    else
        put_clock(seconds - day * DAY_SECONDS, micros, out);
}

static void put_days(const struct kom_shown *shown, double x, struct kom_buf *out,
                     struct kom_shown_odd *odd) {
    double days = shown->in_seconds ? x / DAY_SECONDS : x, whole = floor(days);
    odd->n_fractions += days > whole;
    put_day((int32_t)whole + shown->epoch, out, odd);
}

/* Stata has 52 weeks a year: from 1 January on, the last one of 8 or 9 days. Its first day is
   written, as no week of ISO 8601 is the same. */
static void put_week(double x, struct kom_buf *out, struct kom_shown_odd *odd) {
    int64_t week = (int64_t)floor(x), year = 1960 + floor_div(week, 52);
    int32_t first = kom_day_of((struct kom_ymd){(int32_t)year, 1, 1});
    put_day(first + 7 * (int32_t)(week - (year - 1960) * 52), out, odd);
}

/* Periods counted from 1960. */
static void put_period(enum kom_period_kind kind, double x, struct kom_buf *out,
                       struct kom_shown_odd *odd) {
    int32_t n = kind == KOM_PERIOD_MONTH ? 12 : kind == KOM_PERIOD_QUARTER ? 4 : 2;
    char label[16];
    struct kom_period p = kom_period_of(kind, kom_day_of((struct kom_ymd){1960, 1, 1}));
    int64_t number = (int64_t)floor(x);
    int64_t year = 1960 + floor_div(number, n);
    if (year < 1 || year > 9999 || x > floor(x)) {
        odd->n_far += year < 1 || year > 9999;
        put_number(x, out);
        return;
    }
    p.number += (int32_t)number;
    kom_buf_add(out, label, kom_period_format(label, p));
}

/* Is it too far away for a calendar, in the unit that it is counted in? */
static bool is_beyond(const struct kom_shown *shown, double x) {
    bool in_days = shown->kind == KOM_SHOWN_DAY && !shown->in_seconds;
    double max = in_days || shown->kind >= KOM_SHOWN_WEEK ? days_max
                 : shown->in_millis                       ? seconds_max * 1000
                                                          : seconds_max;
    return fabs(x) > max;
}

void kom_shown_put(const struct kom_shown *shown, double x, struct kom_buf *out,
                   struct kom_shown_odd *odd) {
    if (shown->kind > KOM_SHOWN_ZEROS && is_beyond(shown, x)) {
        odd->n_far++;
        put_number(x, out);
        return;
    }
    switch (shown->kind) {
    case KOM_SHOWN_NUMBER:
        put_number(x, out);
        break;
    case KOM_SHOWN_ZEROS:
        put_zeros(x, shown->width, out);
        break;
    case KOM_SHOWN_DAY:
        put_days(shown, x, out, odd);
        break;
    case KOM_SHOWN_MOMENT:
        put_moment(shown, x, out, odd);
        break;
    case KOM_SHOWN_TOD:
        if (x >= 0 && x < DAY_SECONDS)
            put_time(x, out);
        else
            put_moment(shown, x, out, odd);
        break;
    case KOM_SHOWN_TIME:
        put_time(x, out);
        break;
    case KOM_SHOWN_WEEK:
        put_week(x, out, odd);
        break;
    case KOM_SHOWN_MONTH:
        put_period(KOM_PERIOD_MONTH, x, out, odd);
        break;
    case KOM_SHOWN_QUARTER:
        put_period(KOM_PERIOD_QUARTER, x, out, odd);
        break;
    case KOM_SHOWN_HALF:
        put_period(KOM_PERIOD_HALF, x, out, odd);
        break;
    }
}
