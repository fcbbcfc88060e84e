/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is the same for all cells of a column is looked at once; each loop does one thing. */
#include "columns.h"

#include <string.h>

#include "intern.h"

/* A place of its own for every month of ten years: by the year's last digit and the month's two. */
static size_t place_of(struct kom_text t) {
    return (size_t)(t.p[3] & 15) << 5 | (size_t)(t.p[5] & 1) << 4 | (size_t)(t.p[6] & 15);
}

/* A day of a month that was met; else KOM_DAY_NONE. */
static int32_t known_day(const struct kom_months *m, struct kom_text t, uint64_t text) {
    const struct kom_month_met *month = &m->month[place_of(t)];
    unsigned ten = (unsigned char)t.p[8] - (unsigned)'0',
             one = (unsigned char)t.p[9] - (unsigned)'0';
    unsigned day = ten * 10 + one;
    bool ok = (month->text == text) & (ten <= 9) & (one <= 9) & (day - 1 < (unsigned)month->n_days);
    return ok ? month->first + (int32_t)day - 1 : KOM_DAY_NONE;
}

static void learn_month(struct kom_months *m, struct kom_text t, uint64_t text, int32_t day) {
    struct kom_ymd d = kom_day_ymd(day);
    m->month[place_of(t)] =
        (struct kom_month_met){text, day - d.day + 1, kom_month_days(d.year, d.month)};
}

/* A listed sign such as 999 means missing though it reads as a number. */
static inline bool means_missing(const struct kom_cell_form *f, struct kom_text t) {
    return f->lists_digits && kom_cell_is_listed(f, t);
}

void kom_columns_days(const struct kom_view *v, int column, uint32_t from, uint32_t n,
                      struct kom_days days) {
    const struct kom_cell_form *f = kom_view_form(v, column);
    bool has_dashes = f->day.shape == KOM_DAY_ISO || f->day.shape == KOM_DAY_YMD;
    for (uint32_t i = 0; i < n; i++) {
        struct kom_text t = kom_view_text(v, column, from + i);
        bool is_iso = t.n == 10 && has_dashes && !means_missing(f, t);
        int32_t *day = &days.day[i];
        uint64_t text = 0;
        days.cell[i] = KOM_CELL_VALUE;
        if (is_iso) {
            memcpy(&text, t.p, 8);
            *day = known_day(days.months, t, text);
            if (*day != KOM_DAY_NONE)
                continue;
        }
        days.cell[i] = (uint8_t)kom_cell_day(f, t, day);
        bool is_day = days.cell[i] == KOM_CELL_VALUE && *day != KOM_DAY_OPEN;
        if (is_iso && is_day && t.p[4] == '-')
            learn_month(days.months, t, text, *day);
    }
}

/* Eight digits, the first one lowest: neighbours are brought together, then pairs, then fours. */
static int64_t eight_digits(uint64_t w) {
    w = (w & UINT64_C(0x0F0F0F0F0F0F0F0F)) * 2561 >> 8;
    w = (w & UINT64_C(0x00FF00FF00FF00FF)) * 6553601 >> 16;
    return (int64_t)((w & UINT64_C(0x0000FFFF0000FFFF)) * UINT64_C(42949672960001) >> 32);
}

/* The hundredths of a number of one to eight bytes that ends in `,dd` or has no mark, the last
   bytes of the word; KOM_NO_HUNDREDTHS: let the other look. */
static inline int64_t short_hundredths(uint64_t w, uint32_t n, char decimal) {
    const uint64_t zeros = UINT64_C(0x3030303030303030), high = UINT64_C(0xF0F0F0F0F0F0F0F0);
    uint64_t own = ~UINT64_C(0) << 8 * (8 - n); /* bytes of the number; those before become 0 */
    w = (w & own) | (zeros & ~own);
    bool has_mark = n > 3 && (char)(w >> 40) == decimal; /* sixth of eight */
    if (has_mark)
        w = (w & UINT64_C(0xFFFF000000000000)) | (w << 8 & UINT64_C(0x0000FFFFFFFFFF00)) | 0x30;
    bool is_digits = (w & high) == zeros && ((w + UINT64_C(0x0606060606060606)) & high) == zeros;
    return is_digits ? eight_digits(w) * (has_mark ? 1 : 100) : KOM_NO_HUNDREDTHS;
}

/* A plain number: sign, digits, and of decimals at most two. */
static int64_t hundredths(struct kom_text t, char decimal) {
    const char *p = t.p, *end = t.p + t.n;
    bool negative = p < end && *p == '-';
    uint64_t digits = 0; /* of too many the value means nothing */
    unsigned digit;
    p += negative;
    const char *whole = p;
    for (; p < end && (digit = (unsigned char)*p - (unsigned)'0') <= 9; p++)
        digits = digits * 10 + digit;
    if (p == whole || p - whole > 15)
        return KOM_NO_HUNDREDTHS;
    int64_t value = (int64_t)digits * 100;
    if (p < end) {
        unsigned ten = end - p > 1 ? (unsigned char)p[1] - (unsigned)'0' : 10;
        unsigned one = end - p > 2 ? (unsigned char)p[2] - (unsigned)'0' : 0;
        if (*p != decimal || ten > 9 || one > 9 || end - p > 3)
            return KOM_NO_HUNDREDTHS;
        value += (int64_t)(ten * 10 + one);
    }
    return negative ? -value : value;
}

void kom_columns_hundredths(const struct kom_view *v, int column, uint32_t from, uint32_t n,
                            int64_t *value) {
    const struct kom_cell_form *f = kom_view_form(v, column);
    char decimal = f->number.decimal;
    const char *chunk = v->batch->chunk->p;
    const uint32_t *offset = v->batch->offset[column] + from,
                   *length = v->batch->length[column] + from;
    const bool has_suffix = f->suffix.n > 0, looks_first = has_suffix || f->lists_digits;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t end = offset[i] + length[i]; /* KOM_IN_EXTRA makes it large */
        value[i] = KOM_NO_HUNDREDTHS;
        if (looks_first && (has_suffix || means_missing(f, kom_view_text(v, column, from + i))))
            continue;
        if (length[i] - 1 < 8 && end - 8 < KOM_IN_EXTRA - 8) {
            uint64_t word; /* eight bytes up to the end of the number */
            memcpy(&word, chunk + end - 8, 8);
            value[i] = short_hundredths(word, length[i], decimal);
        }
        if (value[i] == KOM_NO_HUNDREDTHS && length[i])
            value[i] = hundredths(kom_view_text(v, column, from + i), decimal);
    }
}

void kom_columns_blank(const struct kom_view *v, int column, uint32_t from, uint32_t n,
                       bool *is_blank) {
    for (uint32_t i = 0; i < n; i++) {
        struct kom_text t = kom_view_text(v, column, from + i);
        is_blank[i] = t.n == 0 || ((unsigned char)t.p[0] <= ' ' && kom_text_trim(t).n == 0);
    }
}

void kom_columns_codes(const struct kom_view *v, int column, uint32_t from, uint32_t n,
                       struct kom_text *code, uint64_t *key) {
    for (uint32_t i = 0; i < n; i++) {
        code[i] = kom_view_code(v, column, from + i);
        if (key)
            key[i] = kom_text_key(code[i], v->extract->seed);
    }
}
