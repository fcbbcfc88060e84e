/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside table only: headings of a later file that are those of the table, written otherwise. */
#ifndef KOM_ALIGN_H
#define KOM_ALIGN_H

#include "extract.h"

/* Gives the file's headings the names of the table's where one stands for one: alike but for case,
   blanks and Danish letters, else of one word of the vocabulary. Where two might be meant, or the
   file has the table's own spelling too, none is touched. Adds to x->aligned what was done. */
enum kom_status kom_headings_align(struct kom_extract *x, struct kom_file_plan *plan,
                                   struct kom_error *err) KOM_MUSTUSE;

#endif
