/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is the same for all cells of a column is looked at once; each loop does one thing. */
#include "columns.h"

#include <string.h>

#include "intern.h"
#include "schema.h"

/* The first days of the months met last, by the text YYYY-MM-: a month comes again and again. */
enum { N_MONTHS = 64 };
struct months {
    struct {
        uint64_t text;
        int32_t first;
    } month[N_MONTHS];
};

/* Days 1 to 28 of a month that is known; else KOM_DAY_NONE. */
static int32_t known_day(const struct months *m, struct kom_text t, uint64_t text) {
    size_t at = kom_hash_u64(text) % N_MONTHS;
    unsigned ten = (unsigned char)t.p[8] - (unsigned)'0',
             one = (unsigned char)t.p[9] - (unsigned)'0';
    unsigned day = ten * 10 + one;
    bool ok = m->month[at].text == text && ten <= 9 && one <= 9 && day >= 1 && day <= 28;
    return ok ? m->month[at].first + (int32_t)day - 1 : KOM_DAY_NONE;
}

static void learn_month(struct months *m, struct kom_text t, uint64_t text, int32_t day) {
    size_t at = kom_hash_u64(text) % N_MONTHS;
    m->month[at].text = text;
    m->month[at].first = day - ((t.p[8] - '0') * 10 + t.p[9] - '0') + 1;
}

void kom_columns_days(const struct kom_view *v, int column, uint32_t from, uint32_t n, int32_t *day,
                      uint8_t *cell) {
    const struct kom_column *c = &v->extract->columns[column];
    struct months months = {0};
    for (uint32_t i = 0; i < n; i++) {
        struct kom_text t = kom_view_text(v, column, from + i);
        bool is_iso = t.n == 10 && c->day_form == KOM_DAY_ISO;
        uint64_t text = 0;
        cell[i] = KOM_CELL_VALUE;
        if (is_iso) {
            memcpy(&text, t.p, 8);
            day[i] = known_day(&months, t, text);
            if (day[i] != KOM_DAY_NONE)
                continue;
        }
        cell[i] = (uint8_t)kom_day_read(v->extract, c, t, &day[i]);
        if (is_iso && cell[i] == KOM_CELL_VALUE && day[i] != KOM_DAY_OPEN && t.p[4] == '-')
            learn_month(&months, t, text, day[i]);
    }
}

void kom_columns_numbers(const struct kom_view *v, int column, uint32_t from, uint32_t n,
                         struct kom_num *value, uint8_t *cell) {
    const struct kom_column *c = &v->extract->columns[column];
    for (uint32_t i = 0; i < n; i++)
        cell[i] = (uint8_t)kom_number_read(v->extract, v->file, c,
                                           kom_view_text(v, column, from + i), &value[i]);
}

/* A plain number: sign, digits, and of decimals at most two. */
static int64_t hundredths(struct kom_text t, char decimal) {
    const char *p = t.p, *end = t.p + t.n;
    bool negative = p < end && *p == '-';
    int64_t value = 0;
    unsigned digit;
    p += negative;
    const char *whole = p;
    for (; p < end && (digit = (unsigned char)*p - (unsigned)'0') <= 9; p++)
        value = value * 10 + (int64_t)digit;
    if (p == whole || p - whole > 15)
        return KOM_NO_HUNDREDTHS;
    value *= 100;
    if (p < end) {
        unsigned ten = end - p > 1 ? (unsigned char)p[1] - (unsigned)'0' : 10;
        unsigned one = end - p > 2 ? (unsigned char)p[2] - (unsigned)'0' : 0;
        if (*p != decimal || ten > 9 || one > 9 || end - p > 3)
            return KOM_NO_HUNDREDTHS;
        value += (int64_t)(ten * 10 + one);
    }
    return negative ? -value : value;
}

bool kom_columns_list_digits(const struct kom_extract *x) {
    const struct kom_reading *r = x->reading;
    size_t n = r->schema ? r->schema->n_missing : 0;
    bool found = false;
    for (size_t i = 0; i < r->n_missing && !found; i++)
        found = strpbrk(r->missing[i], "0123456789") != NULL;
    for (size_t i = 0; i < n && !found; i++)
        found = strpbrk(r->schema->missing[i], "0123456789") != NULL;
    return found;
}

void kom_columns_hundredths(const struct kom_view *v, int column, uint32_t from, uint32_t n,
                            int64_t *value) {
    const struct kom_column *c = &v->extract->columns[column];
    char decimal = c->decimal ? c->decimal : v->file->numbers.decimal;
    /* A listed sign such as 999 means missing though it reads as a number. */
    bool is_listed = kom_columns_list_digits(v->extract);
    for (uint32_t i = 0; i < n; i++)
        value[i] =
            is_listed ? KOM_NO_HUNDREDTHS : hundredths(kom_view_text(v, column, from + i), decimal);
}

void kom_columns_codes(const struct kom_view *v, int column, uint32_t from, uint32_t n,
                       struct kom_text *code, uint64_t *key) {
    for (uint32_t i = 0; i < n; i++) {
        code[i] = kom_view_code(v, column, from + i);
        if (key)
            key[i] = kom_text_key(code[i]);
    }
}
