/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimal text to numbers. The careful path makes every digit count; the common path is one pass
   over the digits.

   Reading: up to 18 digits, a sign and a mark go into an integer and a scale in one pass, exactly;
   anything else (marks for thousands, exponents, more digits) goes the careful way, which turns all
   digits into a wide integer and rounds the quotient once to the nearest double. Writing: for whole
   numbers and short decimals the smallest power of ten that makes x whole is found; other doubles
   take 15, 16 or 17 digits, the first that read back as x. printf and strtod are not used: they
   follow the locale, and not every library rounds them rightly. */
#include "num.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "wide.h"

enum { DIGITS_MAX = 800, EXPONENT_MAX = 400 };

/* What one pass over the text found. */
struct scan {
    uint64_t mantissa; /* first 19 significant digits */
    int n_digits;      /* significant digits in all */
    int n_decimals;
    int exponent;
    bool negative, has_digit;
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static void add_digit(struct scan *s, char c) {
    s->has_digit = true;
    if (s->n_digits == 0 && c == '0')
        return;
    if (s->n_digits < 19)
        s->mantissa = s->mantissa * 10 + (uint64_t)(c - '0');
    s->n_digits++;
}

/* The digits before the decimal mark, thousands marks only between groups of three. Nobody writes
   0.123 for 123: there the mark is a decimal mark after all, and the text is refused. */
static size_t scan_whole(struct kom_text t, size_t i, char thousands, struct scan *s, bool *ok) {
    size_t run = 0, first = i;
    bool grouped = false;
    for (; i < t.n; i++) {
        if (is_digit(t.p[i])) {
            add_digit(s, t.p[i]);
            run++;
        } else if (thousands && t.p[i] == thousands) {
            *ok = *ok && (grouped ? run == 3 : run >= 1 && run <= 3 && t.p[first] != '0');
            grouped = true;
            run = 0;
        } else {
            break;
        }
    }
    *ok = *ok && (!grouped || run == 3);
    return i;
}

static bool scan_exponent(struct kom_text t, size_t i, struct scan *s) {
    bool minus = false;
    if (i < t.n && (t.p[i] == '+' || t.p[i] == '-'))
        minus = t.p[i++] == '-';
    if (i == t.n)
        return false;
    int e = 0;
    for (; i < t.n; i++) {
        if (!is_digit(t.p[i]))
            return false;
        if (e < 100000)
            e = e * 10 + (t.p[i] - '0');
    }
    s->exponent = minus ? -e : e;
    return true;
}

static bool scan_number(struct kom_text t, struct kom_num_form form, struct scan *s) {
    size_t i = 0;
    bool ok = true;
    *s = (struct scan){0};
    if (t.n && (t.p[0] == '-' || t.p[0] == '+'))
        s->negative = t.p[i++] == '-';
    i = scan_whole(t, i, form.thousands, s, &ok);
    if (i < t.n && t.p[i] == form.decimal) {
        for (i++; i < t.n && is_digit(t.p[i]); i++) {
            add_digit(s, t.p[i]);
            s->n_decimals++;
        }
    }
    if (!ok || !s->has_digit)
        return false;
    if (i < t.n && (t.p[i] == 'e' || t.p[i] == 'E'))
        return scan_exponent(t, i + 1, s);
    return i == t.n;
}

/* All digits of the text as one exact integer. */
static void all_digits(struct kom_text t, struct kom_num_form form, struct kom_wide *w) {
    kom_wide_zero(w);
    struct kom_wide d;
    for (size_t i = 0; i < t.n && t.p[i] != 'e' && t.p[i] != 'E'; i++) {
        if (!is_digit(t.p[i]) || t.p[i] == form.thousands)
            continue;
        kom_wide_mul_u64(w, 10);
        kom_wide_from_u64(&d, (uint64_t)(t.p[i] - '0'));
        kom_wide_add(w, &d);
    }
}

/* integer * 10^power to the nearest double. */
static double scaled(const struct kom_wide *integer, int power) {
    struct kom_wide num, den;
    kom_wide_copy(&num, integer);
    kom_wide_from_u64(&den, 1);
    kom_wide_mul_pow10(power > 0 ? &num : &den, (unsigned)(power > 0 ? power : -power));
    return kom_wide_ratio(&num, &den);
}

static bool real_value(struct kom_text t, struct kom_num_form form, const struct scan *s,
                       double *x) {
    int power = s->exponent - s->n_decimals;
    *x = 0.0;
    if (s->n_digits == 0)
        return true;
    if (s->n_digits > DIGITS_MAX || power > EXPONENT_MAX)
        return false;
    if (s->n_digits + power < -EXPONENT_MAX)
        return true; /* below the smallest double */
    struct kom_wide w;
    all_digits(t, form, &w);
    *x = scaled(&w, power);
    return isfinite(*x);
}

/* The common path: up to 18 digits, a sign and a decimal mark at most. False: let the careful path
 * look. */
static bool parse_plain(struct kom_text t, char decimal, struct kom_num *out) {
    const char *p = t.p, *end = t.p + t.n;
    bool negative = p < end && *p == '-';
    uint64_t mantissa = 0;
    unsigned digit;
    p += negative;
    const char *whole = p;
    for (; p < end && (digit = (unsigned char)*p - (unsigned)'0') <= 9; p++)
        mantissa = mantissa * 10 + digit;
    ptrdiff_t n_digits = p - whole, scale = 0;
    if (p < end) {
        if (*p++ != decimal)
            return false;
        const char *first = p;
        while (end > first && end[-1] == '0') /* 300,00 is 300 */
            end--;
        for (; p < end && (digit = (unsigned char)*p - (unsigned)'0') <= 9; p++)
            mantissa = mantissa * 10 + digit;
        if (p < end)
            return false;
        scale = p - first;
        n_digits += t.p + t.n - first;
    }
    if (n_digits == 0 || n_digits > 18)
        return false;
    int64_t m = (int64_t)mantissa;
    *out = (struct kom_num){negative ? -m : m, 0.0, (int8_t)scale, true};
    return true;
}

bool kom_num_parse(struct kom_text t, struct kom_num_form form, struct kom_num *out) {
    struct scan s;
    if (parse_plain(t, form.decimal, out))
        return true;
    if (!scan_number(t, form, &s))
        return false;
    int scale = s.n_decimals - s.exponent;
    if (s.n_digits <= 18) {
        while (scale > 0 && s.mantissa % 10 == 0 && s.mantissa) {
            s.mantissa /= 10;
            scale--;
        }
        if (s.mantissa == 0)
            scale = 0;
        while (scale < 0 && s.mantissa < UINT64_C(100000000000000000)) {
            s.mantissa *= 10;
            scale++;
        }
        if (scale >= 0 && scale <= KOM_SCALE_MAX) {
            int64_t m = (int64_t)s.mantissa;
            *out = (struct kom_num){s.negative ? -m : m, 0.0, (int8_t)scale, true};
            return true;
        }
    }
    *out = (struct kom_num){0, 0.0, 0, false};
    if (!real_value(t, form, &s, &out->real))
        return false;
    if (s.negative)
        out->real = -out->real;
    return true;
}

struct kom_num kom_num_whole(int64_t v) {
    return (struct kom_num){v, 0.0, 0, true};
}

/* A whole double is exact as it stands; one with decimals is none of those of 18 digits. */
struct kom_num kom_num_of_double(double x) {
    const double rest = isfinite(x) && fabs(x) < 1e15 ? fmod(x, 1) : KOM_NAN;
    return rest >= 0 && rest <= 0 ? kom_num_whole((int64_t)x) : (struct kom_num){0, x, 0, false};
}

struct kom_num kom_num_hundredths(int64_t hundredths) {
    struct kom_num x = {hundredths, 0.0, 2, true};
    for (; x.scale > 0 && x.mantissa % 10 == 0; x.scale--)
        x.mantissa /= 10;
    return x;
}

const int64_t kom_pow10[19] = {INT64_C(1),
                               INT64_C(10),
                               INT64_C(100),
                               INT64_C(1000),
                               INT64_C(10000),
                               INT64_C(100000),
                               INT64_C(1000000),
                               INT64_C(10000000),
                               INT64_C(100000000),
                               INT64_C(1000000000),
                               INT64_C(10000000000),
                               INT64_C(100000000000),
                               INT64_C(1000000000000),
                               INT64_C(10000000000000),
                               INT64_C(100000000000000),
                               INT64_C(1000000000000000),
                               INT64_C(10000000000000000),
                               INT64_C(100000000000000000),
                               INT64_C(1000000000000000000)};

static const double pow10_exact[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                     1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                     1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

double kom_num_double(const struct kom_num *v) {
    if (!v->is_exact)
        return v->real;
    /* Both operands exact, so one division rounds once (Clinger 1990). */
    const int64_t exact = INT64_C(1) << 53;
    if (v->mantissa <= exact && v->mantissa >= -exact)
        return (double)v->mantissa / pow10_exact[v->scale];
    struct kom_wide w;
    kom_wide_from_i128(&w, v->mantissa);
    return scaled(&w, -v->scale);
}

/* An exact decimal against a double, when the nearest double of the first is the second: decimal
   and binary digits side by side. */
static int compare_close(const struct kom_num *a, double x) {
    struct kom_wide decimal, binary;
    int exponent;
    kom_wide_from_i128(&decimal, a->mantissa);
    kom_wide_from_double(&binary, &exponent, x);
    kom_wide_mul_pow10(&binary, (unsigned)a->scale);
    kom_wide_shift_left(exponent > 0 ? &binary : &decimal,
                        (unsigned)(exponent > 0 ? exponent : -exponent));
    return kom_wide_compare(&decimal, &binary);
}

int kom_num_compare(const struct kom_num *a, const struct kom_num *b) {
    if (a->is_exact && b->is_exact) {
        kom_i128 x = a->mantissa, y = b->mantissa;
        for (int s = a->scale; s < b->scale; s++)
            x *= 10;
        for (int s = b->scale; s < a->scale; s++)
            y *= 10;
        return (x > y) - (x < y);
    }
    double x = kom_num_double(a), y = kom_num_double(b);
    if (x < y || x > y || a->is_exact == b->is_exact)
        return (x > y) - (x < y);
    return a->is_exact ? compare_close(a, y) : -compare_close(b, x);
}

/* ---- numbers to text ---- */

/* |x| = digits * 10^(exponent - n + 1) with exactly n digits, correctly rounded, ties to even. */
static uint64_t decimal_digits(double x, int n, int *exponent) {
    struct kom_wide m, num, den, q, r;
    int e2;
    kom_wide_from_double(&m, &e2, x < 0 ? -x : x);
    int e10 = (int)floor(((double)e2 + 52.0) * 0.30102999566398120);
    uint64_t low = 1;
    for (int i = 1; i < n; i++)
        low *= 10;
    for (;; e10++) {
        kom_wide_copy(&num, &m);
        kom_wide_from_u64(&den, 1);
        int power = n - 1 - e10;
        kom_wide_mul_pow10(power > 0 ? &num : &den, (unsigned)(power > 0 ? power : -power));
        kom_wide_shift_left(e2 > 0 ? &num : &den, (unsigned)(e2 > 0 ? e2 : -e2));
        kom_wide_divide(&q, &r, &num, &den);
        uint64_t v = q.n ? q.limb[0] : 0;
        kom_wide_shift_left(&r, 1);
        int c = kom_wide_compare(&r, &den);
        v += c > 0 || (c == 0 && (v & 1));
        if (q.n <= 1 && v < low * 10) {
            *exponent = e10;
            return v;
        }
    }
}

/* Writes the digits of v (value v * 10^(exponent - n_digits + 1)) plainly or with an exponent. */
static size_t layout(char *out, bool negative, uint64_t v, int n_digits, int exponent) {
    char d[24];
    while (n_digits > 1 && v % 10 == 0) {
        v /= 10;
        n_digits--;
    }
    for (int i = n_digits; i-- > 0; v /= 10)
        d[i] = (char)('0' + v % 10);
    size_t n = 0;
    if (negative)
        out[n++] = '-';
    bool plain = exponent >= -6 && exponent < 16;
    if (plain && exponent < 0) {
        out[n++] = '0';
        out[n++] = '.';
        for (int i = -1; i > exponent; i--)
            out[n++] = '0';
    }
    int point = plain ? exponent + 1 : 1; /* digits before the mark */
    for (int i = 0; i < n_digits; i++) {
        if (i == point && i > 0)
            out[n++] = '.';
        out[n++] = d[i];
    }
    for (int i = n_digits; plain && i < point; i++)
        out[n++] = '0';
    if (!plain) {
        int size = snprintf(out + n, 32 - n, "e%d", exponent);
        n += size > 0 ? (size_t)size : 0;
    }
    return n;
}

static int digits_in(uint64_t v) {
    int n = 1;
    for (; v >= 10; v /= 10)
        n++;
    return n;
}

/* Whole numbers and short decimals: x * 10^k is a whole number below 10^15 and divides back to x
   exactly; then the smallest such k gives the shortest text. */
static size_t short_decimal(char out[32], double x) {
    double a = x < 0 ? -x : x;
    for (int k = 0; k <= 17; k++) {
        double y = a * pow10_exact[k];
        if (y >= 1e15)
            break;
        double whole = floor(y + 0.5);
        double back = whole / pow10_exact[k];
        if (memcmp(&back, &a, sizeof a) == 0 && whole >= 1.0) {
            uint64_t v = (uint64_t)whole;
            int n = digits_in(v);
            return layout(out, x < 0, v, n, n - 1 - k);
        }
    }
    return 0;
}

static bool is_zero(double x) {
    return !(x < 0) && !(x > 0);
}

size_t kom_num_significant(char out[32], double x, int digits) {
    if (!isfinite(x))
        return 0;
    if (is_zero(x)) {
        out[0] = '0';
        return 1;
    }
    int exponent;
    uint64_t v = decimal_digits(x, digits, &exponent);
    return layout(out, x < 0, v, digits, exponent);
}

/* The layout of these digits if they read back as x, else 0. */
static size_t if_reads_back(char out[32], double x, uint64_t v, int digits, int exponent) {
    struct kom_num back;
    size_t n = layout(out, x < 0, v, digits, exponent);
    if (!kom_num_parse((struct kom_text){out, n}, (struct kom_num_form){'.', '\0'}, &back))
        return 0;
    double y = kom_num_double(&back);
    return memcmp(&x, &y, sizeof x) == 0 ? n : 0;
}

static bool is_power_of_two(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (bits & ((UINT64_C(1) << 52) - 1)) == 0;
}

/* The same digits by integers of 128 bits, for numbers of everyday size that are no power of two: x
   is m / 2^k, and v / 10^d reads back as x when it is no further off than half of 1 / 2^k. 0: it is
   none of these. */
static size_t plain_shortest(char out[32], double x) {
    enum { MANTISSA = 52, BIAS = 1075, LEAST = 15, MOST = 17 };
    const double a = x < 0 ? -x : x;
    uint64_t bits, low = 100000000000000;
    int exponent = 13;
    if (!(a > 1e-3 && a < 1e14) || is_power_of_two(a))
        return 0;
    memcpy(&bits, &a, sizeof bits);
    const uint64_t m = (bits & ((UINT64_C(1) << MANTISSA) - 1)) | UINT64_C(1) << MANTISSA;
    const int k = BIAS - (int)(bits >> MANTISSA); /* 6 to 62 */
    while (exponent > -3 && a < (exponent < 0 ? 1 / pow10_exact[-exponent] : pow10_exact[exponent]))
        exponent--;
    for (int digits = LEAST; digits <= MOST; digits++, low *= 10) {
        const int d = digits - 1 - exponent; /* 1 to 19 */
        const kom_u128 unit = (kom_u128)(uint64_t)kom_pow10[d > 18 ? 18 : d] * (d > 18 ? 10 : 1),
                       scaled = m * unit, half = (kom_u128)1 << (k - 1);
        uint64_t v = (uint64_t)(scaled >> k);
        kom_u128 rest = scaled - ((kom_u128)v << k);
        if (rest > half || (rest == half && (v & 1))) {
            v++;
            rest = 2 * half - rest;
        }
        if (v < low || v >= 10 * low)
            return 0;
        if (2 * rest < unit || (2 * rest == unit && (m & 1) == 0))
            return layout(out, x < 0, v, digits, exponent);
    }
    return 0;
}

size_t kom_num_shortest(char out[32], double x) {
    if (!isfinite(x) || is_zero(x))
        return kom_num_significant(out, x, 1);
    size_t n = plain_shortest(out, x);
    if (n == 0)
        n = short_decimal(out, x);
    /* Fifteen digits tell all doubles apart but the subnormal, which have fewer bits. */
    const double smallest_normal = 0x1p-1022;
    bool is_subnormal = x < smallest_normal && x > -smallest_normal;
    for (int digits = is_subnormal ? 1 : 15; n == 0 && digits <= 17; digits++) {
        int exponent;
        uint64_t v = decimal_digits(x, digits, &exponent);
        n = if_reads_back(out, x, v, digits, exponent);
        /* Below a power of two doubles lie twice as close: the next digits above may read back,
         * though further off. */
        if (n == 0 && is_power_of_two(x))
            n = if_reads_back(out, x, v + 1, digits, exponent);
    }
    return n;
}

/* A text that kom_num_shortest wrote as digits * 10^-scale. */
static kom_u128 shortest_digits(const char *text, size_t n, int *scale) {
    struct scan s;
    *scale = 0;
    if (!scan_number((struct kom_text){text, n}, (struct kom_num_form){'.', '\0'}, &s))
        return 0;
    *scale = s.n_decimals - s.exponent;
    return s.mantissa; /* at most 17 digits, so whole */
}

size_t kom_num_fixed(char out[64], double x, int decimals) {
    char text[32];
    int scale;
    size_t n = kom_num_shortest(text, x);
    assert(decimals >= 0 && decimals <= 15); /* as many as the digits below have room for */
    if (n == 0)
        return 0;
    kom_u128 m = shortest_digits(text, n, &scale);
    for (int s = scale; s < decimals; s++)
        m *= 10;
    for (int s = decimals; s < scale; s++)
        m = s + 1 < scale ? m / 10 : (m + 5) / 10;
    char digits[48];
    int k = 0;
    while (m || k <= decimals) {
        digits[k++] = (char)('0' + (int)(m % 10));
        m /= 10;
    }
    bool zero = true;
    for (int i = 0; i < k; i++)
        zero = zero && digits[i] == '0';
    n = 0;
    if (x < 0 && !zero)
        out[n++] = '-';
    while (k-- > 0) {
        out[n++] = digits[k];
        if (k == decimals && k > 0)
            out[n++] = '.';
    }
    return n;
}

void kom_buf_shortest(struct kom_buf *buf, double x) {
    char out[32];
    kom_buf_add(buf, out, kom_num_shortest(out, x));
}

void kom_buf_significant(struct kom_buf *buf, double x, int digits) {
    char out[32];
    kom_buf_add(buf, out, kom_num_significant(out, x, digits));
}
