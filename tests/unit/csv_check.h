/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grammar of docs/csv.md a second time, byte by byte, and the checks of the fast reader against
 * it and libcsv. */
#ifndef KOM_CSV_CHECK_H
#define KOM_CSV_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

/* Adds every record as text that differs when anything differs: line, fields with their lengths, or
   what is odd. The first record is the header: n_fields (out) is its number of fields, which the
   others must have. True when a quote is open at the end. */
bool csv_reference(struct kom_buf *out, struct kom_text bytes, char delimiter, size_t *n_fields);

/* The same from kom_cut_find and kom_batch_split, the bytes coming in blocks of that size. */
void csv_split(struct kom_buf *out, struct kom_text bytes, char delimiter, size_t n_fields,
               size_t block);

/* Runs all checks on one input; NULL when they hold, else what does not (a static text). */
const char *csv_check(struct kom_text bytes, char delimiter);

#endif
