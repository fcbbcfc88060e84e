/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uptake of add-on services: who was offered, who bought, in each cell of municipality, by-columns
   and period.

   A cell is a unit (kom), a combination of the by-columns, and a period. Recipients of a cell are
   the distinct persons with, on some day of it, both a recipient spell and an offering for them;
   buyers those of them with a counted sale; uptake = buyers / recipients with an exact interval
   (Clopper & Pearson 1934), or, where the recipients are counts over time, an exact Poisson
   interval (Garwood 1936). docs/uptake.md states every rule, kom-uptake(1) and kom-tables(5) the
   columns.

   The order of calls: kom_uptake_open with the side tables, read_recipients (where there are any),
   read_sales, finish, next until there is no row, free. The figures are those of the tool
   kom-uptake, whatever the number of threads. One thread calls these functions for one struct
   kom_uptake; several of them may be at work side by side.

   Every function that fails fills err, and messages may name the tool's options: what one says of
   --from is meant of `from` below. KOM_ENOMEM may come from each. */
#ifndef KOM_UPTAKE_H
#define KOM_UPTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kom/error.h"
#include "kom/extract.h"
#include "kom/frame.h"

#ifdef __cplusplus
extern "C" {
#endif

struct kom_uptake; /* opaque */

/* What is asked. Zeros mean the defaults of the tool; texts are written as its options have them.
   Texts, lists and frames are borrowed until kom_uptake_free. */
struct kom_uptake_request {
    const char *const *by; /* NULL: kom; a list of none: no by-columns */
    size_t n_by;
    const char *const *margins; /* by-columns that also get a row total */
    size_t n_margins;
    const char *period;      /* NULL: all; day week month quarter half year, event:12m */
    const char *from, *to;   /* day or period, both included; NULL: from the data */
    const char *const *ages; /* where age groups begin: "18", "67"; rising */
    size_t n_ages;
    const char *overlap;  /* units in several networks: NULL refuse, both, drop, assign=... */
    const char *credits;  /* NULL: told by the sign; positive, negative */
    const char *ci;       /* NULL: exact; midp, wilson, jeffreys */
    double level;         /* of the intervals, between 0 and 1; 0: 0.95 */
    const char *kind;     /* of counts that do not say: during, stock, average; NULL: they say */
    bool wants_dominance; /* the two largest buyers' shares */
    bool warns_unmatched; /* keys that meet nothing are told (kom_uptake_unmatched), not refused */
    /* the side tables; NULL: not given. Without offerings everything is on offer every day */
    const struct kom_frame *offerings, *participation, *municipalities, *networks;
};

/* Starts with the side tables. KOM_EUSAGE: the request contradicts itself; KOM_EDATA: a side table
   lacks a column or has a cell that cannot be read. *u is NULL after a failure, else the caller's
   to free. */
KOM_API enum kom_status kom_uptake_open(struct kom_uptake **u,
                                        const struct kom_uptake_request *request,
                                        struct kom_error *err) KOM_MUSTUSE;

/* Reads the recipients from an extract that was opened, and is not closed by this: persons with
   their spells, or counts where there is no column of persons. KOM_EDATA: columns are missing, or
   rows cannot be read (kom_extract_finding). */
KOM_API enum kom_status kom_uptake_read_recipients(struct kom_uptake *u,
                                                   struct kom_extract *recipients,
                                                   struct kom_error *err) KOM_MUSTUSE;

/* Reads the sales likewise, after the recipients, with so many threads (0 is 1; at most 64).
   KOM_EUSAGE, too: a by-column is nowhere; ages in one period need `from`; interval or kind without
   recipients. */
KOM_API enum kom_status kom_uptake_read_sales(struct kom_uptake *u, struct kom_extract *sales,
                                              unsigned n_threads,
                                              struct kom_error *err) KOM_MUSTUSE;

/* Brings all together and computes the rows. sales: read, and not closed yet. KOM_EDATA: keys of
   the sales meet nothing in the side tables, totals stand among the sales, or more buyers than
   persons counted. */
KOM_API enum kom_status kom_uptake_finish(struct kom_uptake *u, const struct kom_extract *sales,
                                          struct kom_error *err) KOM_MUSTUSE;

/* Why a cell has the figures that it has; the first that fits. */
enum kom_uptake_state {
    KOM_UPTAKE_NOT_STARTED,  /* planned, no start, and no day on offer */
    KOM_UPTAKE_NOT_OFFERED,  /* no day on offer */
    KOM_UPTAKE_NOT_REPORTED, /* a day on offer lies outside what its unit reports: no figures */
    KOM_UPTAKE_OFFERED
};

/* "not_started" ... "offered"; static. */
KOM_API const char *kom_uptake_state_text(enum kom_uptake_state state);

/* A cell. Of what is not known numbers are -1 and doubles NaN. */
struct kom_uptake_row {
    const struct kom_text *by; /* one value for each by-column; "total" in margins */
    struct kom_text period;    /* 2019-07, all, before ... */
    enum kom_uptake_state state;
    double recipients;              /* persons, distinct in the cell, or the count given */
    int64_t person_days;            /* days with spell and offering, each person-day once */
    int64_t buyers;                 /* persons, distinct in the cell */
    double uptake;                  /* buyers / recipients: a share, of counts over time a rate */
    double conf_low, conf_high;     /* its interval */
    int64_t sales;                  /* counted ones; a credit note is none */
    double quantity, hours, amount; /* net of credit notes: the nearest double of the exact sum */
    int64_t days_offered;           /* days of the cell on which its unit had something on offer */
    double largest_share, second_share; /* with wants_dominance */
};

/* The next row, in the order of the by-values as bytes (before comes before after, total last) and
   of the periods; *row NULL: there are no more. The row is u's, and valid until the next call. */
KOM_API enum kom_status kom_uptake_next(struct kom_uptake *u, const struct kom_uptake_row **row,
                                        struct kom_error *err) KOM_MUSTUSE;

/* Adds all rows as CSV with a header: the bytes of kom-uptake, in which exact sums have all their
   digits. Independent of kom_uptake_next. */
KOM_API enum kom_status kom_uptake_csv(struct kom_uptake *u, struct kom_buf *out,
                                       struct kom_error *err) KOM_MUSTUSE;

/* Why a sale does not count, in the order in which the reasons are looked at: what
   kom_extract_n_aside of the sales is asked for. */
enum kom_uptake_reason {
    KOM_SALE_INCOMPLETE,
    KOM_SALE_UNKNOWN_KOM,
    KOM_SALE_OUTSIDE_PERIOD,
    KOM_SALE_CANCELLED,
    KOM_SALE_NOT_DELIVERED,
    KOM_SALE_NOT_OFFERED,
    KOM_SALE_NOT_RECIPIENT,
    KOM_SALE_CREDIT_OUTSIDE,
    KOM_SALE_AMBIGUOUS,
    KOM_N_SALE_REASONS
};

/* Its word, "incomplete" ... "ambiguous"; static. NULL for what is no reason. */
KOM_API const char *kom_uptake_reason_text(enum kom_uptake_reason reason);

/* Keys that meet nothing, in lines, after kom_uptake_finish; u's. Empty where there are none. */
KOM_API struct kom_text kom_uptake_unmatched(const struct kom_uptake *u);

/* Note i, from 0 to KOM_UPTAKE_N_NOTES - 1, of what should be known beside the figures (used sales
   without an amount, persons with several units), into text[0 .. cap - 1]; false when there is
   nothing to tell. After kom_uptake_finish. */
enum { KOM_UPTAKE_N_NOTES = 13 };
KOM_API bool kom_uptake_note(const struct kom_uptake *u, int i, char *text, size_t cap);

/* Frees it and what its rows point to; NULL is allowed. */
KOM_API void kom_uptake_free(struct kom_uptake *u);

#ifdef __cplusplus
}
#endif

#endif
