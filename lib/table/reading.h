/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a table is to be read: what the user said about its files. */
#ifndef KOM_READING_H
#define KOM_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "days.h"

struct kom_schema;

/* COL=C of --thousands, COL=TEXT of --suffix. */
struct kom_pair {
    const char *left, *right;
};

/* [FILE:]NEW=OLD of --rename. */
struct kom_rename {
    const char *file; /* as the call names it; NULL: every file */
    const char *to, *from;
};

/* COL=VALUE|VALUE of --only and --except. */
struct kom_filter_rule {
    const char *column;
    bool is_except;
    const char *const *values;
    size_t n_values;
};

/* COL=FORM of --day. */
struct kom_day_rule {
    const char *side; /* of the side table it speaks of; NULL: the main input */
    const char *column;
    struct kom_day_form form;
};

/* Zero-initialised: everything is found from the files. Texts are borrowed. */
struct kom_reading {
    const char *side;     /* the option that names this side table; NULL: the main input */
    char delimiter;       /* '\0': found from header and first record */
    char decimal;         /* '\0': comma where the delimiter is ;, else point */
    char thousands;       /* of all number columns, or KOM_MARK_...; '\0': none */
    const char *encoding; /* NULL: UTF-8, else Windows-1252 field by field */
    bool nil_is_zero;     /* "-" in number columns means 0 */
    unsigned negative;    /* KOM_NEGATIVE_... */
    int16_t century;      /* first of the hundred years that two digits mean; 0: refused */
    const struct kom_rename *renames;
    size_t n_renames;
    const struct kom_pair *column_thousands; /* right: one byte, or a KOM_MARK_... */
    size_t n_column_thousands;
    const struct kom_pair *suffixes;
    size_t n_suffixes;
    const struct kom_day_rule *days;
    size_t n_days;
    const struct kom_filter_rule *filters;
    size_t n_filters;
    const char *const *missing;
    size_t n_missing;
    const char *const *header; /* names of the columns: the file has no header */
    size_t n_header;
    enum {
        KOM_FIRST_LINE_GUESSED,
        KOM_FIRST_LINE_HEADER, /* whatever it looks like */
    } first_line;
    uint64_t skip_lines;             /* above the header */
    bool fills_short_rows;           /* with blanks */
    bool is_union;                   /* files may lack columns that others have */
    const struct kom_schema *schema; /* NULL: none */
    int kom_digits;                  /* 0: codes as they stand; 3 or 4 */
    const struct kom_pair *not_cpr;  /* side (NULL: main) and column: numbers that only look so */
    size_t n_not_cpr;
    bool forbids_cpr; /* the fold stops where a CPR number is found */
    bool skip_bad_rows;
    bool lists_bad_rows; /* they are findings: nothing is refused because of them (kom-check) */
    bool show_values;
};

#endif
