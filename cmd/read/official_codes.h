/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-read: --official, which holds municipality codes to the list that ships. */
#ifndef KOM_READ_OFFICIAL_CODES_H
#define KOM_READ_OFFICIAL_CODES_H

#include "read/canonical.h"
#include "tool.h"

/* Reads the rows as kom_canonical_method does, and names the codes that are no municipality's. Rows
   go out as they are. KOM_EDATA: there is no column of municipalities. */
enum kom_status kom_read_official(struct kom_run *run, struct kom_extract *x,
                                  struct kom_canonical *k) KOM_MUSTUSE;

#endif
