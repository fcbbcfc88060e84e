/* SPDX-License-Identifier: GPL-3.0-or-later */
/* printf for texts that came from files: a NUL byte in one ends nothing. */
#ifndef KOM_FORMAT_H
#define KOM_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

#include "kom/error.h"

/* As vsnprintf, but %.*s takes all its bytes; a NUL among them is written <U+0000>, or as it is
   where is_raw says so. Returns the bytes that a large enough `out` would hold. */
size_t kom_format(char *out, size_t size, int is_raw, const char *format, va_list args)
    KOM_PRINTF(4, 0);

#endif
