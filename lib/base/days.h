/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days and periods: days are counted from 1970-01-01 in the proleptic Gregorian calendar. */
#ifndef KOM_DAYS_H
#define KOM_DAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

/* No day: an empty cell. Open ends are KOM_DAY_OPEN, later than any written day. */
#define KOM_DAY_NONE INT32_MIN
#define KOM_DAY_OPEN INT32_MAX

/* 9999-01-01: written days from here on are open ends. */
#define KOM_DAY_YEAR_9999 INT32_C(2932532)

struct kom_ymd {
    int32_t year;
    int32_t month, day; /* from 1 */
};

int32_t kom_day_of(struct kom_ymd ymd);
struct kom_ymd kom_day_ymd(int32_t day);
int32_t kom_month_days(int32_t year, int32_t month);

/* How a day is written: only ISO unless told. */
enum kom_day_form {
    KOM_DAY_ISO,     /* YYYY-MM-DD */
    KOM_DAY_DMY,     /* DD-MM-YYYY, also with / or . */
    KOM_DAY_COMPACT, /* DDMMYYYY */
    KOM_DAY_SAS,     /* days since 1960-01-01 */
};

/* "iso", "dmy", "ddmmyyyy", "sas" to a form; false for any other word. */
bool kom_day_form_parse(struct kom_text t, enum kom_day_form *form);

/* Reads a whole text as one day in years 1 to 9999; false when it is none. */
bool kom_day_parse(struct kom_text t, enum kom_day_form form, int32_t *day);

/* Writes YYYY-MM-DD (10 bytes) and returns 10. */
size_t kom_day_format(char out[10], int32_t day);

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
struct kom_period kom_period_of(enum kom_period_kind kind, int32_t day);
int32_t kom_period_first(struct kom_period p);
int32_t kom_period_last(struct kom_period p);

/* Reads 2019, 2019-H1, 2019-Q2, 2019-04, 2019-W05, 2019-04-30 and StatBank's 2019K2, 2019M04,
   2019H1, 2004U27, 2021Q2 (quarters); false when it is none of them. */
bool kom_period_parse(struct kom_text t, struct kom_period *p);

/* The same, and days in another form than ISO where the column is declared to hold them. */
bool kom_period_read(struct kom_text t, enum kom_day_form form, struct kom_period *p);

/* Writes the canonical label (at most 10 bytes) and returns its length. KOM_PERIOD_ALL is "all". */
size_t kom_period_format(char out[16], struct kom_period p);

/* n units ('d' 'w' 'm' 'y') from a day; months and years keep the day of the month, or the month's
 * last. */
int32_t kom_day_shift(int32_t day, int32_t n, char unit);

#endif
