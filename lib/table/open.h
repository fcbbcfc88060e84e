/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside table only: opening one file. */
#ifndef KOM_OPEN_H
#define KOM_OPEN_H

#include "extract.h"

/* Opens the next path: dialect, header, and what its first records say. x->source and x->cutter are
   then at its first row. KOM_EDATA: it is no text, has no header, or rows that do not fit. */
enum kom_status kom_open_next(struct kom_extract *x, struct kom_error *err) KOM_MUSTUSE;

#endif
