/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days and periods (kom/days.h), and what reading and messages need of them. */
#ifndef KOM_DAYS_FLOOR_H
#define KOM_DAYS_FLOOR_H

#include "buf.h"
#include "kom/days.h"

/* 9999-01-01: written days from here on are open ends. */
#define KOM_DAY_YEAR_9999 INT32_C(2932532)

/* n digits as a number; false when one is no digit. */
bool kom_day_digits(const char *p, size_t n, int32_t *value);

/* What a shape looks like, for messages: "YYYY-MM-DD", "day, month, year". */
const char *kom_day_shape_words(enum kom_day_shape shape);

/* The other forms that read a text which `not_this` did not: bit s for shape s (serial numbers only
   where they mean the years 1950 to 2049), and what all of them need beside it. False: none does.
 */
struct kom_day_guess {
    unsigned shapes;
    bool drops_time, needs_century;
};
bool kom_day_guess(struct kom_text t, struct kom_day_form not_this, struct kom_day_guess *guess);

/* "year", "half", "quarter", "month", "week", "day" to a kind; false for any other word. */
bool kom_period_kind_of(const char *word, enum kom_period_kind *kind);

/* Writes v with width digits, leading zeros. */
void kom_day_put(char *out, int32_t v, size_t width);

#endif
