/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The regular expressions of Table Schema (XML Schema's) as POSIX extended ones. */
#ifndef KOM_SCHEMA_PATTERN_H
#define KOM_SCHEMA_PATTERN_H

#include "buf.h"
#include "kom/error.h"

/* Adds `pattern` as an extended expression that must match a whole value. \d \s \w and their
   opposites become classes; inside brackets an escaped character stands for itself, as in XML
   Schema and not as in POSIX. Unlike XML Schema, ^ and $ are anchors, and a dot is one byte.
   KOM_EDATA: what has no such form (\p, \b, look-ahead, lazy repeats, subtraction of classes).
   `place` leads the message. */
enum kom_status kom_pattern_translate(const char *pattern, const char *place, struct kom_buf *out,
                                      struct kom_error *err) KOM_MUSTUSE;

#endif
