/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headings that nearly say a word which a tool could have used. */
#ifndef KOM_NEARLY_H
#define KOM_NEARLY_H

#include "heading_index.h"

/* Notes that a column was looked for which a tool can do without, and that it is not there. Names
   that are no word of the vocabulary are not noted: nobody knows how else they are written. */
void kom_nearly_wish(const struct kom_heading_index *x, struct kom_text name);

/* Adds a line for each heading that nearly says a word noted and was asked for by no name (of a
   word, the first three), with the call that names it. Lines that are there are not added again. */
void kom_nearly_tell(const struct kom_heading_index *x, struct kom_header_at place,
                     struct kom_buf *lines);

#endif
