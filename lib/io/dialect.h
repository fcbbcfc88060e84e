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

/* The candidates, in the order in which they are tried. */
enum { KOM_N_DELIMITERS = 4 };
extern const char kom_delimiters[KOM_N_DELIMITERS];

/* "tab" for the tab, else the character. */
const char *kom_delimiter_name(char delimiter);

/* What header and first record say. */
enum kom_delimiter_found {
    KOM_DELIMITER_ONE,    /* one splits both into the same number of fields, and most of all */
    KOM_DELIMITER_NONE,   /* the header holds no candidate */
    KOM_DELIMITER_TIE,    /* two split both into that many fields: *delimiter and *other */
    KOM_DELIMITER_MISFIT, /* none splits both alike; *other splits the header */
    KOM_DELIMITER_MORE,   /* header and first record do not end within the sample: read more */
};
struct kom_delimiter_guess {
    enum kom_delimiter_found found;
    char delimiter, other;
    size_t n_fields;
};

/* Of ; , tab | the one that splits header and first record into the same number of fields, more
   than one; of several the one that gives most. at_end: nothing follows the sample. */
struct kom_delimiter_guess kom_delimiter_find(struct kom_text sample, bool at_end);

/* How wide records are that one delimiter splits. */
struct kom_widths {
    size_t n_records;     /* looked at: whole ones that are not empty, at most 100 */
    size_t width, n_wide; /* the most frequent number of fields, and how many records have it */
};

/* Over the records of the sample, but for the first `n_before`. */
struct kom_widths kom_widths_of(struct kom_text sample, bool at_end, char delimiter,
                                size_t n_before);

#endif
