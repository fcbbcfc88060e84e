/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hundredths in one 64-bit integer, 16 bytes a total; what would overflow goes to the rest. */
#include "total.h"

#include "mem.h"
#include "num.h"

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

/* Is it hundredths that a total takes as such? */
static bool is_hundredths(const struct kom_num *x, bool negative, int64_t *hundredths) {
    static const int64_t unit[] = {100, 10, 1};
    const int64_t limit = INT64_C(1000000000000000);
    if (!x->is_exact || x->scale > HUNDREDTHS_SCALE || x->mantissa >= limit ||
        x->mantissa <= -limit)
        return false;
    *hundredths = x->mantissa * unit[x->scale] * (negative ? -1 : 1);
    return true;
}

enum kom_status kom_total_add(struct kom_total *t, const struct kom_num *x, bool negative) {
    int64_t hundredths;
    if (is_hundredths(x, negative, &hundredths))
        return kom_total_add_hundredths(t, hundredths);
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

enum kom_status kom_total_exact(const struct kom_total *t, struct kom_exact *sum) {
    *sum = (struct kom_exact){.n = 1, .sum = t->hundredths, .scale = HUNDREDTHS_SCALE};
    if (t->rest)
        kom_exact_merge(sum, t->rest);
    return sum->failed ? KOM_ENOMEM : KOM_OK;
}

enum kom_status kom_total_text(const struct kom_total *t, struct kom_buf *out) {
    struct kom_exact sum;
    enum kom_status status = kom_total_exact(t, &sum);
    kom_exact_sum_text(&sum, out);
    kom_exact_fini(&sum);
    return status;
}

enum kom_status kom_total_save(const struct kom_total *t, struct kom_state_out *out) {
    struct kom_exact sum;
    enum kom_status status = kom_total_exact(t, &sum);
    kom_exact_save_sum(&sum, out);
    kom_exact_fini(&sum);
    return status;
}

enum kom_status kom_total_load(struct kom_total *t, struct kom_state_in *in) {
    struct kom_exact sum = {0};
    int64_t hundredths;
    enum kom_status status = KOM_OK;
    kom_exact_load_sum(&sum, in);
    if (in->has_failed) {
        kom_exact_fini(&sum);
        return KOM_OK;
    }
    if (!sum.more && sum.scale <= HUNDREDTHS_SCALE &&
        !__builtin_mul_overflow(sum.sum, kom_pow10[HUNDREDTHS_SCALE - sum.scale], &hundredths)) {
        status = kom_total_add_hundredths(t, hundredths);
    } else if (rest_of(t)) {
        status = KOM_ENOMEM;
    } else {
        kom_exact_merge(t->rest, &sum);
        status = t->rest->failed ? KOM_ENOMEM : KOM_OK;
    }
    kom_exact_fini(&sum);
    return status;
}

void kom_total_fini(struct kom_total *t) {
    if (t->rest)
        kom_exact_fini(t->rest);
    kom_free(t->rest);
    *t = (struct kom_total){0};
}

/* ---- side by side ---- */

static enum kom_status rest_of_totals(struct kom_sums *t) {
    if (!t->rest)
        t->rest = kom_alloc(KOM_SUMS, sizeof *t->rest);
    return t->rest ? KOM_OK : KOM_ENOMEM;
}

enum kom_status kom_sums_overflow(struct kom_sums *t, unsigned k, int64_t hundredths) {
    if (rest_of_totals(t))
        return KOM_ENOMEM;
    return kom_total_add_hundredths(&t->rest[k], hundredths);
}

enum kom_status kom_sums_add(struct kom_sums *t, unsigned k, const struct kom_num *x,
                             bool negative) {
    int64_t hundredths;
    if (is_hundredths(x, negative, &hundredths))
        return kom_sums_add_hundredths(t, k, hundredths);
    return rest_of_totals(t) ? KOM_ENOMEM : kom_total_add(&t->rest[k], x, negative);
}

enum kom_status kom_sums_merge(struct kom_sums *t, const struct kom_sums *from) {
    enum kom_status status = from->rest ? rest_of_totals(t) : KOM_OK;
    for (unsigned k = 0; k < KOM_SUMS && !status; k++) {
        status = kom_sums_add_hundredths(t, k, from->hundredths[k]);
        if (!status && from->rest)
            status = kom_total_merge(&t->rest[k], &from->rest[k]);
    }
    return status;
}

enum kom_status kom_sums_give(const struct kom_sums *t, unsigned k, struct kom_total *to) {
    enum kom_status status = kom_total_add_hundredths(to, t->hundredths[k]);
    return status || !t->rest ? status : kom_total_merge(to, &t->rest[k]);
}

enum kom_status kom_sums_save(const struct kom_sums *t, unsigned k, struct kom_state_out *out) {
    struct kom_total sum = {0};
    enum kom_status status = kom_sums_give(t, k, &sum);
    if (!status)
        status = kom_total_save(&sum, out);
    kom_total_fini(&sum);
    return status;
}

enum kom_status kom_sums_load(struct kom_sums *t, unsigned k, struct kom_state_in *in) {
    struct kom_total sum = {0};
    enum kom_status status = kom_total_load(&sum, in);
    if (!status && sum.rest)
        status = rest_of_totals(t) ? KOM_ENOMEM : kom_total_merge(&t->rest[k], &sum);
    else if (!status)
        status = kom_sums_add_hundredths(t, k, sum.hundredths);
    kom_total_fini(&sum);
    return status;
}

void kom_sums_fini(struct kom_sums *t) {
    for (unsigned k = 0; k < KOM_SUMS && t->rest; k++)
        kom_total_fini(&t->rest[k]);
    kom_free(t->rest);
    *t = (struct kom_sums){0};
}
