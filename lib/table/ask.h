/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking a table in memory for its columns, one after the other; the first failure stays.

   Once something failed nothing more is looked for, and every column asked for is KOM_NO_COLUMN: so
   a method asks for all that it wants and looks at `status` once. What must not run after a failure
   and is no such question stands behind `if (!ask.status)`. */
#ifndef KOM_ASK_H
#define KOM_ASK_H

#include "frame.h"

struct kom_ask {
    const struct kom_frame *frame;
    struct kom_error *err;
    enum kom_status status; /* KOM_OK, or the first failure: err tells of it */
};

/* A column that must be there; one that may be, and whose like is told of if it is not (nearly.h);
   one that an option names, or NULL. */
void kom_ask_need(struct kom_ask *ask, const char *name, int *column);
void kom_ask_find(struct kom_ask *ask, const char *name, int *column);
void kom_ask_named(struct kom_ask *ask, const char *name, int *column);

/* The column of time: that of the option, else period, else date; one must be there if is_needed.
 */
void kom_ask_time(struct kom_ask *ask, const char *name, bool is_needed, int *column);

#endif
