/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --municipalities, --networks and --overlap of the tools whose --by may name a column of theirs,
   and --unmatched. */
#ifndef KOM_BY_OPTIONS_H
#define KOM_BY_OPTIONS_H

#include "lookup.h"
#include "tool.h"

/* Tables beside the input. Zero-initialised: none. */
struct kom_by_tables {
    struct kom_frame municipalities, networks;
    struct kom_lookup lookup;
    struct kom_unmatched unmatched; /* keys that meet nothing */
};

/* Loads what was given; *lookup is NULL when nothing was. */
enum kom_status kom_run_by_tables(struct kom_run *run, struct kom_by_tables *tables,
                                  struct kom_lookup **lookup) KOM_MUSTUSE;

void kom_by_tables_fini(struct kom_by_tables *tables);

#endif
