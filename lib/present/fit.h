/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a table comes into lines of text that are not too long. */
#ifndef KOM_FIT_H
#define KOM_FIT_H

#include "sheet.h"

/* Gives every column its width, and when the lines would be longer than sheet->limit (then, than
   small_limit, where there is one) does, until they are not: leaves out columns without a value and
   takes texts that are the same in all rows below the table (unless is_chosen); lets headings and
   texts go on in further lines; takes further texts that are the same in all rows; deals the
   columns out to parts, each with the columns that name the rows. A word that is longer than a line
   stays longer. */
void kom_fit(struct kom_sheet *sheet);

/* The text (or setting) that all rows have in the column; empty: they differ, or have none. */
struct kom_text kom_fit_same(const struct kom_sheet *sheet, size_t col);

/* The columns that are looked at for one part: those that may name the rows, in front, and those of
   `range`, in order: for (j = first; j < range.to; j = next). */
size_t kom_fit_first(const struct kom_sheet *sheet, struct kom_fit_range range);
size_t kom_fit_next(const struct kom_sheet *sheet, struct kom_fit_range range, size_t col);

/* Where the columns of the part stand, behind those of the one before it (of the first: {0, 0}). */
struct kom_fit_range kom_fit_part(const struct kom_sheet *sheet, size_t part,
                                  struct kom_fit_range before);

/* Whether the column stands in this part: it is dealt out to it, or names the rows. */
bool kom_fit_is_in(const struct kom_sheet *sheet, size_t col, size_t part);

/* Cuts the next line of at most width columns off the text: at blanks, a longer word within. False
   when nothing is left. */
bool kom_fit_line(struct kom_text *rest, size_t width, struct kom_text *line);

/* How many such lines the text makes. */
size_t kom_fit_n_lines(struct kom_text t, size_t width);

#endif
