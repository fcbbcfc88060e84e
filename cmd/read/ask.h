/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the call of kom-read asks of files that are no text. */
#ifndef KOM_READ_ASK_H
#define KOM_READ_ASK_H

#include "read/canonical.h"
#include "read/formats.h"
#include "tools.h"

/* Fills the request, and gives the files to the run's reading; read even where it will be refused,
   for its own reason. plan: what else the call asks. */
enum kom_status kom_read_ask(struct kom_run *run, const struct kom_canonical_request *plan,
                             struct kom_read_files *files) KOM_MUSTUSE;

/* KOM_EUSAGE: an option of such files is given, and the table is text, which has nothing of it. */
enum kom_status kom_read_refuse_text(struct kom_run *run, const struct kom_extract *x) KOM_MUSTUSE;

#endif
