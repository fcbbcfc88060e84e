/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between extract.c and fold.c only: the next chunk of whichever file is next. */
#ifndef KOM_EXTRACT_NEXT_H
#define KOM_EXTRACT_NEXT_H

#include "extract.h"

/* chunk->n = 0 at the end of the last file. Its plan is that of the last file opened. One thread at
 * a time. */
enum kom_status kom_extract_next(struct kom_extract *x, struct kom_chunk *chunk,
                                 struct kom_error *err) KOM_MUSTUSE;

#endif
