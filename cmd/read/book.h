/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a codebook is written, whatever the format. */
#ifndef KOM_READ_BOOK_H
#define KOM_READ_BOOK_H

#include "buf.h"

/* The header. */
void kom_book_header(struct kom_buf *out);

/* A part of a list CODE=LABEL|CODE=LABEL, with what would part or end it behind a backslash. */
void kom_book_part(struct kom_buf *out, const char *text);

#endif
