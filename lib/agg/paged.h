/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorted values that find no room in memory: in a file, read by pages. */
#ifndef KOM_PAGED_H
#define KOM_PAGED_H

#include <stddef.h>
#include <stdint.h>

#include "kom/error.h"
#include "units.h"

struct kom_paged;

/* NULL: memory ran out. */
struct kom_paged *kom_paged_new(const char *folder);

/* Adds a value, not below those before, as often as said; equal ones become one. */
void kom_paged_add(struct kom_paged *p, const struct kom_num *x, uint64_t count);

/* All are there. */
void kom_paged_end(struct kom_paged *p);

/* Different values, the i-th, and the unit of which all are multiples. */
size_t kom_paged_n(const struct kom_paged *p);
struct kom_num kom_paged_at(struct kom_paged *p, size_t i, uint64_t *count);
struct kom_units kom_paged_units(const struct kom_paged *p);

/* What went wrong first: nothing that was read means anything then. */
enum kom_status kom_paged_status(const struct kom_paged *p, struct kom_error *err) KOM_MUSTUSE;

/* NULL allowed. */
void kom_paged_free(struct kom_paged *p);

#endif
