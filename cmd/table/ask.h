/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of kom-table. */
#ifndef KOM_TABLE_ASK_H
#define KOM_TABLE_ASK_H

#include "present.h"
#include "tool.h"

/* Reads them, of the one table or of each sheet; what they name lives as long as the run.
   KOM_EUSAGE. */
enum kom_status kom_table_ask_all(struct kom_run *run, struct kom_present **opts) KOM_MUSTUSE;

#endif
