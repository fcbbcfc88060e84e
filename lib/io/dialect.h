/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which delimiter a file has, found from its header and first record. */
#ifndef KOM_DIALECT_H
#define KOM_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "kom/error.h"

/* The delimiter of a table of one column: a line feed never stands inside a record. */
#define KOM_ONE_COLUMN '\n'

/* The number of fields of the record at the start of p and where it ends (after its line end).
   False when the record does not end within n bytes and bytes may follow (at_end false). */
bool kom_record_measure(const char *p, size_t n, char delimiter, bool at_end, size_t *n_fields,
                        size_t *end);

/* Of ; , tab | the one that splits header and first record into the same number of fields, more
   than one; of several the one that gives most; KOM_ONE_COLUMN when the header holds none of them.
   KOM_EDATA: a tie, or no candidate fits. *enough is false when header and first record do not end
   within the sample (at_end false): come again with more. */
enum kom_status kom_delimiter_find(struct kom_text sample, bool at_end, const char *name,
                                   char *delimiter, bool *enough,
                                   struct kom_error *err) KOM_MUSTUSE;

#endif
