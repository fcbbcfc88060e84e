/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The municipality list that ships (data/municipalities.csv), for --official: who was one when. */
#ifndef KOM_OFFICIAL_H
#define KOM_OFFICIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "kom/error.h"

/* What the list is called where files have a name. */
#define KOM_OFFICIAL_NAME "the official list"

/* Adds the list as CSV, the very bytes of data/municipalities.csv: municipalities of 1970 to now
   and Christiansø, one row a code and spell. With a day only those that were there on it, and
   Christiansø. */
void kom_official_table(struct kom_buf *out, int32_t day);

/* Is the code (three digits, or four with a zero before them) one of a municipality on some day
   from `first` to `last`; KOM_DAY_NONE for both: at any time? Christiansø is always there. */
bool kom_official_holds(struct kom_text code, int32_t first, int32_t last);

/* Adds who had the code at another time, and what became of it; nothing when nobody had it: "601
   (Brædstrup) was one to 2006-12-31, and became part of 615, 746". */
void kom_official_tell(struct kom_buf *out, struct kom_text code);

#endif
