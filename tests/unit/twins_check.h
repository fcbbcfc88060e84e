/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each fast path of lib/io and kom-read beside its slow twin, on any bytes: nothing may differ. */
#ifndef KOM_TWINS_CHECK_H
#define KOM_TWINS_CHECK_H

#include "buf.h"

/* The scan with and without vectors, the splitter with the scan and by careful reading alone, the
   cutter at every place. NULL when they agree, else what does not (a static text). */
const char *twins_check(struct kom_text bytes, char delimiter);

/* kom-read, rows copied whole and rows made cell by cell. The first two bytes say how it is asked
   for, the others are the table without its header, or with it. `why` gets the two outputs when
   they differ. */
const char *read_check(struct kom_text bytes, struct kom_buf *why);

#endif
