/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Double-double numbers: some 31 digits from pairs of doubles, the same on every machine.

   A kom_dd is the unevaluated sum hi + lo with |lo| at most half a unit in the last place of hi; hi
   is then the value rounded to the nearest double. The building blocks are exact: two_sum of Knuth
   1997 (TAOCP 2, 4.2.2, theorem B) and two_prod of Dekker 1971 (Numer Math 18:224), without fused
   multiply-add. The operations are those of Joldes, Muller & Popescu 2017 (ACM TOMS 44:15res),
   algorithms 6, 12 and 17, each with a relative error of at most 15 * 2^-106. Needs round to
   nearest and no contraction; sizes between 1e-140 and 1e140 (or 0) keep every digit. */
#ifndef KOM_DDOUBLE_H
#define KOM_DDOUBLE_H

#include <math.h>
#include <stdbool.h>

#include "num.h"

struct kom_dd {
    double hi, lo;
};

/* A decimal as it was written, to within 2^-104 of itself; a kom_num that is no exact decimal gives
   its double. */
struct kom_dd kom_dd_from_num(const struct kom_num *v);

/* The same raised to a whole power of 1 to 64: from the exact integer power of the decimal, rounded
   once to 106 bits. Of a number that is no exact decimal: repeated multiplication. */
struct kom_dd kom_dd_power(const struct kom_num *v, unsigned power);

/* a - b to within 2^-104 of itself, whatever the level of both: decimals are subtracted as
   integers. Of numbers that are no exact decimals: of their doubles. */
struct kom_dd kom_dd_difference(const struct kom_num *a, const struct kom_num *b);

static inline struct kom_dd kom_dd(double x) {
    return (struct kom_dd){x, 0};
}

/* a + b for |a| >= |b| or a = 0. */
static inline struct kom_dd kom_dd_quick_sum(double a, double b) {
    const double s = a + b;
    return (struct kom_dd){s, b - (s - a)};
}

/* a + b, exactly. */
static inline struct kom_dd kom_dd_two_sum(double a, double b) {
    const double s = a + b, v = s - a;
    return (struct kom_dd){s, (a - (s - v)) + (b - v)};
}

/* a * b, exactly. */
static inline struct kom_dd kom_dd_two_prod(double a, double b) {
    const double p = a * b, sa = 134217729.0 * a, sb = 134217729.0 * b;
    const double ah = sa - (sa - a), bh = sb - (sb - b);
    const double al = a - ah, bl = b - bh;
    return (struct kom_dd){p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

static inline struct kom_dd kom_dd_add(struct kom_dd a, struct kom_dd b) {
    const struct kom_dd s = kom_dd_two_sum(a.hi, b.hi), t = kom_dd_two_sum(a.lo, b.lo);
    const struct kom_dd u = kom_dd_quick_sum(s.hi, s.lo + t.hi);
    return kom_dd_quick_sum(u.hi, t.lo + u.lo);
}

static inline struct kom_dd kom_dd_neg(struct kom_dd a) {
    return (struct kom_dd){-a.hi, -a.lo};
}

static inline struct kom_dd kom_dd_sub(struct kom_dd a, struct kom_dd b) {
    return kom_dd_add(a, kom_dd_neg(b));
}

static inline struct kom_dd kom_dd_mul(struct kom_dd a, struct kom_dd b) {
    const struct kom_dd p = kom_dd_two_prod(a.hi, b.hi);
    return kom_dd_quick_sum(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

static inline struct kom_dd kom_dd_mul_double(struct kom_dd a, double b) {
    return kom_dd_mul(a, kom_dd(b));
}

/* a / b by two corrections of the quotient of the high parts. */
static inline struct kom_dd kom_dd_div(struct kom_dd a, struct kom_dd b) {
    const double q1 = a.hi / b.hi;
    const struct kom_dd r1 = kom_dd_sub(a, kom_dd_mul_double(b, q1));
    const double q2 = r1.hi / b.hi;
    const struct kom_dd r2 = kom_dd_sub(r1, kom_dd_mul_double(b, q2));
    return kom_dd_add(kom_dd_quick_sum(q1, q2), kom_dd(r2.hi / b.hi));
}

/* The square root of a >= 0 (0 for what is not above 0): one Newton step from that of the high
   part. */
static inline struct kom_dd kom_dd_sqrt(struct kom_dd a) {
    if (!(a.hi > 0))
        return kom_dd(0);
    const double s = sqrt(a.hi);
    const struct kom_dd rest = kom_dd_sub(a, kom_dd_two_prod(s, s));
    return kom_dd_quick_sum(s, rest.hi / (2 * s));
}

static inline struct kom_dd kom_dd_abs(struct kom_dd a) {
    return a.hi < 0 ? kom_dd_neg(a) : a;
}

static inline bool kom_dd_less(struct kom_dd a, struct kom_dd b) {
    return a.hi < b.hi || (!(a.hi > b.hi) && a.lo < b.lo);
}

/* Rounded once, to the nearest double. */
static inline double kom_dd_double(struct kom_dd a) {
    return a.hi + a.lo;
}

#endif
