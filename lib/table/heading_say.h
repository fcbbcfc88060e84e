/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages on headings; those of vocab.h are here too. */
#ifndef KOM_HEADING_SAY_H
#define KOM_HEADING_SAY_H

#include "vocab.h"

/* Fail with KOM_EDATA (KOM_ENOMEM): headings a and b both mean a word; two of n headings are called
   `name`. Both name the call that tells them apart. */
enum kom_status kom_heading_two_meanings(struct kom_text a, struct kom_text b, const char *word,
                                         struct kom_header_at place,
                                         struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_heading_two_alike(const struct kom_text *headings, size_t n,
                                      struct kom_text name, struct kom_header_at place,
                                      struct kom_error *err) KOM_MUSTUSE;

/* KOM_EUSAGE: an option makes a column that the file has already, where it is called `own`. */
enum kom_status kom_heading_twice(const char *file, const char *option, struct kom_text name,
                                  struct kom_text own, struct kom_error *err);

#endif
