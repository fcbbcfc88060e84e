/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codes of `warning` (docs/man/kom-diff.1.in, kom-did.1.in) in words for people. */
#ifndef KOM_WARNINGS_H
#define KOM_WARNINGS_H

#include "buf.h"
#include "present.h"
#include "signs.h"

/* Adds what a cell of `warning` says in words: codes joined by "; ", each with its argument as
   code(ARG), code(ARG):NAMES, code:ARG or code ARG. What is no known code is added as it stands,
   never left out. */
void kom_warning_words(struct kom_buf *out, struct kom_text cell, enum kom_present_lang lang);

/* The nothing that a cell of `warning` names among its codes: not_started before not_offered before
   not_reported, then hidden, impossible, missing; KOM_SIGN_NONE when it names none. */
enum kom_sign kom_warning_sign(struct kom_text cell);

/* The i-th known code; NULL past the last. */
const char *kom_warning_at(size_t i);

#endif
