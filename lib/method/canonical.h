/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any extract to the canonical stream: the work of kom-read. */
#ifndef KOM_CANONICAL_H
#define KOM_CANONICAL_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "extract.h"
#include "kom/error.h"

enum kom_totals { KOM_TOTALS_KEEP, KOM_TOTALS_DROP, KOM_TOTALS_ONLY };

/* One column of the result. */
struct kom_out_column {
    int column;     /* of the extract */
    int month;      /* the column that holds the month of this year; -1: none */
    bool is_status; /* COL_status of that column */
    bool
        has_status; /* a COL_status column tells why a value is not there, so it is written blank */
};

/* Codes of a column that are totals of others. */
struct kom_total_codes {
    int column;
    const char **code;
    size_t n_codes;
    bool is_area; /* StatBank's area codes: below 100, Hele landet, Region ..., Landsdel ... */
};

/* What is to be written. Zero-initialised and with `out` filled it passes all columns on. */
struct kom_canonical {
    struct kom_out_column *out;
    size_t n_out;
    /* --long: columns n_out .. become rows; name and value columns end each */
    const int *melted;
    size_t n_melted;
    const char *name_heading, *value_heading;
    struct kom_column value_column; /* how melted cells are read */
    enum kom_totals totals;
    struct kom_total_codes *codes;
    size_t n_codes;
};

/* The take of a fold (worker: the kom_canonical, which is only read): adds the rows of a batch to
   view->out. Reasons: 0 is total, 1 is no total. */
enum kom_status kom_canonical_take(void *worker, struct kom_view *view, struct kom_error *err);

/* Is this cell one of the codes? */
bool kom_is_total(const struct kom_total_codes *codes, struct kom_text cell);

#endif
