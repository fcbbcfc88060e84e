/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside table only: what is said of a file whose first records do not fit, and the call that reads
 * it. */
#ifndef KOM_OPEN_WORDS_H
#define KOM_OPEN_WORDS_H

#include "dialect.h"
#include "extract.h"

/* A later line would be the header: record `later` of the sample. */
enum kom_status kom_words_later(const struct kom_extract *x, const struct kom_file_plan *plan,
                                size_t later, struct kom_error *err);

/* Every row has `width` fields, which are not the header's. */
enum kom_status kom_words_width(const struct kom_extract *x, const struct kom_file_plan *plan,
                                size_t width, struct kom_error *err);

/* The first record looks like data. */
enum kom_status kom_words_data(const struct kom_extract *x, const struct kom_file_plan *plan,
                               struct kom_error *err);

/* A column that the call asks for is not there. */
enum kom_status kom_words_missing(const struct kom_extract *x, const char *name,
                                  struct kom_error *err);

/* Two delimiters split header and first record alike; none does. */
enum kom_status kom_words_tie(const struct kom_extract *x, const struct kom_file_plan *plan,
                              uint64_t line, const struct kom_delimiter_guess *guess,
                              struct kom_error *err);
enum kom_status kom_words_misfit(const struct kom_extract *x, const struct kom_file_plan *plan,
                                 uint64_t line, const struct kom_delimiter_guess *guess,
                                 struct kom_error *err);

/* The header's line is empty; rest begins with it. */
enum kom_status kom_words_empty(const struct kom_extract *x, const struct kom_file_plan *plan,
                                uint64_t line, struct kom_text rest, struct kom_error *err);

#endif
