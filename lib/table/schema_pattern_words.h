/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the files of patterns only: one pass over a pattern before PCRE2 sees it. */
#ifndef KOM_SCHEMA_PATTERN_WORDS_H
#define KOM_SCHEMA_PATTERN_WORDS_H

#include "buf.h"
#include "kom/error.h"

/* Adds `pattern` in PCRE2's words. KOM_EDATA: it has something that Python, XML Schema and PCRE2
   do not read alike. */
enum kom_status kom_pattern_translate(const char *pattern, const char *place, struct kom_buf *out,
                                      struct kom_error *err) KOM_MUSTUSE;

#endif
