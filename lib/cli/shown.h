/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that say how figures are shown to people, for every tool that does so. */
#ifndef KOM_SHOWN_H
#define KOM_SHOWN_H

#include "present.h"
#include "tool.h"

/* "LEFT=RIGHT" at the first =; right is NULL without one. Both live as long as the run. */
enum kom_status kom_shown_split(struct kom_run *run, const char *item, const char **left,
                                const char **right) KOM_MUSTUSE;

/* --digits, --sort. */
enum kom_status kom_shown_digits(struct kom_run *run, struct kom_present *opts) KOM_MUSTUSE;
enum kom_status kom_shown_sort(struct kom_run *run, struct kom_present *opts) KOM_MUSTUSE;

/* --percent, --lang, --caption, --note, --source. */
enum kom_status kom_shown_words(struct kom_run *run, struct kom_present *opts) KOM_MUSTUSE;

#endif
