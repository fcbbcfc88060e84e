/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of kom-code as a request. Inside kom-code only. */
#ifndef KOM_CODE_REQUEST_H
#define KOM_CODE_REQUEST_H

#include "code/code.h"
#include "tool.h"

/* All but the tables. */
enum kom_status kom_code_read_request(struct kom_run *run,
                                      struct kom_code_request *ask) KOM_MUSTUSE;

#endif
