/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of COL_status, and the column that holds them: one meaning in every tool.

   hidden, missing and impossible say that there is no value, and what stands beside them is not
   used; nil, provisional and break say something of a value that is there. A colon begins detail
   (`missing:A`), capitals count as small letters. Any other word makes the row bad: what somebody
   marked must not be used because the mark was misspelt. */
#ifndef KOM_VALUE_STATUS_H
#define KOM_VALUE_STATUS_H

#include <stdbool.h>

#include "buf.h"
#include "heading_index.h"
#include "kom/error.h"

enum kom_value_status {
    KOM_STATUS_BLANK, /* nothing is said; so too where there is no such column */
    KOM_STATUS_NIL,
    KOM_STATUS_PROVISIONAL,
    KOM_STATUS_BREAK,
    KOM_STATUS_HIDDEN,
    KOM_STATUS_MISSING,
    KOM_STATUS_IMPOSSIBLE,
    KOM_STATUS_UNKNOWN,
};

/* What a cell of COL_status says. */
enum kom_value_status kom_value_status_of(struct kom_text cell);

/* Is there no value, whatever stands beside it? */
static inline bool kom_value_status_denies(enum kom_value_status status) {
    return status >= KOM_STATUS_HIDDEN && status <= KOM_STATUS_IMPOSSIBLE;
}

/* Adds what is wrong with a cell that is KOM_STATUS_UNKNOWN, and the call that reads it. side: the
   option of the side table; NULL: the main input. */
void kom_value_status_explain(struct kom_text cell, struct kom_text heading, const char *side,
                              struct kom_buf *out);

/* Which heading says of every value of heading `of` what there is of it: HEADING_status, else
   WORD_status by the word that it means, found as any name is; -1: none. KOM_EDATA: both are there,
   and may contradict each other (*at is the first), or the status stands twice. */
enum kom_status kom_status_beside(const struct kom_heading_index *x, size_t of,
                                  struct kom_header_at place, int *at,
                                  struct kom_error *err) KOM_MUSTUSE;

#endif
