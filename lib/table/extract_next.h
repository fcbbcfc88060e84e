/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between extract.c and fold.c only: the next chunk of whichever file is next. */
#ifndef KOM_EXTRACT_NEXT_H
#define KOM_EXTRACT_NEXT_H

#include "extract.h"

/* chunk->n = 0 at the end of the last file. Its plan is that of the last file opened. One thread at
 * a time. */
enum kom_status kom_extract_next(struct kom_extract *x, struct kom_chunk *chunk,
                                 struct kom_error *err) KOM_MUSTUSE;

/* The field under the nth (from 0) of equal headings, -1 when the file has fewer; and which of
 * equal headings a field's is. */
int kom_plan_field(const struct kom_file_plan *plan, struct kom_text heading, uint32_t nth);
uint32_t kom_plan_nth(const struct kom_file_plan *plan, uint32_t field);

#endif
