/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes of a column that have one text, and so would be one under --labels text. */
#ifndef KOM_READ_TWINS_H
#define KOM_READ_TWINS_H

#include "buf.h"
#include "intern.h"

/* Zero-initialised is empty. */
struct kom_read_twins {
    struct kom_intern texts;
    size_t *first; /* of each text: whose it was first */
    size_t cap;
    size_t a, b, n; /* the first two of one text, and how many came behind another */
    bool failed;    /* memory ran out */
};

/* The text of the i-th code. */
void kom_read_twins_add(struct kom_read_twins *t, const char *text, size_t i);

/* Adds the warning, where two codes have one text. code: of t->a and t->b. */
void kom_read_twins_say(struct kom_read_twins *t, const char *column, const char *text,
                        const struct kom_buf code[2], struct kom_buf *out);

void kom_read_twins_fini(struct kom_read_twins *t);

#endif
