/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is due for a sale, exactly, and how far the amount is from it. */
#ifndef KOM_PRICE_DUE_H
#define KOM_PRICE_DUE_H

#include "schedule.h"
#include "wide.h"

/* How the due came about. */
enum price_how { PRICE_PLAIN, PRICE_ROUNDED, PRICE_MINIMUM };

struct price_due {
    int64_t oere;
    enum price_how how;
};

/* The most that the quick way takes of anything: a million, as hundredths. Products of two of them,
   and a `rounding` more, are whole numbers far within 64 bits. */
#define PRICE_QUICK_MAX INT64_C(100000000)

/* A number of at least 0 as hundredths; false: it is none, or more than the quick way takes. */
bool kom_price_hundredths(const struct kom_num *x, int64_t *hundredths);

/* What is due for so many units at a price of the item; units exact. false: it is 10^16 kroner or
   more, and nobody's bill. */
bool kom_price_due(const struct price_item *item, const struct kom_num *price,
                   const struct kom_num *units, struct price_due *due);

/* The same of hundredths, of an item whose numbers are quick and a tariff that is there; |units| at
   most PRICE_QUICK_MAX. */
static inline struct price_due kom_price_due_quick(const struct price_item *item, int64_t price,
                                                   int64_t units) {
    const int64_t size = units < 0 ? -units : units, step = item->rounding_hundredths;
    struct price_due due = {0, PRICE_PLAIN};
    int64_t charged = size;
    if (step) {
        charged = (size + step - 1) / step * step;
        due.how = charged != size ? PRICE_ROUNDED : PRICE_PLAIN;
    }
    if (charged < item->minimum_hundredths) {
        charged = item->minimum_hundredths;
        due.how = PRICE_MINIMUM;
    }
    due.oere = (charged * price + 50) / 100;
    due.oere = units < 0 ? -due.oere : due.oere;
    return due;
}

/* amount - due, as value * 10^-scale. */
struct price_difference {
    kom_i128 value;
    int scale;
};

struct price_difference kom_price_difference(const struct kom_num *amount, int64_t due);

/* -1, 0, 1: under, within, over; a difference of as much as the tolerance (exact) is within. */
int kom_price_side(struct price_difference difference, const struct kom_num *tolerance);

#endif
