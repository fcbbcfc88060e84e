/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --only and --except: which rows are asked for at all, before anything else is said of them. */
#ifndef KOM_FILTER_H
#define KOM_FILTER_H

#include "extract.h"
#include "intern.h"

/* One rule over one column, made from the reading (reading.h) when the columns are known; the
   values do not change while rows are read, and `met` is each worker's own. */
struct kom_filter {
    int column;
    bool is_except;
    struct kom_intern values; /* as they were written, each once */
    struct kom_intern bare;   /* those of digits without the zeros ahead */
};

/* All rules of an extract; asks for their columns. KOM_EDATA: a column that is not there. */
enum kom_status kom_filters_make(struct kom_extract *x, struct kom_error *err) KOM_MUSTUSE;

/* Takes the rows that are not asked for out of the batch, and sets them aside. met: bytes of the
   values of all rules, set where a value occurs, or would but for zeros ahead. */
void kom_filters_apply(struct kom_view *view, struct kom_batch *batch, uint8_t *met);

/* How many bytes that takes. */
size_t kom_filters_n_met(const struct kom_extract *x);

/* Adds the values that never occurred, as `COL=VALUE`, with commas, and what is there instead;
   false when all did. */
bool kom_filters_unmet(const struct kom_extract *x, struct kom_buf *out);

void kom_filters_fini(struct kom_extract *x);

#endif
