/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs of credit notes: noted while rows are read, judged when all were. */
#include "credits.h"

#include <string.h>

#include "mem.h"

static const char *const words[] = {"", "positive", "negative"};

enum kom_status kom_credits_parse(const char *text, enum kom_credits *credits,
                                  struct kom_error *err) {
    for (int i = 0; i < 3; i++) {
        if (strcmp(text, words[i]) == 0) {
            *credits = (enum kom_credits)i;
            return KOM_OK;
        }
    }
    return kom_fail(err, KOM_EUSAGE, "--credits: \"%s\" is none of positive, negative", text);
}

bool kom_credits_negate(enum kom_credits credits, enum kom_delivery delivery,
                        const struct kom_num *x) {
    struct kom_num zero = kom_num_whole(0);
    if (delivery != KOM_CREDITED || credits == KOM_CREDITS_NEGATIVE)
        return false;
    return credits == KOM_CREDITS_POSITIVE || kom_num_compare(x, &zero) > 0;
}

uint8_t *kom_credits_sign(struct kom_credit_signs *signs, size_t at) {
    void *p = signs->sign;
    if (kom_grow(&p, &signs->cap, at + 1, 1))
        return NULL;
    signs->sign = p;
    for (; signs->n <= at; signs->n++)
        signs->sign[signs->n] = 0;
    return &signs->sign[at];
}

bool kom_credits_note(struct kom_credit_signs *signs, size_t at, const struct kom_num *x) {
    struct kom_num zero = kom_num_whole(0);
    const int sign = kom_num_compare(x, &zero);
    uint8_t *is = kom_credits_sign(signs, at);
    if (is)
        *is |= (uint8_t)(sign < 0 ? 1 : sign > 0 ? 2 : 0);
    return is;
}

bool kom_credits_merge(struct kom_credit_signs *signs, const struct kom_credit_signs *other) {
    if (other->n && !kom_credits_sign(signs, other->n - 1))
        return false;
    for (size_t i = 0; i < other->n; i++)
        signs->sign[i] |= other->sign[i];
    return true;
}

enum kom_status kom_credits_judge(const struct kom_credit_signs *signs, enum kom_credits credits,
                                  const char *const *figure, size_t n, struct kom_error *err) {
    for (size_t i = 0; i < signs->n; i++) {
        const uint8_t sign = signs->sign[i];
        if (sign == 3 && credits == KOM_CREDITS_ABSOLUTE)
            return kom_fail(err, KOM_EDATA,
                            "sales: the credit notes of one file have positive and negative %s; "
                            "say with --credits "
                            "positive|negative how they are written",
                            figure[i % n]);
        if ((sign == 1 && credits == KOM_CREDITS_POSITIVE) ||
            (sign == 2 && credits == KOM_CREDITS_NEGATIVE))
            return kom_fail(err, KOM_EDATA,
                            "sales: --credits says that credit notes are written %s, but in one "
                            "file no %s is written so; leave the option out",
                            words[credits], figure[i % n]);
    }
    return KOM_OK;
}

void kom_credits_fini(struct kom_credit_signs *signs) {
    kom_free(signs->sign);
    *signs = (struct kom_credit_signs){NULL, 0, 0};
}
