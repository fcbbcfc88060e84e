/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days and periods: days are counted from 1970-01-01 in the proleptic Gregorian calendar. */
#ifndef KOM_DAYS_H
#define KOM_DAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kom/buf.h"

#ifdef __cplusplus
extern "C" {
#endif

/* No day: an empty cell. Open ends are KOM_DAY_OPEN, later than any written day. */
#define KOM_DAY_NONE INT32_MIN
#define KOM_DAY_OPEN INT32_MAX

/* A day by its calendar. */
struct kom_ymd {
    int32_t year;
    int32_t month, day; /* from 1 */
};

/* The number of a day, whose month is from 1 to 12 and whose day may go beyond the month's end; the
   calendar of a number; how many days a month has. */
KOM_API int32_t kom_day_of(struct kom_ymd ymd);
KOM_API struct kom_ymd kom_day_ymd(int32_t day);
KOM_API int32_t kom_month_days(int32_t year, int32_t month);

/* Is it a day of the years 1 to 9999? */
KOM_API bool kom_day_is(struct kom_ymd ymd);

/* How a day is written. */
enum kom_day_shape {
    KOM_DAY_ISO,      /* YYYY-MM-DD, and StatBank's YYYYMmmDdd: what is read without being told */
    KOM_DAY_DMY,      /* day, month, year with - . or / between, or 8 digits */
    KOM_DAY_MDY,      /* month, day, year, likewise */
    KOM_DAY_YMD,      /* year, month, day, likewise: also what --day COL=iso says */
    KOM_DAY_COMPACT,  /* DDMMYYYY */
    KOM_DAY_EXCEL,    /* days since 1899-12-30, Excel's calendar from 1900 */
    KOM_DAY_SAS,      /* days since 1960-01-01 */
    KOM_DAY_DATE9,    /* 01FEB2019 */
    KOM_DAY_STATBANK, /* 2020M03D21 */
    KOM_DAY_WORDS,    /* 1. februar 2019, 1 Feb 2019, February 1, 2019 */
    KOM_N_DAY_SHAPES,
};

/* A shape, and what is read beside it. Zero-initialised: ISO. A time of day of 00:00, 00:00:00 or
   00:00:00.000 after the day is always dropped. */
struct kom_day_form {
    enum kom_day_shape shape;
    bool drops_time; /* any time of day is dropped */
    int16_t century; /* first of the hundred years that two digits mean; 0: they mean none */
};

/* "iso", "dmy" ... "words", each also with +time, to a form; false for any other word. */
KOM_API bool kom_day_form_parse(struct kom_text t, struct kom_day_form *form);

/* The word of a shape: "dmy". */
KOM_API const char *kom_day_shape_name(enum kom_day_shape shape);

/* Reads a whole text as one day in years 1 to 9999; false when it is none. */
KOM_API bool kom_day_parse(struct kom_text t, struct kom_day_form form, int32_t *day);

/* Writes YYYY-MM-DD (10 bytes) and returns 10. */
KOM_API size_t kom_day_format(char out[10], int32_t day);

/* The kinds of period, the longest first. */
enum kom_period_kind {
    KOM_PERIOD_ALL,
    KOM_PERIOD_YEAR,
    KOM_PERIOD_HALF,
    KOM_PERIOD_QUARTER,
    KOM_PERIOD_MONTH,
    KOM_PERIOD_WEEK, /* ISO 8601 weeks, Monday first */
    KOM_PERIOD_DAY,
};

/* A period is its kind and a running number: years since 0, halves, quarters, months since year 0,
   ISO weeks and days since the epoch. Neighbouring periods have neighbouring numbers. */
struct kom_period {
    enum kom_period_kind kind;
    int32_t number;
};

/* The period of that kind that holds the day. */
KOM_API struct kom_period kom_period_of(enum kom_period_kind kind, int32_t day);

/* Its first and last day; of KOM_PERIOD_ALL one before and one after all days. */
KOM_API int32_t kom_period_first(struct kom_period p);
KOM_API int32_t kom_period_last(struct kom_period p);

/* Reads 2019, 2019-H1, 2019-Q2, 2019-04, 2019-W05, 2019-04-30 and StatBank's 2019K2, 2019M04,
   2019H1, 2004U27, 2021Q2 (quarters); false when it is none of them. */
KOM_API bool kom_period_parse(struct kom_text t, struct kom_period *p);

/* The same, and days in another form than ISO where the column is declared to hold them. */
KOM_API bool kom_period_read(struct kom_text t, struct kom_day_form form, struct kom_period *p);

/* Writes the canonical label (at most 10 bytes) and returns its length. KOM_PERIOD_ALL is "all". */
KOM_API size_t kom_period_format(char out[16], struct kom_period p);

/* n units ('d' 'w' 'm' 'y') from a day; months and years keep the day of the month, or the month's
 * last. */
KOM_API int32_t kom_day_shift(int32_t day, int32_t n, char unit);

#ifdef __cplusplus
}
#endif

#endif
