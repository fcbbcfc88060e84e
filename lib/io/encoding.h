/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text encodings: is it UTF-8, and Windows-1252 and UTF-16 to UTF-8. */
#ifndef KOM_ENCODING_H
#define KOM_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

/* Well-formed UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
bool kom_utf8_is_valid(const char *p, size_t n);

/* How many bytes come before the first above 0x7f; n: there is none. */
size_t kom_ascii_length(const char *p, size_t n);

/* No byte above 0x7f. */
bool kom_ascii_only(const char *p, size_t n);

/* Adds Windows-1252 text as UTF-8; false when it holds one of the five bytes that are no character
 * there. */
bool kom_buf_windows1252(struct kom_buf *buf, struct kom_text t);

/* Adds one code point as UTF-8. */
void kom_buf_code_point(struct kom_buf *buf, unsigned long c);

#endif
