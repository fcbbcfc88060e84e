/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-join: --official, the list of municipalities that ships instead of --with. */
#ifndef KOM_JOIN_OFFICIAL_LIST_H
#define KOM_JOIN_OFFICIAL_LIST_H

#include "frame.h"
#include "join/join.h"
#include "tool.h"

/* Which list: that of --year, else of now; with --within all of it. */
enum kom_status kom_join_parse_official(struct kom_run *run,
                                        struct kom_join_request *q) KOM_MUSTUSE;

/* Loads it, and says which. */
enum kom_status kom_join_load_official(struct kom_run *run, const struct kom_join_request *q,
                                       struct kom_frame *table) KOM_MUSTUSE;

#endif
