/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a table is to be read: what the caller knows about its files. Where an option of the tools is
   named, kom-read(1) says more. */
#ifndef KOM_READING_H
#define KOM_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kom/days.h"

#ifdef __cplusplus
extern "C" {
#endif

struct kom_schema;
struct kom_foreign;
struct kom_part;

/* Thousands marks of several bytes stand where one byte is asked for as these; no byte of a number
   is one of them. */
enum {
    KOM_MARK_NBSP = 1,   /* U+00A0 */
    KOM_MARK_NNBSP,      /* U+202F */
    KOM_MARK_THIN,       /* U+2009 */
    KOM_MARK_APOSTROPHE, /* U+0027 and U+2019 */
    KOM_N_MARKS,
};

/* Negative numbers that are not written -1. */
enum { KOM_NEGATIVE_TRAILING = 1, KOM_NEGATIVE_PARENTHESES = 2 };

/* COL=C of --thousands, COL=TEXT of --suffix. */
struct kom_pair {
    const char *left, *right;
};

/* [FILE:]NEW=OLD of --rename. */
struct kom_rename {
    const char *file; /* as the call names it; NULL: every file */
    const char *to, *from;
    const char *side; /* of the side table it speaks of; NULL: the main input */
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

/* What the first line is, where header is NULL. */
enum kom_first_line {
    KOM_FIRST_LINE_GUESSED, /* one that looks like data is refused, with the call that settles it */
    KOM_FIRST_LINE_HEADER,  /* a header, whatever it looks like */
};

/* Zero-initialised: everything is found from the files. Texts and lists are borrowed as long as the
   table is read. */
struct kom_reading {
    const char *side;     /* the option that names this side table; NULL: the main input */
    char delimiter;       /* '\0': found from header and first record */
    bool is_preset;       /* delimiter and decimal mark come with a dialect */
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
    bool filters_any_zeros; /* values and cells of digits are one but for zeros ahead, and values
                               that never occur are no matter: the same table of another day */
    const char *const *missing;
    size_t n_missing;
    const char *const *header; /* names of the columns: the file has no header */
    size_t n_header;
    enum kom_first_line first_line;
    uint64_t skip_lines;               /* above the header */
    bool fills_short_rows;             /* with blanks */
    bool is_union;                     /* files may lack columns that others have */
    const struct kom_schema *schema;   /* NULL: none; outside of the library always */
    const struct kom_foreign *foreign; /* reads files that are no text; NULL: they are refused;
                                          outside of the library always */
    const struct kom_part *part;       /* of its bytes or files; NULL: all; outside of the library
                                          always */
    const char *veiled;                /* a column that no row set aside shows; NULL: none;
                                          outside of the library always */
    int kom_digits;                    /* 0: codes as they stand; 3 or 4 */
    const struct kom_pair *not_cpr;    /* side (NULL: main) and column: numbers that only look so */
    size_t n_not_cpr;
    bool forbids_cpr; /* the fold stops where a CPR number is found */
    bool is_careful;  /* every row goes the careful way, for the tests of the quick ones */
    bool skip_bad_rows;
    bool lists_bad_rows; /* they are findings: nothing is refused because of them (kom-check) */
    bool show_values;
};

#ifdef __cplusplus
}
#endif

#endif
