/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions (kom/dist.h), and what the other rooms make of a level. */
#ifndef KOM_DIST_ROOM_H
#define KOM_DIST_ROOM_H

#include "kom/dist.h"

/* (1 - level) / 2, what each side of an interval leaves out; NaN unless 0 < level < 1. */
double kom_level_tail(double level);

#endif
