/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days and periods without locale or time zone. Civil days by the 400-year cycle (after Hinnant
 * 2013, days_from_civil). */
#include "days.h"

#include <string.h>

int32_t kom_day_of(struct kom_ymd ymd) {
    int32_t y = ymd.year - (ymd.month <= 2);
    int32_t era = (y >= 0 ? y : y - 399) / 400;
    int32_t yoe = y - era * 400;
    int32_t doy = (153 * (ymd.month + (ymd.month > 2 ? -3 : 9)) + 2) / 5 + ymd.day - 1;
    int32_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

struct kom_ymd kom_day_ymd(int32_t day) {
    int32_t z = day + 719468;
    int32_t era = (z >= 0 ? z : z - 146096) / 146097;
    int32_t doe = z - era * 146097;
    int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int32_t mp = (5 * doy + 2) / 153;
    struct kom_ymd r = {yoe + era * 400, mp < 10 ? mp + 3 : mp - 9, doy - (153 * mp + 2) / 5 + 1};
    r.year += r.month <= 2;
    return r;
}

static bool is_leap(int32_t y) {
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

int32_t kom_month_days(int32_t year, int32_t month) {
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* n digits at p as a number; false when one is no digit. */
bool kom_day_digits(const char *p, size_t n, int32_t *out) {
    int32_t v = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned d = (unsigned char)p[i] - (unsigned)'0';
        if (d > 9)
            return false;
        v = v * 10 + (int32_t)d;
    }
    *out = v;
    return true;
}

bool kom_day_is(struct kom_ymd v) {
    return v.year >= 1 && v.year <= 9999 && v.month >= 1 && v.month <= 12 && v.day >= 1 &&
           (v.day <= 28 || v.day <= kom_month_days(v.year, v.month));
}

void kom_day_put(char *out, int32_t v, size_t width) {
    for (size_t i = width; i-- > 0; v /= 10)
        out[i] = (char)('0' + v % 10);
}

size_t kom_day_format(char out[10], int32_t day) {
    struct kom_ymd v = kom_day_ymd(day);
    kom_day_put(out, v.year, 4);
    out[4] = '-';
    kom_day_put(out + 5, v.month, 2);
    out[7] = '-';
    kom_day_put(out + 8, v.day, 2);
    return 10;
}

int32_t kom_day_shift(int32_t day, int32_t n, char unit) {
    if (unit == 'd')
        return day + n;
    if (unit == 'w')
        return day + 7 * n;
    struct kom_ymd v = kom_day_ymd(day);
    int32_t m = v.year * 12 + v.month - 1 + (unit == 'y' ? 12 * n : n);
    v.year = m / 12;
    v.month = m % 12 + 1;
    int32_t last = kom_month_days(v.year, v.month);
    if (v.day > last)
        v.day = last;
    return kom_day_of(v);
}
