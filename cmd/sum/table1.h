/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-sum --table1: balance and description tables. */
#ifndef KOM_SUM_TABLE1_H
#define KOM_SUM_TABLE1_H

#include "tool.h"

/* The whole of such a run. */
enum kom_status kom_sum_table1(struct kom_run *run) KOM_MUSTUSE;

#endif
