/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a statistics program shows the numbers of a column, as far as that says what they are: days,
   times, periods, codes with leading zeros. */
#ifndef KOM_READ_SHOWN_H
#define KOM_READ_SHOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "first_bytes.h"

enum kom_shown_kind {
    KOM_SHOWN_NUMBER,
    KOM_SHOWN_ZEROS,  /* digits, filled up with zeros to a width: Z4., %04.0f, N4 */
    KOM_SHOWN_DAY,    /* days */
    KOM_SHOWN_MOMENT, /* seconds: a day and a time of day */
    KOM_SHOWN_TIME,   /* seconds */
    KOM_SHOWN_TOD,    /* seconds of a day, or a moment: SAS shows both alike */
    KOM_SHOWN_WEEK,   /* Stata's, 52 a year from 1960 */
    KOM_SHOWN_MONTH,  /* from 1960 */
    KOM_SHOWN_QUARTER,
    KOM_SHOWN_HALF,
};

struct kom_shown {
    enum kom_shown_kind kind;
    int width;       /* of KOM_SHOWN_ZEROS */
    int32_t epoch;   /* the day that is 0, from 1970-01-01 */
    bool in_seconds; /* days are counted in seconds (SPSS) */
    bool in_millis;  /* moments are counted in milliseconds (Stata) */
    bool has_leap;   /* leap seconds among them (%tC) */
};

/* What a format says: "DATE9" of SAS, "%td" of Stata, "ADATE10" of SPSS. */
struct kom_shown kom_shown_of(enum kom_form form, const char *format);

/* The name of a SAS format without width and decimals, which is how catalogs have it. */
struct kom_text kom_shown_name(const char *format);

/* What was odd about values as they were written. */
struct kom_shown_odd {
    uint64_t
        n_fractions; /* days that were no whole ones: the fraction is dropped, as the programs do */
    uint64_t n_far;  /* days outside the years 1 to 9999 */
};

/* Adds a finite value. */
void kom_shown_put(const struct kom_shown *shown, double x, struct kom_buf *out,
                   struct kom_shown_odd *odd);

/* "number", "day", "datetime", "time", "period": for a codebook. */
const char *kom_shown_word(const struct kom_shown *shown);

#endif
