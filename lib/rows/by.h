/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By-columns: found in the input, else in the tables beside it; no column stands twice. */
#ifndef KOM_BY_H
#define KOM_BY_H

#include <stddef.h>

#include "extract.h"
#include "frame.h"
#include "lookup.h"

/* Names as they were typed, and where each was found: in the input and in a table that says more of
   its rows, or (place) in the lookup. Borrowed; arrays of n. */
struct kom_by {
    const char *const *name;
    size_t n;
    struct kom_lookup *lookup;     /* NULL: no table beside */
    const struct kom_frame *more;  /* NULL: there is none; documents, of segments */
    int *column, *place, *in_more; /* the last may be NULL where there is no such table */
    int kom, kom_in_more; /* the lookup's key; KOM_NO_COLUMN in both: nothing is looked up */
};

/* Finds all, and makes the lookup. KOM_EUSAGE: one column is named twice, under whatever name; a
   table beside has no column of --by. KOM_EDATA: nobody has a column; the tables cannot be read. */
enum kom_status kom_by_want(struct kom_by *by, struct kom_extract *x,
                            struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_by_find(struct kom_by *by, const struct kom_frame *frame,
                            struct kom_error *err) KOM_MUSTUSE;

enum { KOM_BY_MAX = 64 };

/* KOM_EUSAGE: more than KOM_BY_MAX columns in --by. */
enum kom_status kom_by_count(size_t n, struct kom_error *err) KOM_MUSTUSE;

/* KOM_EUSAGE when two of n names of an option ("value") are one column; place may be NULL. */
enum kom_status kom_by_differ(const char *option, const char *const *name, size_t n,
                              const int *column, const int *place,
                              struct kom_error *err) KOM_MUSTUSE;

/* Which of n by-columns a name of --margins means: as it was typed there, or another name of the
   same word. KOM_EUSAGE: none, or it is marked already. */
enum kom_status kom_by_margin(const char *const *name, size_t n, const char *margin,
                              bool *is_margin, struct kom_error *err) KOM_MUSTUSE;

/* Does a name mean the column of that heading, whatever the input calls it? */
bool kom_by_means(const char *name, struct kom_text heading);

#endif
