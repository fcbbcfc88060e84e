/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-weight: weights that make the rows look like a frame or known totals. The order of calls:
   new, header and fold by the method, which writes all rows once the last is read, notes, factors,
   free. */
#ifndef KOM_WEIGHING_H
#define KOM_WEIGHING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "extract.h"
#include "frame.h"
#include "method.h"
#include "output.h"

enum { KOM_WEIGHING_ROUNDS = 1000, KOM_WEIGHING_ROUNDS_MAX = 1000000 };

struct kom_weighing_list {
    const char *const *item;
    size_t n;
};

/* What is asked; borrowed. */
struct kom_weighing_request {
    const struct kom_frame *frame;       /* who the rows are to look like, or */
    const struct kom_frame *totals;      /* so many of each category: one of the two is there */
    struct kom_weighing_list rake, post; /* a margin each, and one of all of these together */
    const char *weight;                  /* the column of start weights; NULL: they are all 1 */
    bool is_trimmed;
    double low, high;                  /* multiples of the mean weight */
    uint32_t rounds;                   /* at most so many, of each raking */
    struct kom_weighing_list collapse; /* COL=A|B */
    int kom_digits;                    /* 0: codes as they stand; 3 or 4: of known totals, too */
    bool is_jackknife;
    const char *cluster, *strata; /* columns; NULL: a row is a cluster, there is one stratum */
};

struct kom_weighing; /* opaque */

/* Reads frame or totals. *s is the caller's to free whatever comes out. KOM_EUSAGE, KOM_EDATA. */
enum kom_status kom_weighing_new(struct kom_weighing **s,
                                 const struct kom_weighing_request *request,
                                 struct kom_error *err) KOM_MUSTUSE;
void kom_weighing_free(struct kom_weighing *s);

/* The verbs; `method` is a struct kom_weighing. KOM_EESTIMATE: no weights do what is asked. */
extern const struct kom_method kom_weighing_method;

/* What is to be said of frame or totals, a line each: it changes what weights mean. */
struct kom_text kom_weighing_lines(const struct kom_weighing *s);

/* Notes after the rows, i from 0 to KOM_WEIGHING_N_NOTES - 1: false where there is nothing to say.
 */
enum { KOM_WEIGHING_N_NOTES = 4 };
bool kom_weighing_note(const struct kom_weighing *s, int i, struct kom_buf *text);

/* Adds the table of replicates: replicate, stratum, factor. */
void kom_weighing_factors(const struct kom_weighing *s, struct kom_buf *out);

/* What is added to the rows. */
extern const struct kom_output_column kom_weighing_columns[];

#endif
