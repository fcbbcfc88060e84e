/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Number formats of cells, as far as they say what a number is: a day, a time, a code with zeros;
   and such numbers as text. Inside cmd/read only. */
#ifndef KOM_READ_FORM_H
#define KOM_READ_FORM_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

enum kom_xl_kind {
    KOM_XL_NUMBER,
    KOM_XL_ZEROS,   /* 0000 */
    KOM_XL_DAY,     /* dd-mm-yyyy */
    KOM_XL_MOMENT,  /* dd-mm-yyyy hh:mm */
    KOM_XL_TIME,    /* hh:mm */
    KOM_XL_ELAPSED, /* [h]:mm */
    KOM_XL_EITHER,  /* a day or a time of day: what it is is for its country's Excel to say */
};

struct kom_xl_shown {
    uint8_t kind; /* enum kom_xl_kind */
    uint8_t width;
    bool is_percent;
};

/* What a format code says; what those say that have a number and no code. */
struct kom_xl_shown kom_xl_shown_of_code(struct kom_text code);
struct kom_xl_shown kom_xl_shown_of_id(unsigned long id);

/* Adds a finite number as it is meant; false: it is no day of the calendar (and nothing is added).
 */
bool kom_xl_put_number(struct kom_xl_shown shown, bool is_1904, double x, struct kom_buf *out);

#endif
