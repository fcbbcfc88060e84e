/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of kom-scale as a request. */
#ifndef KOM_SCALE_REQUEST_H
#define KOM_SCALE_REQUEST_H

#include "scale/scale.h"
#include "tool.h"

/* Fills what options say; the tables are the caller's to load. */
enum kom_status kom_scale_read_request(struct kom_run *run,
                                       struct kom_scale_request *ask) KOM_MUSTUSE;

#endif
