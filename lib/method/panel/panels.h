/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spells or dated rows to a complete panel of group by period. Whole days are counted, exactly, so
   that a panel is a function of the set of rows alone. */
#ifndef KOM_PANEL_ROOM_H
#define KOM_PANEL_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "days.h"
#include "frame.h"
#include "kom/error.h"
#include "lookup.h"
#include "method.h"
#include "output.h"

/* What a count of recipients counts; KOM_PANEL_FIGURES: no counts are asked for, but a panel. */
enum kom_panel_kind { KOM_PANEL_FIGURES, KOM_PANEL_STOCK, KOM_PANEL_AVERAGE, KOM_PANEL_DURING };

/* What is asked. Names as typed; all is borrowed. */
struct kom_panel_request {
    const char *const *by, *const *value;
    size_t n_by, n_values;
    enum kom_period_kind period; /* year to day */
    int32_t from, to;            /* KOM_DAY_NONE: from the data */
    enum kom_panel_kind kind;
    struct kom_lookup *lookup;             /* NULL: no table of by-columns or units is given */
    const struct kom_frame *participation; /* NULL: not given */
    struct kom_unmatched *unmatched;       /* where codes that meet nothing are told */
    uint64_t max_memory;                   /* of all threads; 0: no end */
};

struct kom_panel; /* one run */

/* KOM_EUSAGE: --from or --to cuts a period. The request is copied. */
enum kom_status kom_panel_new(struct kom_panel **p, const struct kom_panel_request *request,
                              struct kom_error *err) KOM_MUSTUSE;
void kom_panel_free(struct kom_panel *p);

/* Its instance is a kom_panel. */
extern const struct kom_method kom_panel_method;

/* Of spells, of dated rows, and of counts, beside the by-columns. */
extern const struct kom_output_column kom_panel_columns[], kom_panel_dated_columns[],
    kom_panel_count_columns[];

/* What is to be said once all is written: note i; false when there is nothing to say. is_loud: it
   changes what figures mean. */
enum { KOM_PANEL_N_NOTES = 5 };
bool kom_panel_note(const struct kom_panel *p, int i, struct kom_buf *text, bool *is_loud);

#endif
