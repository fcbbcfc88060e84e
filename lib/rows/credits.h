/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Credit notes: a sale that is taken back, in whichever sign its figures are written. */
#ifndef KOM_CREDITS_H
#define KOM_CREDITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "delivery.h"
#include "kom/error.h"
#include "num.h"

/* How the figures of credit notes are written: positive or negative, it does not matter, as long as
   a file does not mix the two; or in the sign that --credits says, the other one adding again. */
enum kom_credits { KOM_CREDITS_ABSOLUTE, KOM_CREDITS_POSITIVE, KOM_CREDITS_NEGATIVE };

/* Reads "", "positive", "negative". KOM_EUSAGE: any other text. */
enum kom_status kom_credits_parse(const char *text, enum kom_credits *credits,
                                  struct kom_error *err) KOM_MUSTUSE;

/* Is a figure of such a sale to be taken away, and not added? */
bool kom_credits_negate(enum kom_credits credits, enum kom_delivery delivery,
                        const struct kom_num *x);

/* The signs that were seen in credit notes, of each file and figure: 1 negative, 2 positive, 3
   both. Zero-initialised: none. */
struct kom_credit_signs {
    uint8_t *sign;
    size_t n, cap;
};

/* The sign of figure `at` % n_figures in file `at` / n_figures; NULL: memory ran out. */
uint8_t *kom_credits_sign(struct kom_credit_signs *signs, size_t at);

/* A figure of a credit note; false: memory ran out. */
bool kom_credits_note(struct kom_credit_signs *signs, size_t at, const struct kom_num *x);

/* Adds what another worker saw; false: memory ran out. */
bool kom_credits_merge(struct kom_credit_signs *signs, const struct kom_credit_signs *other);

/* KOM_EDATA: a file has both signs, and nothing was said of it, or none in the sign that was said.
   figure: what the n figures are called. */
enum kom_status kom_credits_judge(const struct kom_credit_signs *signs, enum kom_credits credits,
                                  const char *const *figure, size_t n,
                                  struct kom_error *err) KOM_MUSTUSE;

void kom_credits_fini(struct kom_credit_signs *signs);

#endif
