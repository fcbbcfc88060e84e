/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sales against the price that holds on their day, and price against cost.

   A price schedule says what a unit of a service costs in a municipality, in a band (time of the
   week) and from one day to another. What is due for a sale follows from it exactly, in decimals:

     due = price * max(minimum, |units| rounded up to whole `rounding`s), half up to the oere,

   with the sign of the units; units are hours where the unit of the price is an hour, else the
   quantity. Nothing is guessed: a price with VAT is never made of one without, nor the other way
   round, as price lists round to whole kroner. */
#ifndef KOM_PRICE_ROOM_H
#define KOM_PRICE_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "credits.h"
#include "days.h"
#include "extract.h"
#include "frame.h"
#include "kom/error.h"
#include "lookup.h"
#include "method.h"
#include "num.h"
#include "output.h"

enum kom_price_form {
    KOM_PRICE_ROWS,    /* every sale with its price */
    KOM_PRICE_SUMMARY, /* sums by group and period */
    KOM_PRICE_COST,    /* every price with its cost, and what was sold at it */
};

enum kom_price_vat { KOM_PRICE_VAT_UNTOLD, KOM_PRICE_VAT_NO, KOM_PRICE_VAT_YES };

/* What is asked. Names as typed; all is borrowed. */
struct kom_price_request {
    enum kom_price_form form;
    const char *const *by; /* of the summary */
    size_t n_by;
    bool has_period; /* the summary is parted by them, */
    enum kom_period_kind period;
    struct kom_num tolerance;        /* kroner, at least 0 and exact */
    enum kom_price_vat vat;          /* where neither sale nor price says */
    enum kom_credits credits;        /* sign of credit notes */
    const struct kom_frame *prices;  /* the schedule */
    struct kom_lookup *lookup;       /* NULL: no table of by-columns is given */
    struct kom_unmatched *unmatched; /* where codes that meet nothing are told */
};

/* Reads "0.5". KOM_EUSAGE: it is no decimal of at least 0. */
enum kom_status kom_price_tolerance(const char *text, struct kom_num *tolerance,
                                    struct kom_error *err) KOM_MUSTUSE;

struct kom_price; /* one run */

/* Reads the schedule. The request is copied. KOM_EDATA: a column is missing or a cell cannot be
   read; two prices of one kom, service and band hold on one day. */
enum kom_status kom_price_new(struct kom_price **p, const struct kom_price_request *request,
                              struct kom_error *err) KOM_MUSTUSE;
void kom_price_free(struct kom_price *p);

/* Its instance is a kom_price. The first streams rows, so that its header is to be written between
   ask and the fold: the caller asks (kom_price_ask) and has no ask gone through again. */
extern const struct kom_method kom_price_rows_method, kom_price_method;
enum kom_status kom_price_ask(struct kom_price *p, struct kom_extract *x,
                              struct kom_error *err) KOM_MUSTUSE;
void kom_price_header(const struct kom_price *p, struct kom_buf *out);

/* The sales' own in one, and what is added to them; of a summary, of --cost, of --side-by-side. */
extern const struct kom_output_column kom_price_row_columns[], kom_price_summary_columns[],
    kom_price_cost_columns[], kom_price_beside_columns[];

/* What is to be said once all is written: note i; false when there is nothing to say. is_loud: it
   changes what figures mean. */
enum { KOM_PRICE_N_NOTES = 5 };
bool kom_price_note(const struct kom_price *p, int i, struct kom_buf *text, bool *is_loud);

/* ---- side by side ---- */

struct kom_price_beside_request {
    const struct kom_frame *prices;
    const char *service;
    int32_t from, to;                /* in whose years; KOM_DAY_NONE: as the prices say */
    struct kom_unmatched *unmatched; /* of the same service, spelt otherwise */
};

/* The columns that loading the lists is to read. */
enum { KOM_PRICE_BESIDE_TYPED = 5 };
extern const struct kom_typed_column kom_price_beside_typed[KOM_PRICE_BESIDE_TYPED];

/* The prices of one service, year by year: adds header and rows. is_other, one a row of the prices:
   it is of another service. KOM_EDATA: as kom_price_new, or no price is of the service. */
enum kom_status kom_price_beside(const struct kom_price_beside_request *request, uint8_t *is_other,
                                 struct kom_buf *out, struct kom_error *err) KOM_MUSTUSE;

#endif
