/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schoolbook arithmetic on limbs: these numbers are made once per printed figure, so plain beats
   fast.

   Limbs of 64 bits, least first, in a struct of fixed size on the stack: no memory to run out of.
   Multiplication is by rows, division is Knuth's algorithm D (The Art of Computer Programming 2,
   4.3.1), whose steps the functions name. A ratio is scaled so that the quotient has some bits more
   than a double, the rest becomes its last bit, and it is rounded once, ties to even, subnormals
   included; a root is taken of a quotient of twice the bits. GMP would be faster and a dependency
   more. */
#include "wide.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static void trim(struct kom_wide *w) {
    while (w->n && w->limb[w->n - 1] == 0)
        w->n--;
    if (w->n == 0)
        w->negative = false;
}

void kom_wide_zero(struct kom_wide *w) {
    w->n = 0;
    w->negative = false;
}

void kom_wide_from_u64(struct kom_wide *w, uint64_t v) {
    w->limb[0] = v;
    w->n = v != 0;
    w->negative = false;
}

void kom_wide_from_i128(struct kom_wide *w, kom_i128 v) {
    kom_u128 u = v < 0 ? 0 - (kom_u128)v : (kom_u128)v;
    w->limb[0] = (uint64_t)u;
    w->limb[1] = (uint64_t)(u >> 64);
    w->n = 2;
    w->negative = v < 0;
    trim(w);
}

void kom_wide_from_limbs(struct kom_wide *w, const uint64_t *limb, size_t n) {
    assert(n <= KOM_WIDE_LIMBS);
    memcpy(w->limb, limb, n * sizeof *limb);
    w->n = (uint32_t)n;
    w->negative = false;
    trim(w);
}

void kom_wide_copy(struct kom_wide *to, const struct kom_wide *from) {
    to->n = from->n;
    to->negative = from->negative;
    memcpy(to->limb, from->limb, from->n * sizeof from->limb[0]);
}

static int compare_magnitude(const struct kom_wide *a, const struct kom_wide *b) {
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    for (uint32_t i = a->n; i-- > 0;)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

/* |a| += |b|. */
static void add_magnitude(struct kom_wide *a, const struct kom_wide *b) {
    uint32_t n = a->n > b->n ? a->n : b->n;
    uint64_t carry = 0;
    for (uint32_t i = 0; i < n; i++) {
        kom_u128 s = (kom_u128)(i < a->n ? a->limb[i] : 0) + (i < b->n ? b->limb[i] : 0) + carry;
        a->limb[i] = (uint64_t)s;
        carry = (uint64_t)(s >> 64);
    }
    a->n = n;
    assert(!carry || n < KOM_WIDE_LIMBS);
    if (carry)
        a->limb[a->n++] = carry;
}

/* out = |a| - |b| for |a| >= |b|; out may be a or b. */
static void sub_magnitude(struct kom_wide *out, const struct kom_wide *a,
                          const struct kom_wide *b) {
    uint64_t borrow = 0;
    uint32_t n = a->n;
    uint32_t nb = b->n;
    for (uint32_t i = 0; i < n; i++) {
        kom_u128 d = (kom_u128)a->limb[i] - (i < nb ? b->limb[i] : 0) - borrow;
        out->limb[i] = (uint64_t)d;
        borrow = (d >> 64) != 0;
    }
    out->n = n;
}

static void add_signed(struct kom_wide *a, const struct kom_wide *b, bool b_negative) {
    if (a->negative == b_negative) {
        add_magnitude(a, b);
    } else if (compare_magnitude(a, b) >= 0) {
        sub_magnitude(a, a, b);
    } else {
        sub_magnitude(a, b, a);
        a->negative = b_negative;
    }
    trim(a);
}

void kom_wide_add(struct kom_wide *a, const struct kom_wide *b) {
    add_signed(a, b, b->n ? b->negative : a->negative);
}

void kom_wide_sub(struct kom_wide *a, const struct kom_wide *b) {
    add_signed(a, b, b->n ? !b->negative : a->negative);
}

void kom_wide_mul(struct kom_wide *out, const struct kom_wide *a, const struct kom_wide *b) {
    uint32_t n = a->n + b->n;
    assert(n <= KOM_WIDE_LIMBS + 1); /* one more when the top product has no high half */
    if (n > KOM_WIDE_LIMBS)
        n = KOM_WIDE_LIMBS;
    memset(out->limb, 0, n * sizeof out->limb[0]);
    for (uint32_t i = 0; i < a->n; i++) {
        uint64_t carry = 0;
        for (uint32_t j = 0; j < b->n; j++) {
            kom_u128 t = (kom_u128)a->limb[i] * b->limb[j] + out->limb[i + j] + carry;
            out->limb[i + j] = (uint64_t)t;
            carry = (uint64_t)(t >> 64);
        }
        assert(!carry || i + b->n < n);
        if (i + b->n < n)
            out->limb[i + b->n] = carry;
    }
    out->n = n;
    out->negative = a->negative != b->negative;
    trim(out);
}

void kom_wide_mul_u64(struct kom_wide *a, uint64_t b) {
    uint64_t carry = 0;
    for (uint32_t i = 0; i < a->n; i++) {
        kom_u128 t = (kom_u128)a->limb[i] * b + carry;
        a->limb[i] = (uint64_t)t;
        carry = (uint64_t)(t >> 64);
    }
    assert(!carry || a->n < KOM_WIDE_LIMBS);
    if (carry)
        a->limb[a->n++] = carry;
    trim(a);
}

void kom_wide_mul_pow10(struct kom_wide *a, unsigned power) {
    for (; power >= 19; power -= 19)
        kom_wide_mul_u64(a, UINT64_C(10000000000000000000));
    uint64_t p = 1;
    while (power-- > 0)
        p *= 10;
    kom_wide_mul_u64(a, p);
}

void kom_wide_shift_left(struct kom_wide *a, unsigned bits) {
    unsigned limbs = bits / 64, rest = bits % 64;
    if (a->n == 0)
        return;
    assert(kom_wide_bits(a) + bits <= 64 * KOM_WIDE_LIMBS);
    uint32_t n = a->n + limbs + 1;
    if (n > KOM_WIDE_LIMBS)
        n = KOM_WIDE_LIMBS;
    for (uint32_t i = n; i-- > 0;) {
        uint64_t high = i >= limbs && i - limbs < a->n ? a->limb[i - limbs] : 0;
        uint64_t low = i >= limbs + 1 && i - limbs - 1 < a->n ? a->limb[i - limbs - 1] : 0;
        a->limb[i] = rest ? high << rest | low >> (64 - rest) : high;
    }
    a->n = n;
    trim(a);
}

int kom_wide_compare(const struct kom_wide *a, const struct kom_wide *b) {
    if (a->negative != b->negative)
        return a->negative ? -1 : 1;
    int c = compare_magnitude(a, b);
    return a->negative ? -c : c;
}

static unsigned bits_of(uint64_t v) {
    unsigned n = 0;
    for (; v; v >>= 1)
        n++;
    return n;
}

unsigned kom_wide_bits(const struct kom_wide *a) {
    return a->n ? (a->n - 1) * 64 + bits_of(a->limb[a->n - 1]) : 0;
}

/* Divides |u| by one limb in place and returns the rest. */
static uint64_t divide_small(struct kom_wide *u, uint64_t v) {
    kom_u128 rest = 0;
    for (uint32_t i = u->n; i-- > 0;) {
        kom_u128 t = rest << 64 | u->limb[i];
        u->limb[i] = (uint64_t)(t / v);
        rest = t % v;
    }
    trim(u);
    return (uint64_t)rest;
}

/* Step D3: the trial digit for u[j+n..j] / v. */
static uint64_t trial_digit(const uint64_t *u, const uint64_t *v, uint32_t n) {
    kom_u128 top = (kom_u128)u[n] << 64 | u[n - 1];
    kom_u128 q = top / v[n - 1], r = top % v[n - 1];
    while (q >> 64 || (kom_u128)(uint64_t)q * v[n - 2] > (r << 64 | u[n - 2])) {
        q--;
        r += v[n - 1];
        if (r >> 64)
            break;
    }
    return (uint64_t)q;
}

/* Steps D4 to D6: u -= q * v, one added back if that went below zero; returns the true digit. */
static uint64_t subtract_multiple(uint64_t *u, const uint64_t *v, uint32_t n, uint64_t q) {
    uint64_t carry = 0, borrow = 0;
    for (uint32_t i = 0; i <= n; i++) {
        kom_u128 t = (i < n ? (kom_u128)q * v[i] : 0) + carry;
        carry = (uint64_t)(t >> 64);
        kom_u128 d = (kom_u128)u[i] - (uint64_t)t - borrow;
        u[i] = (uint64_t)d;
        borrow = (d >> 64) != 0;
    }
    if (!borrow)
        return q;
    uint64_t add = 0;
    for (uint32_t i = 0; i <= n; i++) {
        kom_u128 s = (kom_u128)u[i] + (i < n ? v[i] : 0) + add;
        u[i] = (uint64_t)s;
        add = (uint64_t)(s >> 64);
    }
    return q - 1;
}

static void shift_right_small(struct kom_wide *a, unsigned rest) {
    for (uint32_t i = 0; i < a->n; i++) {
        uint64_t high = i + 1 < a->n ? a->limb[i + 1] : 0;
        a->limb[i] = rest ? a->limb[i] >> rest | high << (64 - rest) : a->limb[i];
    }
    trim(a);
}

static void divide_long(struct kom_wide *q, struct kom_wide *u, const struct kom_wide *divisor) {
    struct kom_wide v;
    kom_wide_copy(&v, divisor);
    unsigned shift = 64 - bits_of(v.limb[v.n - 1]);
    kom_wide_shift_left(&v, shift);
    uint32_t m = u->n;
    assert(m < KOM_WIDE_LIMBS); /* one limb more is read */
    kom_wide_shift_left(u, shift);
    for (uint32_t i = u->n; i <= m && i < KOM_WIDE_LIMBS; i++)
        u->limb[i] = 0;
    u->n = m + 1;
    q->n = m - v.n + 1;
    for (uint32_t j = m - v.n + 1; j-- > 0;) {
        uint64_t digit = trial_digit(u->limb + j, v.limb, v.n);
        q->limb[j] = subtract_multiple(u->limb + j, v.limb, v.n, digit);
    }
    trim(q);
    trim(u);
    shift_right_small(u, shift);
}

void kom_wide_divide(struct kom_wide *quotient, struct kom_wide *remainder,
                     const struct kom_wide *a, const struct kom_wide *b) {
    struct kom_wide u, q;
    bool negative = a->negative != b->negative;
    assert(b->n);
    kom_wide_copy(&u, a);
    kom_wide_zero(&q);
    if (b->n == 1) {
        kom_wide_copy(&q, a);
        uint64_t rest = divide_small(&q, b->limb[0]);
        kom_wide_from_u64(&u, rest);
    } else if (compare_magnitude(a, b) >= 0) {
        divide_long(&q, &u, b);
    }
    q.negative = q.n && negative;
    u.negative = u.n && a->negative;
    if (quotient)
        kom_wide_copy(quotient, &q);
    if (remainder)
        kom_wide_copy(remainder, &u);
}

static unsigned bits_of_u128(kom_u128 v) {
    uint64_t high = (uint64_t)(v >> 64);
    return high ? 64 + bits_of(high) : bits_of((uint64_t)v);
}

/* v * 2^exponent to the nearest double, ties to even, subnormals included. v's last bit is sticky.
 */
static double round_double(kom_u128 v, int exponent) {
    int n = (int)bits_of_u128(v);
    int keep = 53, low = n - 1 + exponent + 1022;
    if (low < 0)
        keep += low;
    if (keep < 0)
        return 0.0;
    int drop = n - keep;
    if (drop <= 0)
        return ldexp((double)(uint64_t)v, exponent);
    kom_u128 unit = (kom_u128)1 << drop, rest = v & (unit - 1), kept = v >> drop;
    if (rest > unit / 2 || (rest == unit / 2 && (kept & 1)))
        kept++;
    return ldexp((double)(uint64_t)kept, exponent + drop);
}

/* num / den scaled so that the quotient has `want` or want + 1 bits; exponent_step rounds the
 * scaling. */
static kom_u128 scaled_quotient(const struct kom_wide *num, const struct kom_wide *den, int want,
                                bool even, int *exponent) {
    struct kom_wide a, b, q, r;
    kom_wide_copy(&a, num);
    kom_wide_copy(&b, den);
    a.negative = b.negative = false;
    int shift = want - ((int)kom_wide_bits(num) - (int)kom_wide_bits(den));
    if (even && shift % 2 != 0)
        shift++;
    if (shift > 0)
        kom_wide_shift_left(&a, (unsigned)shift);
    else
        kom_wide_shift_left(&b, (unsigned)-shift);
    kom_wide_divide(&q, &r, &a, &b);
    kom_u128 v = (kom_u128)(q.n > 1 ? q.limb[1] : 0) << 64 | (q.n ? q.limb[0] : 0);
    *exponent = -shift;
    return r.n ? v | 1 : v;
}

double kom_wide_ratio(const struct kom_wide *num, const struct kom_wide *den) {
    if (num->n == 0)
        return 0.0;
    int exponent;
    kom_u128 v = scaled_quotient(num, den, 66, false, &exponent);
    double x = round_double(v, exponent);
    return num->negative != den->negative ? -x : x;
}

/* floor(sqrt(v)), bit by bit. */
static uint64_t root(kom_u128 v) {
    uint64_t r = 0;
    for (int bit = 63; bit >= 0; bit--) {
        uint64_t t = r | UINT64_C(1) << bit;
        if ((kom_u128)t * t <= v)
            r = t;
    }
    return r;
}

double kom_wide_ratio_sqrt(const struct kom_wide *num, const struct kom_wide *den) {
    if (num->n == 0)
        return 0.0;
    int exponent;
    kom_u128 v = scaled_quotient(num, den, 120, true, &exponent);
    uint64_t r = root(v);
    kom_u128 out = (kom_u128)r << 1 | ((kom_u128)r * r != v);
    return round_double(out, exponent / 2 - 1);
}

/* floor(sqrt(v)) for v of 124 to 128 bits: a double knows the first 52, a step of Newton's the
   others but for the last one or two. */
static uint64_t near_root(kom_u128 v) {
    const double first = sqrt((double)(uint64_t)(v >> 64)) * 0x1p32;
    uint64_t r = first >= 0x1.fffffffffffffp63 ? UINT64_MAX : (uint64_t)first;
    const kom_u128 other = v / r;
    r = (uint64_t)((r + other) / 2 > UINT64_MAX ? UINT64_MAX : (r + other) / 2);
    while ((kom_u128)r * r > v)
        r--;
    while (r < UINT64_MAX && (kom_u128)(r + 1) * (r + 1) <= v)
        r++;
    return r;
}

bool kom_words_ratio_sqrt(kom_u128 num, uint64_t den, double *x) {
    *x = 0.0;
    if (num == 0 || den == 0 || den >> 63)
        return num == 0 && den > 0;
    int shift = 63 - ((int)bits_of_u128(num) - (int)bits_of(den));
    shift -= shift & 1; /* the quotient has 62 to 64 bits */
    if (shift < 0 || bits_of_u128(num) + (unsigned)shift > 128)
        return false;
    num <<= shift;
    const uint64_t high = (uint64_t)(num / den);
    const kom_u128 rest = (kom_u128)(uint64_t)(num % den) << 64;
    const kom_u128 v = (kom_u128)high << 64 | (uint64_t)(rest / den);
    const uint64_t r = near_root(v);
    const bool is_whole = (kom_u128)r * r == v && rest % den == 0;
    *x = round_double((kom_u128)r << 1 | !is_whole, -(shift + 64) / 2 - 1);
    return true;
}

void kom_wide_from_double(struct kom_wide *w, int *exponent, double x) {
    int e;
    double m = frexp(x < 0 ? -x : x, &e);
    kom_wide_from_u64(w, (uint64_t)ldexp(m, 53));
    w->negative = w->n && x < 0;
    *exponent = e - 53;
}
