/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-diff: what tells before from after. */
#ifndef KOM_CMD_DIFF_SIDES_H
#define KOM_CMD_DIFF_SIDES_H

#include "kom/diff.h"
#include "tool.h"

/* Exactly one way of naming the sides; KOM_EUSAGE for none and several. */
enum kom_status kom_diff_sides_read(struct kom_run *run,
                                    struct kom_diff_request *request) KOM_MUSTUSE;

#endif
