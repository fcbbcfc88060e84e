/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many columns of a terminal a UTF-8 text takes. */
#ifndef KOM_WIDTH_H
#define KOM_WIDTH_H

#include <stddef.h>
#include <stdint.h>

#include "buf.h"

/* The code point at t.p[*i], *i moved past it; a byte that is not UTF-8 counts as one (U+FFFD). *i
 * < t.n. */
uint32_t kom_width_next(struct kom_text t, size_t *i);

/* Combining marks take 0, East Asian wide characters and most emoji 2 (UAX 11, by blocks), all
 * others 1. */
size_t kom_width(struct kom_text t);

#endif
