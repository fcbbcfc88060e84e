/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside table only: --rename. */
#ifndef KOM_RENAME_H
#define KOM_RENAME_H

#include "extract.h"

/* Gives the n headings of a file the names of the call; of several names for one heading the first.
   KOM_ENOMEM; KOM_EUSAGE where one is that of a column that the call asks for. */
enum kom_status kom_headings_rename(struct kom_extract *x, struct kom_file_plan *plan,
                                    struct kom_text *name, size_t n,
                                    struct kom_error *err) KOM_MUSTUSE;

/* KOM_EDATA: a name of the call has been given to no heading of the file. */
enum kom_status kom_headings_renamed(const struct kom_extract *x, const struct kom_file_plan *plan,
                                     struct kom_error *err) KOM_MUSTUSE;

#endif
