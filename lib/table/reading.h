/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a table is to be read: what the user said about its files. */
#ifndef KOM_READING_H
#define KOM_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kom_schema;

/* NEW=OLD of --rename, COL=C of --thousands. */
struct kom_pair {
    const char *left, *right;
};

/* Zero-initialised: everything is found from the files. Texts are borrowed. */
struct kom_reading {
    char delimiter;       /* '\0': found from header and first record */
    char decimal;         /* '\0': comma where the delimiter is ;, else point */
    char thousands;       /* of all number columns; '\0': none */
    const char *encoding; /* NULL: UTF-8, else Windows-1252 field by field */
    bool nil_is_zero;     /* "-" in number columns means 0 */
    const struct kom_pair *renames;
    size_t n_renames;
    const struct kom_pair *column_thousands;
    size_t n_column_thousands;
    const char *const *missing;
    size_t n_missing;
    const struct kom_schema *schema; /* NULL: none */
    int kom_digits;                  /* 0: codes as they stand; 3 or 4 */
    bool skip_bad_rows;
    bool show_values;
};

#endif
