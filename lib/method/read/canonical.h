/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any extract to the canonical stream: the work of kom-read. */
#ifndef KOM_CANONICAL_H
#define KOM_CANONICAL_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "extract.h"
#include "kom/error.h"
#include "method.h"
#include "stream_row.h"

enum kom_totals { KOM_TOTALS_KEEP, KOM_TOTALS_DROP, KOM_TOTALS_ONLY };

/* A list of borrowed texts. */
struct kom_names {
    const char *const *item;
    size_t n;
};

/* What is asked. Zero-initialised: all columns pass, those that vocabulary or schema declare are
 * converted. */
struct kom_canonical_request {
    struct kom_names number;      /* further number columns */
    struct kom_names keep;        /* beside name_heading */
    struct kom_names status;      /* number columns that get a COL_status column */
    struct kom_names total_codes; /* "COL=CODE|CODE" */
    enum kom_totals totals;
    const char *name_heading, *value_heading; /* --long; NULL: the table stays as wide as it is */
    bool canonical_names;
};

/* Codes of a column that are totals of others. */
struct kom_total_codes {
    int column;
    const char **code;
    size_t n_codes;
    bool is_area; /* StatBank's area codes: below 100, Hele landet, Region ..., Landsdel ... */
};

/* A column that becomes rows. */
struct kom_melted {
    int column;
    struct kom_text name; /* what NAME says of it: its heading; of periods and days, as such */
    int status;      /* the file's column that says why there is no value; KOM_NO_COLUMN: the cell
                        does */
    bool has_status; /* which is asked for */
};

/* What is to be written: made once by kom_canonical_plan, then only read. */
struct kom_canonical {
    struct kom_canonical_request request;
    struct kom_stream_columns columns;
    struct kom_melted *melted;
    size_t n_melted;
    bool has_value_status;          /* of one of them */
    struct kom_column value_column; /* how melted cells are read */
    struct kom_total_codes *codes;
    size_t n_codes;
    int month;             /* with canonical names, the month column that goes with a year column;
                              KOM_NO_COLUMN: none */
    struct kom_text *name; /* of each column of the extract, as it is written */
    int *says_of;          /* of each: the column that it says something of, KOM_NO_COLUMN: none */
    int *beside;           /* of each: the other way round */
};

/* names.c: finds these three. KOM_EDATA: two columns mean one word and neither is called so, or
   would be written under one name. */
enum kom_status kom_canonical_name(struct kom_canonical *k, struct kom_extract *x,
                                   struct kom_arena *arena, struct kom_error *err) KOM_MUSTUSE;

/* Plans for an opened extract (it asks for all columns); what the plan needs is taken from the
   arena. KOM_EUSAGE: the request contradicts itself; KOM_EDATA: a column that is not there. */
enum kom_status kom_canonical_plan(struct kom_canonical *k,
                                   const struct kom_canonical_request *request,
                                   struct kom_extract *x, struct kom_arena *arena,
                                   struct kom_error *err) KOM_MUSTUSE;

/* Adds the header line. KOM_EDATA: two columns would get one canonical name. */
enum kom_status kom_canonical_header(const struct kom_canonical *k, const struct kom_extract *x,
                                     struct kom_buf *out, struct kom_error *err) KOM_MUSTUSE;

/* Adds the names of the columns that pass as they stand, with commas. */
void kom_canonical_passed(const struct kom_canonical *k, const struct kom_extract *x,
                          struct kom_buf *out);

/* The take of a fold (worker: the kom_canonical, which is only read): adds the rows of a batch to
   view->out. Reasons: 0 is total, 1 is no total. */
enum kom_status kom_canonical_take(void *worker, struct kom_view *view, struct kom_error *err);

/* The method, once planned: rows stream, under the header that was written before. */
extern const struct kom_method kom_canonical_method;

#endif
