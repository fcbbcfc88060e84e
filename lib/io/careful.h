/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The careful reader: one quoted field that is not plainly well-formed, undone by libcsv in strict
 * mode. */
#ifndef KOM_CAREFUL_H
#define KOM_CAREFUL_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

/* Reads the quoted field at the start of p (p[0] is the quote), adding its text to out. Returns the
   offset of the byte that ends it (delimiter, line end, or n). *is_valid is false when a byte other
   than these follows the closing quote: out then holds nothing more, and the offset is that of the
   next delimiter or line feed. */
size_t kom_careful_field(const char *p, size_t n, char delimiter, struct kom_buf *out,
                         bool *is_valid);

#endif
