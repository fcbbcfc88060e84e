/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hundredths in one 64-bit integer, 16 bytes a total; what would overflow goes to the rest. */
#include "total.h"

#include "mem.h"

enum { HUNDREDTHS_SCALE = 2 };

static enum kom_status rest_of(struct kom_total *t) {
    if (!t->rest)
        t->rest = kom_alloc(1, sizeof *t->rest);
    return t->rest ? KOM_OK : KOM_ENOMEM;
}

/* What would not fit goes to the rest. */
enum kom_status kom_total_overflow(struct kom_total *t, int64_t hundredths) {
    if (rest_of(t))
        return KOM_ENOMEM;
    struct kom_exact full = {.n = 1, .sum = t->hundredths, .scale = HUNDREDTHS_SCALE};
    kom_exact_merge(t->rest, &full);
    t->hundredths = hundredths;
    return t->rest->failed ? KOM_ENOMEM : KOM_OK;
}

enum kom_status kom_total_add(struct kom_total *t, const struct kom_num *x, bool negative) {
    static const int64_t unit[] = {100, 10, 1};
    const int64_t limit = INT64_C(1000000000000000);
    if (x->is_exact && x->scale <= HUNDREDTHS_SCALE && x->mantissa < limit &&
        x->mantissa > -limit) {
        int64_t hundredths = x->mantissa * unit[x->scale];
        return kom_total_add_hundredths(t, negative ? -hundredths : hundredths);
    }
    if (rest_of(t))
        return KOM_ENOMEM;
    if (negative)
        kom_exact_add_negative(t->rest, x);
    else
        kom_exact_add(t->rest, x);
    return t->rest->failed ? KOM_ENOMEM : KOM_OK;
}

enum kom_status kom_total_merge(struct kom_total *t, const struct kom_total *from) {
    if (kom_total_add_hundredths(t, from->hundredths))
        return KOM_ENOMEM;
    if (!from->rest)
        return KOM_OK;
    if (rest_of(t))
        return KOM_ENOMEM;
    kom_exact_merge(t->rest, from->rest);
    return t->rest->failed ? KOM_ENOMEM : KOM_OK;
}

enum kom_status kom_total_text(const struct kom_total *t, struct kom_buf *out) {
    struct kom_exact sum = {.n = 1, .sum = t->hundredths, .scale = HUNDREDTHS_SCALE};
    if (t->rest)
        kom_exact_merge(&sum, t->rest);
    enum kom_status status = sum.failed ? KOM_ENOMEM : KOM_OK;
    kom_exact_sum_text(&sum, out);
    kom_exact_fini(&sum);
    return status;
}

void kom_total_fini(struct kom_total *t) {
    if (t->rest)
        kom_exact_fini(t->rest);
    kom_free(t->rest);
    *t = (struct kom_total){0};
}
