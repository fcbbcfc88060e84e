/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Periods by their numbers: first and last days, and how they are read and written. */
#include "days.h"

#include <string.h>

static int32_t floor_div(int32_t a, int32_t b) {
    return a / b - (a % b < 0);
}

/* Months in a period of the kinds that are made of months; 0 for weeks, days and all. */
static int32_t months_in(enum kom_period_kind kind) {
    static const int32_t months[] = {0, 12, 6, 3, 1, 0, 0};
    return months[kind];
}

/* 1970-01-01 was a Thursday: weeks count from the Monday before, 1969-12-29 (day -3). */
struct kom_period kom_period_of(enum kom_period_kind kind, int32_t day) {
    struct kom_period p = {kind, 0};
    int32_t months = months_in(kind);
    if (months) {
        struct kom_ymd v = kom_day_ymd(day);
        p.number = (v.year * 12 + v.month - 1) / months;
    } else if (kind == KOM_PERIOD_WEEK) {
        p.number = floor_div(day + 3, 7);
    } else if (kind == KOM_PERIOD_DAY) {
        p.number = day;
    }
    return p;
}

int32_t kom_period_first(struct kom_period p) {
    int32_t months = months_in(p.kind);
    if (months) {
        int32_t m = p.number * months;
        return kom_day_of((struct kom_ymd){m / 12, m % 12 + 1, 1});
    }
    if (p.kind == KOM_PERIOD_WEEK)
        return p.number * 7 - 3;
    return p.kind == KOM_PERIOD_DAY ? p.number : INT32_MIN + 1;
}

int32_t kom_period_last(struct kom_period p) {
    if (p.kind == KOM_PERIOD_ALL)
        return KOM_DAY_OPEN - 1;
    p.number++;
    return kom_period_first(p) - 1;
}

/* ISO 8601: a week belongs to the year of its Thursday. */
static int32_t week_year(int32_t week_number, int32_t *week) {
    int32_t thursday = week_number * 7;
    struct kom_ymd v = kom_day_ymd(thursday);
    *week = (thursday - kom_day_of((struct kom_ymd){v.year, 1, 1})) / 7 + 1;
    return v.year;
}

static bool parse_week(int32_t year, int32_t week, struct kom_period *p) {
    int32_t jan4 = kom_day_of((struct kom_ymd){year, 1, 4});
    int32_t w;
    *p = kom_period_of(KOM_PERIOD_WEEK, jan4);
    p->number += week - 1;
    return week >= 1 && week_year(p->number, &w) == year;
}

/* The part of a year: letter H, Q or K, M, W or U and its number. */
static bool parse_part(int32_t year, char letter, struct kom_text rest, struct kom_period *p) {
    int32_t v;
    if (rest.n == 0 || rest.n > 2 || !kom_day_digits(rest.p, rest.n, &v) || v < 1)
        return false;
    switch (letter) {
    case 'H':
        *p = (struct kom_period){KOM_PERIOD_HALF, year * 2 + v - 1};
        return rest.n == 1 && v <= 2;
    case 'Q':
    case 'K':
        *p = (struct kom_period){KOM_PERIOD_QUARTER, year * 4 + v - 1};
        return rest.n == 1 && v <= 4;
    case 'M':
        *p = (struct kom_period){KOM_PERIOD_MONTH, year * 12 + v - 1};
        return rest.n == 2 && v <= 12;
    case 'W':
    case 'U':
        return rest.n == 2 && parse_week(year, v, p);
    default:
        return false;
    }
}

bool kom_period_parse(struct kom_text t, struct kom_period *p) {
    int32_t year, day;
    if (t.n < 4 || t.n > 10 || !kom_day_digits(t.p, 4, &year) || year < 1)
        return false;
    if (t.n == 4) {
        *p = (struct kom_period){KOM_PERIOD_YEAR, year};
        return true;
    }
    if (t.n == 10) {
        if (!kom_day_parse(t, (struct kom_day_form){.shape = KOM_DAY_ISO}, &day))
            return false;
        *p = (struct kom_period){KOM_PERIOD_DAY, day};
        return true;
    }
    struct kom_text rest = {t.p + 4, t.n - 4};
    if (rest.p[0] == '-') {
        rest.p++;
        rest.n--;
        if (rest.n == 2 && rest.p[0] >= '0' && rest.p[0] <= '9')
            return parse_part(year, 'M', rest, p);
    }
    if (rest.n < 2)
        return false;
    return parse_part(year, rest.p[0], (struct kom_text){rest.p + 1, rest.n - 1}, p);
}

bool kom_period_read(struct kom_text t, struct kom_day_form form, struct kom_period *p) {
    int32_t day;
    if (form.shape == KOM_DAY_ISO && kom_period_parse(t, p))
        return true;
    if (!kom_day_parse(t, form, &day))
        return false;
    *p = (struct kom_period){KOM_PERIOD_DAY, day};
    return true;
}

size_t kom_period_format(char out[16], struct kom_period p) {
    static const char letters[] = "\0\0HQ\0W";
    int32_t part = 0, year;
    switch (p.kind) {
    case KOM_PERIOD_ALL:
        memcpy(out, "all", 3);
        return 3;
    case KOM_PERIOD_DAY:
        return kom_day_format(out, p.number);
    case KOM_PERIOD_WEEK:
        year = week_year(p.number, &part);
        break;
    case KOM_PERIOD_YEAR:
        kom_day_put(out, p.number, 4);
        return 4;
    case KOM_PERIOD_HALF:
    case KOM_PERIOD_QUARTER:
    case KOM_PERIOD_MONTH:
    default: {
        int32_t per_year = 12 / months_in(p.kind);
        year = p.number / per_year;
        part = p.number % per_year + 1;
    }
    }
    kom_day_put(out, year, 4);
    out[4] = '-';
    size_t n = 5;
    if (letters[p.kind])
        out[n++] = letters[p.kind];
    size_t width = p.kind == KOM_PERIOD_MONTH || p.kind == KOM_PERIOD_WEEK ? 2 : 1;
    kom_day_put(out + n, part, width);
    return n + width;
}

bool kom_period_kind_of(const char *word, enum kom_period_kind *kind) {
    static const char *const kinds[] = {"year", "half", "quarter", "month", "week", "day"};
    for (int i = 0; i < 6; i++) {
        if (strcmp(word, kinds[i]) == 0) {
            *kind = (enum kom_period_kind)(KOM_PERIOD_YEAR + i);
            return true;
        }
    }
    return false;
}
