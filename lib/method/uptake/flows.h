/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-uptake's method: where buyers bought (--flows). */
#ifndef KOM_UPTAKE_FLOWS_H
#define KOM_UPTAKE_FLOWS_H

#include "crowd.h"
#include "intern.h"

/* Of a worker: values of the column, and the buyers' place in the crowd for each that a cell has.
   Zero-initialised is empty. */
struct seats {
    struct kom_intern values;
    struct kom_pairs cells; /* cell, value */
    struct kom_place *place;
    size_t cap;
    struct kom_pairs atoms; /* atom, value: the numbers of the worker's `group` */
};

/* What a person is on one side; values of the column come from FLOW_VALUES on. */
enum { FLOW_NONE, FLOW_SEVERAL, FLOW_NOT_RECIPIENT, FLOW_VALUES };

/* Persons of a row from one period (of its number among the labels) to the next. */
struct flow {
    uint32_t row, label, from, to;
    uint64_t n;
};

#endif
