/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells that make their row one that cannot be read, and texts that mean that there is no value. */
#include <stdio.h>
#include <string.h>

#include "xlsx.h"

/* A text may hold anything, and goes as the numbers of its bytes. */
static void put_word(struct kom_xlsx *x, struct kom_text word, bool is_text) {
    const size_t max = sizeof x->bad_word - 4;
    size_t n = 2;
    for (size_t i = 0; i < word.n && n + 2 < max; i++)
        if (is_text)
            n += (size_t)snprintf(x->bad_word + n, 3, "%02x", (unsigned char)word.p[i]);
        else
            x->bad_word[n++] = word.p[i];
    x->bad_word[n] = '\0';
}

void kom_xl_note_bad(struct kom_xlsx *x, uint32_t row, uint32_t column, int fault,
                     struct kom_text word) {
    if (x->bad_row == row)
        return;
    x->bad_row = row;
    x->bad_column = column;
    x->bad_word[0] = (char)('0' + fault);
    x->bad_word[1] = ' ';
    put_word(x, word, fault == KOM_XL_TEXT);
}

bool kom_xl_is_missing(const struct kom_xlsx *x, struct kom_text t) {
    const struct kom_reading *r = x->file.request->reading;
    bool is = kom_text_is(t, "..");
    for (size_t i = 0; i < r->n_missing; i++)
        is = is || kom_text_is(t, r->missing[i]);
    return is;
}

bool kom_xl_is_sign(const struct kom_xlsx *x, struct kom_text t) {
    return kom_xl_is_missing(x, t) || kom_text_is(t, ".") ||
           (x->file.request->reading->nil_is_zero && kom_text_is(t, "-"));
}
