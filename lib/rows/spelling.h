/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes that are the same but for how they are spelt. */
#ifndef KOM_SPELLING_H
#define KOM_SPELLING_H

#include <stdbool.h>

#include "buf.h"

/* Adds a code as it is compared: small letters, no blanks (seen or unseen) and no zeros that pad a
   whole number, the Danish letters spelt out, and one form of what Unicode writes in several. Two
   codes are alike when these texts are equal. */
void kom_spelling_fold(struct kom_buf *out, struct kom_text code);

/* Of two folded codes: are they alike, or, with at least five letters each, one letter apart? One
   digit apart is another code. */
bool kom_spelling_near(struct kom_text a, struct kom_text b);

/* Adds a code for a message: digits bare, other texts in quotes, cut off where it is long, and with
   signs that cannot be seen as <U+200B>. */
void kom_spelling_show(struct kom_buf *out, struct kom_text code);

/* Adds the form of a code that must not be quoted: letters as A and a, digits as 9. */
void kom_spelling_mask(struct kom_buf *out, struct kom_text code);

#endif
